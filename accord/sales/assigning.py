"""Who answers a lead: by rule, the colleagues of the rule in turn; or by hand."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.db import transaction

from accord.audit.actions import record
from accord.lib.actor import Actor
from accord.sales import freezing
from accord.sales.models import AssignmentRule, Lead
from accord.staff.models import User


@dataclass(frozen=True, slots=True)
class Choice:
    """Whom a lead goes to, and by which rule; nobody when no rule fits."""

    owner: User | None = None
    rule: str = ""


def choose(lead: Lead) -> Choice:
    """The colleague whose turn it is by the first rule that fits `lead`.

    The rule's row stays locked until the transaction ends: two leads at the same instant go to two colleagues.
    """
    if colleague := _already_with(lead):
        return Choice(colleague, "")
    for rule in AssignmentRule.objects.filter(is_active=True):
        if fits(rule, lead) and (owner := _next_of(rule)):
            return Choice(owner, rule.name)
    return Choice()


def fits(rule: AssignmentRule, lead: Lead) -> bool:
    """True when every condition of `rule` holds for `lead`; a condition left empty holds for everybody."""
    return (
        (not rule.territory or any(_is_in(lead, place) for place in rule.territory))
        and (not rule.headcounts or lead.headcount in rule.headcounts)
        and (not rule.form_ids or lead.form_id in rule.form_ids)
    )


@transaction.atomic
def assign(*, actor: Actor, lead: Lead, owner: User | None, rule: str = "") -> None:
    """Give `lead` to a colleague, or to nobody. rule: the name of the rule that chose, "" when a person did.

    Raises freezing.Frozen.
    """
    freezing.check(lead)
    before, lead.owner, lead.assigned_by_rule = lead.owner_id, owner, rule
    lead.save(update_fields=["owner", "assigned_by_rule"])
    facts = {"before": before, "after": owner and owner.pk, "rule": rule}
    record(actor=actor, verb="sales.lead.assigned", about=lead, facts=facts)


def _already_with(lead: Lead) -> User | None:
    """Whoever is already answering this person answers again."""
    open_ones = Lead.objects.filter(person=lead.person_id, state__in=Lead.OPEN, owner__is_active=True)
    other = open_ones.exclude(pk=lead.pk).select_related("owner").order_by("-arrived_at").first()
    return other.owner if other else None


def _is_in(lead: Lead, place: str) -> bool:
    if place.isalpha():
        return lead.country == place
    return lead.country == "FR" and _department(lead.postcode).startswith(place)


def _department(postcode: str) -> str:
    """The post code with Corsica's departments as people write them: 20000 to 20190 is 2A, the rest of 20 is 2B."""
    return CORSICA.get(postcode[:3], postcode) if postcode.startswith("20") else postcode


CORSICA: Mapping[str, str] = {"200": "2A", "201": "2A", "202": "2B", "206": "2B"}


def _next_of(rule: AssignmentRule) -> User | None:
    locked = AssignmentRule.objects.select_for_update().get(pk=rule.pk)
    colleagues = list(locked.colleagues.filter(is_active=True).order_by("pk"))
    if not colleagues:
        return None
    chosen = colleagues[locked.turn % len(colleagues)]
    locked.turn += 1
    locked.save(update_fields=["turn"])
    return chosen
