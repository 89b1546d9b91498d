"""Forms, readings and scans as their pages show them."""

import base64
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from uuid import UUID

from django.db import models
from django.db.models import Exists, OuterRef, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accord.health.actions import issuing
from accord.health.actions.scanning import newest_pages, pictures_of
from accord.health.models import FormIssue, FormReading, FormScan, Patient
from accord.health.paper.content import Content
from accord.health.paper.crops import pieces, shown
from accord.health.paper.finding import Sheet
from accord.health.paper.judging import DOCUMENTS, Doubt, judged, lines_of
from accord.health.paper.layout import Box, Layout
from accord.health.paper.sheet import (
    DETAILS,
    NOTHING_KNOWN,
    OTHER_CONTACT,
    OTHER_NAME,
    PLACE,
    SIGNATURE,
    SIGNED_ON,
    blocks,
)
from accord.health.queries.patients import one_person

SHOWN = 50
# What is written by hand beside the boxes of part A.
BY_HAND = {"requester": (OTHER_NAME, OTHER_CONTACT), DOCUMENTS: (DETAILS,)}


class Why(models.TextChoices):
    """Why a person must look, in words."""

    DOUBTFUL = Doubt.DOUBTFUL, gettext_lazy("a box is neither empty nor clearly ticked")
    BLACKENED = Doubt.BLACKENED, gettext_lazy("a box was blackened: most often a correction")
    CONTRADICTORY = Doubt.CONTRADICTORY, gettext_lazy("the boxes contradict each other")
    UNNAMED = Doubt.UNNAMED, gettext_lazy("nobody is named, or the second signature is missing")
    NO_REASON = Doubt.NO_REASON, gettext_lazy("no reason is written")
    UNSIGNED = Doubt.UNSIGNED, gettext_lazy("no signature was found")
    MISSING = Doubt.MISSING, gettext_lazy("this page was not scanned")
    BLANK = Doubt.BLANK, gettext_lazy("nothing is ticked, and something must be")


@dataclass(frozen=True)
class Tick:
    """One box as the review shows it."""

    id: str
    label: str
    is_ticked: bool


@dataclass(frozen=True)
class Asked:
    """One question as the review shows it: pictures of the paper (data URIs), boxes, lines to type, doubts; whether
    somebody designated signs beside it.
    """

    id: str
    title: str
    pictures: list[str]
    ticks: list[Tick]
    zones: list[tuple[str, str]]
    doubts: list[str] = field(default_factory=list)
    is_cosigned: bool = False


def forms_of(patient: Patient) -> list[FormIssue]:
    """The forms of every record of this person, the newest first."""
    rows = FormIssue.objects.filter(patient__in=one_person(patient)).select_related(
        "questionnaire", "encounter"
    )
    return list(rows.prefetch_related("readings")[:SHOWN])


def expected(day: date) -> tuple[int, int]:
    """How many people are expected on that day, and how many of them have no form for that stay yet."""
    stays = issuing.expected(day)
    has_one = FormIssue.objects.exclude(state=FormIssue.State.VOID).filter(encounter=OuterRef("pk"))
    return stays.count(), stays.filter(~Exists(has_one)).count()


def under_way() -> QuerySet[FormReading]:
    """Readings that wait for their second look, the oldest first."""
    rows = FormReading.objects.filter(status=FormReading.Status.IN_PROGRESS)
    return rows.select_related("issue__patient__key").order_by("read_at")


def refused() -> QuerySet[FormScan]:
    """Pages that could not be read and that nobody has dealt with yet."""
    return (
        FormScan.objects.filter(issue=None, is_set_aside=False)
        .select_related("file")
        .defer("file__content_sealed")
    )


# The review


def review(issue: FormIssue, reading: FormReading | None) -> list[Asked]:
    """Every question of the form, as read or blank to be typed in; with its pictures where it was scanned."""
    content, layout = issue.questionnaire.said, issue.layout.places
    words = dict(box_words(content))
    ticked = {box for boxes in (reading.answers.values() if reading else ()) for box in boxes}
    doubts = reading.doubts if reading else {}
    cut = _pictures(issue, layout)
    blank = judged(content, layout, (), range(1, layout.pages + 1))
    return [
        Asked(
            id=one.id,
            title=title_of(content, one.id),
            pictures=cut(one.id, one.boxes),
            ticks=[Tick(box, words[box], box in ticked) for box in one.boxes],
            zones=_zones(layout, one.id),
            doubts=[str(Why(doubt).label) for doubt in doubts.get(one.id, ())],
            is_cosigned=(row := content.row_of(one.id)) is not None and row.signed_line is not None,
        )
        for one in blank
    ]


def _zones(layout: Layout, question: str) -> list[tuple[str, str]]:
    labels = {zone.id: zone.label for zone in layout.zones}
    written = [zone for zone in lines_of(layout, question) if zone.startswith("l.")]
    return [(zone, labels[zone]) for zone in (*written, *BY_HAND.get(question, ())) if zone in labels]


class _Cutter:
    """Cuts the pieces of a form out of its scans."""

    def __init__(self, layout: Layout, scans: Mapping[int, FormScan]) -> None:
        self.layout, self.scans = layout, scans
        self.grey = pictures_of(scans.values())

    def __call__(self, question: str, boxes: tuple[str, ...]) -> list[str]:
        """Pictures (data URIs) of what stands on the paper for this question."""
        ids = [*boxes, *lines_of(self.layout, question), *BY_HAND.get(question, ())]
        if question == SIGNATURE:
            ids = [SIGNATURE, SIGNED_ON, PLACE]
        found = [
            (piece, self.scans[piece.page]) for piece in pieces(self.layout, ids) if piece.page in self.scans
        ]
        return [_uri(shown(self.grey[scan.pk], Sheet.of(scan.sheet), piece)) for piece, scan in found]


def _pictures(issue: FormIssue, layout: Layout) -> _Cutter:
    return _Cutter(layout, {scan.page or 0: scan for scan in newest_pages(issue)})


def _uri(jpeg: bytes) -> str:
    return f"data:image/jpeg;base64,{base64.b64encode(jpeg).decode()}"


def title_of(content: Content, question: str) -> str:
    """What a question is about, in the words of the form."""
    row = content.row_of(question)
    if row:
        place = f" ({question.rpartition('.')[2]})" if row.places else ""
        return f"{row.title}{place}"
    words = {"requester": "requester", DOCUMENTS: "documents", "mode": "delivery", SIGNATURE: "signing"}
    titles = {
        "motive": _("The heir’s reason"),
        "outcome": _("How the sheet was handed over"),
        "check": _("How the identity was checked"),
    }
    return titles.get(question) or content.words[words[question]]


def asked_by(content: Content) -> list[tuple[str, str, list[tuple[str, str]]]]:
    """What a version asks, whoever prints it: (question, its words, (box, its words) in order)."""
    words = dict(box_words(content))
    boxes = tuple(Box(box, 1, 0, 0, 0) for box in words)
    questions = judged(content, Layout(1, boxes, ()), (), (1,))
    return [
        (one.id, title_of(content, one.id), [(box, words[box]) for box in one.boxes])
        for one in questions
        if one.boxes
    ]


def box_words(content: Content) -> Iterator[tuple[str, str]]:
    """What stands beside each box."""
    yield from _ticks(blocks(content, NOTHING_KNOWN))


def _ticks(value: object) -> Iterator[tuple[str, str]]:
    if isinstance(value, list):
        for one in value:
            yield from _ticks(one)
    elif isinstance(value, dict):
        for box in value.get("boxes", ()):
            yield box["id"], f"{box.get('mark', '')} {box['text']}".replace("*", "").strip()
        for key in ("blocks", "places"):
            yield from _ticks(value.get(key, []))


def reading_of(pk: UUID) -> FormReading | None:
    """A reading with everything its page needs."""
    rows = FormReading.objects.select_related("issue__patient__key", "issue__questionnaire", "issue__layout")
    return rows.filter(pk=pk).first()
