"""A request as its link shows it: how it stands, and what its owner is asked to accept. Reading only."""

from dataclasses import dataclass
from datetime import datetime
from enum import Enum
from functools import cached_property
from typing import Any

from django.utils import timezone

from accord.intake import answers
from accord.intake.bookings.chosen import Chosen, of_request
from accord.intake.definitions import FIRST_NAME, Box, Question, box_key, questions
from accord.intake.models import Form, FormVersion, PendingRequest, SpentToken
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
    def form_version(self) -> FormVersion | None:
        """The form as it was shown; None for requests older than versions of forms."""
        return FormVersion.objects.filter(pk=self.pending.form_version_id or 0).first()

    @cached_property
    def _purposes(self) -> dict[int, Purpose]:
        further = [int(key.partition(":")[0]) for key in self.pending.further_boxes]
        return Purpose.objects.in_bulk([*self.pending.purpose_ids, *self.pending.offered_ids, *further])

    @property
    def controller(self) -> Controller:
        """Who asks."""
        return self.version.notice.controller

    @property
    def is_lead(self) -> bool:
        """True when what is asked is answered by somebody."""
        return bool(self.form_version and self.form_version.definition["kind"] == Form.Kind.LEAD)

    @cached_property
    def questions(self) -> tuple[Question, ...]:
        """What the form asked before the confirming click."""
        return tuple(questions(self.form_version.definition)) if self.form_version else ()

    @property
    def later_questions(self) -> tuple[Question, ...]:
        """What it asks after it."""
        return tuple(questions(self.form_version.definition, is_after=True)) if self.form_version else ()

    @property
    def told(self) -> list[dict[str, str]]:
        """What was answered, as it was shown."""
        return answers.told(self.questions, self.values)

    @cached_property
    def meeting(self) -> Chosen | None:
        """The time chosen on a booking page, where it came from one that is still open."""
        return of_request(self.pending.answers)

    @property
    def values(self) -> dict[str, Any]:
        """What was answered, by the code of the question."""
        pending = self.pending
        return {FIRST_NAME: pending.first_name, **pending.answers}

    @cached_property
    def boxes(self) -> list[Box]:
        """What was ticked, with the exact words."""
        plain = [self._plain(one) for one in self.pending.purpose_ids if one in self._purposes]
        return [*plain, *self._further]

    @cached_property
    def unticked(self) -> list[Box]:
        """What was offered and not ticked: neither a yes nor a no."""
        chosen = set(self.pending.purpose_ids)
        offered = [one for one in self.pending.offered_ids if one not in chosen]
        return [self._plain(one) for one in offered if one in self._purposes]

    def _plain(self, purpose_id: int) -> Box:
        purpose = self._purposes[purpose_id]
        return Box(purpose, self.version.statements.get(purpose.code, ""))

    @property
    def _further(self) -> list[Box]:
        """Boxes for another channel or a partner: their words are those of the form version."""
        said = self.form_version.definition["boxes"] if self.form_version else []
        by_key = {box_key(box["purpose"], box["channel"], box["recipient"]): box for box in said}
        return [
            Box(
                self._purposes[box["purpose"]],
                box["words"],
                channel=box["channel"],
                recipient_id=box["recipient"],
                name=box["name"],
            )
            for key in self.pending.further_boxes
            if (box := by_key.get(key)) and box["purpose"] in self._purposes
        ]

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
