"""A piece of a scanned page, upright, for the person who decides: the question as it was answered by hand."""

import io
from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
from PIL import Image

from accord.health.paper.codes import PAGE_WIDTH
from accord.health.paper.finding import Sheet
from accord.health.paper.layout import Layout
from accord.health.paper.reading import sampled
from accord.health.paper.scans import Grey

PER_MM = 6  # 152 dpi: enough for an eye
MARGIN = 3.0  # mm
SIDES = 15.0


@dataclass(frozen=True)
class Piece:
    """A rectangle of one page, in millimetres."""

    page: int
    x: float
    y: float
    w: float
    h: float


def pieces(layout: Layout, ids: Iterable[str]) -> list[Piece]:
    """The strips of the form, across the page, that hold these boxes and zones: one for each page they stand on."""
    wanted = set(ids)
    spans: dict[int, list[tuple[float, float]]] = {}
    for box in layout.boxes:
        if box.id in wanted:
            spans.setdefault(box.page, []).append((box.y, box.y + box.side))
    for zone in layout.zones:
        if zone.id in wanted:
            spans.setdefault(zone.page, []).append((zone.y, zone.y + zone.h))
    return [
        Piece(page, SIDES, min(top for top, _ in at) - MARGIN, PAGE_WIDTH - 2 * SIDES, _tall(at))
        for page, at in sorted(spans.items())
    ]


def _tall(at: list[tuple[float, float]]) -> float:
    return max(bottom for _, bottom in at) - min(top for top, _ in at) + 2 * MARGIN


def shown(grey: Grey, sheet: Sheet, piece: Piece) -> bytes:
    """The piece as a JPEG in grey."""
    patch = sampled(grey, sheet, piece.x, piece.y, piece.w, piece.h, PER_MM)
    out = io.BytesIO()
    Image.fromarray(patch.clip(0, 255).astype(np.uint8)).save(out, "JPEG", quality=72)
    return out.getvalue()
