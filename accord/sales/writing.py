"""Writing to one person from their record: what the letter is, whether it may leave, and leaving it to the outbox."""

from dataclasses import dataclass

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accord.audit.actions import record
from accord.consent import gate
from accord.contacts.models import Acquisition, ContactPoint
from accord.contacts.queries import primary_email, to_be_told
from accord.lib.actor import Actor
from accord.outbox import fields
from accord.outbox.first_letters import FirstLetter, post_first
from accord.outbox.mailings import Personal
from accord.outbox.models import Letter
from accord.outbox.personal import PersonalLetter, post_personal
from accord.register.models import Channel, LegalBasis, NoticeVersion, Purpose
from accord.sales import freezing
from accord.sales.concerning import number
from accord.sales.doing import NewActivity, done, plan
from accord.sales.models import Activity
from accord.sales.reaching import (
    Answer,
    Approach,
    CallKind,
    asked_about,
    asked_for,
    mislabelled,
    prospecting_purposes,
    refused,
    refused_for,
    without_purpose,
)
from accord.staff.models import User
from accord.ui.components.words import long_date

EMAIL = Channel.EMAIL
KINDS = (CallKind.ANSWER, CallKind.CONTRACT)  # what is not prospecting, first


class NotWritten(ValueError):
    """The letter may not leave; `answer` says why."""

    def __init__(self, answer: Answer) -> None:
        super().__init__(answer.sentence)
        self.answer = answer


@dataclass(frozen=True, slots=True)
class Words:
    """What a colleague typed; fields of the person may stand in it."""

    subject: str
    message: str


def approaches(about: Approach) -> list[Approach]:
    """Everything a letter to this person might be: an answer, about their contract, prospecting for each purpose."""
    person, lead, deal = about.person, about.lead, about.deal
    service = [Approach(person, kind, None, lead, deal) for kind in KINDS]
    purposes = prospecting_purposes(EMAIL)
    return service + [Approach(person, CallKind.PROSPECTING, one, lead, deal) for one in purposes]


def answer(approach: Approach) -> Answer:
    """What is said about such a letter now, without writing anything down."""
    point = primary_email(approach.person)
    if point is None:
        return refused_for("no_address", approach.person)
    if wrong := mislabelled(approach, EMAIL):
        return wrong
    purpose = asked_about(approach, EMAIL)
    if purpose is None:
        return without_purpose()
    verdict = gate.ask(point.pk, purpose, EMAIL)
    if verdict.permitted:
        return _yes(approach, purpose)
    _source, notice = to_be_told(approach.person) if verdict.notice_inside else (None, None)
    return _carrying(notice) if notice else refused(verdict)


def write(*, user: User, approach: Approach, words: Words) -> Activity:
    """Send the letter, with the permit of the gate, and keep it as an e-mail about what it is about.

    Raises NotWritten (the gate's no is written down), freezing.Frozen for a lead nobody may work on, Incomplete for
    words that cannot be sent, and OneIsEnough when a first letter is already on its way.
    """
    if approach.lead:
        freezing.check(approach.lead)
    said = Words(*(fields.filled(text, approach.person) for text in (words.subject, words.message)))
    with (
        transaction.atomic()
    ):  # a refusal is written down too: nothing is raised in here but what stops it before
        letter = _posted(user, approach, said)
        if letter is not None:
            return _kept(user.actor, approach, said, letter)
        refusal = answer(approach)
    raise NotWritten(refusal)


def _posted(user: User, approach: Approach, words: Words) -> Letter | None:
    point, purpose = primary_email(approach.person), asked_about(approach, EMAIL)
    if point is None or purpose is None or mislabelled(approach, EMAIL):
        return None
    try:
        return _post(user, approach, point, purpose, words)
    except gate.Refused:
        return None


def _post(user: User, approach: Approach, point: ContactPoint, purpose: Purpose, words: Words) -> Letter:
    signed = Personal(str(user), user.email)
    source, notice = _to_carry(approach, point, purpose)
    if source and notice:
        first = FirstLetter(words.subject, words.message, str(source), notice, signed)
        return post_first(actor=user.actor, point=point, purpose=purpose, letter=first)
    letter = PersonalLetter(words.subject, words.message, approach.person.language, signed)
    return post_personal(actor=user.actor, point=point, purpose=purpose, letter=letter)


def _to_carry(
    approach: Approach, point: ContactPoint, purpose: Purpose
) -> tuple[Acquisition | None, NoticeVersion | None]:
    """What a first letter must tell; nothing when they were told."""
    if approach.kind != CallKind.PROSPECTING or not gate.ask(point.pk, purpose, EMAIL).notice_inside:
        return None, None
    return to_be_told(approach.person)


def _kept(actor: Actor, approach: Approach, words: Words, letter: Letter) -> Activity:
    """The e-mail as it is kept: done, since it is on its way."""
    new = NewActivity(
        kind=Activity.Kind.EMAIL,
        subject=words.subject,
        text=words.message,
        person_id=approach.person.pk,
        organisation_id=approach.person.organisation_id,
        lead_id=number(approach.lead),
        deal_id=number(approach.deal),
        owner_id=int(actor.id),
        due_at=timezone.now(),
    )
    sent = plan(actor=actor, new=new)
    sent.direction, sent.letter_id, sent.message_id = Activity.Direction.OUT, letter.pk, letter.message_id
    sent.decision_id, sent.purpose_id = letter.decision_id, letter.purpose_id
    sent.save(update_fields=["direction", "letter_id", "message_id", "decision_id", "purpose_id"])
    facts = {"basis": approach.kind, "decision": letter.decision_id, "person": approach.person.pk}
    record(actor=actor, verb="sales.email.written", about=sent, facts=facts)
    done(actor=actor, activity=sent)
    return sent


# Words


def _yes(approach: Approach, purpose: Purpose) -> Answer:
    if approach.kind == CallKind.CONTRACT:
        until = approach.person.customer_until
        why = _("Yes: it is about their running contract, until %(day)s.")
        return Answer(True, why % {"day": long_date(until) if until else ""}, _("GDPR art. 6(1)(b)"))
    if approach.kind == CallKind.PROSPECTING:
        return _prospected(purpose)
    if asked_for(approach) and approach.lead:
        why = _("Yes: they sent us a request on %(day)s; answering it needs no agreement.")
        return Answer(True, why % {"day": long_date(approach.lead.arrived_at)}, _("GDPR art. 6(1)(b)"))
    why = _("Yes: the deal “%(deal)s” is under discussion with them; writing about it needs no agreement.")
    return Answer(True, why % {"deal": approach.deal}, _("GDPR art. 6(1)(b)"))


def _prospected(purpose: Purpose) -> Answer:
    if purpose.legal_basis == LegalBasis.CONSENT:
        return Answer(
            True,
            _("Yes: they agreed to it, and can stop it in each letter."),
            _("GDPR art. 6(1)(a); CPCE art. L.34-5"),
        )
    why = _("Yes: they were told where we have their data from and did not object; each letter says how to.")
    return Answer(True, why, _("GDPR art. 6(1)(f) and 21(2)"))


def _carrying(notice: NoticeVersion) -> Answer:
    why = _("Yes, once: they do not know yet that we have their data, and this letter tells them.")
    return Answer(True, why, _("GDPR art. 14(3)(b)"), carrying=notice)
