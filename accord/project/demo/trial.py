"""The trial request of the demonstration: its notice, its form, and a few requests that came by it."""

import re
from datetime import timedelta
from typing import Any

from django.utils import timezone

from accord.intake import actions, confirmation, ready_made
from accord.intake.counting import count
from accord.intake.models import Form
from accord.intake.pages import page
from accord.intake.signup import Visit, Wish, ask
from accord.intake.statistics import stumble
from accord.lib.actor import SYSTEM
from accord.outbox.models import Letter
from accord.register.models import Notice, Purpose

NOTICE: dict[str, Any] = {
    "code": "demande-essai",
    "name": "Demande d’essai",
    "article": "13",
    "purposes": ("essai", "nouveautes"),
    "fr": {
        "title": "Ce que deviennent vos réponses",
        "short": (
            "Atelier Lumen utilise ces réponses pour ouvrir l’essai et vous répondre : ce sont les démarches que vous "
            "demandez (RGPD, art. 6-1-b). Notre équipe commerciale et notre hébergeur les lisent, dans l’Union "
            "européenne. Vous pouvez les voir, les corriger, les faire effacer, vous opposer : dpo@lumen.example.org, "
            "ou la CNIL."
        ),
        "mentions": {
            "controller": "Atelier Lumen SAS (fictif), 8 quai des Brumes, 69000 Lyon.",
            "dpo": "Diane Faure, déléguée à la protection des données : dpo@lumen.example.org",
            "purposes": (
                "Ouvrir et suivre l’essai, répondre : démarches précontractuelles (art. 6-1-b). Vous écrire ou vous "
                "appeler après l’essai : votre accord, case par case (art. 6-1-a)."
            ),
            "recipients": (
                "Notre équipe commerciale, notre hébergeur Nordbaie (Lille) et notre transporteur d’e-mails Relais "
                "Courrier. Aucun partenaire. Rien ne sort de l’Union européenne."
            ),
            "retention": (
                "Essai : deux ans après la dernière activité. Votre accord : jusqu’à son retrait, au plus trois ans "
                "sans signe de vous. Sans confirmation : sept jours."
            ),
            "withdraw": "Retirer un accord à tout moment, par le lien de chaque lettre ou au téléphone.",
            "rights": "Voir, corriger, effacer, limiter, emporter : dpo@lumen.example.org",
            "object": "Vous opposer à toute prospection, sans raison : « Tout arrêter », sur vos préférences.",
            "complaint": "Réclamation possible auprès de la CNIL (cnil.fr).",
            "obligation": "Nom, e-mail et entreprise : sans eux, pas d’essai. Le reste est facultatif.",
            "automated": "Aucune décision automatique. Un indice classe les demandes ; une personne les lit toutes.",
        },
    },
    "en": {
        "title": "What becomes of your answers",
        "short": (
            "Atelier Lumen uses these answers to open the trial and to answer you: these are the steps you ask for "
            "(GDPR art. 6(1)(b)). Our sales team and our host read them, within the European Union. You can see, "
            "correct, erase them, and object: dpo@lumen.example.org, or the CNIL."
        ),
        "mentions": {
            "controller": "Atelier Lumen SAS (fictional), 8 quai des Brumes, 69000 Lyon, France.",
            "dpo": "Diane Faure, data protection officer: dpo@lumen.example.org",
            "purposes": (
                "Opening and following the trial, answering: steps before a contract (art. 6(1)(b)). Writing to you or "
                "calling you after the trial: your agreement, box by box (art. 6(1)(a))."
            ),
            "recipients": (
                "Our sales team, our host Nordbaie (Lille) and our mail carrier Relais Courrier. No partner. Nothing "
                "leaves the European Union."
            ),
            "retention": (
                "Trial: two years after the last activity. Your agreement: until you withdraw it, at most three years "
                "without a sign from you. Not confirmed: seven days."
            ),
            "withdraw": "Withdraw an agreement at any time, by the link in each letter or on the telephone.",
            "rights": "See, correct, erase, restrict, take away: dpo@lumen.example.org",
            "object": "Object to all prospecting, without a reason: “Stop everything”, on your preferences.",
            "complaint": "You can complain to the CNIL (cnil.fr).",
            "obligation": "Name, e-mail and company: without them, no trial. The rest is optional.",
            "automated": "No automated decision. A score sorts the requests; a person reads them all.",
        },
    },
}

FORM: dict[str, Any] = {
    "slug": "essai",
    "title_fr": "Demander un essai de 30 jours",
    "title_en": "Ask for a 30-day trial",
    "intro_fr": (
        "Sans carte bancaire, sans suite automatique. L’essai commence quand vous confirmez votre adresse "
        "et s’arrête seul."
    ),
    "intro_en": (
        "No bank card, nothing automatic afterwards. The trial begins when you confirm your address and ends by itself."
    ),
    "button_fr": "Demander l’essai",
    "button_en": "Ask for the trial",
}

REQUESTS: tuple[dict[str, str], ...] = (
    {
        "address": "camille.roux@menuiserie-roux.example",
        "first_name": "Camille",
        "last_name": "Roux",
        "phone": "+33199001041",
        "organisation": "Menuiserie Roux (fictif)",
        "job": "Gérante",
        "headcount": "10-49",
        "secteur": "1",
        "message": "Nous cherchons un suivi de chantier pour deux équipes. L’essai peut-il être partagé ?",
    },
    {
        "address": "idris.benali@tissages-du-rhone.example",
        "first_name": "Idris",
        "last_name": "Benali",
        "organisation": "Tissages du Rhône (fictif)",
        "job": "Responsable d’atelier",
        "headcount": "50-249",
        "secteur": "2",
    },
    {
        "address": "l.perrin@imprimerie-perrin.example",
        "last_name": "Perrin",
        "organisation": "Imprimerie Perrin (fictif)",
    },
)
LINK = re.compile(r"/c/([\w-]+)/")
WEEK = ((41, 9, 6, 5), (36, 7, 5, 3), (52, 12, 8, 6), (29, 5, 4, 3), (47, 10, 7, 5))


def load(notice: Notice, purposes: dict[str, Purpose]) -> Form:
    """The form, open; a week of visits; two requests confirmed and one that waits."""
    values = {
        **FORM,
        "notice": notice,
        "sphere": Form.Sphere.PROFESSIONAL,
        "asks_first_name": False,
        "lifetime_days": 7,
    }
    form = ready_made.made(actor=SYSTEM, template="trial", values=values, purposes=[purposes["nouveautes"]])
    actions.open_form(actor=SYSTEM, form=form)
    return form


def arrive(form: Form) -> None:
    """The requests, sent and confirmed as visitors do it, and the counters of the days before."""
    shown = page(form.slug, "fr")
    assert shown is not None  # it has just been opened
    visit = Visit(ip="203.0.113.21", user_agent="Firefox", has_worked=True)
    for told in REQUESTS:
        more = {name: value for name, value in told.items() if name not in {"address", "first_name"}}
        wish = Wish(told["address"], (), told.get("first_name", ""), "fr", answers=more)
        ask(page=shown, wish=wish, visit=visit)
    for letter in Letter.objects.filter(to__in=[one["address"] for one in REQUESTS[:2]]):
        link = LINK.search((letter.content or {})["facts"]["link"])
        if link:
            confirmation.confirm(token=link[1], network={"ip": "203.0.113.21"})
    for back, (seen, started, sent, confirmed) in enumerate(WEEK, start=1):
        day = timezone.localdate() - timedelta(days=back)
        count(form.pk, day, seen=seen, started=started, asked=sent, sent=sent, confirmed=confirmed)
    for code, stopped, overcome in (("address", 6, 4), ("organisation", 5, 3), ("last_name", 3, 3)):
        for _time in range(stopped):
            stumble(form.pk, [code], is_overcome=False)
        for _time in range(overcome):
            stumble(form.pk, [code], is_overcome=True)
