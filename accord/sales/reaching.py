"""May we reach the main contact of a deal: about the deal itself, and for prospecting, which asks the gate."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from accord.consent.queries import Row, panel
from accord.contacts.models import Person
from accord.register.models import Channel

CHANNELS = (Channel.EMAIL, Channel.PHONE)


@dataclass(frozen=True, slots=True)
class Reach:
    """One answer: about what, yes or no, why."""

    label: str
    kind: str
    word: str
    sentence: str = ""


def reaches(person: Person) -> list[Reach]:
    """About the deal, then for prospecting."""
    if person.state != Person.State.ACTIVE:
        why = _("Nobody writes to this person or calls them.")
        return [Reach(_("About this deal"), "no", _("no"), why)]
    return [_about(), _prospecting(person)]


def _about() -> Reach:
    """Steps before a contract, at the person's request (art. 6(1)(b) GDPR): no agreement is needed for those."""
    why = _("It is under discussion with them (steps before a contract, art. 6(1)(b)).")
    return Reach(_("About this deal"), "yes", _("yes"), why)


def _prospecting(person: Person) -> Reach:
    rows = [row for row in panel(person, CHANNELS) if row.purpose.is_prospecting]
    allowed = [_ways(row) for row in rows if _ways(row)]
    label = _("For anything else")
    if allowed:
        return Reach(label, "yes", _("yes"), _("%(ways)s.") % {"ways": " ; ".join(allowed)})
    refused = [cell.verdict for row in rows for cell in row.cells if cell.verdict]
    why = refused[0].sentence if refused else _("No purpose of prospecting reaches them.")
    return Reach(label, "no", _("no"), why)


def _ways(row: Row) -> str:
    ways = [str(Channel(cell.channel).label) for cell in row.cells if cell.verdict and cell.verdict.permitted]
    return f"{row.purpose.label} ({', '.join(ways)})" if ways else ""
