"""Finding and reading patients. Whatever shows one writes its line in the journal first, or shows nothing."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from uuid import UUID

from django.db.models import Q, QuerySet
from django.http import Http404
from django.utils import timezone

from accord.health import journal, vault
from accord.health.codes import Purpose
from accord.health.door import Refused
from accord.health.models import CareTeamMember, Encounter, Patient
from accord.health.who import practitioner_of, said
from accord.lib.search import fold, plain_words
from accord.staff.models import User

SHOWN = 20


@dataclass(frozen=True, slots=True)
class Found:
    """What a search found: the patients shown, and whether there are more."""

    patients: list[Patient]
    has_more: bool = False


def purpose_of(user: User) -> str:
    """Why this colleague reads an identity: to care, or to see to the stay."""
    return Purpose.CARE if user.may("health.care") else Purpose.ADMINISTRATION


def _records() -> QuerySet[Patient]:
    return Patient.objects.select_related("key", "merged_into__key").filter(key__destroyed_at=None)


def one_person(patient: Patient) -> list[UUID]:
    """The ids of every record of the same person: the one that speaks and those it absorbed, at any depth."""
    ids = [patient.speaks.pk]
    for pk in ids:
        ids += Patient.objects.filter(merged_into_id=pk).values_list("pk", flat=True)
    return ids


# Searching


def search(*, user: User, name: str = "", born_on: date | None = None, stay: str = "") -> Found:
    """Patients by the beginning of each word of their names, their date of birth, the number of a stay; all that is
    given must hold. Logged with whom it showed, never with the words typed.

    A protected identity is found by the number of its stay, or by those in charge of the records or of the care.
    """
    words = plain_words(name)
    wanted = _wanted(words, born_on, stay)
    patients = [] if wanted is None else _matching(user, wanted, words, stay)
    by = [key for key, value in (("name", words), ("born", born_on), ("stay", stay)) if value]
    journal.record(
        **said(user),
        action="patients.searched",
        patients=patients[:SHOWN],
        purpose=purpose_of(user),
        category="identity",
        facts={"by": by, "shown": len(patients[:SHOWN])},
    )
    return Found(patients[:SHOWN], len(patients) > SHOWN)


def _wanted(words: list[str], born_on: date | None, stay: str) -> Q | None:
    wanted = Q()
    for word in words:
        wanted &= Q(name_index__overlap=vault.name_hashes(word))
    if born_on:
        wanted &= Q(born_on_index__in=vault.date_hashes(born_on))
    if stay:
        wanted &= Q(encounters__number=stay)
    too_short = any(len(word) < vault.SHORTEST for word in words)
    return wanted if wanted and not too_short else None


def _matching(user: User, wanted: Q, words: list[str], stay: str) -> list[Patient]:
    rows = _records().filter(wanted).distinct()[: 4 * SHOWN]
    really = [row for row in rows if _has(row, words) and (stay or may_find(user, row))]
    speaking = {row.speaks.pk: row.speaks for row in really}
    return sorted(
        speaking.values(), key=lambda row: fold(f"{row.traits.birth_name} {row.traits.first_names}")
    )


def _has(patient: Patient, words: list[str]) -> bool:
    """True when each word begins one of the names: keyed hashes are short, and two words may share one."""
    mine = plain_words(*patient.traits.names)
    return all(any(own.startswith(word[: vault.LONGEST]) for own in mine) for word in words)


def may_find(user: User, patient: Patient) -> bool:
    """Whether a name leads this colleague to `patient`: protected identities only lead those they concern."""
    return not patient.is_protected or user.may("health.merge") or is_in_team(user, patient)


def alike(*, user: User, birth_name: str, born_on: date | None) -> list[Patient]:
    """Records `user` may find that may be the same person: that birth name, that date of birth. Not logged: whoever
    shows one reads it first.
    """
    if not born_on:
        return []
    rows = _records().filter(born_on_index__in=vault.date_hashes(born_on), merged_into=None)
    same = [row for row in rows if fold(row.traits.birth_name) == fold(birth_name)]
    return [row for row in same if may_find(user, row)]


# Reading


def read(*, user: User, pk: UUID, action: str = "patient.read") -> Patient:
    """The patient, with the line that says who read it. Raises Http404, and door.Refused for a professional who takes
    no part in the care.
    """
    patient = _records().filter(pk=pk).first()
    if patient is None:
        raise Http404
    purpose = purpose_of(user)
    if not may_read(user, patient):
        raise Refused(action, patient=patient.pk, purpose=purpose, facts={"why": "not_in_team"})
    journal.record(**said(user), action=action, patient=patient, purpose=purpose, category="identity")
    return patient


def may_read(user: User, patient: Patient) -> bool:
    """Identity and stays: the desk and the records by their job, a professional while in the care team."""
    return user.may("health.register") or is_in_team(user, patient)


def is_in_team(user: User, patient: Patient, at: datetime | None = None) -> bool:
    """True when this colleague takes part in the care of this person at `at` (now when not given)."""
    me, at = practitioner_of(user), at or timezone.now()
    if me is None or not user.may("health.care"):
        return False
    now = Q(starts_at__lte=at) & (Q(ends_at=None) | Q(ends_at__gt=at))
    teams = CareTeamMember.objects.filter(now, practitioner=me, team__patient_id__in=one_person(patient))
    return teams.exists()


# Whom to expect


def today(*, user: User) -> list[Encounter]:
    """The stays to show first: those of today for the desk, those they care for now for a professional. Logged."""
    stays = list(_of_today(user)[:SHOWN])
    if stays:
        journal.record(
            **said(user),
            action="stays.listed",
            patients=[stay.patient_id for stay in stays],
            purpose=purpose_of(user),
            category="stays",
            facts={"shown": len(stays)},
        )
    return stays


def _of_today(user: User) -> QuerySet[Encounter]:
    stays = Encounter.objects.select_related("patient__key", "service").filter(
        patient__key__destroyed_at=None
    )
    if not user.may("health.register"):
        now, me = timezone.now(), practitioner_of(user)
        mine = CareTeamMember.objects.filter(
            Q(ends_at=None) | Q(ends_at__gt=now), practitioner=me, starts_at__lte=now
        )
        return stays.filter(care_teams__in=mine.values("team"), status="in-progress").order_by("-starts_at")
    start = timezone.make_aware(datetime.combine(timezone.localdate(), time.min))
    expected = Q(status="planned", starts_at__gte=start, starts_at__lt=start + timedelta(days=1))
    visible = stays.filter(patient__is_protected=False)
    return visible.filter(expected | Q(status="in-progress", starts_at__gte=start)).order_by("starts_at")


def stays_of(patient: Patient) -> list[Encounter]:
    """The stays of every record of this person, the newest first."""
    return list(
        Encounter.objects.filter(patient_id__in=one_person(patient))
        .select_related("service")
        .order_by("-starts_at")
    )


def team_of(stays: Iterable[Encounter]) -> dict[UUID, list[CareTeamMember]]:
    """Who takes part in the care during each stay, in the order they came."""
    members = CareTeamMember.objects.filter(team__encounter__in=list(stays)).select_related(
        "practitioner", "team"
    )
    teams: dict[UUID, list[CareTeamMember]] = {}
    for member in members.order_by("starts_at"):
        teams.setdefault(member.team.encounter_id, []).append(member)  # type: ignore[arg-type]
    return teams
