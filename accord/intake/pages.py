"""The public pages, kept in memory and read again when a row they came from has changed; visits are counted there."""

from collections.abc import Mapping, Sequence
from time import monotonic
from typing import Any

from django.db.models.expressions import RawSQL
from django.utils import timezone

from accord.intake import publishing
from accord.intake.counting import counted
from accord.intake.definitions import Box
from accord.intake.models import Form, FormVersion
from accord.intake.showing import SignUpPage
from accord.lib.statements import Clauses, prepared, unhurried
from accord.register.models import Purpose

__all__ = ["Box", "SignUpPage", "forget", "page"]

FRESH = 1.0  # seconds in which a page just looked at is not looked at again, however many visitors come


def page(slug: str, language: str, *, visits: int = 0) -> SignUpPage | None:
    """The page of an open form: one query when it was read before, two otherwise. None when missing or closed.

    visits: how many people look at it now, to be counted.
    """
    known = _KEPT.get((slug, language))
    if known and _is_current(known, visits):
        return known
    fresh = _read(slug, language, 0 if known else visits)
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
JOINED = ("intake_form", "register_notice", "register_controller")
MANY = {
    "register_noticeversion": ("told", "told.notice_id = {notice} AND told.published_at IS NOT NULL"),
    "intake_formversion": ("edition", "edition.form_id = {form}"),
}


def _many(notice: str, form: str) -> list[str]:
    return [
        f"SELECT {ROW.format(alias)} FROM {table} AS {alias} WHERE {where.format(notice=notice, form=form)}"  # noqa: S608
        for table, (alias, where) in MANY.items()
    ]


ALL_ROWS = f"ARRAY[{', '.join(ROW.format(table) for table in JOINED)}] || " + " || ".join(
    f"ARRAY({one})" for one in _many("register_notice.id", "intake_form.id")
)
KEPT_ROWS = " UNION ALL ".join(
    [
        f"SELECT {ROW.format('intake_form')} FROM intake_form WHERE id = %(form)s",  # noqa: S608 - our own names
        f"SELECT {ROW.format('register_notice')} FROM register_notice WHERE id = %(notice)s",  # noqa: S608
        f"SELECT {ROW.format('register_controller')} FROM register_controller WHERE id = %(controller)s",  # noqa: S608
        f"SELECT {ROW.format('register_purpose')} FROM register_purpose WHERE id = ANY(%(purposes)s)",  # noqa: S608
        *_many("%(notice)s", "%(form)s"),
    ]
)
NEWEST = """
SELECT told.id FROM register_noticeversion AS told
WHERE told.notice_id = register_notice.id AND told.published_at IS NOT NULL
    AND told.language IN (intake_formversion.language, 'fr')
ORDER BY told.number DESC, told.language = intake_formversion.language DESC LIMIT 1
"""
PURPOSES = f"""
SELECT register_purpose.*, {ROW.format("register_purpose")} AS row FROM register_purpose WHERE id = ANY(%(purposes)s)
"""  # noqa: S608 - our own names


def _counting(form: Form, visits: int, statement: str) -> Clauses:
    """The statement, with visits counted on the way, if any; nobody waits for the disk for that."""
    if not visits:
        return Clauses(statement, {})
    seen = counted(form.pk, timezone.localdate(), seen=visits)
    return Clauses(f"WITH counted AS ({seen.text} RETURNING {unhurried()}) {statement}", seen.values)


def _is_current(known: SignUpPage, visits: int) -> bool:
    known.seen["visits"] += visits
    now = monotonic()
    if now - known.seen["at"] > FRESH:
        if _rows_now(known) != known.rows:
            return False
        known.seen["at"] = now
    return True


def _rows_now(known: SignUpPage) -> frozenset[str]:
    visits, known.seen["visits"] = int(known.seen["visits"]), 0
    form, notice = known.form, known.version.notice
    ids: dict[str, Any] = {"form": form.pk, "notice": notice.pk, "controller": notice.controller_id}
    asked = _counting(form, visits, KEPT_ROWS)
    with prepared() as cursor:
        cursor.execute(asked.text, {**asked.values, **ids, "purposes": known.purpose_ids})
        return frozenset(row for (row,) in cursor.fetchall())


def _read(slug: str, language: str, visits: int) -> SignUpPage | None:
    version = _version(slug, language)
    if version is None or version.newest != version.notice_version_id:  # type: ignore[attr-defined]
        if not publishing.renew(slug):
            return None
        version = _version(slug, language)
    if version is None:
        return None
    said = version.definition["boxes"]
    purposes = _purposes(version.form, [box["purpose"] for box in said], visits)
    rows = {*version.rows, *(one.row for one in purposes.values())}  # type: ignore[attr-defined]
    boxes = _boxes(said, purposes)
    if not boxes and version.definition["kind"] != Form.Kind.LEAD:
        return None
    return SignUpPage(version.form, version.notice_version, boxes, version, frozenset(rows))


def _version(slug: str, language: str) -> FormVersion | None:
    shown = FormVersion.objects.filter(form__slug=slug, form__is_open=True, language=language)
    marked = shown.annotate(rows=RawSQL(ALL_ROWS, []), newest=RawSQL(f"({NEWEST})", []))  # noqa: S611 - our own names
    joined = marked.select_related("form", "notice_version__notice__controller")
    return joined.order_by("-number").first()


def _purposes(form: Form, ids: Sequence[int], visits: int) -> dict[int, Purpose]:
    asked = _counting(form, visits, PURPOSES)
    return {one.pk: one for one in Purpose.objects.raw(asked.text, {**asked.values, "purposes": list(ids)})}


def _boxes(said: Sequence[Mapping[str, Any]], purposes: Mapping[int, Purpose]) -> tuple[Box, ...]:
    return tuple(
        Box(
            purposes[box["purpose"]],
            box["words"],
            channel=box["channel"],
            recipient_id=box["recipient"],
            name=box["name"],
        )
        for box in said
        if box["words"] and purposes[box["purpose"]].state == Purpose.State.OPEN
    )
