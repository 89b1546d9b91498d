"""The letters that need no permission: a closed list of named functions, one per service. None of them advertises.

Each writes one row and gives its number; the text is made when the letter leaves, so that asking for it costs one
INSERT.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, NotRequired, TypedDict, Unpack
from uuid import UUID

from accord.lib.statements import Clauses
from accord.outbox.models import Letter
from accord.outbox.queueing import queue
from accord.register.models import Controller


class Confirmation(TypedDict):
    """What a confirmation letter says. words: the labels of the purposes ticked; instants are aware."""

    form_title: str
    words: Sequence[str]
    link: str
    link_no: NotRequired[str]  # the same page answers yes and no: kept for callers that have two addresses
    asked_at: NotRequired[datetime]
    expires_at: datetime
    first_name: NotRequired[str]
    notice_link: NotRequired[str]
    asked_by: NotRequired[str]  # the colleague who noted the request, when it was not typed by the visitor
    asked_words: NotRequired[str]
    is_request: NotRequired[
        bool
    ]  # something else is asked for, which somebody will answer: form_title says what


class Standing(TypedDict):
    """What stands already. words: the labels of the purposes; link: where to change it."""

    words: Sequence[str]
    link: NotRequired[str]
    first_name: NotRequired[str]


class _More(TypedDict, total=False):
    """How a letter waits, and whom it is about."""

    priority: Letter.Priority
    is_kept: bool
    along: Clauses | None
    person_id: int
    contact_point_id: int


class Information(TypedDict):
    """What an information letter (art. 14) says. sections: (heading, text) of the notice, short layer first."""

    notice_version_id: int
    title: str
    source: str
    sections: Sequence[tuple[str, str]]
    link: str
    first_name: NotRequired[str]


def confirm_address(
    *,
    to: str,
    language: str,
    controller: Controller,
    is_kept: bool = True,
    along: Clauses | None = None,
    **facts: Unpack[Confirmation],
) -> UUID:
    """Ask whoever reads `to` whether the request was theirs; leaves ahead of everything else.

    is_kept: False to do all the same work and write no letter, where the time must not tell whether there is one;
    along: what is written with it, in one statement.
    """
    asked = dict(facts)
    asked.pop("link_no", None)
    return _queue("confirm-your-address", to, language, controller, asked, is_kept=is_kept, along=along)


def already_confirmed(
    *,
    to: str,
    language: str,
    controller: Controller,
    is_kept: bool = True,
    along: Clauses | None = None,
    **facts: Unpack[Standing],
) -> UUID:
    """Tell somebody who asked again that they already receive it. is_kept, along: as in `confirm_address`."""
    said = {"link": "", "first_name": "", **facts}
    return _queue("already-confirmed", to, language, controller, said, is_kept=is_kept, along=along)


def preferences_link(*, to: str, language: str, controller: Controller, links: Sequence[str]) -> UUID:
    """Send the preferences pages of one address, one per person who holds it."""
    return _queue("preferences-link", to, language, controller, {"links": list(links)})


def information_notice(
    *,
    to: str,
    language: str,
    controller: Controller,
    person_id: int,
    contact_point_id: int,
    **facts: Unpack[Information],
) -> UUID:
    """Serve the notice of art. 14 GDPR; once handed over, the person counts as informed."""
    told = dict(facts)
    told["sections"] = [{"heading": heading, "text": text} for heading, text in facts["sections"]]
    about = _More(person_id=person_id, contact_point_id=contact_point_id, priority=Letter.Priority.NORMAL)
    return _queue("information-notice", to, language, controller, told, **about)


class TrialEnding(TypedDict):
    """What the reminder of a trial says. becomes: what happens to the data without a purchase, in a sentence."""

    title: str
    offer: str
    ends_at: datetime
    becomes: str
    link: str
    first_name: NotRequired[str]


def trial_ending(
    *,
    to: str,
    language: str,
    controller: Controller,
    person_id: int,
    contact_point_id: int,
    **facts: Unpack[TrialEnding],
) -> UUID:
    """Say when the trial somebody asked for ends, and what becomes of the data. It offers nothing."""
    about = _More(person_id=person_id, contact_point_id=contact_point_id, priority=Letter.Priority.NORMAL)
    return _queue("trial-ending", to, language, controller, dict(facts), **about)


class Meeting(TypedDict):
    """What is said of a meeting. when: as its reader reads it; link: where to change it; calendar: RFC 5545.

    again: where to book another, once this one is cancelled.
    """

    title: str
    when: str
    colleague: str
    place: str
    link: str
    calendar: str
    again: NotRequired[str]


def meeting(
    *,
    to: str,
    language: str,
    controller: Controller,
    person_id: int,
    contact_point_id: int,
    **facts: Unpack[Meeting],
) -> UUID:
    """Tell somebody that the meeting they asked for is held, moved or cancelled, with a file for their calendar."""
    about = _More(person_id=person_id, contact_point_id=contact_point_id)
    return _queue("meeting", to, language, controller, dict(facts), **about)


def account_password(*, to: str, language: str, link: str, name: str = "") -> UUID:
    """The link by which a colleague chooses a password."""
    return _queue("account-password", to, language, None, {"link": link, "name": name})


def account_security(*, to: str, language: str, title: str, message: str) -> UUID:
    """Tell a colleague that something changed in how they sign in."""
    return _queue("account-security", to, language, None, {"title": title, "message": message})


def lead_for_you(*, to: str, language: str, title: str, lines: Sequence[str], link: str) -> UUID:
    """Tell a colleague that a lead waits for them; the caller makes sure that `to` is one."""
    return _queue("lead-for-you", to, language, None, {"title": title, "lines": list(lines), "link": link})


def reminder(*, to: str, language: str, title: str, link: str) -> UUID:
    """Remind a colleague of what they have to do; the caller makes sure that `to` is one."""
    return _queue("reminder", to, language, None, {"title": title, "link": link})


def named_in_a_note(*, to: str, language: str, title: str, link: str) -> UUID:
    """Tell a colleague that they are named in a note; the caller makes sure that `to` is one who may read it."""
    return _queue("named-in-a-note", to, language, None, {"title": title, "link": link})


def daily_news(*, to: str, language: str, title: str, lines: Sequence[str], link: str) -> UUID:
    """Tell a colleague who asked for it what has news; the caller makes sure that `to` is one."""
    facts = {"title": title, "lines": list(lines), "link": link}
    return _queue("daily-news", to, language, None, facts, priority=Letter.Priority.NORMAL)


def campaign_test(
    *, to: str, language: str, controller: Controller, subject: str, html: str, text: str
) -> UUID:
    """A newsletter as it would look, to a colleague; the caller makes sure that `to` is one."""
    facts = {"subject": subject, "html": html, "text": text}
    return _queue("campaign-test", to, language, controller, facts)


def receipt(
    *, to: str, language: str, controller: Controller, title: str, lines: Sequence[str], link: str = ""
) -> UUID:
    """What was noted about an act of the person, for them to keep."""
    facts = {"title": title, "lines": list(lines), "link": link}
    return _queue("receipt", to, language, controller, facts, priority=Letter.Priority.NORMAL)


def _queue(
    service: str,
    to: str,
    language: str,
    controller: Controller | None,
    facts: Mapping[str, Any],
    **more: Unpack[_More],
) -> UUID:
    said = {key: value.isoformat() if isinstance(value, datetime) else value for key, value in facts.items()}
    content = {"language": language, "controller": controller and controller.pk, "facts": said}
    more.setdefault("priority", Letter.Priority.NOW)
    return queue(service=service, to=to, content=content, **more)
