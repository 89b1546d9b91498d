"""From the journal to deliveries: every entry once, whatever order transactions end in, whoever is killed.

Numbers are given to entries before their transactions end, so that a lower one may appear after a higher one. What is
above the mark is looked at each time, and kept once (a unique constraint); the mark moves to a number only when every
transaction that was writing entries when that number was the last one given has ended.
"""

from collections.abc import Iterable, Iterator
from itertools import islice

from django.db import connection, transaction

from accord.audit.models import Entry
from accord.contacts.models import ContactPoint
from accord.outbox.hooks.events import VERBS, made_from
from accord.outbox.hooks.models import Delivery, Endpoint, JournalMark

BATCH = 500

WRITING = """
SELECT DISTINCT virtualtransaction FROM pg_locks
WHERE locktype = 'relation' AND mode = 'RowExclusiveLock' AND pid <> pg_backend_pid()
    AND database = (SELECT oid FROM pg_database WHERE datname = current_database())
    AND relation = 'audit_entry'::regclass
"""


@transaction.atomic
def read() -> int:
    """Make the deliveries of what was written since; how many entries told something to somebody."""
    mark = _mark()
    ended = not set(mark.writers) & set(_writers())
    told, entries = 0, _entries(mark.settled)
    while some := list(islice(entries, BATCH)):
        told += _tell(some)
    if ended:
        mark.settled, mark.upper, mark.writers = mark.upper, _last_number(), _writers()
        mark.save()
    return told


def _mark() -> JournalMark:
    """The only row, locked: one reader at a time. The first one starts with what comes."""
    JournalMark.objects.get_or_create(pk=1, defaults={"settled": _last_number(), "upper": _last_number()})
    return JournalMark.objects.select_for_update().get(pk=1)


def _entries(after: int) -> Iterator[Entry]:
    return Entry.objects.filter(pk__gt=after, verb__in=VERBS).order_by("pk").iterator(BATCH)


def _tell(entries: Iterable[Entry]) -> int:
    endpoints = list(Endpoint.objects.filter(is_active=True))
    rows = [
        Delivery(
            endpoint=endpoint,
            entry_id=entry.pk,
            event=event.code,
            data=event.data(entry),
            happened_at=entry.at,
        )
        for entry in entries
        for event in made_from(entry)
        for endpoint in endpoints
        if event.code in endpoint.events and entry.at >= endpoint.created_at
    ]
    _name_people(rows)
    Delivery.objects.bulk_create(rows, ignore_conflicts=True)
    return len({row.entry_id for row in rows})


def _name_people(rows: list[Delivery]) -> None:
    """The number of the person an address belongs to, where the entry says the address only."""
    points = {row.data["contact_point_id"] for row in rows if "contact_point_id" in row.data}
    owners = dict(ContactPoint.objects.filter(pk__in=points).values_list("pk", "person_id"))
    for row in rows:
        if owner := owners.get(row.data.get("contact_point_id")):
            row.data["person_id"] = owner


def _writers() -> list[str]:
    """The transactions that are writing entries now."""
    with connection.cursor() as cursor:
        cursor.execute(WRITING)
        return [one for (one,) in cursor.fetchall()]


def _last_number() -> int:
    """The last number given to an entry, whether or not its transaction has ended."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT CASE WHEN is_called THEN last_value ELSE 0 END FROM audit_entry_id_seq")
        return int(cursor.fetchone()[0])
