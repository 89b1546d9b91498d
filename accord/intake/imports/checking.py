"""The dry run: what would become of every line, and why. Writes nothing but the answer."""

from collections import Counter
from collections.abc import Iterable, Iterator

from django.db import transaction
from django.utils import timezone

from accord.audit.actions import record
from accord.consent.suppression import suppressed_among
from accord.contacts.queries import find_by_addresses
from accord.intake.imports.layout import NO, Line, instant, mailchimp
from accord.intake.imports.reading import tables
from accord.intake.models import Import, ImportLine
from accord.lib.actor import Actor
from accord.lib.addresses import AddressError, normalise_email, normalise_phone
from accord.lib.fingerprints import address_hash

Outcome = ImportLine.Outcome
BATCH = 1_000


def read(run: Import) -> list[Line]:
    """The lines of the file. Raises Unreadable."""
    return list(mailchimp(tables(run.file_name, bytes(run.file or b""))))


@transaction.atomic
def check(*, actor: Actor, run: Import, lines: list[Line]) -> Import:
    """Note the outcome of every line of the file."""
    run.lines.all().delete()
    outcomes = list(_judged(run, lines))
    ImportLine.objects.bulk_create(outcomes, batch_size=2_000)
    run.totals = totals(outcomes)
    run.state = Import.State.CHECKED
    run.save(update_fields=["totals", "state"])
    record(actor=actor, verb="intake.import.checked", about=run, facts={"totals": run.totals})
    return run


@transaction.atomic
def check_in_turn(import_id: int) -> None:
    """The dry run of a file that waits for it; nothing when it was done or abandoned meanwhile."""
    run = Import.objects.select_for_update().filter(pk=import_id, state=Import.State.UPLOADED).first()
    if run:
        check(actor=Actor("staff", run.by_id, run.by_label), run=run, lines=read(run))


def totals(outcomes: Iterable[ImportLine]) -> dict[str, dict[str, int]]:
    """{outcome: {reason: lines}}, how many lines there are under "all", what is left out of good ones under "left"."""
    judged = list(outcomes)
    counted = Counter((one.outcome, one.reason) for one in judged)
    found: dict[str, dict[str, int]] = {"all": {"": len(judged)}}
    if phones := sum(one.outcome == Outcome.NEW and _has_odd_phone(one) for one in judged):
        found["left"] = {"not_a_phone": phones}
    for (outcome, reason), number in sorted(counted.items()):
        found.setdefault(str(outcome), {})[reason] = number
    return found


def _judged(run: Import, lines: list[Line]) -> Iterator[ImportLine]:
    addresses = {id(line): _address(line) for line in lines}
    gone = {addresses[id(line)] for line in lines if line.status in NO} - {""}
    wanted = sorted(set(addresses.values()) - {""})
    never = suppressed_among([address_hash("email", one) for one in wanted])
    known = find_by_addresses("email", wanted)
    seen: set[tuple[str, str]] = set()
    for line in lines:
        address = addresses[id(line)]
        outcome, reason = _outcome(line, address, gone, never, known, seen)
        if outcome != Outcome.REFUSED:
            seen.add((line.status, address))
        yield ImportLine(
            import_run=run,
            file_name=line.file_name,
            number=line.number,
            outcome=outcome,
            reason=reason,
            detail=line.address[:300] if outcome == Outcome.REFUSED else "",
            data=line.as_data() | {"address": address or line.address[:300]},
        )


def _outcome(
    line: Line,
    address: str,
    gone: set[str],
    never: set[bytes],
    known: dict[str, int],
    seen: set[tuple[str, str]],
) -> tuple[str, str]:
    if not address:
        return Outcome.REFUSED, "no_address" if not line.address else "not_an_address"
    if (line.status, address) in seen:
        return Outcome.REFUSED, "twice"
    if reason := _why_not(line, address, gone, never):
        return Outcome.SUPPRESSED, reason
    if reason := _wrong_times(line):
        return Outcome.REFUSED, reason
    return (Outcome.KNOWN, "") if address in known else (Outcome.NEW, "")


def _why_not(line: Line, address: str, gone: set[str], never: set[bytes]) -> str:
    """Why this address may never be written to; "" when nothing stands against it."""
    if line.status in NO:
        return line.status
    if address in gone:
        return "left_in_other_file"
    return "said_no_before" if address_hash("email", address) in never else ""


def _wrong_times(line: Line) -> str:
    """A consent without a time proves nothing, one from the future is wrong."""
    confirmed, asked = instant(line.confirmed_at), instant(line.asked_at)
    if confirmed is None and asked is None:
        return "no_time"
    now = timezone.now()
    return "future_time" if any(time and time > now for time in (confirmed, asked)) else ""


def _has_odd_phone(one: ImportLine) -> bool:
    try:
        return bool(one.data["phone"]) and not normalise_phone(one.data["phone"])
    except AddressError:
        return True


def _address(line: Line) -> str:
    try:
        return normalise_email(line.address)
    except AddressError:
        return ""
