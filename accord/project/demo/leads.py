"""Leads of the demonstration: one for each state inside sales may meet."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

from django.utils import timezone

from accord.contacts.actions import declare_exception
from accord.contacts.admission import Identity, NewAcquisition, NewPoint
from accord.lib.actor import SYSTEM
from accord.lib.search import fold
from accord.project.demo.register import Catalogue
from accord.project.demo.scene import working_hour
from accord.sales import actions
from accord.sales.arriving import Arrival
from accord.sales.clock import answer_by
from accord.sales.handing_over import Handover
from accord.sales.models import AssignmentRule, Lead
from accord.sales.qualifying import Outcome
from accord.staff.models import User

HOUR = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Asker:
    """Somebody who asked, or was met; hours: how long ago."""

    first: str
    last: str
    job: str
    company: str
    hours: int
    source: str = "form"
    detail: str = "Demande d’essai"
    phone: bool = True
    headcount: str = ""
    postcode: str = "69003"
    planned: str = ""
    message: str = ""

    @property
    def email(self) -> str:
        """A professional address at a domain of their own company."""
        return f"{fold(self.first)}.{fold(self.last)}@{fold(self.company.split()[-1])}.example"


@dataclass(frozen=True, slots=True)
class Cast:
    """The colleagues who work on leads."""

    ines: User
    bob: User
    diane: User


def load(catalogue: Catalogue) -> None:
    """A rule of assignment, and a lead for each story."""
    ines, bob, diane = (
        User.objects.get(email=f"{name}@lumen.example.org") for name in ("ines", "bob", "diane")
    )
    cast = Cast(ines, bob, diane)
    _rule(cast)
    for number, (asker, story) in enumerate(STORIES):
        story(cast, _arrive(catalogue, asker, number))


def _rule(cast: Cast) -> None:
    rule = AssignmentRule(name="Auvergne-Rhône-Alpes", territory=["69", "38", "73", "74", "01", "42"])
    actions.save_setting(actor=SYSTEM, row=rule, colleagues=[cast.ines])


def _arrive(catalogue: Catalogue, asker: Asker, number: int) -> Lead:
    at = timezone.now() - asker.hours * HOUR
    is_told = asker.source == "form"
    notice = catalogue.notice_versions["inscription-lettre" if is_told else "atelier"]
    points = [NewPoint("email", asker.email, "professional", confirmed_at=at if is_told else None)]
    if asker.phone:
        points.append(NewPoint("phone", f"+33639984{number:03d}", "professional"))
    answers = (
        [{"code": "planned_on", "label": "Date envisagée", "value": asker.planned}] if asker.planned else []
    )
    lead = actions.add_lead(
        actor=SYSTEM,
        new=actions.NewLead(
            Identity(asker.first, asker.last, asker.job),
            tuple(points),
            NewAcquisition(asker.source, asker.detail, at, notice, at if is_told else None),
            Arrival(
                source=asker.source,
                organisation_name=f"{asker.company} (fictif)",
                headcount=asker.headcount,
                subject="Essai de 30 jours" if is_told else "",
                answers=answers,
                message=asker.message,
                postcode=asker.postcode,
            ),
        ),
    )
    Lead.objects.filter(pk=lead.pk).update(arrived_at=at, answer_by=answer_by(at))
    lead.refresh_from_db()
    return lead


def waits(cast: Cast, lead: Lead) -> None:
    """Nobody has answered yet."""


def answered(cast: Cast, lead: Lead) -> None:
    """Inès called back, and keeps what she learnt."""
    actions.note_answer(actor=cast.ines.actor, lead=lead, kind="call", outcome="À rappeler jeudi matin")
    Lead.objects.filter(pk=lead.pk).update(answered_at=lead.arrived_at + HOUR)
    learnt = {
        "need": "Remplacer deux tableurs pour suivre 60 clients et leurs devis.",
        "decision": "Cette personne",
    }
    actions.keep_answers(actor=cast.ines.actor, lead=lead, answers=learnt)


def nurtured(cast: Cast, lead: Lead) -> None:
    """Not before the spring."""
    day = timezone.localdate() + timedelta(days=90)
    outcome = Outcome("nurture", "Budget voté au printemps", day)
    actions.decide(actor=cast.ines.actor, lead=lead, outcome=outcome)


def not_fit(cast: Cast, lead: Lead) -> None:
    """Looks for something we do not make."""
    outcome = Outcome("not_fit", "Cherche une comptabilité, pas un suivi de devis")
    actions.decide(actor=cast.ines.actor, lead=lead, outcome=outcome)


def spam(cast: Cast, lead: Lead) -> None:
    """Sells links."""
    actions.decide(actor=cast.ines.actor, lead=lead, outcome=Outcome("spam", "Vend des liens"))


def handed_over(cast: Cast, lead: Lead) -> None:
    """Waits for Bob to accept."""
    actions.note_answer(actor=cast.ines.actor, lead=lead, kind="call", outcome="Intéressée, décide elle-même")
    Lead.objects.filter(pk=lead.pk).update(answered_at=lead.arrived_at + HOUR)
    said = Handover(
        owner=cast.bob,
        reason="Budget et date connus, décide elle-même",
        note="Préfère le téléphone, le matin.",
        amount=480_000,
        task="Appeler pour la démonstration",
        due_at=working_hour(1 + lead.pk % 3, "10:00"),
    )
    actions.hand_over(actor=cast.ines.actor, lead=lead, handover=said)


def accepted(cast: Cast, lead: Lead) -> None:
    """Bob took it."""
    handed_over(cast, lead)
    actions.accept_deal(actor=cast.bob.actor, deal=Lead.objects.get(pk=lead.pk).deal)


def sent_back(cast: Cast, lead: Lead) -> None:
    """Bob sent it back."""
    handed_over(cast, lead)
    deal = Lead.objects.get(pk=lead.pk).deal
    reason = "Le budget n’est pas encore demandé : à reprendre avec le gérant."
    actions.send_back_deal(actor=cast.bob.actor, deal=deal, reason=reason)


def excused(cast: Cast, lead: Lead) -> None:
    """Diane declared that telling them is impossible for now."""
    (acquisition,) = lead.person.acquisitions.all()
    declare_exception(
        actor=cast.diane.actor,
        acquisition=acquisition,
        why="art. 14-5-b : la carte est illisible, et le salon n’a pas encore donné d’adresse où écrire.",
        review_on=timezone.localdate() + timedelta(days=10),
    )


STORIES: tuple[tuple[Asker, Callable[[Cast, Lead], None]], ...] = (
    (
        Asker("Amina", "Benhaddou", "Directrice", "Scierie Vauban", 1, headcount="10-49",
              planned="premier trimestre 2027", message="Nous perdons des devis, il nous faut un suivi simple."),
        waits,
    ),
    (Asker("Étienne", "Savary", "Gérant", "Parquets Savary", 26, headcount="1-9", planned="cet été"), waits),
    (Asker("Louise", "Castel", "", "Atelier Castel", 3, phone=False, postcode="35000"), waits),
    (
        Asker("Marc", "Duvivier", "Responsable des achats", "Menuiserie Duvivier", 50, headcount="50-249",
              message="Peut-on reprendre nos tarifs ?"),
        answered,
    ),
    (Asker("Nora", "Pasquier", "Gérante", "Volets Pasquier", 200, headcount="10-49"), nurtured),
    (Asker("Olivier", "Renard", "Comptable", "Bois Renard", 120), not_fit),
    (Asker("Sam", "Links", "", "Référencement Éclair", 70, phone=False, message="Boost your ranking."), spam),
    (
        Asker("Claire", "Lamy", "Directrice", "Charpentes Lamy", 80, headcount="10-49", planned="janvier 2027"),
        handed_over,
    ),
    (Asker("Idriss", "Moreau", "Gérant", "Fenêtres Moreau", 160, headcount="10-49"), accepted),
    (Asker("Lucie", "Vidal", "Cheffe d’atelier", "Escaliers Vidal", 100, headcount="1-9"), sent_back),
    (
        Asker("Gaston", "Perret", "Gérant", "Scierie Perret", 30, "in_person", "carte de visite, Salon Bois & Habitat"),
        waits,
    ),
    (
        Asker("Hélène", "Arnaud", "Directrice", "Portes Arnaud", 24 * 40, "purchased",
              "Fichier Ateliers 2026, Nordliste", phone=False),
        waits,
    ),
    (
        Asker("Yann", "Kerbrat", "Gérant", "Bateaux Kerbrat", 24 * 35, "in_person", "salon, Les Nautiques"),
        excused,
    ),
)  # fmt: skip
