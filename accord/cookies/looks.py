"""How a banner looks: what a webmaster may set, within which both buttons stay equal and readable."""

import re
from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _

LEAST_CONTRAST = 4.5  # WCAG 2.2, 1.4.3
COLOUR = re.compile(r"^#[0-9a-f]{6}$")
PLACES = {  # how a banner stands in a window wider than a telephone: its distance to the four edges, its width
    "bottom": ("auto 0 24px", "46em"),
    "top": ("24px 0 auto", "46em"),
    "centre": ("0", "46em"),
    "corner": ("auto 24px 24px auto", "27em"),
}
CONTROLS = (
    "start",
    "end",
    "link",
)  # the way back: in a corner at the foot of the window, or the site's own link
FIRST = ("accept", "refuse")
LIGHT = {
    "paper": "#ffffff",
    "ink": "#18221d",
    "quiet": "#535f58",
    "button": "#1b5a43",
    "on_button": "#ffffff",
}
DARK = {"paper": "#191e1b", "ink": "#e8ede9", "quiet": "#a6b1aa", "button": "#82c9a7", "on_button": "#0d2219"}
LARGEST_RADIUS = 24
COLUMNS = {1: 1, 2: 2, 4: 2}  # of purposes, where the banner is wide; else three
# What the style calls each colour (static/cookies/banner.css).
SHORT = {"paper": "b", "ink": "i", "quiet": "m", "button": "a", "on_button": "o"}
# What must be readable on what; one rule draws both buttons, so there is one colour for them.
PAIRS = (("ink", "paper"), ("quiet", "paper"), ("on_button", "button"), ("button", "paper"))
DEFAULT: dict[str, Any] = {
    "place": "bottom",
    "first": "accept",
    "close": False,
    "control": "start",
    "radius": 16,
    "light": LIGHT,
    "dark": DARK,
}


def whole(design: Mapping[str, Any]) -> dict[str, Any]:
    """`design` with what it leaves out filled in, and nothing else: an unknown key changes no banner."""
    colours = {
        mode: {**DEFAULT[mode], **_known(design.get(mode), DEFAULT[mode])} for mode in ("light", "dark")
    }
    return {**DEFAULT, **_known(design, DEFAULT), **colours}


def _known(said: Any, allowed: Mapping[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in said.items() if key in allowed} if isinstance(said, Mapping) else {}


def style(design: Mapping[str, Any], purposes: int) -> str:
    """The part of the style that a site chooses, for a whole `design` and so many purposes."""
    edges, width = PLACES[design["place"]]
    columns = COLUMNS.get(purposes, 3) if design["place"] != "corner" else 1
    place = f"--r:{design['radius']}px;--at:{edges};--w:{width};--c:repeat({columns},1fr)"
    light, dark = (_colours(design[mode]) for mode in ("light", "dark"))
    return f":host{{{light};{place}}}@media(prefers-color-scheme:dark){{:host{{{dark}}}}}"


def _colours(said: Mapping[str, str]) -> str:
    return ";".join(f"--{short}:{said[name]}" for name, short in SHORT.items())


def contrast(one: str, other: str) -> float:
    """The contrast ratio (1 to 21) of two colours written #rrggbb, as WCAG 2.2 defines it. Raises ValueError."""
    lighter, darker = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def _luminance(colour: str) -> float:
    if not COLOUR.match(colour):
        raise ValueError(f"{colour} is not #rrggbb.")
    parts = (int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5))
    red, green, blue = (
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def complaints(design: Mapping[str, Any]) -> list[str]:
    """Why `design` cannot be published, one sentence each; empty when it can."""
    drawn = whole(design)
    found = [_("This place does not exist: %(place)s.") % drawn] if drawn["place"] not in PLACES else []
    if drawn["first"] not in FIRST:
        found.append(_("The first button is “accept” or “refuse”."))
    if drawn["control"] not in CONTROLS:
        found.append(_("This way back to the question does not exist: %(control)s.") % drawn)
    if not isinstance(drawn["radius"], int) or not 0 <= drawn["radius"] <= LARGEST_RADIUS:
        found.append(_("Corners are rounded by 0 to %(most)s pixels.") % {"most": LARGEST_RADIUS})
    return found + [one for mode in ("light", "dark") for one in _unreadable(drawn[mode])]


def _unreadable(colours: Mapping[str, Any]) -> list[str]:
    wrong = [str(value) for value in colours.values() if not COLOUR.match(str(value))]
    if wrong:
        return [_("Write a colour as #rrggbb, in small letters: %(colour)s.") % {"colour": wrong[0]}]
    return [
        _("%(one)s on %(other)s is hard to read: a contrast of %(ratio).1f, where %(least)s is needed.")
        % {"one": colours[one], "other": colours[other], "ratio": ratio, "least": LEAST_CONTRAST}
        for one, other in PAIRS
        if (ratio := contrast(colours[one], colours[other])) < LEAST_CONTRAST
    ]
