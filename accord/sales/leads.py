"""Leads arrive: scored, recognised, given to somebody, with a clock for the first answer."""

from collections.abc import Mapping, Sequence

from django.db import transaction
from django.utils import timezone
from django.utils.text import slugify

from accord.audit.actions import record
from accord.contacts.models import ContactPoint, Organisation, Person
from accord.lib.actor import Actor
from accord.sales.arriving import Arrival
from accord.sales.assigning import choose
from accord.sales.clock import answer_by
from accord.sales.companies import domains_of, matches
from accord.sales.models import Lead, ScoreRule
from accord.sales.scoring import Known, rules_in_use, score
from accord.sales.telling import tell_arrival


@transaction.atomic
def open_lead(*, actor: Actor, person: Person, arrival: Arrival) -> Lead:
    """A lead about `person`: scored, its company recognised, given to a colleague by rule, its clock started."""
    now = timezone.now()
    lead = _lead(person, arrival)
    lead.arrived_at, lead.answer_by = now, answer_by(now)
    lead.organisation = _company(person, arrival)
    _count(lead, person, rules_in_use())
    chosen = choose(lead)
    lead.owner, lead.assigned_by_rule = chosen.owner, chosen.rule
    lead.save()
    facts = {"source": lead.source, "form": lead.form_id, "person": person.pk}
    facts |= {"owner": lead.owner_id, "rule": chosen.rule}
    record(actor=actor, verb="sales.lead.arrived", about=lead, facts=facts)
    tell_arrival(lead)
    return lead


def _lead(person: Person, arrival: Arrival) -> Lead:
    return Lead(
        person=person,
        acquisition_id=arrival.acquisition_id,
        source=arrival.source,
        source_detail=arrival.source_detail[:300],
        form_id=arrival.form_id,
        submission_id=arrival.submission_id,
        organisation_name=arrival.organisation_name.strip()[:200],
        headcount=arrival.headcount,
        postcode=arrival.postcode.strip()[:10],
        country=arrival.country,
        subject=arrival.subject[:160],
        answers=[dict(answer) for answer in arrival.answers],
        message=arrival.message,
    )


def _company(person: Person, arrival: Arrival) -> Organisation | None:
    """The person's own company, or the one that can be no other; doubts are left to a colleague."""
    if person.organisation_id:
        return person.organisation
    siren = "".join(filter(str.isdigit, _answer(arrival, "siren")))
    found = matches(name=arrival.organisation_name, siren=siren, domains=domains_of(person))
    sure = [match for match in found if match.is_sure]
    return sure[0].organisation if len(sure) == 1 else None


def _answer(arrival: Arrival, code: str) -> str:
    return next((answer["value"] for answer in arrival.answers if answer["code"] == code), "")


def _count(lead: Lead, person: Person, rules: Sequence[ScoreRule]) -> None:
    """Score `lead`, in memory."""
    result = score(known(lead, person), rules)
    lead.fit, lead.interest, lead.score_reasons = result.fit, result.interest, list(result.reasons)


def rescore_open(size: int = 500) -> int:
    """Count the points of every open lead afresh, after a change of the rules; how many changed."""
    rules, changed = rules_in_use(), 0
    ids = list(Lead.objects.filter(state__in=Lead.OPEN).order_by("pk").values_list("pk", flat=True))
    for start in range(0, len(ids), size):
        changed += _rescore(ids[start : start + size], rules)
    return changed


@transaction.atomic
def _rescore(ids: Sequence[int], rules: Sequence[ScoreRule]) -> int:
    """A sum by rules already recorded: no entry of its own."""
    found = Lead.objects.filter(pk__in=ids).select_related("person", "organisation")
    different = []
    for lead in found.prefetch_related("person__contact_points"):
        before = (lead.fit, lead.interest, lead.score_reasons)
        _count(lead, lead.person, rules)
        if before != (lead.fit, lead.interest, lead.score_reasons):
            different.append(lead)
    Lead.objects.bulk_update(different, ["fit", "interest", "score_reasons"])
    return len(different)


def known(lead: Lead, person: Person) -> Known:
    """What the rules of scoring may look at about `lead`."""
    about, points = ScoreRule.About, list(person.contact_points.all())
    professional = [
        point.display
        for point in points
        if point.kind == ContactPoint.Kind.EMAIL and point.sphere == ContactPoint.Sphere.PROFESSIONAL
    ]
    said: dict[str, str] = {
        about.SOURCE: lead.source,
        about.HEADCOUNT: lead.headcount or (lead.organisation.headcount if lead.organisation else ""),
        about.JOB: person.job,
        about.PROFESSIONAL: " ".join(professional),
        about.TELEPHONE: " ".join(point.value for point in points if point.kind == ContactPoint.Kind.PHONE),
        about.MESSAGE: lead.message,
        about.KNOWN_COMPANY: lead.organisation.name if lead.organisation else "",
        about.TERRITORY: lead.postcode if lead.country == "FR" else lead.country,
    }
    return Known(said, {name: str(answer["value"]) for answer in lead.answers for name in _names(answer)})


def _names(answer: Mapping[str, str]) -> set[str]:
    """What a rule may call a field of a form: its code, or the words of its label, joined by hyphens."""
    return {str(answer["code"]), slugify(answer["label"])}
