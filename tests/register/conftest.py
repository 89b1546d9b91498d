"""Atelier Lumen's register: a letter resting on consent, prospecting resting on legitimate interest, and a notice."""

from collections.abc import Callable
from typing import Any

import pytest

from accord.lib.actor import SYSTEM
from accord.register import actions
from accord.register.mentions import due
from accord.register.models import Controller, LegalBasis, Notice, NoticeVersion, Purpose, RetentionRule

Make = Callable[..., Any]
WORDS = "Je souhaite recevoir chaque mois la lettre d’Atelier Lumen."


@pytest.fixture
def controller(db: None) -> Controller:
    """A firm without a data protection officer."""
    return Controller.objects.create(
        name="Atelier Lumen",
        address="8 quai des Brumes\n29000 Quimper",
        email="donnees@lumen.example.org",
        sender_email="lettre@lumen.example.org",
        sender_name="Atelier Lumen",
    )


@pytest.fixture
def three_years(db: None) -> RetentionRule:
    """Kept three years from the last contact."""
    return RetentionRule.objects.create(
        code="prospects",
        label_fr="Trois ans après le dernier contact",
        amount=3,
        unit="years",
        start="last_contact",
        source="CNIL",
    )


@pytest.fixture
def declare(controller: Controller, three_years: RetentionRule) -> Make:
    """Declares a purpose in use: `declare("lettre")` rests on consent unless said otherwise."""

    def make(code: str, **fields: Any) -> Purpose:
        values = {"legal_basis": LegalBasis.CONSENT, "channels": ["email"], "state": "open", **fields}
        return Purpose.objects.create(
            code=code,
            controller=controller,
            retention=three_years,
            label_fr=code.capitalize(),
            description_fr=code,
            **values,
        )

    return make


@pytest.fixture
def letter(declare: Make) -> Purpose:
    """The monthly letter."""
    purpose: Purpose = declare("lettre")
    return purpose


@pytest.fixture
def prospecting(declare: Make) -> Purpose:
    """Offers to professionals."""
    purpose: Purpose = declare(
        "offres", legal_basis=LegalBasis.LEGITIMATE_INTEREST, interest_fr="Faire connaître nos logiciels."
    )
    return purpose


@pytest.fixture
def begin(controller: Controller) -> Make:
    """Begins a notice about some purposes; nothing is written in it."""

    def make(*purposes: Purpose, article: str = "13", code: str = "inscription") -> Notice:
        notice = Notice(code=code, name="Inscription", controller=controller, article=article)
        return actions.save(actor=SYSTEM, row=notice, links={"purposes": purposes})

    return make


def complete(notice: Notice, number: int, **changed: Any) -> NoticeVersion:
    """Everything the French draft owes, written; `changed` replaces some of the texts."""
    draft = notice.versions.get(number=number, language="fr")
    texts = {
        "title": "Vos données",
        "short": "Atelier Lumen utilise votre adresse pour vous écrire.",
        "mentions": {mention.code: {"text": f"Tout sur {mention.code}."} for mention in due(notice)},
        "statements": {
            purpose.code: WORDS for purpose in notice.purposes.filter(legal_basis=LegalBasis.CONSENT)
        },
    }
    return actions.write_version(actor=SYSTEM, version=draft, texts={**texts, **changed})


def publish(notice: Notice, **changed: Any) -> NoticeVersion:
    """The next version of `notice`, complete and published, in French."""
    number = actions.new_version(actor=SYSTEM, notice=notice)
    complete(notice, number, **changed)
    return actions.publish(actor=SYSTEM, notice=notice, number=number)[0]
