"""FHIR R4: patients and stays in a Bundle, or one Patient alone (FR Core where it says more).

Only what we keep is read. Identifiers are read for the number of the house (type PI); an INS in the file stays there,
it enters by its own declared field. Codes are those of our closed lists: an unknown one is refused.
"""

import json
from collections.abc import Iterator
from datetime import date, datetime
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from accord.health.codes import EncounterClass, IdentityStatus
from accord.health.exchange.arrivals import Arrival, Stay, Unfit
from accord.health.traits import FEMALE, MALE, UNKNOWN, Traits

HOUSE_TYPE = "PI"  # HL7 v2-0203: patient internal identifier
RELIABILITY = "fr-core-identity-reliability"
STATUSES = {
    "planned": "planned",
    "arrived": "in-progress",
    "triaged": "in-progress",
    "in-progress": "in-progress",
    "onleave": "in-progress",
    "finished": "finished",
    "cancelled": "cancelled",
    "entered-in-error": "cancelled",
}
GENDERS = {"female": FEMALE, "male": MALE, "other": UNKNOWN, "unknown": UNKNOWN, "": UNKNOWN}
Resource = dict[str, Any]


def read(content: bytes) -> Iterator[tuple[int, Arrival | Unfit]]:
    """Each Encounter with its Patient, then each Patient without a stay, numbered as they stand. Raises Unfit for a
    file that is no Bundle and no Patient.
    """
    entries = _entries(content)
    patients = {name: resource for names, resource in entries if _is(resource, "Patient") for name in names}
    stays = [(number, row) for number, (_n, row) in enumerate(entries, start=1) if _is(row, "Encounter")]
    with_stay = {str(_first(row, "subject").get("reference", "")) for _number, row in stays}
    for number, (names, resource) in enumerate(entries, start=1):
        if _is(resource, "Patient") and not with_stay & set(names):
            yield number, _said(resource, None)
    for number, row in stays:
        patient = patients.get(str(_first(row, "subject").get("reference", "")))
        yield (
            number,
            _said(patient, row) if patient else Unfit(_("The patient of this stay is not in the file.")),
        )


def _entries(content: bytes) -> list[tuple[list[str], Resource]]:
    """(what others may call it, the resource) of everything in the file."""
    try:
        top = json.loads(content)
    except (ValueError, RecursionError) as error:
        raise Unfit(_("This file is not JSON.")) from error
    if isinstance(top, dict) and top.get("resourceType") == "Patient":
        return [(["Patient/"], top)]
    if not isinstance(top, dict) or top.get("resourceType") != "Bundle":
        raise Unfit(_("This file holds neither a FHIR Bundle nor a Patient."))
    found = []
    for entry in _list(top, "entry"):
        resource = entry.get("resource")
        if isinstance(resource, dict):
            name = f"{resource.get('resourceType')}/{resource.get('id')}"
            found.append(([name, str(entry.get("fullUrl", name))], resource))
    return found


def alone(resource: Resource) -> Arrival:
    """What one Patient says. Raises Unfit."""
    if not _is(resource, "Patient"):
        raise Unfit(_("This file holds neither a FHIR Bundle nor a Patient."))
    said = _said(resource, None)
    if isinstance(said, Unfit):
        raise said
    return said


def _is(resource: Resource, kind: str) -> bool:
    return resource.get("resourceType") == kind


def _list(resource: Resource, name: str) -> list[Resource]:
    value = resource.get(name)
    return [one for one in value if isinstance(one, dict)] if isinstance(value, list) else []


def _first(resource: Resource, name: str) -> Resource:
    """The element of that name, or the first of them; {} where there is none."""
    value = resource.get(name)
    return value if isinstance(value, dict) else next(iter(_list(resource, name)), {})


def _said(patient: Resource, stay: Resource | None) -> Arrival | Unfit:
    try:
        number = next(
            (_text(one, "value") for one in _list(patient, "identifier") if _type(one) == HOUSE_TYPE), ""
        )
        if not number:
            raise Unfit(_("The patient has no number of the house (type PI)."))
        return Arrival(
            number, _traits(patient), _stay(stay) if stay else None, identity_status=_status(patient)
        )
    except Unfit as unfit:
        return unfit


def _type(identifier: Resource) -> str:
    codings = _list(_first(identifier, "type"), "coding")
    return next((_text(one, "code") for one in codings if "0203" in str(one.get("system"))), "")


def _text(resource: Resource, name: str) -> str:
    value = resource.get(name, "")
    return value.strip() if isinstance(value, str) else ""


def _traits(patient: Resource) -> Traits:
    names = _list(patient, "name")
    official = next((one for one in names if one.get("use") == "official"), names[0] if names else {})
    used = next((one for one in names if one.get("use") in ("usual", "maiden")), {})
    gender = _text(patient, "gender")
    if not _text(official, "family") or not official.get("given") or gender not in GENDERS:
        raise Unfit(_("The patient has no family name, no given name, or an unknown gender."))
    given = [str(one) for one in official["given"]]
    return Traits(
        _text(official, "family"),
        " ".join(given),
        born_on=_born(_text(patient, "birthDate")),
        sex=GENDERS[gender],
        used_name=_text(used, "family"),
        used_first_name=str((used.get("given") or [""])[0]),
    )


def _born(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise Unfit(_("The patient has no full date of birth.")) from None


def _status(patient: Resource) -> str:
    """FR Core's reliability of the identity; provisional where it is not said. Qualified does not enter by a file."""
    for extension in _list(patient, "extension"):
        if str(extension.get("url", "")).endswith(RELIABILITY):
            parts = _list(extension, "extension")
            code = next((_text(_first(part, "valueCoding"), "code") for part in parts), "")
            if code in IdentityStatus.values and code != IdentityStatus.QUALIFIED:
                return code
    return str(IdentityStatus.PROVISIONAL)


def _stay(resource: Resource) -> Stay:
    number = _text(_first(resource, "identifier"), "value")
    kind, status = _text(_first(resource, "class"), "code"), STATUSES.get(_text(resource, "status"), "")
    if not number or kind not in EncounterClass.values or not status:
        raise Unfit(_("The stay has no number, or a class or a status that is not known."))
    period = _first(resource, "period")
    ends_at = _moment(_text(period, "end")) if period.get("end") else None
    service = _text(_first(_first(resource, "serviceProvider"), "identifier"), "value")
    return Stay(number, service, kind, status, _moment(_text(period, "start")), ends_at)


def _moment(text: str) -> datetime:
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        raise Unfit(_("The stay has a period that cannot be read.")) from None
    return moment if timezone.is_aware(moment) else timezone.make_aware(moment)
