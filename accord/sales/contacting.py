"""May we reach the person of a lead: to answer, because they asked; to prospect, when the gate says so."""

from collections.abc import Sequence

from django.utils.translation import gettext as _

from accord.consent.queries import Cell, panel
from accord.contacts.models import Acquisition, Person
from accord.register.models import Channel
from accord.sales.models import Lead
from accord.ui.components.people import Answer, PurposeAnswers

CHANNELS = (Channel.EMAIL, Channel.PHONE)


def asked_by_themselves(lead: Lead) -> bool:
    """True when the person asked: answering is a step they wanted before a contract (art. 6(1)(b) GDPR)."""
    return lead.source == Acquisition.Source.FORM


def prospecting(person: Person) -> Sequence[PurposeAnswers]:
    """The answer of the gate for each purpose of prospecting in use × e-mail and telephone, with its reason."""
    return [
        PurposeAnswers(row.purpose.label, [_answer(cell) for cell in row.cells])
        for row in panel(person, CHANNELS)
        if row.purpose.is_prospecting
    ]


def _answer(cell: Cell) -> Answer:
    label = str(Channel(cell.channel).label)
    if cell.verdict is None:
        return Answer(label, "na")
    if cell.verdict.permitted:
        return Answer(label, "yes", _("yes"))
    if cell.verdict.reason == "no_consent":
        return Answer(label, "no", _("no"))
    why = f"{cell.verdict.sentence} {cell.verdict.explanation.remedy}".strip()
    if cell.verdict.notice_inside:
        return Answer(label, "soon", _("not yet"), why)
    return Answer(label, "no", _("no"), why)
