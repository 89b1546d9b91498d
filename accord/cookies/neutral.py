"""Neutral words for the three most common purposes, to start from: what is done, and nothing that pleads for it.

They are offered when a purpose is declared in the register; the webmaster changes them at will.
"""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import get_language, override
from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True, slots=True)
class Words:
    """What is said of one purpose: title, one line for the banner, at length for the second page."""

    code: str
    title: Promise
    line: Promise
    long: Promise

    def spoken(self, language: str) -> dict[str, str]:
        """{"title", "line", "long"} in `language`, as SitePurpose.texts holds them."""
        with override(language):
            return {"title": str(self.title), "line": str(self.line), "long": str(self.long)}


READY = (
    Words(
        "adapt-content",
        _("Adapting content"),
        _("Showing you texts, videos or offers chosen after what you read here."),
        _(
            "A number in your browser lets the pages you open be put together. From them, interests are deduced, and "
            "the contents shown to you are chosen accordingly. If you refuse, you see the same contents as everybody; "
            "none is closed to you."
        ),
    ),
    Words(
        "adapt-navigation",
        _("Adapting navigation"),
        _("Remembering your way through the site to arrange menus and suggestions."),
        _(
            "A number in your browser lets your visits be recognised. The pages you open most often, your last "
            "searches and where you stopped are remembered, so that menus, suggestions and results come in another "
            "order. If you refuse, the site is arranged in the same way for everybody, and works entirely."
        ),
    ),
    Words(
        "measure-traffic",
        _("Measuring traffic"),
        _("Counting visits and the pages read, to know what serves."),
        _(
            "A number in your browser lets a first visit be told from a later one. The pages opened, the time spent, "
            "the kind of device and the site you come from are counted, and read as totals. If you refuse, your visit "
            "is not counted, and nothing changes for you."
        ),
    ),
)


def ready(code: str, language: str = "") -> dict[str, str]:
    """The ready words called `code`, in `language` or in that of the moment. Raises KeyError."""
    found = {one.code: one for one in READY}[code]
    return found.spoken(language or (get_language() or "fr"))
