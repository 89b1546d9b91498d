"""Opening a file brought in from elsewhere: an archive or one table, with every way in which it can be wrong."""

import csv
import io
import zipfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from django.utils.translation import gettext as _

LARGEST = 50_000_000  # bytes uploaded
LARGEST_UNPACKED = 200_000_000  # bytes, all files together
MOST_FILES = 20
MOST_LINES = 1_000_000
LONGEST_FIELD = 100_000  # characters


class Unreadable(ValueError):
    """The file cannot be read; the message says which one and what is wrong, for the person."""


@dataclass(frozen=True, slots=True)
class Table:
    """One file of rows with its name."""

    name: str
    content: bytes


@dataclass(frozen=True, slots=True)
class Row:
    """One row: the line of the file on which it ends, and its values by column."""

    number: int
    values: Mapping[str, str]


def tables(file_name: str, content: bytes) -> list[Table]:
    """The tables in an upload: the CSV files of a zip archive, or the one file. Raises Unreadable."""
    if not zipfile.is_zipfile(io.BytesIO(content)):
        return [Table(file_name, content)]
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            return _unpacked(archive)
    except (zipfile.BadZipFile, RuntimeError, NotImplementedError) as error:
        raise Unreadable(_("The archive is damaged or locked with a password.")) from error


def _unpacked(archive: zipfile.ZipFile) -> list[Table]:
    members = [one for one in archive.infolist() if one.filename.lower().endswith(".csv")]
    if not members:
        raise Unreadable(_("The archive holds no CSV file."))
    if len(members) > MOST_FILES or sum(one.file_size for one in members) > LARGEST_UNPACKED:
        raise Unreadable(_("The archive holds too many files, or too large ones."))
    found = []
    for member in members:
        with archive.open(member) as opened:
            content = opened.read(member.file_size + 1)
        if len(content) > member.file_size:
            raise Unreadable(_("The archive is larger than it says."))
        found.append(Table(member.filename.rsplit("/", 1)[-1], content))
    return found


def rows(table: Table, required: frozenset[str]) -> Iterator[Row]:
    """The rows of a table. Raises Unreadable when it is not UTF-8 text, has no such columns, or is cut short."""
    csv.field_size_limit(LONGEST_FIELD)
    reader = csv.DictReader(io.StringIO(_text(table), newline=""), strict=True)
    lacking = sorted(required - set(_columns(table, reader)))
    if lacking:
        said = {"file": table.name, "columns": ", ".join(lacking)}
        raise Unreadable(_("“%(file)s” has no column %(columns)s.") % said)
    try:
        for position, values in enumerate(reader):
            if position >= MOST_LINES:
                raise Unreadable(_("“%(file)s” has too many lines.") % {"file": table.name})
            yield Row(
                reader.line_num, {name: (value or "").strip() for name, value in values.items() if name}
            )
    except csv.Error as error:
        said = {"file": table.name, "line": str(reader.line_num)}
        raise Unreadable(_("“%(file)s” cannot be read from line %(line)s on.") % said) from error


def _columns(table: Table, reader: "csv.DictReader[str]") -> list[str]:
    try:
        return list(reader.fieldnames or [])
    except csv.Error as error:
        raise Unreadable(_("“%(file)s” is not a table.") % {"file": table.name}) from error


def _text(table: Table) -> str:
    if b"\x00" in table.content:
        raise Unreadable(_("“%(file)s” is not a text file.") % {"file": table.name})
    try:
        return table.content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = table.content.count(b"\n", 0, error.start) + 1
        said = {"file": table.name, "line": line}
        raise Unreadable(
            _("“%(file)s” is not written in UTF-8: line %(line)s holds a character that cannot be read.")
            % said
        ) from error
