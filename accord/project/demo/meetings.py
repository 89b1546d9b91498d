"""Bob's booking page: its notice, its form of four fields, its hours."""

from typing import Any

from accord.intake import actions, ready_made
from accord.intake.models import Form
from accord.lib.actor import SYSTEM
from accord.project.demo import trial
from accord.register.models import Notice
from accord.sales.booking import save_page
from accord.sales.models import BookingPage
from accord.staff.models import User

MORNING, AFTERNOON = ("09:00", "12:00"), ("14:00", "17:00")
_SAME = ("controller", "dpo", "recipients", "rights", "object", "complaint")  # as for a trial


def _mentions(language: str, own: dict[str, str]) -> dict[str, str]:
    return {**{code: trial.NOTICE[language]["mentions"][code] for code in _SAME}, **own}


NOTICE: dict[str, Any] = {
    "code": "rendez-vous",
    "name": "Rendez-vous",
    "article": "13",
    "purposes": ("essai",),
    "fr": {
        "title": "Ce que deviennent vos réponses",
        "short": (
            "Atelier Lumen utilise votre nom et votre adresse pour tenir ce rendez-vous et vous prévenir s’il change : "
            "ce sont les démarches que vous demandez (RGPD, art. 6-1-b). Notre équipe commerciale et notre hébergeur "
            "les lisent, dans l’Union européenne. Vous pouvez les voir, les corriger, les faire effacer, vous "
            "opposer : dpo@lumen.example.org, ou la CNIL."
        ),
        "mentions": _mentions(
            "fr",
            {
                "purposes": "Tenir le rendez-vous, y répondre : démarches précontractuelles (art. 6-1-b).",
                "retention": "Deux ans après le dernier échange. Sans confirmation : sept jours.",
                "withdraw": "Annuler le rendez-vous par le lien du message ; rien d’autre n’est accepté ici.",
                "obligation": "Nom et e-mail : sans eux, pas de rendez-vous. Le reste est facultatif.",
                "automated": "Aucune décision automatique.",
            },
        ),
    },
    "en": {
        "title": "What becomes of your answers",
        "short": (
            "Atelier Lumen uses your name and address to hold this meeting and to tell you if it changes: these are "
            "the steps you ask for (GDPR art. 6(1)(b)). Our sales team and our host read them, within the European "
            "Union. You can see, correct, erase them, and object: dpo@lumen.example.org, or the CNIL."
        ),
        "mentions": _mentions(
            "en",
            {
                "purposes": "Holding the meeting and answering: steps before a contract (art. 6(1)(b)).",
                "retention": "Two years after the last exchange. Not confirmed: seven days.",
                "withdraw": "Cancel the meeting by the link of the message; nothing else is accepted here.",
                "obligation": "Name and e-mail: without them, no meeting. The rest is optional.",
                "automated": "No automated decision.",
            },
        ),
    },
}
FORM: dict[str, Any] = {
    "slug": "rendez-vous",
    "title_fr": "Prendre rendez-vous",
    "title_en": "Book a meeting",
    "intro_fr": "Dites qui vous êtes ; un message vous demandera de confirmer, et le rendez-vous sera pris.",
    "intro_en": "Say who you are; a message will ask you to confirm, and the meeting is booked.",
    "button_fr": "Demander ce rendez-vous",
    "button_en": "Ask for this meeting",
    "sphere": Form.Sphere.PROFESSIONAL,
    "asks_first_name": False,
    "lifetime_days": 7,
}


def load(notice: Notice) -> None:
    """The form, open."""
    values = {**FORM, "notice": notice}
    form = ready_made.made(actor=SYSTEM, template="meeting", values=values, purposes=[])
    actions.open_form(actor=SYSTEM, form=form)


def open_page() -> None:
    """Bob is met on weekdays, half an hour each, by telephone."""
    bob = User.objects.get(email="bob@lumen.example.org")
    form = Form.objects.get(slug=FORM["slug"])
    hours = [[day, *stretch] for day in range(5) for stretch in (MORNING, AFTERNOON)]
    said = {
        "code": "bob-garnier",
        "form_id": form.pk,
        "hours": hours,
        "place": "par téléphone",
        "is_open": True,
    }
    save_page(actor=bob.actor, page=BookingPage(user=bob), **said)
