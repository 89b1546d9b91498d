"""The log of a patient, on screen and on paper: who, when, what, why."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.translation import gettext as _

from accord.health import journal
from accord.health.codes import Purpose
from accord.health.door import health
from accord.health.letters import Letter, Table, drawn
from accord.health.models import House, Patient
from accord.health.queries import log as queries
from accord.health.queries.cuts import cut_until
from accord.health.queries.patients import one_person
from accord.health.views import doing
from accord.health.who import said
from accord.staff.who import user_of
from accord.ui.components.words import long_date, moment


def _read(
    request: HttpRequest, pk: UUID, action: str, most: int = queries.SHOWN
) -> tuple[Patient, queries.Log]:
    """The log, after the line that says who reads it. A referent reads the log, never the record."""
    patient = get_object_or_404(Patient.objects.select_related("key"), pk=pk, key__destroyed_at=None)
    journal.record(
        **said(user_of(request)),
        action=action,
        patients=one_person(patient),
        purpose=Purpose.SAFETY if user_of(request).may("health.review") else Purpose.PATIENT_REQUEST,
        category="log",
    )
    return patient, queries.log_of(patient, most=most)


@health("health.log")
def log(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Every reading, search, print or refusal about this patient."""
    patient, found = _read(request, pk, "log.read")
    may_find = user_of(request).may("health.find")
    context = {
        "patient": patient,
        "log": found,
        "name": patient.traits.shown if may_find else "",
        "contact": House.now().contact,
    }
    return render(request, "health/log.html", context)


@health("health.log")
def log_sheet(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The same on paper, to hand to the patient."""
    patient, found = _read(request, pk, "log.printed", most=queries.ON_PAPER)
    is_named = user_of(request).may("health.find")
    return doing.file(sheet(patient, found, is_named=is_named), "application/pdf", "journal.pdf")


def sheet(patient: Patient, found: queries.Log, *, is_named: bool = True) -> bytes:
    """The PDF of a log, in the language of the moment; without the name for a referent, who sees no patient."""
    traits, now = patient.traits, timezone.now()
    rows = [
        [
            moment(line.at),
            "\n".join(filter(None, (line.who, line.role))),
            "\n".join(filter(None, (line.what, line.about))),
            "\n".join(filter(None, (line.purpose, line.why))),
        ]
        for line in found.lines
    ]
    born = f", {long_date(traits.born_on)}" if traits.born_on else ""
    facts = [
        [_("Record of"), f"{traits.shown} ({traits.birth_name}{born})" if is_named else str(patient.pk)],
        [_("In short"), in_short(found)],
        [_("Printed"), moment(now)],
        [_("Mark of the journal"), found.mark],
    ]
    letter = Letter(
        _("Who opened your record"),
        facts=facts,
        before=[
            _(
                "Each reading, search, print or refusal, with its reason. You have the right to know, and to ask why."
            )
        ],
        table=Table([_("When"), _("Who"), _("What"), _("Why")], rows, [3, 4, 4, 6]),
        after=list(ending()),
        is_wide=True,
    )
    return drawn(letter, now)


def in_short(found: queries.Log) -> str:
    """The log in a sentence."""
    return _(
        "%(accesses)s lines, by %(people)s people or systems; %(emergencies)s in an emergency, %(refused)s refused."
    ) % {
        "accesses": len(found.lines),
        "people": found.people,
        "emergencies": found.emergencies,
        "refused": found.refused,
    }


def ending() -> tuple[str, ...]:
    """What stands under a log."""
    contact = House.now().contact
    ask = (
        _("Does a line surprise you? Ask for an explanation: %(contact)s.") % {"contact": contact}
        if contact
        else ""
    )
    rest = _(
        "A line can be neither changed nor taken away. Carers are named; other agents have a number, which the data "
        "protection officer can tie to a person. The journal is kept for three years at least. You may also complain "
        "to the CNIL (cnil.fr/plaintes)."
    )
    until = cut_until()
    gone = (
        _("Lines before %(day)s were deleted after their time.") % {"day": long_date(until)} if until else ""
    )
    return tuple(filter(None, (ask, rest, gone)))
