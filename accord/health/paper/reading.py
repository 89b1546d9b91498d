"""What is on a sheet: each box empty, ticked, blackened or doubtful; each zone written in or not. Words are not read.

Every box is looked at alone: its own paper, its own outline found again within a millimetre, then the ink inside. What
is near a threshold is doubtful: a person decides. Measured with bench/health_reading.py.
"""

from dataclasses import dataclass
from enum import StrEnum
from typing import cast

import numpy as np
from numpy.typing import NDArray

from accord.health.paper.finding import Sheet
from accord.health.paper.layout import Box, Layout, Zone
from accord.health.paper.scans import Grey

Patch = NDArray[np.float64]
PER_MM = 8  # samples to the millimetre
AROUND = 2.0  # mm looked at around a box
SHIFT = 1.1  # mm an outline may be off its place
INSET = 0.6  # mm left out inside an outline
NEAR, ABOVE, ASIDE = (
    0.45,
    0.95,
    1.7,
)  # mm outside an outline where a mark beside the box would be: boxes are close above
DARK = 0.22  # darker than its paper by this share of black is ink (a faint pencil is .3)
EMPTY, TICKED, HEAVY, BLACK = 0.02, 0.05, 0.58, 0.72  # share of the inside that is ink
BESIDE, NEXT = (
    0.1,
    0.3,
)  # share of ink in a strip beside a box; above or below it, where a neighbour's tick may end
OUTLINE = 0.35  # an outline paler than this share of black is torn, folded or covered
COMB = "d."
WRITTEN, BLANK = 0.004, 0.0012  # share of a zone


class State(StrEnum):
    """What a box or a zone shows. `doubtful` and `blackened` go to a person."""

    EMPTY = "empty"
    TICKED = "ticked"
    BLACKENED = "blackened"
    DOUBTFUL = "doubtful"
    WRITTEN = "written"


@dataclass(frozen=True)
class Seen:
    """One box or zone: its state, and the share of it that is ink (0 to 1)."""

    id: str
    state: State
    ink: float


def boxes_seen(grey: Grey, sheet: Sheet, layout: Layout) -> list[Seen]:
    """Each box of the page the sheet shows."""
    black = _black(grey, sheet)
    return [_box(grey, sheet, box, black) for box in layout.boxes if box.page == sheet.mark.page]


def zones_seen(grey: Grey, sheet: Sheet, layout: Layout) -> list[Seen]:
    """Each zone of the page the sheet shows: written, empty or doubtful. The combs of dates are only shown."""
    black = _black(grey, sheet)
    zones = [zone for zone in layout.zones if zone.page == sheet.mark.page and not zone.id.startswith(COMB)]
    return [_zone(grey, sheet, zone, black) for zone in zones]


def sampled(grey: Grey, sheet: Sheet, x: float, y: float, w: float, h: float, per_mm: int = PER_MM) -> Patch:  # noqa: PLR0913
    """A rectangle of the page (millimetres), upright, as it looks (0 to 255), `per_mm` samples to the millimetre."""
    across, down = round(w * per_mm), round(h * per_mm)
    xs = x + (np.arange(across) + 0.5) / per_mm
    ys = y + (np.arange(down) + 0.5) / per_mm
    points = sheet.pixels(np.stack(np.meshgrid(xs, ys), axis=-1)) - 0.5
    return _bilinear(grey, points[..., 0], points[..., 1])


def _bilinear(grey: Grey, x: Patch, y: Patch) -> Patch:
    """Outside the picture is paper."""
    height, width = grey.shape
    outside = (x < 0) | (y < 0) | (x > width - 1) | (y > height - 1)
    x, y = x.clip(0, width - 1.001), y.clip(0, height - 1.001)
    left, top = x.astype(np.intp), y.astype(np.intp)
    right, down = x - left, y - top
    above = grey[top, left] * (1 - right) + grey[top, left + 1] * right
    below = grey[top + 1, left] * (1 - right) + grey[top + 1, left + 1] * right
    return cast(Patch, np.where(outside, 255.0, above * (1 - down) + below * down))


# Ink


def _black(grey: Grey, sheet: Sheet) -> float:
    """How bright black is beside its paper (0 to 1): the middle of the three squares of the printed code."""
    squares = [sampled(grey, sheet, x, y, 1.6, 1.6) for x, y in ((166.3, 9.3), (182.1, 9.3), (166.3, 25.1))]
    paper = np.percentile(sampled(grey, sheet, 160, 6, 30, 25), 95)
    return min(float(np.median(squares) / max(float(paper), 1.0)), 0.7)


def _ink(patch: Patch, black: float) -> Patch:
    """How dark each sample is: 0 paper, 1 the black of the printer."""
    paper = max(float(np.percentile(patch, 88)), 1.0)
    return ((1 - patch / paper) / (1 - black)).clip(0, 1.2)


def _smooth(ink: Patch) -> Patch:
    """The mean of each sample and its eight neighbours: the grain of a sensor is no ink."""
    padded = np.pad(ink, 1, mode="edge")
    height, width = ink.shape
    return cast(Patch, sum(padded[a : a + height, b : b + width] for a in range(3) for b in range(3)) / 9)


# Boxes


def _box(grey: Grey, sheet: Sheet, box: Box, black: float) -> Seen:
    reach = box.side + 2 * AROUND
    ink = _ink(sampled(grey, sheet, box.x - AROUND, box.y - AROUND, reach, reach), black)
    left, across = _edge(ink.sum(axis=0) / len(ink), box.side)
    top, down = _edge(ink.sum(axis=1) / len(ink), box.side)
    smooth = _smooth(ink)
    inside = _inside(smooth, left, top, box.side)
    state = _state(inside)
    if min(across, down) < OUTLINE * box.side / reach:
        state = State.DOUBTFUL
    if state == State.EMPTY and _is_beside(smooth, left, top, box.side):
        state = State.DOUBTFUL
    return Seen(box.id, state, round(inside, 4))


def _edge(profile: Patch, side: float) -> tuple[float, float]:
    """Where an outline begins along one direction (mm in the patch), and how dark its two sides are there."""
    wide = round(side * PER_MM)
    middle, shift = round(AROUND * PER_MM), round(SHIFT * PER_MM)
    thick = np.convolve(profile, np.ones(3) / 3, mode="same")
    starts = np.arange(middle - shift, middle + shift + 1)
    dark = np.minimum(thick[starts], thick[starts + wide])
    best = int(np.argmax(dark - 0.002 * np.abs(starts - middle)))
    return float(starts[best] + 0.5) / PER_MM, float(dark[best])


def _inside(ink: Patch, left: float, top: float, side: float) -> float:
    return _share(ink, left + INSET, top + INSET, left + side - INSET, top + side - INSET)


def _is_beside(ink: Patch, left: float, top: float, side: float) -> bool:
    """Whether a mark stands just outside a box, where it may be meant for it."""
    right, bottom = left + side, top + side
    aside = ((left - ASIDE, top, left - NEAR, bottom), (right + NEAR, top, right + ASIDE, bottom))
    above = ((left, top - ABOVE, right, top - NEAR), (left, bottom + NEAR, right, bottom + ABOVE))
    return any(_share(ink, *strip) > BESIDE for strip in aside) or any(
        _share(ink, *strip) > NEXT for strip in above
    )


def _share(ink: Patch, left: float, top: float, right: float, bottom: float) -> float:
    at = [max(round(value * PER_MM), 0) for value in (left, top, right, bottom)]
    strip = ink[at[1] : at[3], at[0] : at[2]]
    return float((strip > DARK).mean()) if strip.size else 0.0


def _state(ink: float) -> State:
    if ink < EMPTY:
        return State.EMPTY
    if ink < TICKED:
        return State.DOUBTFUL
    if ink <= HEAVY:
        return State.TICKED
    return State.BLACKENED if ink >= BLACK else State.DOUBTFUL


# Zones


def _zone(grey: Grey, sheet: Sheet, zone: Zone, black: float) -> Seen:
    margin = 1.3
    patch = sampled(grey, sheet, zone.x + margin, zone.y + margin, zone.w - 2 * margin, zone.h - 2 * margin)
    ink = float((_smooth(_ink(patch, black)) > DARK).mean())
    state = State.WRITTEN if ink >= WRITTEN else State.EMPTY if ink <= BLANK else State.DOUBTFUL
    return Seen(zone.id, state, round(ink, 4))
