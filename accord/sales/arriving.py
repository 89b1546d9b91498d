"""What is known of a lead when it arrives, whichever way it came."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Arrival:
    """One request, or one meeting, about a person already let in.

    source: a value of Acquisition.Source; answers: {"code", "label", "value"} as shown and typed; headcount: a value
    of Organisation.Headcount; postcode and country decide whose territory it is.
    """

    source: str
    source_detail: str = ""
    acquisition_id: int | None = None
    form_id: int | None = None
    submission_id: int | None = None
    organisation_name: str = ""
    headcount: str = ""
    subject: str = ""
    answers: Sequence[Mapping[str, str]] = ()
    message: str = ""
    postcode: str = ""
    country: str = "FR"
