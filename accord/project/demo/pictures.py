"""Two pictures for the letters of the demonstration, drawn here: planks, and a plan for cutting a panel."""

from io import BytesIO
from math import sin

from PIL import Image, ImageDraw

from accord.campaigns import library
from accord.lib.actor import Actor

SIZE = (1200, 560)
WOODS = ("#b98a5a", "#d6b184", "#8f6239", "#c99c6b", "#e0c39a", "#a5764a")
GRAIN = "#6e4a2a"
PARTS = (  # left, top, right, bottom, in hundredths of the panel
    (0, 0, 38, 58), (38, 0, 76, 58), (0, 58, 24, 100), (24, 58, 48, 100), (48, 58, 76, 100), (76, 0, 100, 34),
    (76, 34, 100, 68),
)  # fmt: skip


def load(actor: Actor) -> tuple[int, int]:
    """Put both in the library; their numbers there."""
    planks = library.add(
        actor=actor,
        name="Six planches",
        alternative="Six planches de bois, du chêne clair au noyer, posées l’une sur l’autre",
        content=_png(_planks()),
    )
    panel = library.add(
        actor=actor,
        name="Plan de débit",
        alternative="Le plan de débit d’un panneau : sept pièces, une seule chute",
        content=_png(_panel()),
    )
    return planks.pk, panel.pk


def _planks() -> Image.Image:
    """Six boards, one above the other, each with its grain."""
    picture = Image.new("RGB", SIZE, "#4b3320")
    draw = ImageDraw.Draw(picture, "RGBA")
    high = SIZE[1] / len(WOODS)
    for number, colour in enumerate(WOODS):
        top = number * high
        draw.rectangle((0, top, SIZE[0], top + high - 5), fill=colour)
        for line in range(1, 9):
            draw.line(
                _grain(top + line * (high - 5) / 9, number * 2.1 + line / 4), fill=f"{GRAIN}48", width=2
            )
    return picture


def _grain(at: float, phase: float) -> list[tuple[float, float]]:
    return [
        (x, at + 4 * sin(x / 210 + phase) + 2 * sin(x / 61 + phase * 3)) for x in range(0, SIZE[0] + 20, 20)
    ]


def _panel() -> Image.Image:
    """A panel cut into seven pieces; what is left stays white."""
    picture = Image.new("RGB", SIZE, "#e5efe9")
    draw = ImageDraw.Draw(picture)
    left, top, wide, high = 120, 70, SIZE[0] - 240, SIZE[1] - 140
    draw.rectangle((left, top, left + wide, top + high), fill="#f7f5ef", outline="#1d5b42", width=4)
    for number, (x0, y0, x1, y1) in enumerate(PARTS):
        box = (left + wide * x0 / 100, top + high * y0 / 100, left + wide * x1 / 100, top + high * y1 / 100)
        draw.rectangle(box, fill=WOODS[(number * 2 + 1) % len(WOODS)], outline="#1d5b42", width=4)
    return picture


def _png(picture: Image.Image) -> bytes:
    kept = BytesIO()
    picture.save(kept, "PNG")
    return kept.getvalue()
