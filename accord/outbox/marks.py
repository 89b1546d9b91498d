"""The marks of a mailing, `{{ name }}` or `{{ name|what stands there when it is empty }}`: what may be filled in."""

import re
from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

LABELS = {
    "first_name": _("first name"),
    "last_name": _("last name"),
    "organisation": _("organisation"),
    "job": _("job"),
    "email": _("e-mail address"),
    "unsubscribe_url": _("unsubscribe link"),
    "preferences_url": _("preferences link"),
}
REQUIRED = ("unsubscribe_url",)  # in the HTML and in the text of every mailing
_MARK = re.compile(r"\{\{\s*([a-z_]+)\s*(?:\|([^{}]*))?\}\}")


@dataclass(frozen=True, slots=True)
class Mark:
    """One place to fill: the value called `name`, or `fallback` where it is empty."""

    name: str
    fallback: str = ""

    @property
    def label(self) -> str:
        """What stands there, in words: « prénom »."""
        return str(LABELS[self.name])

    def value(self, values: dict[str, str]) -> str:
        """What stands there for one person."""
        return values.get(self.name) or self.fallback


Piece = str | Mark


def split(text: str) -> list[Piece]:
    """`text` as what never changes and what is filled in, in order; unknown names are left as they were typed."""
    pieces: list[Piece] = []
    position = 0
    for found in _MARK.finditer(text):
        if found[1] in LABELS:
            pieces += [text[position : found.start()], Mark(found[1], (found[2] or "").strip())]
            position = found.end()
    return [piece for piece in [*pieces, text[position:]] if piece != ""]


def names(text: str) -> set[str]:
    """Every name between double braces, known or not."""
    return {found[1] for found in _MARK.finditer(text)}


def unknown(text: str) -> set[str]:
    """The names nothing can be filled in for."""
    return names(text) - LABELS.keys()
