"""May we reach somebody, and as what: an answer, about a running contract, or prospecting.

One piece for the calls, the letters and the pages of leads and deals, so that they never answer differently.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils import timezone
from django.utils.translation import gettext as _

from accord.consent.queries import Cell, panel
from accord.consent.reasons import reason_of
from accord.consent.verdicts import Verdict
from accord.contacts.models import Acquisition, Person
from accord.contacts.queries import owed
from accord.register.models import Channel, LegalBasis, NoticeVersion, Purpose
from accord.register.queries import open_purposes
from accord.sales.models import Activity, Deal, Lead
from accord.ui.components import people as drawn
from accord.ui.components.people import PurposeAnswers

CHANNELS = (Channel.EMAIL, Channel.PHONE)
CallKind = Activity.CallKind


@dataclass(frozen=True, slots=True)
class Approach:
    """Somebody is about to be reached, as a `kind` of CallKind. purpose: for prospecting; lead, deal: about what."""

    person: Person
    kind: str
    purpose: Purpose | None = None
    lead: Lead | None = None
    deal: Deal | None = None


@dataclass(frozen=True, slots=True)
class Answer:
    """May this be done now: why, on which text, what can be done, and from when on if only not now.

    code: the reason of a no, for programs; carrying: the notice a first letter must carry, where a yes depends on it.
    """

    is_permitted: bool
    sentence: str
    article: str = ""
    remedy: str = ""
    possible_at: datetime | None = None
    code: str = ""
    carrying: NoticeVersion | None = None

    @property
    def why(self) -> str:
        """The answer in words: why, what can be done, and on which text."""
        text = f"({self.article})" if self.article else ""
        return " ".join(filter(None, (self.sentence, self.remedy, text)))


# On what it rests


def asked_by_themselves(lead: Lead) -> bool:
    """True when the person asked: answering is a step they wanted before a contract (art. 6(1)(b) GDPR)."""
    return lead.source == Acquisition.Source.FORM


def asked_for(approach: Approach) -> bool:
    """True when this very person sent the request the lead is."""
    lead = approach.lead
    return lead is not None and lead.person_id == approach.person.pk and asked_by_themselves(lead)


def is_running(approach: Approach) -> bool:
    """True when a deal is under way in which this very person has a say."""
    deal = approach.deal
    if deal is None or deal.state not in (Deal.State.OPEN, Deal.State.PROPOSED):
        return False
    return deal.roles.filter(person=approach.person).exists()


def has_asked(approach: Approach) -> bool:
    """True when they asked for something by themselves, or a deal with them is under way."""
    return asked_for(approach) or is_running(approach)


def has_contract(person: Person) -> bool:
    """True while they are customers."""
    return person.customer_until is not None and person.customer_until >= timezone.localdate()


def must_be_told(person: Person) -> bool:
    """True while they do not know where we have their data from (art. 14 GDPR), and no exception stands."""
    return owed().filter(person=person).exists()


def prospecting_purposes(channel: str) -> list[Purpose]:
    """What may be prospected for over `channel`."""
    return list(open_purposes(channel).filter(is_prospecting=True))


def service_purpose(channel: str) -> Purpose | None:
    """What an answer or a running contract rests on: the purpose in use that is not prospecting, contracts first."""
    found = open_purposes(channel).filter(is_prospecting=False).exclude(legal_basis=LegalBasis.CONSENT)
    return min(found, key=lambda one: one.legal_basis != LegalBasis.CONTRACT, default=None)


def asked_about(approach: Approach, channel: str) -> Purpose | None:
    """The purpose the gate is asked about."""
    return approach.purpose if approach.kind == CallKind.PROSPECTING else service_purpose(channel)


def mislabelled(approach: Approach, channel: str) -> Answer | None:
    """The refusal of what is not what it says it is: prospecting by another name, a first word that tells nothing."""
    if approach.kind == CallKind.ANSWER and not has_asked(approach):
        why = _("No: %(name)s has asked for nothing, so this would be prospecting.")
        article, remedy = _("GDPR art. 6(1)(b)"), _("Begin from their request.")
        return Answer(False, why % {"name": approach.person}, article, remedy, code="not_asked")
    if approach.kind == CallKind.ANSWER and not asked_for(approach) and must_be_told(approach.person):
        return refused_for("not_informed", approach.person)
    if approach.kind == CallKind.CONTRACT and not has_contract(approach.person):
        why = _("No: no running contract with %(name)s is known, so this would be prospecting.")
        article = _("Consumer Code, art. L.223-1") if channel == Channel.PHONE else _("CPCE art. L.34-5")
        remedy = _("A deal that is won opens one.")
        return Answer(False, why % {"name": approach.person}, article, remedy, code="no_contract")
    return None


# Words


def refused(verdict: Verdict, possible_at: datetime | None = None) -> Answer:
    """A no of the gate."""
    said = verdict.explanation
    return Answer(False, verdict.sentence, verdict.article, str(said.remedy), possible_at, verdict.reason)


def refused_for(code: str, person: Person, possible_at: datetime | None = None) -> Answer:
    """A no for one of the gate's reasons, though it was not asked."""
    reason = reason_of(code)
    said = reason.sentence(str(person))
    return Answer(False, said, str(reason.article), str(reason.remedy), possible_at, code)


def without_purpose() -> Answer:
    """A no because the register knows no such use of the data."""
    return Answer(
        False,
        _("No: no purpose in use covers this."),
        _("GDPR art. 5(1)(b)"),
        _("Have one declared in the register."),
        code="no_purpose",
    )


# The panel of a lead and of a deal


@dataclass(frozen=True, slots=True)
class Reach:
    """What the page of a lead or of a deal says. about: on what it rests to reach them on this very subject."""

    label: str
    is_possible: bool
    sentence: str
    prospecting: Sequence[PurposeAnswers]

    @property
    def channels(self) -> list[str]:
        """The heads of the columns."""
        return [str(channel.label) for channel in CHANNELS]


def reach(person: Person, *, lead: Lead | None = None, deal: Deal | None = None) -> Reach:
    """May we reach `person` about their request or their deal, and for anything else, with the reasons."""
    answer = mislabelled(Approach(person, CallKind.ANSWER, lead=lead, deal=deal), Channel.EMAIL)
    label = _("About this deal") if deal else _("Answer them")
    if person.state != Person.State.ACTIVE:
        return Reach(label, False, _("Nobody writes to this person or calls them."), prospecting(person))
    if answer:
        return Reach(label, False, f"{answer.sentence} {answer.remedy}".strip(), prospecting(person))
    if deal:
        why = _("It is under discussion with them (steps before a contract, art. 6(1)(b)).")
    else:
        why = _("They asked: we may answer on this subject (art. 6(1)(b)).")
    return Reach(label, True, why, prospecting(person))


def prospecting(person: Person) -> Sequence[PurposeAnswers]:
    """The answer of the gate for each purpose of prospecting in use × e-mail and telephone, with its reason."""
    return [
        PurposeAnswers(row.purpose.label, [_cell(cell) for cell in row.cells])
        for row in panel(person, CHANNELS)
        if row.purpose.is_prospecting
    ]


def _cell(cell: Cell) -> drawn.Answer:
    label = str(Channel(cell.channel).label)
    if cell.verdict is None:
        return drawn.Answer(label, "na")
    if cell.verdict.permitted:
        return drawn.Answer(label, "yes", _("yes"))
    if cell.verdict.reason == "no_consent":
        return drawn.Answer(label, "no", _("no"))
    why = f"{cell.verdict.sentence} {cell.verdict.explanation.remedy}".strip()
    if cell.verdict.notice_inside:
        return drawn.Answer(label, "soon", _("not yet"), why)
    return drawn.Answer(label, "no", _("no"), why)
