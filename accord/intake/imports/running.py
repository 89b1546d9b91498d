"""The run: takes up where it stopped, each batch in one transaction; a no is written before any yes."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from django.db import transaction
from django.utils import timezone

from accord.audit.actions import record
from accord.consent import decisions, ledger
from accord.consent.ledger import Act
from accord.consent.suppression import suppress_many, suppressed_among
from accord.consent.terms import Level, Method, State
from accord.contacts.actions import admit_many, save_organisation
from accord.contacts.admission import Identity, NewAcquisition, Newcomer, NewPoint
from accord.contacts.models import Acquisition, ContactPoint, Organisation
from accord.contacts.queries import find_by_addresses
from accord.intake.imports.checking import Outcome
from accord.intake.imports.layout import CLEANED, UNSUBSCRIBED, instant
from accord.intake.models import Import, ImportLine
from accord.lib.actor import Actor
from accord.lib.addresses import AddressError, normalise_phone
from accord.lib.fingerprints import address_hash
from accord.register.models import Channel
from accord.register.queries import current_notice_version

BATCH = 500
SOURCES = {
    Import.Origin.FORMER_TOOL: Acquisition.Source.FORMER_TOOL,
    Import.Origin.PURCHASED: Acquisition.Source.PURCHASED,
    Import.Origin.PARTNER: Acquisition.Source.PURCHASED,
    Import.Origin.UNKNOWN: Acquisition.Source.IMPORT,
}
SUPPRESSIONS = {CLEANED: "bounce", UNSUBSCRIBED: "withdrawal"}


class NotReady(ValueError):
    """The import was not checked, or has already been run."""


@transaction.atomic
def start(*, actor: Actor, import_id: int) -> Import:
    """Begin the run of a checked import. Raises NotReady; starting twice begins once."""
    run = Import.objects.select_for_update().get(pk=import_id)
    if run.state != Import.State.CHECKED:
        raise NotReady
    run.state = Import.State.RUNNING
    run.save(update_fields=["state"])
    record(actor=actor, verb="intake.import.started", about=run)
    return run


def carry_on(import_id: int) -> Import:
    """Do what is left of a running import; safe to call again after any crash, by two workers at once too."""
    while _batch(import_id):
        pass
    return _finish(import_id)


@transaction.atomic
def _batch(import_id: int) -> bool:
    run = Import.objects.select_for_update().defer("file").get(pk=import_id)
    if run.state != Import.State.RUNNING:
        return False
    todo = list(run.lines.filter(is_done=False).exclude(outcome=Outcome.REFUSED).order_by("pk")[:BATCH])
    if not todo:
        return False
    actor = Actor("import", str(run.pk), run.name)
    _suppress(run, actor, [line for line in todo if line.outcome == Outcome.SUPPRESSED])
    _take_in(run, actor, [line for line in todo if line.outcome in (Outcome.NEW, Outcome.KNOWN)])
    _note(todo)
    run.done_lines += len(todo)
    run.save(update_fields=["done_lines"])
    return True


def _note(done: Sequence[ImportLine]) -> None:
    """What became of the lines; what they said of people is forgotten."""
    ImportLine.objects.filter(pk__in=[line.pk for line in done]).update(is_done=True, data={})
    ImportLine.objects.bulk_update([line for line in done if line.person_id], ["person_id"])
    since = [line for line in done if line.outcome == Outcome.SUPPRESSED and line.reason == "said_no_before"]
    ImportLine.objects.bulk_update(since, ["outcome", "reason"])


def _suppress(run: Import, actor: Actor, lines: Sequence[ImportLine]) -> None:
    """Those who left are kept as a keyed hash only; whoever is already in the base is withdrawn at once."""
    source = f"import:{run.pk}"
    left = [line for line in lines if line.reason in SUPPRESSIONS]
    for status, reason in SUPPRESSIONS.items():
        hashes = [address_hash("email", line.data["address"]) for line in left if line.reason == status]
        if hashes:
            suppress_many(actor=actor, hashes=hashes, reason=reason, source_id=source)
    known = find_by_addresses("email", [line.data["address"] for line in left])
    acts = [
        _said_no(run, known[line.data["address"]], line)
        for line in left
        if line.reason == UNSUBSCRIBED and line.data["address"] in known
    ]
    if acts:
        ledger.write_many(actor=actor, acts=acts)


def _said_no(run: Import, point_id: int, line: ImportLine) -> Act:
    return Act(
        contact_point_id=point_id,
        purpose_id=run.purpose_id,
        channel=Channel.EMAIL,
        state=State.WITHDRAWN,
        method=Method.IMPORT,
        indicated_at=_past(instant(line.data["left_at"])),
        level=Level.DECLARED,
        evidence={"typed": line.data["left_why"]},
        source_id=f"import:{run.pk}",
        import_id=run.pk,
    )


def _take_in(run: Import, actor: Actor, lines: Sequence[ImportLine]) -> None:
    """People, then what they declared; an address that said no since the dry run stays out."""
    never = suppressed_among([address_hash("email", line.data["address"]) for line in lines])
    for line in lines:
        if address_hash("email", line.data["address"]) in never:
            line.outcome, line.reason = Outcome.SUPPRESSED, "said_no_before"
    welcome = [line for line in lines if line.outcome != Outcome.SUPPRESSED]
    known = find_by_addresses("email", [line.data["address"] for line in welcome])
    newcomers = [line for line in welcome if line.data["address"] not in known]
    admit_many(actor=actor, newcomers=_newcomers(run, actor, newcomers))
    known = find_by_addresses("email", [line.data["address"] for line in welcome])
    owners = dict(ContactPoint.objects.filter(pk__in=known.values()).values_list("pk", "person_id"))
    for line in welcome:
        line.person_id = owners[known[line.data["address"]]]
    said = _said_already(run, known.values())
    acts = [_declared(run, known[line.data["address"]], line) for line in welcome]
    new = [act for act in acts if said.get(act.contact_point_id) != act.indicated_at]
    if new:
        ledger.write_many(actor=actor, acts=new)


def _said_already(run: Import, point_ids: Iterable[int]) -> dict[int, datetime]:
    """When an earlier import of the same origin declared the same: bringing a file twice undoes no decision."""
    earlier = Import.objects.filter(origin=run.origin).values_list("pk", flat=True)
    return decisions.declared_since(point_ids, purpose_id=run.purpose_id, import_ids=earlier)


def _newcomers(run: Import, actor: Actor, lines: Sequence[ImportLine]) -> list[Newcomer]:
    companies = _companies(actor, {line.data["company"] for line in lines if line.data["company"]})
    version = current_notice_version(run.notice, "fr") if run.notice else None
    return [
        Newcomer(
            NewAcquisition(
                source=SOURCES[Import.Origin(run.origin)],
                detail=run.origin_detail,
                acquired_at=_declared_at(line),
                notice_version_id=version.pk if version else None,
                informed_at=_declared_at(line) if run.was_told else None,
                import_id=run.pk,
            ),
            Identity(
                first_name=line.data["first_name"],
                last_name=line.data["last_name"],
                organisation_id=companies.get(line.data["company"]),
            ),
            tuple(_points(run, line)),
            line.data["address"],
        )
        for line in lines
    ]


def _points(run: Import, line: ImportLine) -> Iterable[NewPoint]:
    yield NewPoint("email", line.data["address"], run.sphere)
    try:
        yield NewPoint("phone", normalise_phone(line.data["phone"]), run.sphere)
    except AddressError:
        return  # a number that is none is left out; the dry run has counted it


def _companies(actor: Actor, names: set[str]) -> dict[str, int]:
    found = dict(Organisation.objects.filter(name__in=names).values_list("name", "pk"))
    for name in sorted(names - set(found)):
        found[name] = save_organisation(actor=actor, name=name).pk
    return found


def _declared(run: Import, point_id: int, line: ImportLine) -> Act:
    """What the file says was agreed: never our own double opt-in, whatever times it carries."""
    data = line.data
    times = f"OPTIN_TIME={data['asked_at']} CONFIRM_TIME={data['confirmed_at']}"
    network = " ".join(part for part in (data["asked_ip"], data["confirmed_ip"]) if part)
    return Act(
        contact_point_id=point_id,
        purpose_id=run.purpose_id,
        channel=Channel.EMAIL,
        state=State.GIVEN,
        method=Method.IMPORT,
        indicated_at=_declared_at(line),
        level=Level.DECLARED,
        evidence={"address": data["address"], "network": network, "typed": times},
        source_id=f"import:{run.pk}",
        import_id=run.pk,
    )


def _declared_at(line: ImportLine) -> datetime:
    return _past(instant(line.data["confirmed_at"]) or instant(line.data["asked_at"]))


def _past(at: datetime | None) -> datetime:
    now = timezone.now()
    return min(at, now) if at else now


@transaction.atomic
def _finish(import_id: int) -> Import:
    run = Import.objects.select_for_update().get(pk=import_id)
    if run.state == Import.State.RUNNING:
        run.state, run.finished_at, run.file = Import.State.DONE, timezone.now(), None
        run.save(update_fields=["state", "finished_at", "file"])
        record(
            actor=Actor("import", str(run.pk), run.name),
            verb="intake.import.done",
            about=run,
            facts=run.totals,
        )
    return run


@transaction.atomic
def abandon(*, actor: Actor, import_id: int) -> None:
    """Forget a file that was not run: its lines and its content are deleted. Raises NotReady once it runs."""
    run = Import.objects.select_for_update().get(pk=import_id)
    if run.state not in (Import.State.UPLOADED, Import.State.CHECKED):
        raise NotReady
    run.lines.all().delete()
    run.state, run.file, run.finished_at = Import.State.ABANDONED, None, timezone.now()
    run.save(update_fields=["state", "file", "finished_at"])
    record(actor=actor, verb="intake.import.abandoned", about=run)
