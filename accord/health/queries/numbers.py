"""The numbers of patients: whether they may be held, what is shown of them, whom they find."""

from dataclasses import dataclass

from accord.health import decree, journal, vault
from accord.health.models import NirDeclaration, Patient, PatientIdentifier
from accord.health.numbers import HOUSE, LABELS, USES, Nir, WrongNumber, masked
from accord.health.who import said
from accord.staff.models import User


@dataclass(frozen=True, slots=True)
class Shown:
    """A number as the page of its patient shows it."""

    row: PatientIdentifier
    label: str
    masked: str


def declarations() -> dict[str, NirDeclaration | None]:
    """For each purpose of the decree, the declaration in force; None where there is none."""
    return {use: in_force(use) for use in decree.Use.values}


def in_force(use: str) -> NirDeclaration | None:
    """The declaration of this purpose that holds now: the last line, unless it revokes."""
    last = NirDeclaration.objects.filter(purpose=use).order_by("-at").first()
    return last if last and not last.is_revoked else None


def is_declared(use: str) -> bool:
    """True when this controller may hold the NIR for this purpose."""
    return in_force(use) is not None


def systems() -> list[tuple[str, str]]:
    """(OID, its words) of the numbers that may be written now."""
    return [(oid, str(label)) for oid, label in LABELS.items() if oid not in USES or is_declared(USES[oid])]


def of_patient(patient: Patient) -> list[Shown]:
    """The numbers in force of a patient, masked. Raises crypto.Unreadable, vault.Destroyed."""
    rows = patient.identifiers.filter(ended_at=None).order_by("created_at")
    return [Shown(row, str(LABELS.get(row.system, row.system)), _masked(patient, row)) for row in rows]


def _masked(patient: Patient, row: PatientIdentifier) -> str:
    return masked(vault.unseal(patient.key, row.place(), row.value_sealed).decode())


def by_number(*, user: User, value: str, purpose: str) -> list[Patient]:
    """The patients a number belongs to, by its keyed hash; logged without the number."""
    try:
        wanted = Nir.cut(value).text
    except WrongNumber:
        wanted = value.strip()
    hashes = [found for system in LABELS for found in vault.number_hashes(system, wanted)]
    rows = PatientIdentifier.objects.filter(index__in=hashes, ended_at=None, patient__key__destroyed_at=None)
    people = {row.patient.speaks.pk: row.patient.speaks for row in rows.select_related("patient__key")}
    journal.record(
        **said(user),
        action="patients.searched",
        patients=people.values(),
        purpose=purpose,
        category="identity",
        facts={"by": ["number"], "shown": len(people)},
    )
    return list(people.values())


def house_number(patient: Patient) -> str:
    """The number of the house of this patient, "" without one; whoever shows it writes the line of the journal."""
    row = patient.identifiers.filter(system=HOUSE, ended_at=None).first()
    return vault.unseal(patient.key, row.place(), row.value_sealed).decode() if row else ""


def holder(system: str, value: str) -> Patient | None:
    """The patient who has this number of this kind now, without a line of its own: whoever asks writes one."""
    rows = PatientIdentifier.objects.filter(
        system=system, index__in=vault.number_hashes(system, value.strip()), ended_at=None
    )
    row = rows.select_related("patient__key").first()
    return row.patient if row else None
