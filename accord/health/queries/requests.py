"""Requests for a record as their pages show them: the queue by deadline, one request and the form it came on."""

from datetime import date

from django.db.models import Min, OuterRef, Q, QuerySet, Subquery

from accord.health.actions.telling import WRITABLE
from accord.health.delays import delay
from accord.health.models import AccessRequest, AwaitingMail, FormIssue, FormReading, RequestedItem

SHOWN = 100
LOST = (AwaitingMail.State.FAILED, AwaitingMail.State.RETURNED)
CLOSED_SHOWN = 20


def unreached() -> list[AccessRequest]:
    """Requests whose last e-mail did not reach the patient, while something still awaits them."""
    newest = AwaitingMail.objects.filter(request=OuterRef("pk")).order_by("-asked_at").values("state")[:1]
    rows = _readable().annotate(last=Subquery(newest)).filter(WRITABLE, last__in=LOST)
    return list(rows.order_by("received_at")[:SHOWN])


def waiting() -> list[tuple[AccessRequest, date]]:
    """What waits for an answer, with the next day something must have left; the nearest first."""
    pending = Q(lines__outcome=RequestedItem.Outcome.PENDING)
    rows = _readable().filter(state=AccessRequest.State.OPEN)
    found = rows.annotate(next_due=Min("lines__due_on", filter=pending)).order_by("next_due")[:SHOWN]
    dated = [(row, row.next_due or due_without_document(row)) for row in found]
    return sorted(dated, key=lambda one: one[1])


def closed() -> list[AccessRequest]:
    """The last ones that were answered, refused or given up."""
    return list(_readable().exclude(state=AccessRequest.State.OPEN).order_by("-closed_at")[:CLOSED_SHOWN])


def _readable() -> QuerySet[AccessRequest]:
    return AccessRequest.objects.select_related("patient__key").filter(patient__key__destroyed_at=None)


def due_without_document(request: AccessRequest) -> date:
    """The last day to answer a request of which no document is known yet: that of a recent document."""
    return delay(received_at=request.received_at, item="", constituted_on=None).due_on


def form_of(request: AccessRequest) -> FormIssue | None:
    """The printed form it came on."""
    return FormIssue.objects.filter(pk=request.form_issue_id).first() if request.form_issue_id else None


def accepted_reading(issue: FormIssue | None) -> FormReading | None:
    """The reading of a form that counts."""
    return issue.readings.filter(status=FormReading.Status.COMPLETED).first() if issue else None
