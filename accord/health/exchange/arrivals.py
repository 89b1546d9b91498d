"""One thing another system says: who a patient is, and perhaps where a stay of theirs has got to."""

from dataclasses import dataclass, field
from datetime import datetime

from django.utils.translation import gettext as _

from accord.health.traits import Traits
from accord.lib.lengths import YEARS


class Unfit(ValueError):
    """A line or a message that cannot be taken in; the sentence says which part, never what it held."""


@dataclass(frozen=True, slots=True)
class Stay:
    """A stay as another system knows it: its number, the code of the service, FHIR's class and status."""

    number: str
    service: str
    kind: str
    status: str
    starts_at: datetime
    ends_at: datetime | None = None

    def __post_init__(self) -> None:
        """Raises Unfit for a year nobody means."""
        if any(at and at.year not in YEARS for at in (self.starts_at, self.ends_at)):
            raise Unfit(_("The stay begins or ends in a year that cannot be meant."))


@dataclass(frozen=True, slots=True)
class Arrival:
    """number: of the patient in the house (IPP); merged: the number this one takes the place of, for a merge."""

    number: str
    traits: Traits = field(repr=False)
    stay: Stay | None = None
    merged: str = ""
    identity_status: str = "PROV"
    is_protected: bool | None = None  # None: not said
