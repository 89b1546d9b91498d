"""Files that people open in a spreadsheet, and their cells."""

import csv
import io
from collections.abc import Callable, Sequence
from typing import Any

import tablib

_STARTS = ("=", "+", "-", "@", "\t", "\r")


def harmless(cell: str) -> str:
    """`cell` such that no spreadsheet takes it for a formula: an apostrophe before a dangerous first character."""
    return f"'{cell}" if cell.startswith(_STARTS) else cell


def as_csv(header: Sequence[str], lines: Sequence[Sequence[Any]], title: str = "") -> bytes:
    """UTF-8 with its mark, semicolons: what spreadsheets in French open without a question."""
    out = io.StringIO()
    writer = csv.writer(out, delimiter=";")
    writer.writerows([header, *lines])
    return out.getvalue().encode("utf-8-sig")


def as_xlsx(header: Sequence[str], lines: Sequence[Sequence[Any]], title: str = "") -> bytes:
    """A workbook of one sheet."""
    return bytes(tablib.Dataset(*lines, headers=header, title=title).export("xlsx"))


FORMATS: dict[str, tuple[Callable[..., bytes], str]] = {
    "csv": (as_csv, "text/csv; charset=utf-8"),
    "xlsx": (as_xlsx, "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
}
