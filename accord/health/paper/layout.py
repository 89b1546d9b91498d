"""A form printed: its PDF, its SHA-256 and the place of every box and zone, page by page, in millimetres."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from hashlib import sha256
from pathlib import Path
from typing import Any

from accord.health.paper.codes import Mark, corner_codes, page_code
from accord.health.paper.content import Content
from accord.health.paper.sheet import NOTHING_KNOWN, Known, blocks
from accord.lib.paper import Untidy, drawn

TEMPLATE = Path(__file__).parent / "template.typ"
USUAL_PAGES = {False: 2, True: 8}
MOST_PAGES = 40


@dataclass(frozen=True)
class Box:
    """A box to tick: its corner (from the top left of the page) and its side, in millimetres."""

    id: str
    page: int
    x: float
    y: float
    side: float


@dataclass(frozen=True)
class Zone:
    """A place to write in, in millimetres."""

    id: str
    label: str
    page: int
    x: float
    y: float
    w: float
    h: float


@dataclass(frozen=True)
class Layout:
    """Where everything stands on the pages of one version, in one size of print."""

    pages: int
    boxes: tuple[Box, ...]
    zones: tuple[Zone, ...]

    @classmethod
    def of(cls, stored: Mapping[str, Any]) -> "Layout":
        """The layout kept as JSON."""
        boxes = tuple(Box(**one) for one in stored["boxes"])
        return cls(pages=stored["pages"], boxes=boxes, zones=tuple(Zone(**one) for one in stored["zones"]))

    def stored(self) -> dict[str, Any]:
        """The same, as JSON keeps it."""
        return asdict(self)


@dataclass(frozen=True)
class Printed:
    """What came out of the press."""

    pdf: bytes
    sha256: str
    layout: Layout


@dataclass(frozen=True)
class Order:
    """What makes one sheet what it is: the same order gives the same bytes.

    form: its opaque id; at: when it was first issued (aware); key: what seals its codes (bytes, secret).
    """

    content: Content
    form: str
    version: int
    organisation: str
    address: str
    at: datetime
    key: bytes
    known: Known = NOTHING_KNOWN
    is_large: bool = False


def press(order: Order) -> Printed:
    """Print one form. Raises accord.lib.paper.Untidy when anything about the drawing is not clean.

    A name in letters our fonts do not have is left to be written by hand, with all that is known beside it.
    """
    try:
        return _on_enough_pages(order)
    except Untidy:
        if order.known == NOTHING_KNOWN:
            raise
        return _on_enough_pages(replace(order, known=NOTHING_KNOWN))


def _on_enough_pages(order: Order) -> Printed:
    pages = USUAL_PAGES[order.is_large]
    printed = _pressed(order, pages)
    if printed.layout.pages > pages:  # an institution's own rows need more sheets: each has its code
        printed = _pressed(order, min(printed.layout.pages, MOST_PAGES))
    return printed


def _pressed(order: Order, pages: int) -> Printed:
    pdf, marks = drawn(TEMPLATE, _said(order, pages), order.at, ("<box>", "<zone>", "<pages>"))
    layout = Layout(
        pages=marks["<pages>"][0],
        boxes=tuple(Box(**one) for one in marks["<box>"]),
        zones=tuple(Zone(**one) for one in marks["<zone>"]),
    )
    return Printed(pdf, sha256(pdf).hexdigest(), layout)


def _said(order: Order, pages: int) -> dict[str, Any]:
    words, labels = order.content.words, order.content.labels
    model = f"{words['model']} {order.version}"
    return {
        "language": "fr",
        "title": words["title"],
        "again": words["again"],
        "sheet": words["sheet"],
        "model": f"{model}, {words['large']}" if order.is_large else model,
        "organisation": order.organisation,
        "address": order.address,
        "large": order.is_large,
        "alt": {"corner": labels["corner"], "code": labels["code"]},
        "codes": [page_code(Mark(order.form, order.version, n + 1), order.key) for n in range(pages)],
        "corners": corner_codes(),
        "blocks": blocks(order.content, order.known, order.is_large),
    }
