"""The gate's reasons said of many people at once, and those of the outbox's own rhythm."""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from accord.consent.reasons import REASONS, reason_of
from accord.outbox.frequency import PAUSED, TOO_MANY, TOO_SOON

Text = Promise | str
WAITING = frozenset({"not_informed", "declared_undecided"})  # what a colleague can put right


@dataclass(frozen=True, slots=True)
class Rhythm:
    """Why the outbox held a letter back though the gate said yes."""

    label: Text
    people: Text
    remedy: Text


RHYTHMS = {
    TOO_MANY: Rhythm(
        _("enough letters this week"),
        _("have had enough letters this week"),
        _("The cap counts all campaigns together; the next letter can reach them."),
    ),
    TOO_SOON: Rhythm(
        _("asked for fewer letters"),
        _("asked for letters less often"),
        _("They chose the rhythm on their preferences page."),
    ),
    PAUSED: Rhythm(
        _("paused"),
        _("paused their letters"),
        _("They start again on the day they chose."),
    ),
}


def said(code: str) -> str:
    """What is said of several people refused for `code`."""
    return str((RHYTHMS.get(code) or reason_of(code)).people)


def who(code: str) -> str:
    """The same, starting with a capital."""
    text = said(code)
    return text[:1].upper() + text[1:]


def short(code: str) -> str:
    """The same for one person, in two or three words; "" for a yes."""
    return str((RHYTHMS.get(code) or reason_of(code)).label) if code else ""


def way_out(code: str) -> str:
    """What can be done about it, if anything."""
    return str((RHYTHMS.get(code) or reason_of(code)).remedy)


def heading(code: str) -> str:
    """The title of the list behind a number; "yes": those who will receive the letter."""
    return _now("Will receive the letter") if code == "yes" else who(code)


def is_waiting(code: str) -> bool:
    """True when a colleague can do something about it."""
    return code in WAITING


def is_reason(code: str) -> bool:
    """True for "yes" and for the reasons the gate may give."""
    return code == "yes" or (code != "" and code in REASONS)
