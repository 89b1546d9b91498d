"""Filled-in sheets made by program: printed, marked in many ways, then spoilt as scanners and telephones do.

They are no real pens: docs/guide says how to try those.
"""

import io
import math
from dataclasses import dataclass, field
from random import Random

import numpy as np
from PIL import Image, ImageFilter

from accord.health.paper import pens
from accord.health.paper.layout import Printed
from accord.health.paper.pens import MARKS, TICKS, sheets
from accord.health.paper.scans import Grey

__all__ = ["MARKS", "TICKS", "sheets"]
DRAWN = 300  # dpi of the sheet before it is scanned


@dataclass(frozen=True)
class Scanner:
    """How a sheet is spoilt: what a scanner or a telephone does to it."""

    dpi: int = 200
    angle: float = 0.0  # degrees
    upside_down: bool = False
    blur: float = 0.0  # pixels
    shade: float = 0.0  # how much darker the dark side is, 0 to 1
    noise: float = 0.0  # levels of grey
    jpeg: int = 0  # quality; 0: none
    lean: float = 0.0  # perspective: how much smaller the far edge is, 0 to 1
    bed: int = 244  # what lies around the sheet: white bed, dark table


@dataclass
class Filled:
    """One sheet filled in: what was drawn in each box of the page, and the picture."""

    page: int
    marks: dict[str, str] = field(default_factory=dict)
    signed: bool = False
    grey: Grey = field(default_factory=lambda: np.zeros((0, 0), np.uint8))

    @property
    def jpeg(self) -> bytes:
        """The picture as a telephone sends it."""
        out = io.BytesIO()
        Image.fromarray(self.grey).save(out, "JPEG", quality=85)
        return out.getvalue()


def fill(sheet: Image.Image, printed: Printed, page: int, random: Random, share: float = 0.35) -> Filled:
    """A page with a mark in about `share` of its boxes, and a signature when there is a place for one."""
    marks = {
        box.id: random.choice(MARKS[1:]) if random.random() < share else "empty"
        for box in printed.layout.boxes
        if box.page == page
    }
    return marked(sheet, printed, page, marks, random)


def marked(
    sheet: Image.Image,
    printed: Printed,
    page: int,
    marks: dict[str, str],
    random: Random,
    sign: bool = True,
    dpi: int = DRAWN,
) -> Filled:
    """A page with these marks (`MARKS`) in its boxes, signed or not; a box that is not named is left empty."""
    picture = sheet.copy()
    pens.write(picture, printed, page, marks, random, is_signed=sign, dpi=dpi)
    here = [box.id for box in printed.layout.boxes if box.page == page]
    signed = sign and any(zone.id == "s.signer" and zone.page == page for zone in printed.layout.zones)
    kept = {box_id: marks.get(box_id, "empty") for box_id in here}
    return Filled(page, kept, signed, np.asarray(picture))


# Spoiling


def scanned(filled: Filled, scanner: Scanner, random: Random) -> Filled:
    """The same page as `scanner` sees it."""
    picture = _placed(Image.fromarray(filled.grey), scanner, random)
    if scanner.upside_down:
        picture = picture.transpose(Image.Transpose.ROTATE_180)
    if scanner.blur:
        picture = picture.filter(ImageFilter.GaussianBlur(scanner.blur))
    grey = np.asarray(picture, dtype=np.float32)
    if scanner.shade:
        across = np.linspace(1, 1 - scanner.shade, grey.shape[1], dtype=np.float32)
        down = np.linspace(1, 1 - scanner.shade * random.random(), grey.shape[0], dtype=np.float32)
        grey = grey * across * down[:, None]
    if scanner.noise:
        grain = np.random.default_rng(random.randint(0, 2**32)).standard_normal(grey.shape, dtype=np.float32)
        grey = grey + grain * scanner.noise
    levels = grey.clip(0, 255).astype(np.uint8)
    return Filled(filled.page, filled.marks, filled.signed, _through_jpeg(levels, scanner.jpeg))


def _through_jpeg(grey: Grey, quality: int) -> Grey:
    if not quality:
        return grey
    out = io.BytesIO()
    Image.fromarray(grey).save(out, "JPEG", quality=quality)
    return np.asarray(Image.open(out))


def _placed(picture: Image.Image, scanner: Scanner, random: Random) -> Image.Image:
    """Turned, leant and brought to the scanner's resolution, on its white bed."""
    by = scanner.dpi / DRAWN
    near = picture.reduce(2) if by <= 0.5 else picture
    turn = math.radians(scanner.angle)
    height = round(picture.height * by * (abs(math.cos(turn)) + abs(math.sin(turn)) * 0.72))
    width = round(picture.width * by * (abs(math.cos(turn)) + abs(math.sin(turn)) * 1.42))
    lean = scanner.lean * random.choice((-1, 1)) / height
    to_source = _turned(turn, by, (width, height), picture.size, lean, picture.width / near.width)
    return near.transform(
        (width, height),
        Image.Transform.PERSPECTIVE,
        to_source,
        Image.Resampling.BILINEAR,
        fillcolor=scanner.bed,
    )


def _turned(
    turn: float, by: float, size: tuple[int, int], source: tuple[int, int], lean: float, reduced: float
) -> tuple[float, ...]:
    """The eight numbers that say where in the source each pixel comes from."""
    to_middle = np.array([(1, 0, -size[0] / 2), (0, 1, -size[1] / 2), (0, 0, 1)])
    leaning = np.array([(1, 0, 0), (0, 1, 0), (0, lean, 1)])
    cos, sin = math.cos(turn) / by, math.sin(turn) / by
    back = np.array([(cos, sin, source[0] / 2), (-sin, cos, source[1] / 2), (0, 0, 1)])
    matrix = np.diag([1 / reduced, 1 / reduced, 1]) @ back @ leaning @ to_middle
    return tuple((matrix / matrix[2, 2]).reshape(-1)[:8])
