"""May this professional see this, for this purpose, now, and by which choice. Pure: facts in, an explained answer out.

Access = job right AND (care team in the period OR valid consent), or a break-glass grant, read only. Whatever is
unknown, missing or fails is a no.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from django.db import models
from django.utils.translation import gettext_lazy as _

from accord.health.codes import (
    Job,
    Purpose,
    SecurityLabel,
    State,
    Use,
    is_communicable,
)
from accord.health.rights import CARERS, CLINICIANS, EVERYTHING
from accord.health.standing import Choice, Standing, standing


class Reason(models.TextChoices):
    """Why the answer is what it is, in a sentence for the professional, the patient and the log."""

    CARE_TEAM = "care_team", _("Takes part in the care of the patient at that time.")
    CONSENT = "consent", _("The patient agreed that this person may see it.")
    RESEARCH = (
        "research",
        _("The patient was informed of research and has not objected, or has agreed to it."),
    )
    REQUEST = "request", _("A request for the record is being answered.")
    BREAK_GLASS = "break_glass", _("Emergency access, with its reason, for a limited time, read only.")
    UNKNOWN = "unknown", _("Something in the question is not known: the answer is no.")
    NO_PURPOSE = "no_purpose", _("No purpose was given: the answer is no.")
    ERROR = "error", _("The answer could not be worked out: it is no.")
    GONE = "gone", _("The record no longer exists: its key was destroyed.")
    JOB = "job", _("This job does not give access to this kind of document.")
    PURPOSE = "purpose", _("This purpose does not open this kind of document.")
    NOT_IN_TEAM = (
        "not_in_team",
        _("Does not take part in the care at that time, and the patient gave no consent."),
    )
    NO_CONSENT = "no_consent", _("The patient has not agreed to this use.")
    REFUSED = "refused", _("The patient said no to this use.")
    OBJECTED = "objected", _("The patient objects to this sharing.")
    NOT_INFORMED = "not_informed", _("The patient has not been informed of this use.")
    HIDDEN = "hidden", _("The patient has hidden this document.")
    CONFIDENTIAL = "confidential", _("This document is of restricted access.")
    NO_GRANT = "no_grant", _("No emergency access is open, or its time is over.")
    READ_ONLY = "read_only", _("An emergency access only reads.")
    NO_REQUEST = "no_request", _("No request for this record is being answered.")
    NOT_COMMUNICABLE = "not_communicable", _("Part 3° of the record is never handed over.")


@dataclass(frozen=True, slots=True)
class Member:
    """A place in a care team: from `since`, until `until` (None: still)."""

    professional: str
    since: datetime
    until: datetime | None = None


@dataclass(frozen=True, slots=True)
class Grant:
    """An emergency access somebody opened for themselves."""

    id: str
    professional: str
    since: datetime
    until: datetime


@dataclass(frozen=True, slots=True)
class Question:
    """Who asks for what, why and when. `author`: who wrote the document, "" when it is not known."""

    professional: str
    job: str
    purpose: str
    item: str
    at: datetime
    labels: frozenset[str] = frozenset()
    author: str = ""
    is_write: bool = False


@dataclass(frozen=True, slots=True)
class Facts:
    """What is known of the patient when the question is asked, and what each job opens (rights: job → items)."""

    members: tuple[Member, ...] = ()
    choices: tuple[Choice, ...] = ()
    grants: tuple[Grant, ...] = ()
    has_open_request: bool = False
    is_destroyed: bool = False
    rights: Mapping[str, frozenset[str]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Decision:
    """The answer: yes or no, why, and the id of the choice or grant it rests on ("" for none)."""

    is_allowed: bool
    reason: Reason
    policy: str = ""


def decide(question: Question, facts: Facts) -> Decision:
    """Answer the question on the facts. Never raises: what fails is refused."""
    try:
        return _decide(question, facts)
    except Exception:
        return _no(Reason.ERROR)


def _decide(question: Question, facts: Facts) -> Decision:
    if refused := _unfit(question, facts):
        return _no(refused)
    return BY_PURPOSE[Purpose(question.purpose)](question, facts)


def _no(reason: Reason, choice: Standing | None = None) -> Decision:
    return Decision(is_allowed=False, reason=reason, policy=choice.policy if choice else "")


def _yes(reason: Reason, policy: str = "") -> Decision:
    return Decision(is_allowed=True, reason=reason, policy=policy)


def _unfit(question: Question, facts: Facts) -> Reason | None:
    """What closes the question before any choice is looked at."""
    if not question.purpose:
        return Reason.NO_PURPOSE
    if not _is_known(question):
        return Reason.UNKNOWN
    if facts.is_destroyed:
        return Reason.GONE
    if question.purpose not in BY_PURPOSE:
        return Reason.PURPOSE
    if question.item not in facts.rights.get(question.job, frozenset()):
        return Reason.JOB
    return _closed_by_label(question)


def _is_known(question: Question) -> bool:
    return (
        bool(question.professional)
        and question.at.tzinfo is not None
        and question.job in Job.values
        and question.purpose in Purpose.values
        and question.item in EVERYTHING
        and question.labels <= set(SecurityLabel.values)
    )


def _closed_by_label(question: Question) -> Reason | None:
    if question.purpose in (Purpose.PATIENT_REQUEST, Purpose.FAMILY_REQUEST) or (
        question.author and question.author == question.professional
    ):
        return None
    if SecurityLabel.HIDDEN_FROM_PROFESSIONALS in question.labels:
        return Reason.HIDDEN
    closed = {SecurityLabel.RESTRICTED, SecurityLabel.VERY_RESTRICTED} & question.labels
    return Reason.CONFIDENTIAL if closed and question.job not in CLINICIANS else None


def _care(question: Question, facts: Facts) -> Decision:
    if question.job not in CARERS:
        return _no(Reason.PURPOSE)
    for actor in ("", question.professional):
        objection = standing(facts.choices, Use.CARE_TEAM, actor, question.at)
        if objection.is_no:
            return _no(Reason.OBJECTED, objection)
    if any(_takes_part(member, question) for member in facts.members):
        return _yes(Reason.CARE_TEAM)
    return _outside(question, facts)


def _takes_part(member: Member, question: Question) -> bool:
    is_same = member.professional == question.professional
    return is_same and member.since <= question.at and (member.until is None or question.at < member.until)


def _outside(question: Question, facts: Facts) -> Decision:
    """A professional who is not in the team needs an agreement that names them; « very restricted » stays inside."""
    choice = standing(facts.choices, Use.OUTSIDE_TEAM, question.professional, question.at)
    if SecurityLabel.VERY_RESTRICTED in question.labels:
        return _no(Reason.CONFIDENTIAL)
    if choice.is_yes(question.at, question.item):
        return _yes(Reason.CONSENT, choice.policy)
    return _no(Reason.REFUSED if choice.is_no else Reason.NOT_IN_TEAM, choice)


def _research(question: Question, facts: Facts) -> Decision:
    choice = standing(facts.choices, Use.RESEARCH, "", question.at)
    if choice.is_no:
        has_objected = choice.cited is not None and choice.cited.state == State.OBJECTED
        return _no(Reason.OBJECTED if has_objected else Reason.REFUSED, choice)
    if choice.is_informed or choice.is_yes(question.at, question.item):
        return _yes(Reason.RESEARCH, choice.policy)
    return _no(Reason.NOT_INFORMED, choice)


def _break_glass(question: Question, facts: Facts) -> Decision:
    if question.job not in CARERS:
        return _no(Reason.JOB)
    if question.is_write:
        return _no(Reason.READ_ONLY)
    for grant in facts.grants:
        if grant.professional == question.professional and grant.since <= question.at < grant.until:
            return _yes(Reason.BREAK_GLASS, grant.id)
    return _no(Reason.NO_GRANT)


def _request(question: Question, facts: Facts) -> Decision:
    if question.job not in (Job.RECORDS, *CLINICIANS):
        return _no(Reason.JOB)
    if not is_communicable(question.item):
        return _no(Reason.NOT_COMMUNICABLE)
    return _yes(Reason.REQUEST) if facts.has_open_request else _no(Reason.NO_REQUEST)


BY_PURPOSE: dict[Purpose, Callable[[Question, Facts], Decision]] = {
    Purpose.CARE: _care,
    Purpose.EMERGENCY: _care,
    Purpose.RESEARCH: _research,
    Purpose.BREAK_GLASS: _break_glass,
    Purpose.PATIENT_REQUEST: _request,
    Purpose.FAMILY_REQUEST: _request,
}
