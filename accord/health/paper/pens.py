"""A sheet filled in by program: ticks, crosses, a signature, words; for the demonstration and for the tests.

It is no real pen: docs/guide says how to try those.
"""

import io
import math
from collections.abc import Mapping, Sequence
from random import Random

import pypdfium2
from PIL import Image, ImageDraw, ImageFont

from accord.health.paper.layout import Box, Printed, Zone
from accord.health.paper.scans import PDFIUM

TICKS = ("cross", "tick", "slash", "scribble", "pencil")
MARKS = ("empty", *TICKS, "blackened", "beside")
Point = tuple[float, float]


def sheets(printed: Printed, dpi: int = 300) -> list[Image.Image]:
    """The pages of a printed form as pictures in grey, before anybody writes on them."""
    with PDFIUM, pypdfium2.PdfDocument(printed.pdf) as pdf:
        return [pdf[n].render(scale=dpi / 72, grayscale=True).to_pil().convert("L") for n in range(len(pdf))]


def scan_of(  # noqa: PLR0913 - what a hand does on a sheet
    printed: Printed,
    marks: Mapping[str, str],
    words: Mapping[str, str] | None = None,
    *,
    is_signed: bool = True,
    pages: Sequence[int] = (),
    angle: float = 0.0,
    dpi: int = 200,
) -> bytes:
    """The sheet as a scanner gives it once filled in, a TIFF: `marks` (of MARKS) by box, `words` by zone.

    pages: those that were scanned, all of them when empty; angle: how much askew they lay, in degrees.
    """
    random = Random(printed.layout.pages)  # noqa: S311 - the same pen every time
    pictures = sheets(printed, dpi)
    for number, picture in enumerate(pictures, start=1):
        write(picture, printed, number, marks, random, is_signed=is_signed, dpi=dpi)
        _write_words(picture, printed, number, words or {}, dpi)
    kept = [one for number, one in enumerate(pictures, start=1) if not pages or number in pages]
    turned = [one.rotate(angle, Image.Resampling.BILINEAR, fillcolor=244) for one in kept]
    out = io.BytesIO()
    turned[0].save(out, "TIFF", compression="tiff_lzw", save_all=True, append_images=turned[1:])
    return out.getvalue()


def write(  # noqa: PLR0913 - what a hand does on a page
    picture: Image.Image,
    printed: Printed,
    page: int,
    marks: Mapping[str, str],
    random: Random,
    *,
    is_signed: bool,
    dpi: int,
) -> None:
    """Draw on the picture of a page the marks of its boxes, and a signature where there is a place for one."""
    draw = ImageDraw.Draw(picture)
    for box in printed.layout.boxes:
        if box.page == page and marks.get(box.id, "empty") != "empty":
            _mark(draw, box, marks[box.id], random, dpi)
    for zone in printed.layout.zones:
        if is_signed and zone.page == page and zone.id == "s.signer":
            _sign(draw, zone, random, dpi)


def _write_words(
    picture: Image.Image, printed: Printed, page: int, words: Mapping[str, str], dpi: int
) -> None:
    draw, font = ImageDraw.Draw(picture), ImageFont.load_default(size=dpi * 4.2 / 25.4)
    for zone in printed.layout.zones:
        if zone.page == page and zone.id in words:
            at = ((zone.x + 2) * dpi / 25.4, (zone.y + zone.h - 6) * dpi / 25.4)
            draw.text(at, words[zone.id], fill=60, font=font)


def _stroke(draw: ImageDraw.ImageDraw, points: Sequence[Point], width: float, level: int, dpi: int) -> None:
    """A pen through points (mm): width in millimetres, level of grey."""
    by, thick = dpi / 25.4, max(1, round(width * dpi / 25.4))
    pixels = [(x * by, y * by) for x, y in points]
    draw.line(pixels, fill=level, width=thick, joint="curve")
    for x, y in pixels:
        draw.ellipse((x - thick / 2, y - thick / 2, x + thick / 2, y + thick / 2), fill=level)


def _mark(draw: ImageDraw.ImageDraw, box: Box, mark: str, random: Random, dpi: int) -> None:
    pen, ink = random.uniform(0.3, 0.7), random.randint(10, 95)
    if mark == "pencil":
        pen, ink = random.uniform(0.4, 0.7), random.randint(125, 165)
    if mark in {"scribble", "blackened"}:
        pen = random.uniform(0.3, 0.45) if mark == "scribble" else 0.55
    for stroke in _strokes(mark, random):
        points = [
            (box.x + box.side * (x + random.gauss(0, 0.05)), box.y + box.side * (y + random.gauss(0, 0.05)))
            for x, y in stroke
        ]
        _stroke(draw, points, pen, ink, dpi)


def _strokes(mark: str, random: Random) -> list[list[Point]]:
    """The strokes of a mark, in a box from (0, 0) to (1, 1)."""
    x = random.uniform(0.35, 0.65)
    down = [(0.03, 0.97) if n % 2 else (0.97, 0.03) for n in range(16)]
    cross = [[(0.1, 0.1), (0.9, 0.9)], [(0.9, 0.1), (0.1, 0.9)]]
    return {
        "cross": cross,
        "pencil": cross,
        "tick": [[(0.15, 0.5), (0.4, 0.85), (0.95, random.uniform(-0.25, 0.15))]],
        "slash": [[(0.1, 0.9), (0.9, 0.1)]],
        "scribble": [[(0.12 + 0.76 * n / 7, 0.15 if n % 2 else 0.85) for n in range(8)]],
        "blackened": [[(side, 0.06 + 0.88 * n / 15) for n in range(16) for side in down[n]]],
        "beside": [[(-0.22, x - 0.45), (-0.17, x), (-0.22, x + 0.45)]],
    }[mark]


def _sign(draw: ImageDraw.ImageDraw, zone: Zone, random: Random, dpi: int) -> None:
    wave = [
        (
            zone.x + zone.w * (0.2 + 0.5 * n / 40),
            zone.y + zone.h * (0.5 + 0.25 * math.sin(n * 0.9) * random.random()),
        )
        for n in range(41)
    ]
    _stroke(draw, wave, 0.5, random.randint(20, 90), dpi)
