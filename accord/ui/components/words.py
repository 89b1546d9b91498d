"""How dates, hours, numbers and quoted words are written."""

import datetime as dt
from decimal import Decimal

from django.template import Library
from django.utils import timezone
from django.utils.formats import date_format, number_format
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from accord.lib import browsers
from accord.lib.lengths import is_in_months, months
from accord.ui.components.markup import attributes, drawing, trim

register = Library()

NARROW, WIDE = "\u202f", "\u00a0"


def _french() -> bool:
    return (get_language() or "fr").startswith("fr")


def _local(value: dt.date | dt.datetime) -> dt.date | dt.datetime:
    return timezone.localtime(value) if isinstance(value, dt.datetime) and timezone.is_aware(value) else value


@register.filter
def long_date(value: dt.date | dt.datetime | None) -> str:
    """The day in full: « 3 mars 2026 », “3 March 2026”; « 1er » in French."""
    if not value:
        return ""
    day = _local(value)
    text = date_format(day, "j F Y")
    return f"1er{text[1:]}" if _french() and day.day == 1 else text


@register.filter
def starred(text: object) -> SafeString:
    """Words of a form on paper, with those between stars in bold, as they are printed: « *8 jours au plus tard* »."""
    parts = enumerate(str(text).split("*"))
    return format_html_join(
        "", "{}", ((format_html("<b>{}</b>", part) if at % 2 else part,) for at, part in parts)
    )


@register.filter
def unbroken(text: object) -> str:
    """Words of a narrow column whose hyphens and articles do not end a line: « sous-traitant », « art. 6-1-a »."""
    return str(text).replace("-", "\N{NON-BREAKING HYPHEN}").replace("art. ", "art.\N{NO-BREAK SPACE}")


@register.filter
def day_and_month(value: dt.date) -> str:
    """A day where there is little room: « 1er déc. », “1 Dec.”."""
    text = date_format(value, "j N")
    return f"1er{text[1:]}" if _french() and value.day == 1 else text


@register.filter
def articles(text: object) -> str:
    """A sentence whose « art. » stays with its number."""
    kept = str(text).replace("art. ", f"art.{WIDE}")
    return SafeString(kept) if isinstance(text, SafeString) else kept


@register.filter
def day_in_week(value: dt.date) -> str:
    """The day in full with its name: « mardi 3 mars 2026 », “Tuesday 3 March 2026”."""
    return f"{date_format(value, 'l')} {long_date(value)}"


@register.filter
def clock(value: dt.datetime | dt.time | None) -> str:
    """The hour of the day: « 10 h 02 », “10:02”."""
    if not value:
        return ""
    at = _local(value) if isinstance(value, dt.datetime) else value
    hour, minute = at.hour, at.minute  # type: ignore[union-attr]
    return f"{hour}{WIDE}h{WIDE}{minute:02}" if _french() else f"{hour}:{minute:02}"


@register.filter
def moment(value: dt.datetime | None) -> str:
    """Day and hour: « 3 mars 2026 à 10 h 02 »."""
    if not value:
        return ""
    return _("%(day)s at %(hour)s") % {"day": long_date(value), "hour": clock(value)}


@register.filter
def browser(user_agent: str) -> str:
    """What somebody signed in with: « Firefox sous Linux »."""
    name, system = browsers.named(user_agent)
    if name and system:
        return _("%(browser)s on %(system)s") % {"browser": name, "system": system}
    return name or system or _("Unknown browser")


@register.filter
def elapsed(value: dt.timedelta | None) -> str:
    """How long: « 35 min », « 1 h 35 », « 3 jours »; the coarser the longer."""
    if value is None:
        return ""
    minutes = max(0, int(value.total_seconds() // 60))
    if minutes < 60:
        return _("%(minutes)d min") % {"minutes": minutes}
    if minutes < 24 * 60:
        return _("%(hours)d h %(minutes)02d") % {"hours": minutes // 60, "minutes": minutes % 60}
    days = minutes // (24 * 60)
    return ngettext("%(days)d day", "%(days)d days", days) % {"days": days}


@register.filter
def lasting(days: int) -> str:
    """A length of days as people say it: « 30 jours », « 6 mois » for 182; 400 are no number of months, and stay."""
    whole = months(days)
    if whole > 1 and is_in_months(days):
        return ngettext("%(number)s month", "%(number)s months", whole) % {"number": whole}
    return ngettext("%(number)s day", "%(number)s days", days) % {"number": days}


@register.filter
def number(value: int | float | Decimal | None, decimals: int | None = None) -> str:
    """A number with its thousands apart: « 1 204 », “1,204”."""
    if value is None:
        return ""
    text = number_format(value, decimals, use_l10n=True, force_grouping=True)
    return text.replace(WIDE, NARROW) if _french() else text


def named(name: object, value: object) -> str:
    """A value under its name: « Canal : e-mail », “Channel: e-mail”."""
    return _("%(key)s: %(value)s") % {"key": name, "value": value}


@register.filter
def quoted(text: object) -> str:
    """What somebody said, between the marks of the language: « très urgent », “very urgent”."""
    return _("“%(text)s”") % {"text": text}


@register.filter
def percent(value: int | float | None) -> str:
    """A share of a hundred: « 46 % », “46%”; "" for None."""
    return "" if value is None else _("%(share)s%%") % {"share": number(value)}


SIGNS = {"EUR": "€", "GBP": "£", "USD": "$"}


@register.filter
def money(cents: int | None, currency: str = "EUR") -> str:
    """An amount kept in cents: « 9 600 € », “€9,600”; cents only where there are some."""
    if cents is None:
        return ""
    sign = SIGNS.get(currency, currency)
    whole, rest = divmod(abs(cents), 100)
    amount = number(Decimal(abs(cents)) / 100, 2) if rest else number(whole)
    minus = "−" if cents < 0 else ""
    return f"{minus}{amount}{NARROW}{sign}" if _french() else f"{minus}{sign}{amount}"


@register.filter
def initials(value: object) -> str:
    """At most two letters for an avatar: “Élodie Lefèvre” gives “ÉL”."""
    words = [word for word in str(value).split() if word[:1].isalpha()]
    return "".join(word[0] for word in (words[:1] + words[1:][-1:])).upper() or "–"


@register.simple_tag
def when(value: dt.date | dt.datetime | None, form: str = "day") -> SafeString:
    """A <time> element: form "day", "hour" or "moment"."""
    if not value:
        return SafeString("")
    if form == "day" or not isinstance(value, dt.datetime):
        words = long_date(value)
    else:
        words = {"hour": clock, "moment": moment}[form](value)
    return format_html('<time datetime="{}">{}</time>', value.isoformat(), words)


@register.simple_block_tag
def quote(content: str, source: str = "", *, lang: str = "") -> SafeString:
    """Words quoted from a document, a letter or a person."""
    cite = format_html("<footer>{}</footer>", source) if source else ""
    return format_html(
        '<blockquote class="words"{}>{}{}</blockquote>', attributes({"lang": lang}), trim(content), cite
    )


@register.simple_tag
def code(text: str, *, block: bool = False) -> SafeString:
    """Something to be copied or compared letter by letter: an address, a fingerprint, a command."""
    return format_html(
        '<pre class="code" tabindex="0"><code>{}</code></pre>' if block else '<code class="code">{}</code>',
        text,
    )


@register.simple_tag
def icon(name: str, *, label: str = "", small: bool = False) -> SafeString:
    """An icon of the house (list on the pattern page); `label` when it says something the words beside do not."""
    return drawing(name, small=small, label=label)


@register.simple_tag
def icon_link(label: str, href: str, icon: str, **more: str) -> SafeString:
    """A link led by an icon: proof, document, download."""
    return format_html(
        '<a class="icon-link" href="{}"{}>{}{}</a>',
        href,
        attributes(dict(more)),
        drawing(icon, small=True),
        label,
    )
