"""Somebody asks: a request in quarantine, a counter and a letter; no person, no contact, whatever is typed.

What is done takes the same statements whether the address is new, waiting, confirmed, withdrawn or suppressed: what
must not be kept is asked for all the same, and not kept, so that neither the answer nor its time tells which it was.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from psycopg.types.json import Jsonb

from accord.audit.actions import record
from accord.intake import limits
from accord.intake.counting import counted
from accord.intake.limits import Limit
from accord.intake.models import PendingRequest, SpentToken
from accord.intake.showing import SignUpPage
from accord.intake.standing import standing
from accord.lib.actor import Actor
from accord.lib.fingerprints import address_hash
from accord.lib.links import opened_by
from accord.lib.statements import Clauses
from accord.lib.tokens import new_token
from accord.outbox import letters

LONGEST_AGENT = 300
ORIGIN, MEETING = "_origin", "_meeting"  # beside the answers: no question has such a code

COLUMNS = (
    "form_id, address, address_hash, first_name, language, purpose_ids, further_boxes, answers, form_version_id, "
    "offered_ids, notice_version_id, token_hash, "
    "reference, network, origin, asked_by_id, asked_by_label, asked_words, created_at, expires_at"
)
STORE = f"""
earlier AS (
    UPDATE intake_pendingrequest SET superseded_at = %(created_at)s
    WHERE form_id = %(form_id)s AND address_hash = %(address_hash)s AND superseded_at IS NULL AND %(is_kept)s
), counted AS ({{counted}}), stored AS (
    INSERT INTO intake_pendingrequest ({COLUMNS})
    SELECT {", ".join(f"%({column})s" for column in COLUMNS.split(", "))} WHERE %(is_kept)s
)
"""  # noqa: S608 - the names of our own columns


@dataclass(frozen=True, slots=True)
class Wish:
    """What was typed. address: normalised; purpose_ids: the boxes ticked, at least one on a sign-up.

    further_boxes: keys of boxes ticked for another channel or a partner; answers: {code of the question: what was
    typed}; origin: {"utm_source": …}, where the form keeps it; meeting: the time chosen on a booking page.
    """

    address: str
    purpose_ids: tuple[int, ...]
    first_name: str = ""
    language: str = "fr"
    further_boxes: tuple[str, ...] = ()
    answers: Mapping[str, Any] = field(default_factory=dict)
    origin: Mapping[str, str] = field(default_factory=dict)
    meeting: Mapping[str, Any] = field(default_factory=dict)

    @property
    def kept(self) -> dict[str, Any]:
        """What is kept of it with the request, beside the boxes."""
        beside = {ORIGIN: dict(self.origin), MEETING: dict(self.meeting)}
        return {**self.answers, **{name: value for name, value in beside.items() if value}}


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
    is_first: bool = True  # the page was not sent before by the same visitor

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
    return timezone.now() + timedelta(days=page.lifetime_days)


def ask(*, page: SignUpPage, wish: Wish, visit: Visit) -> Asked:
    """Store a request and queue its letter. Raises TooMany; says nothing else about what is known of the address."""
    wanted = [box.purpose.pk for box in page.chosen(wish.purpose_ids)]
    known = standing(wish.address, wanted, is_new=page.is_lead, crowd=_crowd(page, visit))
    asked = Asked(until(page), letter=known.letter)
    token, token_hash = new_token()
    stored = _stored(page, wish, visit, asked, token_hash)
    if known.is_agreed:
        _tell(page, wish, stored, is_kept=known.may_write)
    else:
        _confirm(page, wish, visit, asked, token, stored)
    return asked


def _crowd(page: SignUpPage, visit: Visit) -> list[Limit]:
    if visit.asked_by:
        return []
    return limits.crowd(page.form.pk, visit.ip, has_worked=visit.has_worked, work=visit.work)


def _stored(page: SignUpPage, wish: Wish, visit: Visit, asked: Asked, token_hash: bytes) -> Clauses:
    """The request, in the place of an earlier one of the same address, and its counters: written with its letter."""
    by = visit.asked_by
    is_kept = asked.letter == "confirm"
    steps = {"started": int(visit.is_first), "asked": 1, "sent": int(is_kept)}
    counters = counted(page.form.pk, timezone.localdate(), **steps)
    values: dict[str, Any] = {
        **counters.values,
        "address": wish.address,
        "address_hash": address_hash("email", wish.address),
        "first_name": wish.first_name,
        "language": wish.language,
        "purpose_ids": Jsonb([box.purpose.pk for box in page.chosen(wish.purpose_ids)]),
        "further_boxes": Jsonb([box.key for box in page.chosen((), wish.further_boxes) if not box.is_plain]),
        "answers": Jsonb(wish.kept),
        "form_version_id": page.form_version.pk,
        "offered_ids": Jsonb(page.box_ids),
        "notice_version_id": page.version.pk,
        "token_hash": token_hash,
        "reference": asked.reference,
        "network": Jsonb(visit.network),
        "origin": visit.origin,
        "asked_by_id": by.id if by else "",
        "asked_by_label": by.label if by else "",
        "asked_words": visit.asked_words,
        "created_at": timezone.now(),
        "expires_at": asked.expires_at,
        "is_kept": is_kept,
    }
    return Clauses(STORE.format(counted=counters.text), values)


def _tell(page: SignUpPage, wish: Wish, stored: Clauses, *, is_kept: bool) -> None:
    letters.already_confirmed(
        to=wish.address,
        language=wish.language,
        controller=page.controller,
        words=_labels(page, wish),
        first_name=wish.first_name,
        link=f"{settings.SITE_URL}{reverse('preferences:ask')}?lang={wish.language}",
        is_kept=is_kept,
        along=stored,
    )


def _confirm(page: SignUpPage, wish: Wish, visit: Visit, asked: Asked, token: str, stored: Clauses) -> None:
    letters.confirm_address(
        to=wish.address,
        language=wish.language,
        controller=page.controller,
        form_title=page.title,
        words=_labels(page, wish),
        link=f"{settings.SITE_URL}{opened_by('intake:confirm', token)}",
        asked_at=timezone.now(),
        expires_at=asked.expires_at,
        first_name=wish.first_name,
        notice_link=f"{settings.SITE_URL}{page.url}?lang={wish.language}#notice",
        asked_by=visit.asked_by.label if visit.asked_by else "",
        asked_words=visit.asked_words,
        is_request=page.is_lead,
        is_kept=asked.letter == "confirm",
        along=stored,
    )


def _labels(page: SignUpPage, wish: Wish) -> list[str]:
    return [box.label for box in page.chosen(wish.purpose_ids, wish.further_boxes)]


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
