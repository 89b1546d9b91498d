"""Versions of the form in words: what can be changed, what a row is, what is wrong."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accord.health.codes import ANSWERS, Answer, Regime, Use
from accord.health.paper.content import Fault, Row
from accord.ui.components.words import named, quoted

FAULTS: dict[str, Promise | str] = {
    "empty": _("a text is empty"),
    "too_long": _("a text is too long"),
    "items": _("the items of R.1112-2 are not all there, or one is not of them"),
    "too_many_rows": _("there are too many rows"),
    "twice": _("two rows have the same name"),
    "link_id": _("a row has no proper name"),
    "regime": _("the law does not leave this rule to this use"),
    "places": _("too many lines or recipients"),
    "no_line": _("a line to write a name or a reason on is missing"),
    "cosigned": _("the person named signs too: a name line, then a signature line"),
}


def titles() -> dict[str, Promise | str]:
    """What each text an institution may change is."""
    return {
        "title": _("Title of the form"),
        "intro": _("First words"),
        "pens": _("How to fill it in"),
        "requester_hint": _("Under “who asks”"),
        "documents_hint": _("Under “the documents”"),
        "third_parties": _("Notice on part 3°"),
        "choices_hint": _("Before the choices"),
        "receipt": _("Title of the hand-over"),
    }


def kind_of(row: Row) -> str:
    """What a row is about, its rule, and the boxes that follow from it."""
    boxes = ", ".join(quoted(Answer(one).label) for one in ANSWERS[Regime(row.regime)])
    use, rule = str(Use(row.use).label), str(Regime(row.regime).label)
    return named(rule if use == row.title else f"{use} – {rule}", boxes)


def said_of(fault: Fault) -> str:
    """What is wrong, and where."""
    return named(fault.where, FAULTS[fault.code])
