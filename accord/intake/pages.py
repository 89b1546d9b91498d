"""What the public page of a form says, kept in memory and read again when a row it came from has changed."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from time import monotonic

from django.db.models import QuerySet
from django.db.models.expressions import RawSQL
from django.urls import reverse

from accord.intake.models import Form, FormPurpose
from accord.lib.blanks import Sheet
from accord.lib.statements import prepared
from accord.register.mentions import Section, notice_sections
from accord.register.models import Controller, NoticeVersion, Purpose
from accord.register.queries import latest, published_versions

FRESH = 1.0  # seconds in which a page just looked at is not looked at again, however many visitors come


@dataclass(frozen=True, slots=True)
class Box:
    """One box of a form: the purpose and the exact words beside it. is_ticked: as the visitor sent it, never before."""

    purpose: Purpose
    words: str
    is_ticked: bool = False


@dataclass(frozen=True)
class SignUpPage:
    """Everything the public page of an open form says, in one language. Shared by all visitors: never changed."""

    form: Form
    version: NoticeVersion
    boxes: tuple[Box, ...]
    purpose_ids: list[int] = field(default_factory=list)  # of every box, shown or not
    rows: frozenset[str] = frozenset()
    sheets: dict[tuple[object, ...], Sheet] = field(default_factory=dict, compare=False)
    seen: dict[str, float] = field(default_factory=lambda: {"at": monotonic()}, compare=False)

    @property
    def controller(self) -> Controller:
        """Who answers for the data."""
        return self.form.notice.controller

    @cached_property
    def url(self) -> str:
        """The path of the public page."""
        return reverse("intake:form", args=[self.form.slug])

    @cached_property
    def kiosk_url(self) -> str:
        """The path of the page for a tablet."""
        return reverse("intake:kiosk", args=[self.form.slug])

    @property
    def box_ids(self) -> list[int]:
        """The purposes offered, in their order."""
        return [box.purpose.pk for box in self.boxes]

    @property
    def sections(self) -> list[Section]:
        """The notice, as people read it."""
        return notice_sections(self.version)

    def chosen(self, purpose_ids: Sequence[int]) -> list[Box]:
        """The boxes ticked, in the order of the form; what the form does not offer is ignored."""
        return [box for box in self.boxes if box.purpose.pk in purpose_ids]

    def ticked(self, values: set[str]) -> list[Box]:
        """The boxes as a visitor sent them: `values` are the numbers ticked, as text."""
        return [replace(box, is_ticked=str(box.purpose.pk) in values) for box in self.boxes]


def page(slug: str, language: str) -> SignUpPage | None:
    """The page of an open form: one query when it was read before, two otherwise. None when missing or closed."""
    known = _KEPT.get((slug, language))
    if known and _is_current(known):
        return known
    fresh = _read(slug, language)
    if fresh:
        _KEPT[slug, language] = fresh
    else:
        _KEPT.pop((slug, language), None)
    return fresh


def forget() -> None:
    """Keep nothing of what was read so far."""
    _KEPT.clear()


_KEPT: dict[tuple[str, str], SignUpPage] = {}

# A row's table, place and writing transaction: PostgreSQL changes them with every change of the row.
ROW = "concat_ws(' ', {0}.tableoid, {0}.ctid, {0}.xmin)"
JOINED = ("intake_form", "intake_formpurpose", "register_notice", "register_controller", "register_purpose")
KEPT_ROWS = " UNION ALL ".join(
    f"SELECT {ROW.format(table)} FROM {table} WHERE {condition}"  # noqa: S608 - names of our own tables
    for table, condition in {
        "intake_form": "id = %(form)s",
        "intake_formpurpose": "form_id = %(form)s",
        "register_notice": "id = %(notice)s",
        "register_controller": "id = %(controller)s",
        "register_purpose": "id = ANY(%(purposes)s)",
        "register_noticeversion": "notice_id = %(notice)s AND published_at IS NOT NULL",
    }.items()
)


def _is_current(known: SignUpPage) -> bool:
    now = monotonic()
    if now - known.seen["at"] > FRESH:
        if _rows_now(known) != known.rows:
            return False
        known.seen["at"] = now
    return True


def _rows_now(known: SignUpPage) -> frozenset[str]:
    form = known.form
    ids = {"form": form.pk, "notice": form.notice_id, "controller": known.controller.pk}
    with prepared() as cursor:
        cursor.execute(KEPT_ROWS, {**ids, "purposes": known.purpose_ids})
        return frozenset(row for (row,) in cursor.fetchall())


def _read(slug: str, language: str) -> SignUpPage | None:
    boxes = list(_boxes(slug))
    if not boxes:
        return None
    form = boxes[0].form
    marked = RawSQL(ROW.format("register_noticeversion"), [])  # noqa: S611 - our own names
    versions = list(published_versions(form.notice).annotate(row=marked))
    version = latest(versions, language)
    if version is None:
        return None
    rows = {row for box in boxes for row in box.rows} | {one.row for one in versions}  # type: ignore[attr-defined]
    open_ = [box.purpose for box in boxes if box.purpose.state == Purpose.State.OPEN]
    written = [Box(purpose, version.statements.get(purpose.code, "")) for purpose in open_]
    shown = tuple(box for box in written if box.words)
    all_ = [box.purpose.pk for box in boxes]
    return SignUpPage(form, version, shown, all_, frozenset(rows)) if shown else None


def _boxes(slug: str) -> QuerySet[FormPurpose]:
    rows = FormPurpose.objects.filter(form__slug=slug, form__is_open=True)
    marked = RawSQL(f"ARRAY[{', '.join(ROW.format(table) for table in JOINED)}]", [])  # noqa: S611 - our own names
    joined = rows.select_related("form__notice__controller", "purpose").annotate(rows=marked)
    return joined.order_by("position", "pk")
