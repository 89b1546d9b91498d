"""What an accepted form asks for: its ticked documents become a request, whose clocks run from the day it came back."""

from datetime import datetime

from django.db.models import Min
from django.utils.translation import gettext_lazy as _

from accord.health.actions import requesting
from accord.health.actions.requesting import Received
from accord.health.codes import Item, Mode, Motive, Requester
from accord.health.impossible import Impossible
from accord.health.models import AccessRequest, FormIssue, FormReading, ScanFile
from accord.health.paper.judging import DOCUMENTS
from accord.health.paper.sheet import ALL, DETAILS, MODE, MOTIVE, OTHER_CONTACT, OTHER_NAME
from accord.lib.actor import Actor

UNNAMED = _("Type the name of whoever asks for the documents: the answer is addressed to them.")


def open_request(*, actor: Actor, reading: FormReading, kind: str) -> AccessRequest | None:
    """The request this reading makes, None when it asks for no document; once per form, however often it is read.

    kind: the quality ticked on the form (code of `Requester`). Raises Impossible when somebody else than the patient
    asks and is not named.
    """
    ticked = reading.answers.get(DOCUMENTS, ())
    patient = reading.issue.patient
    if not ticked or patient is None:
        return None
    words = reading.words
    who = {"name": OTHER_NAME, "contact": OTHER_CONTACT, "details": DETAILS}
    received = Received(
        kind=kind,
        received_at=arrived_at(reading),
        modes=_ticked(reading, "mode", MODE, Mode.values) or (Mode.IN_HAND,),
        items=() if ALL in ticked else tuple(item for item in Item.values if item in ticked),
        motive=next(iter(_ticked(reading, "motive", MOTIVE, Motive.values)), ""),
        who={key: words.get(zone, "") for key, zone in who.items()},
        form_issue_id=reading.issue_id,
    )
    if kind != Requester.PATIENT and not received.who["name"]:
        raise Impossible(UNNAMED)
    return requesting.receive(actor=actor, patient=patient.speaks, received=received)


def came_back(reading: FormReading) -> None:
    """A sheet that was read is back, even where nobody said so: since its first scan, or since it was typed in."""
    issue = reading.issue
    if issue.returned_at is None:
        issue.state, issue.returned_at = FormIssue.State.RETURNED, arrived_at(reading)
        issue.returned_by = reading.operator
        issue.save(update_fields=["state", "returned_at", "returned_by"])


def arrived_at(reading: FormReading) -> datetime:
    """When the form reached the institution: as noted at the counter, else its first scan, else its typing in."""
    if reading.issue.returned_at:
        return reading.issue.returned_at
    files = ScanFile.objects.filter(pages__issue=reading.issue)
    first: datetime | None = files.aggregate(first=Min("received_at"))["first"]
    return max(first or reading.read_at, reading.issue.issued_at)


def _ticked(reading: FormReading, question: str, prefix: str, known: list[str]) -> tuple[str, ...]:
    """The codes ticked on a question, in the order of the list."""
    ticked = {box.removeprefix(prefix) for box in reading.answers.get(question, ())}
    return tuple(code for code in known if code in ticked)
