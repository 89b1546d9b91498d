"""The papers of the demonstration's clinic: forms printed, handed over, back, scanned; one accepted, two that wait, a
request that runs. The sheets are filled in by program (`pens`), through the same actions as in real life.
"""

from datetime import timedelta

from django.utils import timezone

from accord.health.actions import checking, documents, emergency, issuing, scanning
from accord.health.actions.checking import Answers
from accord.health.actions.documents import Noted
from accord.health.codes import IdentityCheck, Item, Requester
from accord.health.models import Encounter, FormIssue, FormReading, Patient, Practitioner
from accord.health.models.documents import Review
from accord.health.paper.pens import scan_of
from accord.health.press import again
from accord.lib.actor import Actor

ASKED = {"q.patient": "cross", "r.post": "tick"}
CHOSEN = {
    "b.care_team.informed": "cross",
    "b.mon_espace_sante.informed": "tick",
    "b.research.object": "cross",
    "b.outside_team.accept": "cross",
}
OUTSIDE = "l.outside_team.1"


def lay(desk: Actor, records: Actor, patients: dict[str, Patient]) -> None:
    """All of it, for the patients named here."""
    _accepted(desk, records, patients["CAPUCINE"])
    _to_compare(desk, patients["PIVOINE"])
    _out(desk, patients["MARGUERITE"])
    issuing.hand_over(
        actor=desk,
        issue=_printed(desk, patients["TOURNESOL"]),
        outcome=FormIssue.State.REFUSED,
        handed_to=Requester.PATIENT,
        identity_check=IdentityCheck.DOCUMENT,
    )
    _of_nobody_yet(desk)
    _too_coarse(desk, patients["BLEUET"])


def _printed(desk: Actor, patient: Patient) -> FormIssue:
    stay = Encounter.objects.select_related("service").filter(patient=patient).first()
    return issuing.issue(actor=desk, patient=patient, encounter=stay)


def _out(desk: Actor, patient: Patient) -> FormIssue:
    return issuing.hand_over(
        actor=desk,
        issue=_printed(desk, patient),
        outcome=FormIssue.State.HANDED,
        handed_to=Requester.PATIENT,
        identity_check=IdentityCheck.DOCUMENT,
    )


def _back(desk: Actor, patient: Patient, way: str) -> FormIssue:
    return issuing.take_back(actor=desk, issue=_out(desk, patient), way=way, on=timezone.localdate())


def _accepted(desk: Actor, records: Actor, patient: Patient) -> None:
    """What Angèle ticked counts, and her documents are being looked for: two delays, one that was not reviewed."""
    today = timezone.localdate()
    for item, made, kept, review in (
        (Item.OPERATION, today - timedelta(days=1), "Dossier patient informatisé", Review.CLEAN),
        (Item.HISTORY, today - timedelta(days=8 * 365), "Archives, boîte 2018-114", Review.NOT_REVIEWED),
    ):
        noted = documents.note(actor=records, patient=patient, noted=Noted(item, made, kept))
        if review != Review.NOT_REVIEWED:
            documents.review(actor=records, document=noted, outcome=review)
    issue = _back(desk, patient, FormIssue.Way.IN_PERSON)
    wanted = dict.fromkeys((Item.OPERATION.value, Item.HISTORY.value, Item.LIAISON_LETTER.value), "cross")
    marks = {**ASKED, **CHOSEN, **wanted}
    reading = _scanned(
        desk, issue, scan_of(again(issue), marks, {OUTSIDE: "Dr Iris Delmas, Nantes"}, angle=1.5)
    )
    words = {OUTSIDE: "Dr Iris Delmas, Nantes"}
    checking.accept(
        actor=records,
        reading=reading,
        answers=Answers(reading.answers, words, is_signed=True, signed_on=today),
    )


def _to_compare(desk: Actor, patient: Patient) -> None:
    """Amara blackened a box and named nobody: both go to a person."""
    issue = _back(desk, patient, FormIssue.Way.POST)
    marks = {**ASKED, "all": "tick", "b.care_team.informed": "tick", "b.research.object": "blackened", "b.research.informed": "cross", "b.outside_team.accept": "cross"}  # fmt: skip  # noqa: E501
    _scanned(desk, issue, scan_of(again(issue), marks, angle=-3))


def _of_nobody_yet(desk: Actor) -> None:
    """A blank sheet that came back filled in: the desk says whose it is."""
    (pad,) = issuing.pads(actor=desk, number=1)
    words = {"f.birth_name": "MARGUERITE", "f.first_names": "Ondine Lou"}
    _scanned(desk, pad, scan_of(again(pad), {**ASKED, Item.OPERATION.value: "cross"}, words))


def _too_coarse(desk: Actor, patient: Patient) -> None:
    issue = _out(desk, patient)
    scanning.take_in(actor=desk, data=scan_of(again(issue), ASKED, pages=(1,), dpi=100), source="upload")


def _scanned(desk: Actor, issue: FormIssue, data: bytes) -> FormReading:
    scanning.take_in(actor=desk, data=data, source="upload")
    return FormReading.objects.select_related("issue").get(issue=issue, status=FormReading.Status.IN_PROGRESS)


def open_in_emergency(carer: Actor, nurse: Practitioner, patient: Patient) -> None:
    """An access Karim opened in an emergency, which waits for its review."""
    emergency.open_in_emergency(
        actor=carer,
        patient=patient,
        practitioner=nurse,
        reason="Amenée inconsciente aux urgences, allergies inconnues.",
    )
