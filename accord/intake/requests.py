"""A request as its link shows it: how it stands, and what its owner is asked to accept. Reading only."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import Enum
from functools import cached_property

from django.utils import timezone

from accord.intake.models import PendingRequest, SpentToken
from accord.intake.pages import Box
from accord.lib.tokens import hash_token
from accord.register.models import Controller, NoticeVersion, Purpose


class Answer(Enum):
    """How a link stands. STALE: expired, replaced, or its notice has changed in substance; UNKNOWN: never ours."""

    OPEN = "open"
    STALE = "stale"
    CONFIRMED = "confirmed"
    ALREADY = "already"
    REFUSED = "refused"
    GONE = "gone"
    UNKNOWN = "unknown"


@dataclass(frozen=True)
class Request:
    """A request with the notice it is bound to and its boxes, in the words its owner is shown."""

    pending: PendingRequest

    @cached_property
    def version(self) -> NoticeVersion:
        """The notice version shown when it was asked; immutable since it was published."""
        return NoticeVersion.objects.select_related("notice__controller").get(
            pk=self.pending.notice_version_id
        )

    @cached_property
    def _purposes(self) -> dict[int, Purpose]:
        return Purpose.objects.in_bulk([*self.pending.purpose_ids, *self.pending.offered_ids])

    @property
    def controller(self) -> Controller:
        """Who asks."""
        return self.version.notice.controller

    @cached_property
    def boxes(self) -> list[Box]:
        """What was ticked, with the exact words."""
        return self._boxes(self.pending.purpose_ids)

    @cached_property
    def unticked(self) -> list[Box]:
        """What was offered and not ticked: neither a yes nor a no."""
        chosen = set(self.pending.purpose_ids)
        return self._boxes([one for one in self.pending.offered_ids if one not in chosen])

    def _boxes(self, ids: Sequence[int]) -> list[Box]:
        purposes = [self._purposes[one] for one in ids if one in self._purposes]
        return [Box(purpose, self.version.statements.get(purpose.code, "")) for purpose in purposes]

    @property
    def answer(self) -> Answer:
        """OPEN while the link works, STALE afterwards."""
        pending = self.pending
        is_live = pending.superseded_at is None and pending.expires_at > timezone.now()
        is_current = self.version.outdated_at is None
        still = all(box.purpose.state == Purpose.State.OPEN for box in self.boxes)
        return Answer.OPEN if is_live and is_current and still else Answer.STALE


def read(pending: PendingRequest) -> Request:
    """The request behind a row."""
    return Request(pending)


def found(token: str) -> tuple[Answer, Request | None, datetime | None]:
    """How the link of `token` stands, its request while it is kept, and when it served if it did. Changes nothing."""
    hashed = hash_token(token)
    pending = (
        PendingRequest.objects.select_related("form__notice__controller").filter(token_hash=hashed).first()
    )
    if pending:
        request = read(pending)
        return request.answer, request, None
    spent = SpentToken.objects.filter(pk=hashed).first()
    if spent is None:
        return Answer.UNKNOWN, None, None
    outcomes = {"confirmed": Answer.ALREADY, "refused": Answer.REFUSED}
    return outcomes.get(spent.outcome, Answer.GONE), None, spent.at
