"""What can be told, and the entries of the journal it is made from: verbs are strings, nothing is imported upwards."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accord.audit.models import Entry

Facts = Mapping[str, Any]
TRIED = "endpoint.tried"


def _always(_facts: Facts) -> bool:
    return True


@dataclass(frozen=True, slots=True)
class Event:
    """One thing that can be told. names: what the number of the thing acted on is called; tells: facts passed on."""

    code: str
    label: Promise
    verbs: tuple[str, ...]
    names: str
    tells: tuple[str, ...] = ()
    holds: Callable[[Facts], bool] = _always

    def data(self, entry: Entry) -> dict[str, Any]:
        """Ids and codes, never words about a person."""
        said = {fact: entry.facts[fact] for fact in self.tells if fact in entry.facts}
        number = int(entry.about_id) if entry.about_id.isdigit() else entry.about_id
        return {self.names: number, **{_KEYS.get(fact, fact): value for fact, value in said.items()}}


_KEYS = {
    "person": "person_id",
    "form": "form_id",
    "lead": "lead_id",
    "offer": "offer_id",
    "purpose": "purpose_id",
    "contact_point": "contact_point_id",
}
_SAID = ("given", "confirmed", "refused", "withdrawn", "objected")

TABLE = (
    Event(
        "lead.confirmed",
        _("somebody confirmed their address and became a lead"),
        ("sales.lead.arrived",),
        "lead_id",
        ("person", "form", "source"),
        lambda facts: bool(facts.get("form")),
    ),
    Event(
        "lead.qualified",
        _("a lead was qualified"),
        ("sales.lead.qualified",),
        "lead_id",
        ("person", "outcome"),
        lambda facts: facts.get("outcome", "qualified") == "qualified",
    ),
    Event("deal.won", _("a deal was won"), ("sales.deal.won",), "deal_id", ("person", "lead")),
    Event("trial.started", _("a trial began"), ("intake.trial.started",), "trial_id", ("person", "offer")),
    Event("trial.ended", _("a trial ended"), ("intake.trial.ended",), "trial_id", ("person", "outcome")),
    Event(
        "permission.changed",
        _("somebody said yes, no, or took a yes back"),
        tuple(f"consent.event.{state}" for state in _SAID),
        "event_id",
        ("purpose", "channel", "contact_point"),
    ),
    Event(
        "person.restricted",
        _("the data of somebody are restricted (art. 18)"),
        ("contacts.person.state_set",),
        "person_id",
        holds=lambda facts: facts.get("after") == "restricted",
    ),
    Event(
        "person.erased",
        _("the data of somebody were erased (art. 17)"),
        ("contacts.person.state_set",),
        "person_id",
        holds=lambda facts: facts.get("after") == "erased",
    ),
)
EVENTS = {event.code: event for event in TABLE}
VERBS = sorted({verb for event in TABLE for verb in event.verbs})


def label(code: str) -> str:
    """The event in words; a message to try an endpoint out has its own."""
    return str(EVENTS[code].label) if code in EVENTS else str(_("a message to try it out"))


def made_from(entry: Entry) -> list[Event]:
    """What this entry tells."""
    return [event for event in TABLE if entry.verb in event.verbs and event.holds(entry.facts)]
