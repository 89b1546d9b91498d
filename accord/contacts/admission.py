"""What must be said about somebody before they can be admitted."""

from dataclasses import dataclass
from datetime import date, datetime


@dataclass(frozen=True, slots=True)
class NewAcquisition:
    """Where the data come from. `source` is a value of Acquisition.Source; instants are aware.

    informed_at is None when the person has not yet been told: the clock of art. 14(3) then runs from acquired_at.
    """

    source: str
    detail: str
    acquired_at: datetime
    notice_version_id: int | None = None
    informed_at: datetime | None = None
    form_id: int | None = None
    import_id: int | None = None


@dataclass(frozen=True, slots=True)
class Identity:
    """Who it is, as far as known."""

    first_name: str = ""
    last_name: str = ""
    job: str = ""
    language: str = "fr"
    organisation_id: int | None = None
    born_on: date | None = None


@dataclass(frozen=True, slots=True)
class NewPoint:
    """One way to reach them; `kind` and `sphere` are values of ContactPoint's choices."""

    kind: str
    value: str
    sphere: str
    confirmed_at: datetime | None = None
    is_primary: bool = True
    is_published_for_trade: bool = False


@dataclass(frozen=True, slots=True)
class Newcomer:
    """One person of a set brought in at once; `reference` is whatever the caller recognises them by."""

    acquisition: NewAcquisition
    identity: Identity
    points: tuple[NewPoint, ...]
    reference: str = ""


class NoSource(ValueError):
    """Nobody enters without a source: the acquisition says too little."""


class NoAddress(ValueError):
    """Nobody enters without a name or a way to reach them."""
