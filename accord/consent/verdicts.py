"""What the gate answers, and what it writes down."""

from dataclasses import dataclass
from datetime import datetime

from accord.consent.reasons import Reason, reason_of


@dataclass(frozen=True, slots=True)
class Verdict:
    """The answer for one contact point. `reason` is "" for a yes; instants are aware."""

    contact_point_id: int
    person_id: int
    reason: str
    state: str
    since: datetime | None
    event_id: int | None
    notice_version_id: int | None
    name: str

    @property
    def permitted(self) -> bool:
        """True for a yes."""
        return self.reason == ""

    @property
    def explanation(self) -> Reason:
        """The reason's short words, article and what can be done."""
        return reason_of(self.reason)

    @property
    def sentence(self) -> str:
        """The reason as a sentence that names the person and the day."""
        return self.explanation.sentence(self.name, self.since)

    @property
    def article(self) -> str:
        """The text the answer rests on."""
        return str(self.explanation.article)

    @property
    def notice_inside(self) -> bool:
        """True when a first letter that carries the notice of art. 14 may leave all the same."""
        return self.reason == "not_informed"


@dataclass(frozen=True, slots=True)
class Decided:
    """What was decided, and written down, for one contact point at the moment of the act."""

    contact_point_id: int
    person_id: int
    decision_id: int
    permitted: bool
    reason: str
