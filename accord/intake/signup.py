"""Somebody asks: a request in quarantine, a counter and a letter; no person, no contact, whatever is typed.

What is done takes the same statements whether the address is new, waiting, confirmed, withdrawn or suppressed: what
must not remain is written and rolled back, so that neither the answer nor its time tells which it was.
"""

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from uuid import UUID, uuid4

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from accord.audit.actions import record
from accord.intake import limits
from accord.intake.counting import count
from accord.intake.models import PendingRequest, SpentToken
from accord.intake.queries import SignUpPage
from accord.intake.standing import Standing, standing
from accord.lib.actor import Actor
from accord.lib.fingerprints import address_hash
from accord.lib.tokens import new_token
from accord.outbox import letters

LONGEST_AGENT = 300


class TooMany(Exception):
    """This network, or this form, has asked too often within the hour: nothing was written."""


@dataclass(frozen=True, slots=True)
class Wish:
    """What was typed. address: normalised; purpose_ids: the boxes ticked, at least one."""

    address: str
    purpose_ids: tuple[int, ...]
    first_name: str = ""
    language: str = "fr"


@dataclass(frozen=True, slots=True)
class Visit:
    """Where it was typed. origin: form, embed, kiosk, telephone, fair or counter; site: the page it is embedded in.

    has_worked: a proof of work came with it, of the challenge `work` when there is one to count; asked_by and
    asked_words: the colleague who noted it, and how it was asked, when the visitor did not type it.
    """

    ip: str = ""
    user_agent: str = ""
    origin: str = "form"
    site: str = ""
    has_worked: bool = False
    work: str = ""
    asked_by: Actor | None = None
    asked_words: str = ""

    @property
    def network(self) -> dict[str, str]:
        """What is kept of the connection as evidence."""
        known = {"ip": self.ip, "user_agent": self.user_agent[:LONGEST_AGENT], "site": self.site}
        return {part: value for part, value in known.items() if value}


@dataclass(frozen=True, slots=True)
class Asked:
    """What came of it. `letter` ("confirm", "already" or "") is for colleagues: the public page never reads it."""

    expires_at: datetime
    reference: UUID = field(default_factory=uuid4)
    letter: str = ""


def until(page: SignUpPage) -> datetime:
    """Until when a request made now can be confirmed."""
    return timezone.now() + timedelta(days=page.form.lifetime_days)


class _Undone(Exception):
    pass


@contextmanager
def _kept_if(condition: bool) -> Iterator[None]:
    """Do what stands inside, and undo it unless `condition`: the time it takes says nothing."""
    with suppress(_Undone), transaction.atomic():
        yield
        if not condition:
            raise _Undone


@transaction.atomic
def ask(*, page: SignUpPage, wish: Wish, visit: Visit) -> Asked:
    """Store a request and queue its letter. Raises TooMany; says nothing else about what is known of the address."""
    now = timezone.now()
    boxes = page.chosen(wish.purpose_ids)
    known = standing(wish.address, [box.purpose.pk for box in boxes])
    is_free = limits.take(
        limits.told(wish.address) if known is Standing.ALREADY else limits.recipient(wish.address)
    )
    may_ask = is_free and known is Standing.OPEN
    asked = Asked(until(page), letter=_letter(is_free, known))
    with _kept_if(bool(asked.letter)):
        with _kept_if(may_ask):
            token = _store(page, wish, visit, asked)
        _write(page, wish, visit, asked, token)
    count(page.form.pk, timezone.localdate(now), asked=1, sent=int(may_ask))
    _count_crowd(page, visit)
    return asked


def _letter(is_free: bool, known: Standing) -> str:
    return {Standing.OPEN: "confirm", Standing.ALREADY: "already"}.get(known, "") if is_free else ""


def _store(page: SignUpPage, wish: Wish, visit: Visit, asked: Asked) -> str:
    token, token_hash = new_token()
    fingerprint = address_hash("email", wish.address)
    now = timezone.now()
    earlier = PendingRequest.objects.filter(
        form=page.form, address_hash=fingerprint, superseded_at__isnull=True
    )
    earlier.update(superseded_at=now)
    by = visit.asked_by
    PendingRequest.objects.create(
        form=page.form,
        address=wish.address,
        address_hash=fingerprint,
        first_name=wish.first_name,
        language=wish.language,
        purpose_ids=[box.purpose.pk for box in page.chosen(wish.purpose_ids)],
        offered_ids=page.box_ids,
        notice_version_id=page.version.pk,
        token_hash=token_hash,
        reference=asked.reference,
        network=visit.network,
        origin=visit.origin,
        asked_by_id=by.id if by else "",
        asked_by_label=by.label if by else "",
        asked_words=visit.asked_words,
        created_at=now,
        expires_at=asked.expires_at,
    )
    return token


def _write(page: SignUpPage, wish: Wish, visit: Visit, asked: Asked, token: str) -> None:
    words = [box.purpose.label for box in page.chosen(wish.purpose_ids)]
    controller = page.controller
    if asked.letter == "already":
        letters.already_confirmed(
            to=wish.address,
            language=wish.language,
            controller=controller,
            words=words,
            first_name=wish.first_name,
        )
        return
    letters.confirm_address(
        to=wish.address,
        language=wish.language,
        controller=controller,
        form_title=page.form.localised("title"),
        words=words,
        link=f"{settings.SITE_URL}{reverse('intake:confirm', args=[token])}",
        asked_at=timezone.now(),
        expires_at=asked.expires_at,
        first_name=wish.first_name,
        notice_link=f"{settings.SITE_URL}{reverse('intake:form', args=[page.form.slug])}?lang={wish.language}#notice",
        asked_by=visit.asked_by.label if visit.asked_by else "",
        asked_words=visit.asked_words,
    )


def _count_crowd(page: SignUpPage, visit: Visit) -> None:
    """Last of all: the rows of a form and of a network are locked for the shortest time."""
    if visit.asked_by:
        return
    if not limits.take(limits.crowd(page.form.pk, visit.ip, has_worked=visit.has_worked, work=visit.work)):
        raise TooMany


@transaction.atomic
def take_back(*, reference: UUID) -> None:
    """Forget a request whose address was mistyped, as the visitor who typed it says: its link no longer works."""
    request = PendingRequest.objects.select_for_update().filter(reference=reference).first()
    if request:
        SpentToken.objects.create(
            token_hash=request.token_hash, outcome="superseded", form_id=request.form_id
        )
        request.delete()


@transaction.atomic
def send_for(*, actor: Actor, page: SignUpPage, wish: Wish, visit: Visit) -> Asked:
    """A colleague who met somebody has the confirmation letter sent: still no contact before its reader answers."""
    asked = ask(page=page, wish=wish, visit=visit)
    facts = {"origin": visit.origin, "purposes": list(wish.purpose_ids), "letter": asked.letter}
    record(actor=actor, verb="intake.request.noted", about=page.form, facts=facts)
    return asked
