"""What tests of paper stand on: a sheet printed for Ondine, filled in by program, scanned; and who looks at it."""

from collections.abc import Callable

from accord.health.models import FormIssue
from accord.health.paper import pens
from accord.health.paper.judging import judged
from accord.health.paper.reading import Seen, State
from accord.health.press import again

SIGNED = {"q.patient": "cross", "all": "tick", "r.post": "cross"}
Scanned = Callable[..., bytes]


def filled_in(
    issue: FormIssue, marks: dict[str, str], pages: tuple[int, ...] = (1, 2), sign: bool = True
) -> bytes:
    """The scan (TIFF, 150 dpi) of a sheet with these marks in its boxes."""
    return pens.scan_of(again(issue), marks, is_signed=sign, pages=pages, dpi=150)


def grouped(issue: FormIssue, *boxes: str) -> dict[str, list[str]]:
    """These boxes ticked, by question, as a person who types the paper in sends them."""
    seen = [Seen(box, State.TICKED, 0.2) for box in boxes]
    layout = issue.layout.places
    questions = judged(issue.questionnaire.said, layout, seen, range(1, layout.pages + 1))
    return {one.id: list(one.ticked) for one in questions if one.boxes}
