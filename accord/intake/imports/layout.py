"""What a line of an import says, whatever tool it comes from; and how Mailchimp's export says it."""

from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from typing import Any

from django.utils.translation import gettext as _

from accord.intake.imports.reading import Row, Table, Unreadable, rows

SUBSCRIBED, UNSUBSCRIBED, CLEANED = "subscribed", "unsubscribed", "cleaned"
NO = (UNSUBSCRIBED, CLEANED)
REQUIRED = frozenset({"Email Address", "CONFIRM_TIME", "OPTIN_TIME"})
STATUS_COLUMN = {"UNSUB_TIME": UNSUBSCRIBED, "CLEAN_TIME": CLEANED}


@dataclass(frozen=True, slots=True)
class Line:
    """One person of a file, as declared: texts untouched, times as written ("" when absent)."""

    file_name: str
    number: int
    status: str
    address: str
    first_name: str = ""
    last_name: str = ""
    company: str = ""
    phone: str = ""
    asked_at: str = ""
    asked_ip: str = ""
    confirmed_at: str = ""
    confirmed_ip: str = ""
    left_at: str = ""
    left_why: str = ""

    def as_data(self) -> dict[str, Any]:
        """The line as kept with its outcome until the import is done."""
        return asdict(self)


def mailchimp(found: Sequence[Table]) -> Iterator[Line]:
    """The lines of an audience export: whoever left first, in whatever order the files come. Raises Unreadable."""
    named = [(_status(table), table) for table in found]
    if not any(status for status, _table in named):
        raise Unreadable(_("None of the files looks like an export of an audience."))
    for status, table in sorted(named, key=lambda one: one[0] == SUBSCRIBED):
        for row in rows(table, REQUIRED):
            yield _line(row, status, table)


def _status(table: Table) -> str:
    """What a file says of its people: by its columns, since anybody can rename a file."""
    header = table.content[:4000].decode("utf-8", "replace").splitlines()[:1]
    columns = header[0] if header else ""
    return next((status for column, status in STATUS_COLUMN.items() if column in columns), SUBSCRIBED)


def _line(row: Row, status: str, table: Table) -> Line:
    value = row.values.get
    return Line(
        file_name=table.name,
        number=row.number,
        status=status,
        address=value("Email Address", ""),
        first_name=value("First Name", "")[:100],
        last_name=value("Last Name", "")[:100],
        company=value("Company", "")[:200],
        phone=value("Phone Number", ""),
        asked_at=value("OPTIN_TIME", ""),
        asked_ip=value("OPTIN_IP", ""),
        confirmed_at=value("CONFIRM_TIME", ""),
        confirmed_ip=value("CONFIRM_IP", ""),
        left_at=value("UNSUB_TIME", "") or value("CLEAN_TIME", ""),
        left_why=value("UNSUB_REASON", "") or value("UNSUB_CAMPAIGN_TITLE", ""),
    )


def instant(text: str) -> datetime | None:
    """A time of the export (UTC, "2021-05-12 04:26:08"); None when it is absent or is no time."""
    try:
        return datetime.strptime(text, "%Y-%m-%d %H:%M:%S").replace(tzinfo=UTC)
    except ValueError:
        return None
