"""Calendars as other programs read them (iCalendar, RFC 5545): instants in UTC, texts escaped, lines folded."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime

FOLD = 75  # bytes in a line, its end not counted (RFC 5545, 3.1)


@dataclass(frozen=True, slots=True)
class Entry:
    """One thing in a calendar. uid: the same as long as the thing lives; changed_at: when it was written last.

    sequence: how often it changed, so that the last version wins; is_cancelled: it does not take place.
    """

    uid: str
    title: str
    starts_at: datetime
    ends_at: datetime
    changed_at: datetime
    place: str = ""
    link: str = ""
    sequence: int = 0
    is_cancelled: bool = False


def calendar(name: str, entries: Iterable[Entry]) -> bytes:
    """A whole calendar, CRLF line ends; one whose entries are all cancelled takes them out of other calendars."""
    entries = list(entries)
    method = "CANCEL" if entries and all(entry.is_cancelled for entry in entries) else "PUBLISH"
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Accord//Activities//EN", f"METHOD:{method}"]
    lines += [f"X-WR-CALNAME:{escaped(name)}", "REFRESH-INTERVAL;VALUE=DURATION:PT1H", "X-PUBLISHED-TTL:PT1H"]
    for entry in entries:
        lines += _event(entry)
    lines.append("END:VCALENDAR")
    return b"".join(part + b"\r\n" for line in lines for part in folded(line))


def _event(entry: Entry) -> Iterator[str]:
    yield "BEGIN:VEVENT"
    yield f"UID:{escaped(entry.uid)}"
    yield f"DTSTAMP:{_instant(entry.changed_at)}"
    yield f"DTSTART:{_instant(entry.starts_at)}"
    yield f"DTEND:{_instant(entry.ends_at)}"
    yield f"SUMMARY:{escaped(entry.title)}"
    if entry.sequence:
        yield f"SEQUENCE:{entry.sequence}"
    if entry.is_cancelled:
        yield "STATUS:CANCELLED"
    if entry.place:
        yield f"LOCATION:{escaped(entry.place)}"
    if entry.link:
        yield f"URL:{entry.link}"
    yield "END:VEVENT"


def _instant(at: datetime) -> str:
    return at.astimezone(UTC).strftime("%Y%m%dT%H%M%SZ")


def escaped(text: str) -> str:
    """`text` as a TEXT value (RFC 5545, 3.3.11): nothing typed by a person can begin a new line or property."""
    clean = "\n".join(text.splitlines())
    clean = "".join(letter for letter in clean if letter == "\n" or letter == "\t" or ord(letter) >= 32)
    for letter, written in (("\\", "\\\\"), (";", "\\;"), (",", "\\,"), ("\n", "\\n")):
        clean = clean.replace(letter, written)
    return clean.replace("\x7f", "")


def folded(line: str) -> Iterator[bytes]:
    """`line` in pieces of at most 75 bytes, each after the first begun by a space; no character is cut in two."""
    piece = b""
    for letter in line:
        encoded = letter.encode("utf-8", "replace")
        if len(piece) + len(encoded) > FOLD:
            yield piece
            piece = b" "
        piece += encoded
    yield piece
