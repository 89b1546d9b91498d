"""The company of a lead, recognised: by SIREN, by the domain of a professional address, by its name."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Count
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accord.contacts.models import ContactPoint, Organisation, Person
from accord.contacts.queries import people_at_domain
from accord.lib.misspelt import NEIGHBOURS, WELL_KNOWN
from accord.lib.search import fold

MOST = 5
WHY: dict[str, Promise] = {
    "siren": _("same SIREN"),
    "domain": _("same domain"),
    "website": _("same web site"),
    "name": _("same name"),
}


@dataclass(frozen=True, slots=True)
class Match:
    """A company we know, and by what it was recognised: keys of WHY."""

    organisation: Organisation
    by: tuple[str, ...]

    @property
    def why(self) -> str:
        """By what it was recognised, in words."""
        return ", ".join(str(WHY[one]) for one in self.by)

    @property
    def is_sure(self) -> bool:
        """True when it can be nobody else: one SIREN, or two signs that agree."""
        return "siren" in self.by or len(self.by) > 1


def matches(*, name: str = "", siren: str = "", domains: Iterable[str] = ()) -> list[Match]:
    """The companies that may be meant, the surest first."""
    found: dict[int, list[str]] = {}
    for sign, ids in _signs(name, siren, sorted(set(domains))):
        for pk in ids:
            found.setdefault(pk, []).append(sign)
    known = Organisation.objects.in_bulk(found)
    ranked = sorted(found.items(), key=lambda pair: ("siren" not in pair[1], -len(pair[1]), pair[0]))
    return [Match(known[pk], tuple(signs)) for pk, signs in ranked[:MOST]]


def domains_of(person: Person) -> list[str]:
    """The domains of this person's professional addresses; those of mail providers say nothing."""
    points = person.contact_points.filter(
        kind=ContactPoint.Kind.EMAIL, sphere=ContactPoint.Sphere.PROFESSIONAL
    )
    found = {value.partition("@")[2] for value in points.values_list("value", flat=True)}
    return sorted(found - PROVIDERS)


PROVIDERS = frozenset(WELL_KNOWN) | NEIGHBOURS


def _signs(name: str, siren: str, domains: list[str]) -> list[tuple[str, list[int]]]:
    ids = Organisation.objects.order_by("pk").values_list("pk", flat=True)
    sites = [f"{scheme}://{www}{one}{end}" for one in domains for scheme, www, end in FORMS]
    return [
        ("siren", list(ids.filter(siren=siren)[:MOST]) if siren else []),
        ("domain", _employers(domains)),
        ("website", list(ids.filter(website__in=sites)[:MOST]) if sites else []),
        ("name", list(ids.filter(sort_key=fold(name)[:200])[:MOST]) if name else []),
    ]


FORMS = [
    (scheme, www, end) for scheme in ("https", "http") for www in ("", "www.") for end in ("", "/")
]  # how a web site is written


def _employers(domains: list[str]) -> list[int]:
    if not domains:
        return []
    people = people_at_domain(domains).filter(organisation__isnull=False)
    counted = people.values("organisation").annotate(people=Count("pk", distinct=True))
    return [row["organisation"] for row in counted.order_by("-people", "organisation")[:MOST]]
