"""Forms ready to use, in both languages, each field with its reason: the trial request, the meeting."""

from collections.abc import Mapping
from typing import Any

from django.db import transaction

from accord.audit.actions import record
from accord.contacts.models import Organisation
from accord.intake.actions import create_form
from accord.intake.fields import add_box, add_field
from accord.intake.models import Form
from accord.lib.actor import Actor
from accord.register.models import Channel, LegalBasis, Notice, Purpose

Texts = tuple[str, str]


def _field(
    label: Texts, reason: Texts, completes: str = "", kind: str = "text", **more: Any
) -> dict[str, Any]:
    worded: dict[str, Texts] = {"label": label, "reason": reason}
    worded |= {name: more.pop(name) for name in ("heading", "help") if name in more}
    texts = {
        f"{name}_{code}": text
        for name, both in worded.items()
        for code, text in zip(("fr", "en"), both, strict=True)
    }
    return {"completes": completes, "kind": kind, **texts, **more}


def _options(*both: Texts) -> list[dict[str, str]]:
    return [
        {"value": str(place), "fr": french, "en": english}
        for place, (french, english) in enumerate(both, start=1)
    ]


_BANDS: tuple[tuple[str, Texts], ...] = (
    (Organisation.Headcount.NONE, ("Aucun salarié", "No employee")),
    (Organisation.Headcount.B1, ("1 à 9", "1 to 9")),
    (Organisation.Headcount.B10, ("10 à 49", "10 to 49")),
    (Organisation.Headcount.B50, ("50 à 249", "50 to 249")),
    (Organisation.Headcount.B250, ("250 à 4 999", "250 to 4,999")),
    (Organisation.Headcount.B5000, ("5 000 et plus", "5,000 and more")),
)
_WHO: Texts = ("Pour savoir à qui nous répondons.", "To know whom we answer.")
TRIAL: tuple[dict[str, Any], ...] = (
    _field(("Prénom", "First name"), _WHO, "first_name", heading=("Vous", "You")),
    _field(("Nom", "Name"), _WHO, "last_name", is_required=True),
    _field(
        ("E-mail professionnel", "Work e-mail"),
        ("Pour ouvrir l’essai et vous répondre.", "To open the trial and answer you."),
        "email",
        "email",
        is_required=True,
    ),
    _field(
        ("Téléphone", "Telephone"),
        ("Pour vous rappeler au sujet de cette demande.", "To call you back about this request."),
        "phone",
        "phone",
    ),
    _field(
        ("Entreprise", "Company"),
        ("Pour créer l’espace d’essai à son nom.", "To open the trial space in its name."),
        "organisation",
        is_required=True,
        heading=("Votre entreprise", "Your company"),
    ),
    _field(
        ("Fonction", "Job"),
        ("Pour vous montrer les écrans de votre métier.", "To show you the screens of your trade."),
        "job",
    ),
    _field(
        ("Effectif", "Headcount"),
        ("Pour régler le nombre d’accès.", "To set the number of seats."),
        "headcount",
        "choice",
        options=[{"value": str(band), "fr": french, "en": english} for band, (french, english) in _BANDS],
    ),
    _field(
        ("Secteur", "Sector"),
        ("Pour choisir les exemples de l’essai.", "To choose the examples of the trial."),
        kind="choice",
        options=_options(
            ("Menuiserie", "Joinery"),
            ("Textile", "Textile"),
            ("Imprimerie", "Printing"),
            ("Métal", "Metal"),
            ("Autre", "Other"),
        ),
    ),
    _field(
        ("Votre question", "Your question"),
        ("Pour y répondre.", "To answer it."),
        "message",
        "long_text",
        heading=("Votre projet", "Your project"),
        help=(
            "N’écrivez rien sur votre santé ni de numéro de sécurité sociale.",
            "Write nothing about your health, and no social security number.",
        ),
    ),
    _field(
        ("Où en êtes-vous ?", "Where do you stand?"),
        ("Pour savoir si vous voulez une démonstration.", "To know whether you want a demonstration."),
        kind="choice",
        is_after=True,
        options=_options(
            ("Je découvre", "I am looking around"),
            ("Je compare", "I am comparing"),
            ("Je suis prêt", "I am ready"),
        ),
    ),
    _field(
        ("Date envisagée", "Planned date"),
        ("Pour vous proposer un calendrier.", "To suggest a calendar."),
        kind="date",
        is_after=True,
    ),
)


MEETING: tuple[dict[str, Any], ...] = (
    _field(("Prénom", "First name"), _WHO, "first_name"),
    _field(("Nom", "Name"), _WHO, "last_name", is_required=True),
    _field(
        ("E-mail", "E-mail"),
        (
            "Pour confirmer le rendez-vous et vous prévenir s’il change.",
            "To confirm the meeting, and if it changes.",
        ),
        "email",
        "email",
        is_required=True,
    ),
    _field(
        ("De quoi voulez-vous parler ?", "What would you like to talk about?"),
        ("Pour préparer le rendez-vous.", "To prepare the meeting."),
        "message",
        "long_text",
        help=(
            "N’écrivez rien sur votre santé ni de numéro de sécurité sociale.",
            "Write nothing about your health, and no social security number.",
        ),
    ),
)
FIELDS = {"trial": TRIAL, "meeting": MEETING}


class NoPurpose(ValueError):
    """The notice covers no purpose under which a request is answered."""


def answering_purpose(notice: Notice) -> Purpose | None:
    """The purpose under which a request is answered: the first of the notice that does not rest on consent."""
    open_ = notice.purposes.filter(state=Purpose.State.OPEN).exclude(legal_basis=LegalBasis.CONSENT)
    return open_.order_by("is_prospecting", "position", "pk").first()


@transaction.atomic
def made(*, actor: Actor, template: str, values: Mapping[str, Any], purposes: list[Purpose]) -> Form:
    """A form made of `template`, one of FIELDS, closed. `values`: as for `create_form`. Raises NoPurpose.

    Each box for letters of a purpose that also telephones has a box of its own for calls.
    """
    purpose = answering_purpose(values["notice"])
    if purpose is None:
        raise NoPurpose
    form = create_form(actor=actor, values={**values, "kind": Form.Kind.LEAD}, purposes=purposes)
    for field in FIELDS[template]:
        add_field(actor=actor, form=form, values={**field, "purpose": purpose})
    for one in purposes:
        if Channel.PHONE in one.channels:
            add_box(actor=actor, form=form, purpose=one, channel=Channel.PHONE)
    record(actor=actor, verb="intake.form.made_ready", about=form, facts={"template": template})
    return form
