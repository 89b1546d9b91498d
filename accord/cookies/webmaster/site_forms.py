"""Cleaning what a webmaster types about a site: where it is reached, for how long an answer holds."""

import re
from typing import Any
from urllib.parse import urlsplit

from django import forms
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accord.cookies import wordings
from accord.cookies.models import Site
from accord.cookies.webmaster.lines import Addresses, Groups, Hosts
from accord.lib.lengths import is_in_months
from accord.register.models import RetentionRule
from accord.register.rules import period, rule
from accord.ui.meanwhile import Meanwhile


def _languages() -> list[tuple[str, str]]:
    """Every language banners speak, in its own words."""
    return [(code, LANGUAGE_NAMES.get(code, code)) for code in wordings.languages()]


LANGUAGE_NAMES = {
    "ar": "العربية",
    "bg": "Български",
    "cs": "Čeština",
    "da": "Dansk",
    "de": "Deutsch",
    "el": "Ελληνικά",
    "en": "English",
    "es": "Español",
    "et": "Eesti",
    "fi": "Suomi",
    "fr": "Français",
    "ga": "Gaeilge",
    "he": "עברית",
    "hr": "Hrvatski",
    "hu": "Magyar",
    "it": "Italiano",
    "lt": "Lietuvių",
    "lv": "Latviešu",
    "mt": "Malti",
    "nl": "Nederlands",
    "pl": "Polski",
    "pt": "Português",
    "ro": "Română",
    "sk": "Slovenčina",
    "sl": "Slovenščina",
    "sv": "Svenska",
}


class SiteForm(Meanwhile, forms.ModelForm):  # type: ignore[type-arg]
    """A site: where it is reached, for how long an answer holds, what refuses by itself."""

    hosts = Hosts(
        label=gettext_lazy("Its addresses"),
        help_text=gettext_lazy("One a line: the names under which its pages are reached, “www.” ones too."),
    )
    cookie_domain = forms.CharField(
        label=gettext_lazy("Domain its sub-domains share"),
        required=False,
        max_length=120,
        help_text=gettext_lazy(
            "One answer for all of them, and the banner says so. Leave it empty for one address."
        ),
    )
    language = forms.ChoiceField(label=gettext_lazy("First language"), choices=_languages)
    others = forms.MultipleChoiceField(
        label=gettext_lazy("Other languages"),
        choices=_languages,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    page_groups = Groups(
        label=gettext_lazy("Groups of pages"),
        required=False,
        help_text=gettext_lazy(
            "One a line, as “/blog”: statistics tell them apart. The page itself is never kept."
        ),
    )
    retention = forms.ModelChoiceField(
        RetentionRule.objects.order_by("code"),
        label=gettext_lazy("Proofs are kept"),
        required=False,
        empty_label=gettext_lazy("as the rule of the register says: 3 years"),
    )

    class Meta:
        model = Site
        fields = (
            "name",
            "controller",
            "hosts",
            "cookie_domain",
            "choice_days",
            "gpc_refuses",
            "measures",
            "follows_accounts",
            "page_groups",
            "retention",
            "shows_one_in",
            "alias",
        )
        labels = {"controller": gettext_lazy("Controller")}
        help_texts = {
            "name": gettext_lazy("For us: visitors do not read it."),
            "choice_days": gettext_lazy(
                "The same for a yes and for a no. 182 days are 6 months, the good practice."
            ),
            "gpc_refuses": gettext_lazy(
                "A browser that says it refuses to be followed is taken at its word, and its visitor is told so."
            ),
            "measures": gettext_lazy(
                "Counted by Accord for this site alone, without any third party; people are told and can object."
            ),
            "follows_accounts": gettext_lazy(
                "Only for people signed in on your site, and the banner says so (CNIL 2025-131)."
            ),
            "shows_one_in": gettext_lazy("1: every display is counted; 10 on a site with many visitors."),
            "alias": gettext_lazy("Change it where a block list hides the banner."),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs["initial"] = {**_spoken(kwargs.get("instance")), **(kwargs.get("initial") or {})}
        super().__init__(*args, **kwargs)

    def clean_choice_days(self) -> int:
        """No longer than the rule allows, and whole months: the banner says it so."""
        days = int(self.cleaned_data["choice_days"])
        now = timezone.now()
        most = (now + period("cookies.choice-most") - now).days
        if not 1 <= days <= most:
            words = {"most": most, "words": rule("cookies.choice-most").words}
            raise forms.ValidationError(_("From 1 to %(most)s days: %(words)s at most (CNIL).") % words)
        if not is_in_months(days):
            raise forms.ValidationError(
                _("The banner counts in months: 30 days are one, 182 are six, 365 are twelve.")
            )
        return days

    def clean_cookie_domain(self) -> str:
        """The name alone."""
        return str(self.cleaned_data["cookie_domain"]).lower().strip().removeprefix("https://").strip("./")

    def clean(self) -> dict[str, Any]:
        """Every address stands under the domain they share."""
        said = super().clean() or self.cleaned_data
        shared, hosts = said.get("cookie_domain", ""), said.get("hosts", [])
        apart = [one for one in hosts if shared and not f".{one.split(':')[0]}".endswith(f".{shared}")]
        if apart:
            words = {"host": apart[0], "domain": shared}
            self.add_error("cookie_domain", _("%(host)s does not stand under %(domain)s.") % words)
        return said

    def save(self, commit: bool = False) -> Site:
        """The row, not yet kept: the action does."""
        site: Site = super().save(commit=False)
        said = self.cleaned_data
        first = said["language"]
        site.languages = [first, *(one for one in said["others"] if one != first)]
        site.code = site.code or free_code(said["name"])
        return site


class ScanForm(Meanwhile, forms.ModelForm):  # type: ignore[type-arg]
    """What a control visit opens, and how often it comes."""

    scan_pages = Addresses(
        label=gettext_lazy("Pages"),
        required=False,
        help_text=gettext_lazy("One address a line. Empty: those of the site map, twenty at most."),
    )
    scan_days = forms.TypedChoiceField(
        label=gettext_lazy("How often"),
        coerce=int,
        choices=(
            (0, gettext_lazy("on demand only")),
            (1, gettext_lazy("every night")),
            (7, gettext_lazy("every week")),
            (30, gettext_lazy("every month")),
        ),
    )

    class Meta:
        model = Site
        fields = ("scan_pages", "scan_days")

    def clean_scan_pages(self) -> list[str]:
        """Only addresses of this site: a visit goes nowhere else."""
        pages: list[str] = self.cleaned_data["scan_pages"]
        own = set(self.instance.hosts)
        for page in pages:
            parts = urlsplit(page)
            if not {parts.netloc, str(parts.hostname)} & own:
                raise forms.ValidationError(
                    _("%(page)s is not an address of this site.") % {"page": page[:80]}
                )
        return pages


def _spoken(site: Site | None) -> dict[str, Any]:
    spoken = site.languages if site else ["fr", "en"]
    return {"language": spoken[0] if spoken else "fr", "others": spoken[1:]}


LISTED = re.compile(r"cookie|consent|gdpr|rgpd|dsgvo|rodo|cnil|cmp|privacy|banner|bandeau|track|notice")


def free_code(name: str) -> str:
    """A code no site has, made from a name: what public addresses are called by.

    It has none of the words that block lists look for in addresses (EasyList Cookie and the like).
    """
    words = (one for one in slugify(name).split("-") if not LISTED.search(one))
    stem = "-".join(words)[:32].strip("-") or "site"
    stem = stem if stem[0].isalpha() else f"s-{stem}"
    known = set(Site.objects.filter(code__startswith=stem).values_list("code", flat=True))
    codes = (stem if turn == 1 else f"{stem}-{turn}" for turn in range(1, len(known) + 2))
    return next(code for code in codes if code not in known)
