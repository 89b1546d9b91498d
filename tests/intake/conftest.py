"""What the tests of the door in stand on: a publisher, two purposes, a published notice, an open form."""

import re
import secrets
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from accord.consent import gate
from accord.intake import actions, confirmation, pages, signup
from accord.intake.models import Form, FormField, FormPurpose, Quota
from accord.intake.signup import Visit, Wish
from accord.lib import pow as work
from accord.lib.actor import SYSTEM
from accord.outbox.models import Letter
from accord.register.models import Channel, Controller, Notice, NoticeVersion, Purpose, RetentionRule

WORDS = {
    "lettre": "Je souhaite recevoir la lettre chaque mois.",
    "nouveautes": "Je souhaite recevoir les nouveautés.",
}
HOME = {"ip": "192.0.2.7", "user_agent": "Firefox", "has_worked": True}
LINK = re.compile(r"/c/([\w-]+)/")


@pytest.fixture(autouse=True)
def just_started(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every test meets a server that has read no page yet, and that looks at each change at once."""
    pages.forget()
    monkeypatch.setattr(pages, "FRESH", 0)


@pytest.fixture
def lumen(db: None) -> Controller:
    """Who asks."""
    return Controller.objects.create(
        name="Atelier Lumen",
        legal_form="SAS",
        address="8 quai des Brumes\n69000 Lyon",
        email="donnees@lumen.example.org",
        sender_email="lettre@lumen.example.org",
        sender_name="Atelier Lumen",
    )


@pytest.fixture
def purposes(lumen: Controller) -> list[Purpose]:
    """The monthly letter, and what is new."""
    kept = RetentionRule.objects.create(
        code="prospects", label_fr="3 ans", amount=3, unit="years", start="last_contact", source="CNIL"
    )
    return [
        Purpose.objects.create(
            code=code,
            controller=lumen,
            retention=kept,
            label_fr=label,
            label_en=english,
            description_fr=label,
            legal_basis="consent",
            channels=["email"],
            state="open",
            position=place,
        )
        for place, (code, label, english) in enumerate(
            (
                ("lettre", "La lettre mensuelle", "The monthly letter"),
                ("nouveautes", "Les nouveautés", "What is new"),
            )
        )
    ]


@pytest.fixture
def notice(lumen: Controller, purposes: list[Purpose]) -> Notice:
    """A published notice, in French and English."""
    notice = Notice.objects.create(code="lettre", name="La lettre", controller=lumen)
    notice.purposes.set(purposes)
    for language in ("fr", "en"):
        NoticeVersion.objects.create(
            notice=notice,
            number=3,
            language=language,
            title="Ce que devient votre adresse",
            short="Atelier Lumen vous écrit ce que vous cochez, rien d’autre.",
            mentions={},
            statements=WORDS,
            sha256="0" * 64,
            published_at=timezone.now(),
        )
    return notice


@pytest.fixture
def form(notice: Notice, purposes: list[Purpose]) -> Form:
    """The open form."""
    form = Form.objects.create(
        slug="lettre",
        title_fr="Recevoir la lettre",
        title_en="Receive the letter",
        intro_fr="Choisissez.",
        notice=notice,
        is_open=True,
    )
    for place, purpose in enumerate(purposes):
        FormPurpose.objects.create(form=form, purpose=purpose, position=place)
    actions.publish(actor=SYSTEM, form=form)
    return form


@pytest.fixture
def letter_purpose(purposes: list[Purpose]) -> Purpose:
    """The monthly letter."""
    return purposes[0]


@pytest.fixture
def visitor() -> Client:
    """A browser without cookies, that checks CSRF as a real server does."""
    return Client(enforce_csrf_checks=True)


def typed(purposes: list[Purpose], address: str = "ada@example.org", /, **more: Any) -> dict[str, Any]:
    """What Ada's browser sends: the first box ticked, the work done."""
    challenge = work.challenge("lettre")
    return {
        "address": address,
        "first_name": "Ada",
        "purposes": [purposes[0].pk],
        "website": "",
        "challenge": challenge,
        "proof": work.solve(challenge),
        "lang": "fr",
        **more,
    }


Asking = Callable[..., str]


@pytest.fixture
def ask(form: Form, purposes: list[Purpose]) -> Asking:
    """Ask through the action; the token of the letter, "" when no confirmation letter left."""

    def asking(address: str = "ada@example.org", *chosen: Purpose, **visit: Any) -> str:
        page = pages.page("lettre", "fr")
        assert page
        before = set(Letter.objects.values_list("pk", flat=True))
        wish = Wish(address, tuple(one.pk for one in chosen or purposes[:1]), "Ada", "fr")
        signup.ask(page=page, wish=wish, visit=Visit(**{**HOME, "work": secrets.token_hex(4), **visit}))
        letter = Letter.objects.exclude(pk__in=before).first()
        return token_of(letter) if letter else ""

    return asking


def token_of(letter: Letter) -> str:
    """The secret in a confirmation letter."""
    link = (letter.content or {})["facts"].get("link", "")
    found = LINK.search(link)
    return found[1] if found else ""


def tokens() -> list[str]:
    """The secrets of all confirmation letters waiting, in order."""
    rows = Letter.objects.filter(service="confirm-your-address").order_by("created_at")
    return [token_of(letter) for letter in rows]


def later() -> None:
    """The windows of all limits are over."""
    Quota.objects.all().delete()


def may_write(address_point: int, purpose: Purpose) -> bool:
    """What the gate says for one address."""
    return gate.ask(address_point, purpose, Channel.EMAIL).permitted


# A request: the trial form


def question(form: Form, label: str, /, **more: Any) -> FormField:
    """One question, with a reason."""
    values = {
        "kind": "text",
        "label_fr": label,
        "reason_fr": "Pour vous répondre.",
        "purpose": Purpose.objects.get(code="essai"),
        **more,
    }
    return actions.add_field(actor=SYSTEM, form=form, values=values)


@pytest.fixture
def trial_notice(notice: Notice, purposes: list[Purpose]) -> Notice:
    """The notice also tells of answering a request; news may call those who agreed."""
    answering = Purpose.objects.create(
        code="essai",
        controller=notice.controller,
        retention=purposes[0].retention,
        label_fr="Répondre à une demande d’essai",
        description_fr="Ouvrir l’essai.",
        legal_basis="contract",
        channels=["email", "phone"],
        is_prospecting=False,
        state="open",
    )
    notice.purposes.add(answering)
    Purpose.objects.filter(code="nouveautes").update(channels=["email", "phone"])
    return notice


@pytest.fixture
def trial(trial_notice: Notice, purposes: list[Purpose]) -> Form:
    """The open trial form."""
    form = Form.objects.create(
        kind="lead",
        slug="essai",
        title_fr="Demander un essai",
        title_en="Ask for a trial",
        notice=trial_notice,
        sphere="professional",
    )
    question(form, "Prénom", completes="first_name")
    question(form, "Nom", completes="last_name", is_required=True)
    question(form, "E-mail professionnel", kind="email", completes="email")
    question(form, "Téléphone", kind="phone", completes="phone")
    question(form, "Entreprise", completes="organisation", is_required=True)
    question(form, "Fonction", completes="job")
    sizes = [{"value": "1-9", "fr": "1 à 9", "en": "1 to 9"}, {"value": "10-49", "fr": "10 à 49", "en": ""}]
    question(form, "Effectif", kind="choice", completes="headcount", options=sizes)
    question(form, "Date envisagée", kind="date")
    question(form, "Votre question", kind="long_text", completes="message")
    question(form, "Nombre de postes", kind="number", is_after=True)
    FormPurpose.objects.create(form=form, purpose=purposes[1], position=0)
    FormPurpose.objects.create(form=form, purpose=purposes[1], channel="phone", position=1)
    actions.open_form(actor=SYSTEM, form=form)
    return form


def filled(**more: Any) -> dict[str, Any]:
    """What Ada's browser sends."""
    challenge = work.challenge("essai")
    return {
        "address": "ada@menuiserie.example",
        "first_name": "Ada",
        "last_name": "Caron",
        "organisation": "Menuiserie Caron",
        "phone": "01 99 00 12 34",
        "job": "Gérante",
        "headcount": "10-49",
        "date_envisagee": "2027-03-01",
        "message": "Combien de postes ?",
        "challenge": challenge,
        "proof": work.solve(challenge),
        "lang": "fr",
        **more,
    }


def confirm() -> str:
    """The owner of the address presses the button; the secret of the letter."""
    letter = Letter.objects.filter(service="confirm-your-address").latest("created_at")
    token = token_of(letter)
    confirmation.confirm(token=token, network={})
    return token
