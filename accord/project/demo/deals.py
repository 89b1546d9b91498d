"""The deals of the demonstration: two pipelines, some thirty deals, some asleep, some won and lost."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.utils import timezone

from accord.contacts.models import Person
from accord.project.demo.scene import working_hour
from accord.sales import actions, arranging
from accord.sales.actions import NewDeal
from accord.sales.dealing import usual_pipeline
from accord.sales.doing import NewActivity, done, plan
from accord.sales.models import Deal, DealPerson, Pipeline, Reason
from accord.staff.models import User

DAY = timedelta(days=1)
ROLES = (DealPerson.Role.DECIDES, DealPerson.Role.BUYS, DealPerson.Role.INFLUENCES, DealPerson.Role.USES)


@dataclass(frozen=True, slots=True)
class Told:
    """One deal: what, euros, stage (from 0), days old, days quiet, expected in days (None: no day), next step."""

    name: str
    euros: int
    stage: int
    old: int
    quiet: int
    closes: int | None
    step: tuple[str, str, int] | None = None  # kind, words, in days
    end: str = ""  # "won", "lost", "proposed"
    competitor: str = ""


SALES = (
    Told("Suivi des devis, 6 postes", 6_000, 0, 9, 1, 40, ("call", "Premier appel", 0)),
    Told("Gestion des chantiers", 9_600, 0, 14, 2, 55, ("call", "Rappeler après leur réunion", 1)),
    Told("Essai transformé en abonnement", 4_800, 0, 30, 22, 25),
    Told("Planning d’atelier", 3_200, 0, 6, 3, None, ("email", "Envoyer la documentation", 0)),
    Told("Relevés de temps, 12 postes", 5_400, 0, 4, 0, 70, ("meeting", "Visite de l’atelier", 6)),
    Told("Devis et facturation", 7_200, 0, 12, 5, 48, ("task", "Lire leur cahier des charges", 2)),
    Told("Suite complète, 18 postes", 14_400, 1, 33, 2, 38, ("meeting", "Démonstration", 1)),
    Told("Stock de bois et découpe", 9_500, 1, 26, 6, 44, ("task", "Accord du directeur attendu", 4)),
    Told("Gestion des chantiers, 10 postes", 8_000, 1, 41, 19, 20),
    Told(
        "Devis en ligne", 6_400, 1, 22, 4, 63, ("call", "Rappeler avec les tarifs", 0), competitor="Menuisio"
    ),
    Told("Atelier connecté", 11_200, 2, 52, 3, 18, ("call", "Rappeler demain", 1), competitor="Bâtidev"),
    Told("Suivi des poses", 7_300, 2, 37, 1, 27, ("email", "Répondre sur les délais", 0)),
    Told("Deux agences, une seule base", 16_200, 2, 61, 8, 75, ("meeting", "Point avec la direction", 5)),
    Told("Reprise des données", 3_900, 2, 44, 24, -4),
    Told("Abonnement de trois ans", 12_700, 3, 70, 2, 9, ("task", "Contrat à relire", 0)),
    Told("Suite complète, 8 postes", 8_500, 3, 83, 21, 12, ("meeting", "Signature", 7)),
    Told("Planning et relevés", 8_400, 3, 60, 1, 3, end="won"),
    Told("Devis et métrés", 5_900, 3, 75, 3, 2, end="won", competitor="Menuisio"),
    Told("Passage à trois postes", 2_700, 3, 48, 4, -3, end="won"),
    Told("Gestion multi-sites", 21_000, 2, 90, 12, -10, end="lost", competitor="Bâtidev"),
    Told("Suivi des achats", 4_100, 1, 65, 15, -12, end="lost"),
    Told("Essai demandé au salon", 5_200, 0, 1, 0, 60, ("call", "Prendre contact", 0), end="proposed"),
)
RENEWALS = (
    Told("Renouvellement 2027", 9_600, 0, 20, 4, 50, ("call", "Préparer l’offre", 3)),
    Told("Renouvellement et 4 postes", 13_200, 1, 18, 2, 34, ("email", "Relancer sur l’offre", 1)),
    Told("Renouvellement 2027", 7_800, 1, 28, 16, 15),
    Told("Renouvellement de trois ans", 24_000, 2, 25, 1, 21, ("meeting", "Signature", 8)),
)


def load() -> None:
    """Tell every deal, with the people who work somewhere."""
    bob, ines = (User.objects.get(email=f"{name}@lumen.example.org") for name in ("bob", "ines"))
    active = Person.objects.filter(organisation__isnull=False, state=Person.State.ACTIVE)
    people = list(active.exclude(first_name="").select_related("organisation").order_by("pk"))
    told = [(usual_pipeline(), one) for one in SALES] + [(_renewals(bob), one) for one in RENEWALS]
    for number, (pipeline, one) in enumerate(told):
        _tell(one, pipeline, people[number % len(people)], ines if number % 6 == 5 else bob)


def _renewals(bob: User) -> Pipeline:
    pipeline = Pipeline.objects.filter(label_en="Renewals").first()
    if pipeline is None:
        french, english = "Renouvellements", "Renewals"
        pipeline = arranging.save_pipeline(actor=bob.actor, label_fr=french, label_en=english)
        first = pipeline.stages.get()
        for stage, french, english, probability in (
            (first, "À préparer", "To prepare", 50),
            (None, "Offre envoyée", "Offer sent", 70),
            (None, "Accord de principe", "Agreed in principle", 90),
        ):
            said = {"label_fr": french, "label_en": english, "probability": probability}
            arranging.save_stage(actor=bob.actor, pipeline=pipeline, stage=stage, **said)
    return pipeline


def _tell(told: Told, pipeline: Pipeline, person: Person, owner: User) -> None:
    stages = list(pipeline.stages.all())
    today = timezone.localdate()
    new = NewDeal(
        name=told.name,
        organisation_id=person.organisation_id,
        people=((person.pk, ROLES[person.pk % len(ROLES)]),),
        owner_id=owner.pk,
        amount=told.euros * 100,
        stage_id=stages[0].pk,
        close_on=None if told.closes is None else today + told.closes * DAY,
        competitor=told.competitor,
        is_proposed=told.end == "proposed",
    )
    deal = actions.open_deal(actor=owner.actor, new=new)
    for stage in stages[1 : told.stage + 1]:
        deal = actions.move(actor=owner.actor, deal=deal, stage=stage)
    _spoken(deal, person, owner, told)
    _ended(deal, owner, told)
    _dated(deal, told)


def _spoken(deal: Deal, person: Person, owner: User, told: Told) -> None:
    """What was done about it, and what comes next."""
    about: dict[str, Any] = {
        "person_id": person.pk,
        "organisation_id": person.organisation_id,
        "deal_id": deal.pk,
        "owner_id": owner.pk,
    }
    if told.stage:
        call = NewActivity("call", "Premier échange", call_kind="answer", **about)
        done(actor=owner.actor, activity=plan(actor=owner.actor, new=call), outcome="Besoin confirmé")
    if told.step:
        kind, words, days = told.step
        at = working_hour(days, f"{9 + (3 * deal.pk + days) % 9:02d}:30")
        call_kind = "answer" if kind == "call" else ""
        plan(actor=owner.actor, new=NewActivity(kind, words, due_at=at, call_kind=call_kind, **about))


def _ended(deal: Deal, owner: User, told: Told) -> None:
    if told.end not in {"won", "lost"}:
        return
    reason = Reason.objects.filter(outcome=told.end)[len(told.name) % 3]
    if told.end == "won":
        until = timezone.localdate() + 365 * DAY
        actions.win(actor=owner.actor, deal=deal, reason=reason, contract_until=until)
    else:
        actions.lose(actor=owner.actor, deal=deal, reason=reason)


def _dated(deal: Deal, told: Told) -> None:
    """When it began, when it moved, when something last happened."""
    now = timezone.now()
    quiet, begun = now - told.quiet * DAY, now - told.old * DAY
    rows = Deal.objects.filter(pk=deal.pk)
    rows.update(created_at=begun, news_at=quiet, stage_since=max(quiet, begun))
    deal.activities.filter(done_at__isnull=False).update(done_at=quiet, created_at=quiet)
    if told.end in {"won", "lost"}:
        rows.update(closed_at=quiet)
