"""The life of a mailing: created, started, paused, resumed, cancelled; and how far it is."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.db import transaction
from django.db.models import Count, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from accord.audit.actions import record
from accord.lib.actor import SYSTEM, Actor
from accord.outbox import marks
from accord.outbox.models import Letter, Mailing
from accord.register.models import Purpose

UNFINISHED = (Letter.State.QUEUED, Letter.State.CLAIMED, Letter.State.UNKNOWN)


class Incomplete(ValueError):
    """A mailing cannot be made: what it lacks, as sentences for people."""

    def __init__(self, missing: list[str]) -> None:
        super().__init__(" ".join(missing))
        self.missing = missing


class NotNow(ValueError):
    """The mailing is in a state in which this cannot be done; the message says so to the person."""


@dataclass(frozen=True, slots=True)
class Text:
    """What a mailing says; marks (marks.py) stand in subject, html and text."""

    subject: str
    html: str
    text: str
    language: str = "fr"


@dataclass(frozen=True, slots=True)
class Personal:
    """A letter of a colleague to one person: who writes, where an answer reaches them, which notice it carries."""

    name: str
    email: str
    carrying: int | None = None  # a notice version: first_letters.py


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a mailing is: letters in all, by state, and the skipped ones by the gate's reason."""

    total: int
    by_state: Mapping[str, int]
    by_reason: Mapping[str, int]

    @property
    def done(self) -> int:
        """Letters about which nothing remains to be done."""
        return self.total - sum(self.by_state.get(state, 0) for state in UNFINISHED)

    @property
    def percent(self) -> int:
        """`done` in hundredths of the total; an empty mailing is done."""
        return 100 * self.done // self.total if self.total else 100


def missing(text: Text, *, has_way_out: bool = True) -> list[str]:
    """What keeps `text` from being sent, as sentences; empty when it is complete.

    has_way_out: False for a colleague's answer to one person, which is no list to be taken off.
    """
    found = [] if text.subject.strip() else [_("The subject is missing.")]
    for name, part in ((_("text"), text.text), (_("HTML"), text.html)):
        if has_way_out and "unsubscribe_url" not in marks.names(part):
            found.append(_("The unsubscribe link is missing in the %(part)s part.") % {"part": name})
    unknown = marks.unknown(text.subject) | marks.unknown(text.html) | marks.unknown(text.text)
    found += [_("Nothing can be filled in for “%(name)s”.") % {"name": name} for name in sorted(unknown)]
    return found


@transaction.atomic
def create(
    *,
    actor: Actor,
    purpose: Purpose,
    name: str,
    text: Text,
    source_id: str = "",
    personal: Personal | None = None,
) -> Mailing:
    """A mailing ready to be addressed, signed by the purpose's controller. Raises Incomplete.

    personal: the colleague who writes it to one person, to whom answers go.
    """
    controller = purpose.controller
    house = controller.sender_name
    mailing = Mailing(
        purpose=purpose,
        name=name,
        language=text.language,
        sender_name=f"{personal.name}, {house}"[:100] if personal else house,
        sender_email=controller.sender_email,
        reply_to=personal.email if personal else controller.email,
        subject=text.subject,
        html=text.html,
        text=text.text,
        source_id=source_id,
        notice_version_id=personal.carrying if personal else None,
        is_personal=personal is not None,
    )
    if lacking := missing(text, has_way_out=mailing.has_way_out):
        raise Incomplete(lacking)
    mailing.save()
    record(actor=actor, verb="outbox.mailing.created", about=mailing, facts={"purpose": purpose.code})
    return mailing


def start(*, actor: Actor, mailing: Mailing) -> None:
    """Let the letters leave. Raises NotNow unless the mailing is ready."""
    _move(actor, mailing, "started", (Mailing.State.READY,), Mailing.State.RUNNING, started_at=timezone.now())


def pause(*, actor: Actor, mailing: Mailing) -> None:
    """Hold what has not left; counts from the next claim on. Raises NotNow unless it is leaving."""
    _move(actor, mailing, "paused", (Mailing.State.RUNNING,), Mailing.State.PAUSED)


def resume(*, actor: Actor, mailing: Mailing) -> None:
    """Let the rest leave. Raises NotNow unless it is paused."""
    _move(actor, mailing, "resumed", (Mailing.State.PAUSED,), Mailing.State.RUNNING)


@transaction.atomic
def cancel(*, actor: Actor, mailing: Mailing) -> int:
    """Never send what has not left; how many letters that was. Raises NotNow once it is finished or cancelled."""
    alive = (Mailing.State.READY, Mailing.State.RUNNING, Mailing.State.PAUSED)
    _move(actor, mailing, "cancelled", alive, Mailing.State.CANCELLED, finished_at=timezone.now())
    _forget_words(mailing)
    waiting = Letter.objects.filter(mailing=mailing, state=Letter.State.QUEUED)
    return waiting.update(state=Letter.State.CANCELLED, settled_at=timezone.now())


@transaction.atomic
def finish_if_done(mailing: Mailing) -> bool:
    """Close a mailing of which no letter waits, flies or is unknown."""
    if Letter.objects.filter(mailing=mailing, state__in=UNFINISHED).exists():
        return False
    try:
        _move(
            SYSTEM,
            mailing,
            "finished",
            (Mailing.State.RUNNING,),
            Mailing.State.FINISHED,
            finished_at=timezone.now(),
        )
    except NotNow:
        return False
    _forget_words(mailing)
    return True


def _forget_words(mailing: Mailing) -> None:
    """What a colleague wrote to one person stays with the person (sales.Activity), and goes with them."""
    if mailing.is_personal:
        Mailing.objects.filter(pk=mailing.pk).update(subject="", html="", text="")


def running() -> QuerySet[Mailing]:
    """The mailings that are leaving."""
    return Mailing.objects.filter(state=Mailing.State.RUNNING)


def progress(mailing: Mailing) -> Progress:
    """How far a mailing is, counted now."""
    letters = Letter.objects.filter(mailing=mailing).order_by()
    by_state = dict(letters.values_list("state").annotate(Count("pk")))
    skipped = letters.filter(state=Letter.State.SKIPPED)
    by_reason = dict(skipped.values_list("reason").annotate(Count("pk")))
    return Progress(sum(by_state.values()), by_state, by_reason)


@transaction.atomic
def _move(
    actor: Actor, mailing: Mailing, verb: str, allowed: tuple[str, ...], state: str, **instants: object
) -> None:
    locked = Mailing.objects.select_for_update().get(pk=mailing.pk)
    if locked.state not in allowed:
        raise NotNow(_("This mailing is %(state)s.") % {"state": locked.get_state_display()})
    Mailing.objects.filter(pk=mailing.pk).update(state=state, **instants)
    mailing.refresh_from_db(fields=["state", "started_at", "finished_at"])
    record(actor=actor, verb=f"outbox.mailing.{verb}", about=mailing)
