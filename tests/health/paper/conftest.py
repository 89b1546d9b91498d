"""What tests of paper stand on: a sheet printed for Ondine, filled in by program, scanned; and who looks at it."""

import io
from collections.abc import Callable
from random import Random

import pypdfium2
import pytest
from PIL import Image

from accord.health.actions import issuing
from accord.health.models import FormIssue, Patient
from accord.health.paper.judging import judged
from accord.health.paper.layout import Printed
from accord.health.paper.reading import Seen, State
from accord.health.press import again
from accord.staff.models import User
from tests.health.paper import corpus

SIGNED = {"q.patient": "cross", "all": "tick", "r.post": "cross"}
Scanned = Callable[..., bytes]


@pytest.fixture
def sheet(maud: User, ondine: Patient) -> FormIssue:
    """A form printed for Ondine by Maud."""
    return issuing.issue(actor=maud.actor, patient=ondine)


def filled_in(
    issue: FormIssue, marks: dict[str, str], pages: tuple[int, ...] = (1, 2), sign: bool = True
) -> bytes:
    """The scan (TIFF, 150 dpi) of a sheet with these marks in its boxes."""
    printed: Printed = again(issue)
    dpi = 150
    with pypdfium2.PdfDocument(printed.pdf) as pdf:
        drawn = {
            page: pdf[page - 1].render(scale=dpi / 72, grayscale=True).to_pil().convert("L") for page in pages
        }
    random = Random(5)
    at = {box.id: box.page for box in printed.layout.boxes}
    here = {page: {box: mark for box, mark in marks.items() if at[box] == page} for page in pages}
    pictures = [
        corpus.marked(drawn[page], printed, page, here[page], random, sign, dpi).grey for page in pages
    ]
    out = io.BytesIO()
    images = [Image.fromarray(picture) for picture in pictures]
    images[0].save(out, "TIFF", save_all=True, append_images=images[1:])
    return out.getvalue()


def grouped(issue: FormIssue, *boxes: str) -> dict[str, list[str]]:
    """These boxes ticked, by question, as a person who types the paper in sends them."""
    seen = [Seen(box, State.TICKED, 0.2) for box in boxes]
    layout = issue.layout.places
    questions = judged(issue.questionnaire.said, layout, seen, range(1, layout.pages + 1))
    return {one.id: list(one.ticked) for one in questions if one.boxes}
