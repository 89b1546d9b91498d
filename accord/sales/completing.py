"""A lead told more about: what was answered after the confirming click joins the rest, and is scored again."""

from collections.abc import Mapping, Sequence

from django.db import transaction

from accord.audit.actions import record
from accord.lib.actor import Actor
from accord.sales.leads import known
from accord.sales.models import Lead
from accord.sales.scoring import rules_in_use, score

COMPLETED = ("headcount", "postcode", "message", "organisation_name")


@transaction.atomic
def complete_lead(
    *, actor: Actor, submission_id: int, answers: Sequence[Mapping[str, str]], told: Mapping[str, str]
) -> Lead | None:
    """Add answers to the lead of a submission, fill in what it lacked (`told`, by name of COMPLETED), score it again.

    None when the submission has no lead.
    """
    lead = Lead.objects.select_for_update(of=("self",)).filter(submission_id=submission_id).first()
    if lead is None:
        return None
    lead.answers = [*lead.answers, *(dict(answer) for answer in answers)]
    for name in COMPLETED:
        if told.get(name) and not getattr(lead, name):
            setattr(lead, name, told[name])
    result = score(known(lead, lead.person), rules_in_use())
    lead.fit, lead.interest, lead.score_reasons = result.fit, result.interest, list(result.reasons)
    lead.save()
    record(actor=actor, verb="sales.lead.completed", about=lead, facts={"answers": len(answers)})
    return lead
