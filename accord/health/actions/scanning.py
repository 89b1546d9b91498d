"""What comes back on paper: keep the file as it is, find whose sheets it shows, read them. Nothing counts yet."""

from collections import defaultdict
from collections.abc import Iterable
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from accord.health import journal
from accord.health.codes import Purpose
from accord.health.models import DataKey, FormIssue, FormReading, FormScan, ScanFile
from accord.health.paper import reading
from accord.health.paper.finding import Sheet, found
from accord.health.paper.judging import judged
from accord.health.paper.reading import Seen, State
from accord.health.paper.scans import Grey, Picture, Unreadable, pictures
from accord.health.press import code_keys
from accord.health.router import ALIAS
from accord.lib.actor import Actor

Status = FormReading.Status
READABLE = {FormIssue.State.PRINTED, FormIssue.State.HANDED, FormIssue.State.UNABLE, FormIssue.State.RETURNED}


@transaction.atomic(using=ALIAS)
def take_in(*, actor: Actor, data: bytes, source: str) -> ScanFile:
    """Keep a file unchanged, and read the sheets it shows: several pages, in any order, of several patients.

    What cannot be read is kept too, with the reason (`FormScan.refusal`). Raises keyring.KeysMissing.
    """
    file = ScanFile(key=DataKey.made(), source=source, operator_id=actor.id, operator=actor.label)
    file.put_content(data)
    file.save(force_insert=True)
    pages = _pages(file, data)
    touched = {page.issue_id: page.issue for page in pages if page.issue}
    for issue in touched.values():
        _read(actor, issue)
    refused = [page.refusal for page in pages if page.refusal]
    journal.record(
        actor=actor,
        action="form.scanned",
        patients=[issue.patient_id for issue in touched.values() if issue.patient_id],
        purpose=Purpose.ADMINISTRATION,
        entity="ScanFile",
        entity_id=file.pk,
        category="form",
        outcome=journal.FAILED if refused and not touched else journal.SUCCESS,
        facts={"pages": len(pages), "refused": refused, "source": source},
    )
    return file


def _pages(file: ScanFile, data: bytes) -> list[FormScan]:
    pages: list[FormScan] = []
    try:
        pages.extend(_page(file, picture) for picture in pictures(data))
    except Unreadable as why:
        pages.append(_refused(file, len(pages) + 1, why))
    return FormScan.objects.bulk_create(pages)


def _page(file: ScanFile, picture: Picture) -> FormScan:
    try:
        sheet = _found(picture.grey)
        issue = _issue_of(sheet)
    except Unreadable as why:
        return _refused(file, picture.number, why)
    layout = issue.layout.places
    seen = [
        *reading.boxes_seen(picture.grey, sheet, layout),
        *reading.zones_seen(picture.grey, sheet, layout),
    ]
    return FormScan(
        file=file,
        number=picture.number,
        issue=issue,
        page=sheet.mark.page,
        sheet=sheet.stored(),
        seen=[{"id": one.id, "state": one.state.value, "ink": one.ink} for one in seen],
    )


def _refused(file: ScanFile, number: int, why: Unreadable) -> FormScan:
    return FormScan(file=file, number=number, refusal=why.code, figures=why.figures)


def _found(grey: Grey) -> Sheet:
    """The sheet, whichever of our keys sealed its code."""
    *older, last = reversed(code_keys())
    for key in (last, *reversed(older)):
        try:
            return found(grey, key)
        except Unreadable as why:
            if why.code != "foreign_code":
                raise
    raise Unreadable("foreign_code")


def _issue_of(sheet: Sheet) -> FormIssue:
    rows = FormIssue.objects.select_related("layout", "questionnaire", "patient__key")
    issue = rows.filter(form=sheet.mark.form, questionnaire__version=sheet.mark.version).first()
    if issue is None or sheet.mark.page > issue.layout.places.pages:
        raise Unreadable("unknown_form")
    if issue.state not in READABLE:
        raise Unreadable("given_up")
    return issue


# Reading all the pages of one form


def _read(actor: Actor, issue: FormIssue) -> FormReading:
    """The reading under way of one form, from the newest scan of each of its pages."""
    FormIssue.objects.select_for_update(of=("self",)).get(pk=issue.pk)
    pages = newest_pages(issue)
    seen = [Seen(one["id"], State(one["state"]), one["ink"]) for page in pages for one in page.seen]
    there = [page.page for page in pages if page.page]
    questions = judged(issue.questionnaire.said, issue.layout.places, seen, there)
    row = FormReading.objects.filter(issue=issue, status=Status.IN_PROGRESS).first() or FormReading(
        issue=issue
    )
    row.source, row.read_at = FormReading.Source.SCAN, timezone.now()
    row.operator_id, row.operator = actor.id, actor.label
    row.answers = {one.id: list(one.ticked) for one in questions if one.boxes}
    row.doubts = {one.id: [doubt.value for doubt in one.doubts] for one in questions if one.doubts}
    row.save()
    return row


def newest_pages(issue: FormIssue) -> list[FormScan]:
    """The last scan of each page of a form, in the order of the pages."""
    newest: dict[int, FormScan] = {}
    for scan in FormScan.objects.filter(issue=issue).order_by("created_at", "number"):
        newest[scan.page or 0] = scan
    return [newest[page] for page in sorted(newest)]


@transaction.atomic(using=ALIAS)
def set_aside(*, actor: Actor, scan: FormScan) -> None:
    """Somebody has dealt with a page that was refused: it leaves the list, not the archive."""
    FormScan.objects.filter(pk=scan.pk, issue=None).update(is_set_aside=True)
    journal.record(
        actor=actor, action="scan.set_aside", entity="FormScan", entity_id=scan.pk, category="form"
    )


def pictures_of(pages: Iterable[FormScan]) -> dict[UUID, Grey]:
    """The picture of each page, out of the sealed files. Raises crypto.Unreadable when one byte of a file changed."""
    by_file: dict[UUID, list[FormScan]] = defaultdict(list)
    for page in pages:
        by_file[page.file_id].append(page)
    found_pictures: dict[UUID, Grey] = {}
    for file in ScanFile.objects.select_related("key").filter(pk__in=by_file):
        wanted = {page.number: page.pk for page in by_file[file.pk]}
        for picture in pictures(file.content):
            if picture.number in wanted:
                found_pictures[wanted[picture.number]] = picture.grey
    return found_pictures
