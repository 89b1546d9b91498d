"""Pieces every FHIR resource is made of, and reading them back strictly. Pure."""

import re
from collections.abc import Iterable
from datetime import date, datetime, timedelta
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accord.health.codes import CONFIDENTIALITY, DMP_CONFIDENTIALITY, SecurityLabel
from accord.lib.lengths import YEARS

OURS = "urn:accord:health:"
ITEM, USE, REGIME, STATE = (OURS + name for name in ("item", "use", "regime", "state"))
LOINC, SCOPE = "http://loinc.org", "http://terminology.hl7.org/CodeSystem/consentscope"
Resource = dict[str, Any]
UNWRITABLE = re.compile("[\0\ud800-\udfff]")  # what PostgreSQL keeps in no text
FARTHEST = timedelta(hours=14)  # between a clock and UTC (FHIR R4, instant)
NOT_OURS = _("What stands there is missing, malformed or not of our lists: nothing was taken in.")


class Unknown(ValueError):
    """Something in a resource is missing, malformed or not of our lists: `path` says where. Nothing is taken in."""

    def __init__(self, path: str, sentence: "Promise | str" = NOT_OURS) -> None:
        super().__init__(path)
        self.path, self.sentence = path, sentence


def coding(system: str, code: str, words: object = "") -> Resource:
    """A Coding."""
    return {"system": system, "code": code, **({"display": str(words)} if words else {})}


def concept(system: str, code: str, words: object = "") -> Resource:
    """A CodeableConcept of one coding."""
    return {"coding": [coding(system, code, words)]}


def reference(kind: str, pk: object) -> Resource:
    """A Reference to one of our resources."""
    return {"reference": f"{kind}/{pk}"}


def instant(at: datetime) -> str:
    """An instant with its offset."""
    return at.isoformat()


def label(code: str) -> Resource:
    """A security label as a concept of the system it is of."""
    system = CONFIDENTIALITY if code in ("N", "R", "V") else DMP_CONFIDENTIALITY
    return concept(system, code, SecurityLabel(code).label)


def pruned(resource: Resource) -> Resource:
    """The resource without what is empty: FHIR has no empty element."""
    return {name: value for name, value in resource.items() if value not in ("", None, [], {})}


# Reading back


def at(resource: Any, *path: str | int) -> Any:
    """What stands at `path`. Raises Unknown."""
    found = resource
    for step in path:
        try:
            found = found[step]
        except (KeyError, IndexError, TypeError):
            raise Unknown(".".join(map(str, path))) from None
    return found


def text(resource: Any, *path: str | int) -> str:
    """The text at `path`. Raises Unknown."""
    found = at(resource, *path)
    if not isinstance(found, str) or not found or UNWRITABLE.search(found):
        raise Unknown(".".join(map(str, path)))
    return found


def short(resource: Any, most: int, *path: str | int, is_needed: bool = True) -> str:
    """The text at `path`, of `most` characters, without controls; "" where it may be left out. Raises Unknown."""
    try:
        at(resource, *path)
    except Unknown:
        if is_needed:
            raise
        return ""
    found = text(resource, *path)
    if len(found) > most or not found.isprintable() or not found.strip():
        raise Unknown(".".join(map(str, path)))
    return found


def many(resource: Any, *path: str | int) -> int:
    """How many stand at `path`: none where it is left out. Raises Unknown when it is no list."""
    *before, last = path
    holder = at(resource, *before)
    every = holder.get(last, []) if isinstance(holder, dict) else None
    if not isinstance(every, list):
        raise Unknown(".".join(map(str, path)))
    return len(every)


def must_be(resource: Resource, kind: str) -> None:
    """A resource of that kind, without what would change the meaning of all the rest. Raises Unknown."""
    if resource.get("resourceType") != kind:
        raise Unknown("resourceType")
    for name in ("modifierExtension", "implicitRules"):
        if name in resource:
            raise Unknown(name)


def code_of(resource: Any, system: str, known: Iterable[str], *path: str | int) -> str:
    """The code of the coding at `path`, of that system and that list. Raises Unknown."""
    code = text(resource, *path, "code")
    if text(resource, *path, "system") != system or code not in set(known):
        raise Unknown(".".join(map(str, path)))
    return code


def code_in(resource: Any, known: Iterable[str], *path: str | int) -> str:
    """The code at `path`, of that list. Raises Unknown."""
    code = text(resource, *path)
    if code not in set(known):
        raise Unknown(".".join(map(str, path)))
    return code


def only(resource: Any, known: Iterable[str], *path: str | int) -> None:
    """What stands at `path` has no other element than these: one we do not read might change what it says.

    Raises Unknown.
    """
    found = at(resource, *path)
    if not isinstance(found, dict) or set(found) - set(known):
        raise Unknown(".".join(map(str, path)))


def extension(resource: Any, url: str, known: Iterable[str]) -> str:
    """The code our extension `url` holds. Raises Unknown when it is missing, repeated or not of the list."""
    every = resource.get("extension") if isinstance(resource, dict) else None
    found = (
        [one for one in every if isinstance(one, dict) and one.get("url") == url]
        if isinstance(every, list)
        else []
    )
    if len(found) != 1 or found[0].get("valueCode") not in list(known):
        raise Unknown(f"extension.{url}")
    return str(found[0]["valueCode"])


def moment(resource: Any, *path: str | int) -> datetime:
    """The instant at `path`; one without an offset, or of no year of `YEARS`, is refused. Raises Unknown."""
    try:
        found = datetime.fromisoformat(text(resource, *path))
    except ValueError:
        raise Unknown(".".join(map(str, path))) from None
    offset = found.utcoffset()
    if offset is None or abs(offset) > FARTHEST or found.year not in YEARS:
        raise Unknown(".".join(map(str, path)))
    return found


def day(resource: Any, *path: str | int) -> date:
    """The day at `path`, that of its own offset where an instant is said. Raises Unknown."""
    try:
        found = date.fromisoformat(text(resource, *path))
    except ValueError:
        return moment(resource, *path).date()
    if found.year not in YEARS:
        raise Unknown(".".join(map(str, path)))
    return found


def pointed(resource: Any, kind: str, *path: str | int) -> str:
    """The id of the resource of that kind the reference at `path` points to. Raises Unknown."""
    found = text(resource, *path, "reference")
    if not found.startswith(f"{kind}/") or not found.removeprefix(f"{kind}/"):
        raise Unknown(".".join(map(str, path)))
    return found.removeprefix(f"{kind}/")
