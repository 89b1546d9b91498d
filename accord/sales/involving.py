"""Who has a say in a deal."""

from django.db import transaction

from accord.audit.actions import record
from accord.lib.actor import Actor
from accord.sales.models import Deal, DealPerson


@transaction.atomic
def involve(*, actor: Actor, deal: Deal, person_id: int, role: str, is_main: bool = False) -> DealPerson:
    """Add somebody to a deal, or change what they are in it; the first one is its main contact."""
    others = DealPerson.objects.select_for_update().filter(deal=deal).exclude(person_id=person_id)
    is_main = is_main or not any(one.is_main for one in others)
    if is_main:
        others.update(is_main=False)
    said = {"role": role, "is_main": is_main}
    one, _created = DealPerson.objects.update_or_create(deal=deal, person_id=person_id, defaults=said)
    facts = {"person": person_id, **said}
    record(actor=actor, verb="sales.deal.person_added", about=deal, facts=facts)
    return one


@transaction.atomic
def leave_out(*, actor: Actor, deal: Deal, person_id: int) -> None:
    """Take somebody out of a deal; the longest there becomes the main contact when it was them."""
    gone = DealPerson.objects.select_for_update().filter(deal=deal, person_id=person_id).first()
    if gone is None:
        return
    gone.delete()
    first = DealPerson.objects.filter(deal=deal).order_by("-is_main", "pk").first()
    if first and not first.is_main:
        first.is_main = True
        first.save(update_fields=["is_main"])
    record(actor=actor, verb="sales.deal.person_removed", about=deal, facts={"person": person_id})
