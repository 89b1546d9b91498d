"""Taking in what other systems say: a patient by their number in the house, a stay by its own, nothing twice."""

from collections.abc import Iterable

from django.db import connections, transaction
from django.utils.translation import gettext as _

from accord.health import journal, vault
from accord.health.actions.merging import CannotMerge, merge
from accord.health.actions.numbers import give_number
from accord.health.actions.patients import correct, register
from accord.health.exchange.arrivals import Arrival, Stay, Unfit
from accord.health.merging import Reason
from accord.health.models import CareTeamMember, Encounter, Patient, Service
from accord.health.numbers import HOUSE
from accord.health.queries.numbers import holder
from accord.health.router import ALIAS
from accord.lib import nir
from accord.lib.actor import Actor

LONGEST = 40  # signs of the number of a stay


@transaction.atomic(using=ALIAS)
def take_all(*, actor: Actor, arrivals: Iterable[tuple[int, Arrival]]) -> int:
    """Every line or none; returns how many. Raises Unfit, naming the line that cannot be."""
    count = 0
    for number, arrival in arrivals:
        try:
            take(actor=actor, arrival=arrival)
        except Unfit as unfit:
            raise Unfit(_("Line %(number)s: %(why)s") % {"number": number, "why": unfit}) from unfit
        count += 1
    journal.record(actor=actor, action="patients.taken_in", category="identity", facts={"lines": count})
    return count


@transaction.atomic(using=ALIAS)
def take(*, actor: Actor, arrival: Arrival) -> Patient:
    """One thing another system said. Sent twice, it changes nothing the second time. Raises Unfit."""
    _refuse_unfit(arrival)
    _wait_for_turn(arrival)
    patient = _patient(actor, arrival)
    if arrival.merged:
        _merge(actor, arrival, patient)
    if arrival.stay:
        _stay(actor, patient, arrival.stay)
    return patient


def _refuse_unfit(arrival: Arrival) -> None:
    stay = arrival.stay.number if arrival.stay else ""
    numbers = (arrival.number, arrival.merged, stay)
    if any(nir.find(text) for text in (*numbers, *arrival.traits.names)):
        raise Unfit(_("A social security number stands where none may: it does not enter by this way."))
    if len(stay) > LONGEST or not all(text.isprintable() for text in numbers):
        raise Unfit(_("A number is too long, or holds signs that are none."))


def _wait_for_turn(arrival: Arrival) -> None:
    """Two messages about one number, come at once, are taken in one after the other."""
    with connections[ALIAS].cursor() as cursor:
        for number in sorted({arrival.number, arrival.merged} - {""}):
            lock = int.from_bytes(vault.number_hashes(HOUSE, number)[0][:8], "big", signed=True)
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [lock])


def _patient(actor: Actor, arrival: Arrival) -> Patient:
    """The patient of that number, with what is known of them now; an identity somebody validated is not weakened."""
    known = holder(HOUSE, arrival.number)
    protected = bool(arrival.is_protected)
    if known is None:
        made = register(
            actor=actor,
            traits=arrival.traits,
            identity_status=arrival.identity_status,
            is_protected=protected,
        )
        give_number(actor=actor, patient=made, system=HOUSE, value=arrival.number)
        return made
    before = known.traits
    kept = {name: getattr(arrival.traits, name) or getattr(before, name) for name in type(before).__slots__}
    status = known.identity_status if known.identity_status in ("VALI", "QUAL") else arrival.identity_status
    correct(
        actor=actor,
        patient=known,
        traits=type(before)(**kept),
        identity_status=status,
        is_protected=known.is_protected if arrival.is_protected is None else protected,
    )
    return known


def _merge(actor: Actor, arrival: Arrival, into: Patient) -> None:
    absorbed = holder(HOUSE, arrival.merged)
    if absorbed is None or absorbed.speaks.pk == into.speaks.pk:
        return
    try:
        merge(actor=actor, absorbed=absorbed, into=into.speaks, why=Reason.TWICE)
    except CannotMerge as error:
        raise Unfit(str(error)) from error


def _stay(actor: Actor, patient: Patient, said: Stay) -> None:
    service = Service.objects.filter(code=said.service).first()
    if service is None:
        raise Unfit(_("The service “%(code)s” is not declared.") % {"code": said.service[:20]})
    now = {
        "service": service,
        "kind": said.kind,
        "starts_at": said.starts_at,
        "ends_at": said.ends_at,
        **({"status": said.status} if said.status else {}),
    }
    known = Encounter.objects.select_for_update().filter(number=said.number).first()
    if known and known.patient.speaks.pk != patient.speaks.pk:
        raise Unfit(_("The stay of this number is another patient’s."))
    if said.ends_at and said.ends_at < said.starts_at:
        raise Unfit(_("The departure comes before the arrival."))
    if known and all(getattr(known, name) == value for name, value in now.items()):
        return
    stay, _made = Encounter.objects.update_or_create(
        number=said.number, defaults=now, create_defaults={"patient": patient, **now}
    )
    if stay.status in ("finished", "cancelled"):
        for member in CareTeamMember.objects.filter(team__encounter=stay, ends_at=None):
            member.ends_at = max(said.ends_at or said.starts_at, member.starts_at)
            member.save(update_fields=["ends_at"])
    journal.record(
        actor=actor, action="stay.taken_in", patient=patient, entity="Encounter", entity_id=stay.pk,
        facts={"status": stay.status},
    )  # fmt: skip
