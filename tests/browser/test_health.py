"""The pages of health in a real browser, in the clinic of the demonstration: axe finds nothing, all fits."""

import re
import time
from collections.abc import Callable, Iterator

import pytest
from allauth.account.internal.flows.login import (
    _AUTHENTICATION_METHODS_USER_SESSION_KEY,
    AUTHENTICATION_METHODS_SESSION_KEY,
)
from django.conf import settings
from django.contrib.sessions.backends.db import SessionStore
from django.urls import reverse
from playwright.sync_api import Page

from accord.health.actions import own_log
from accord.health.actions.own_log import Counter
from accord.health.models import (
    AccessRequest,
    AuditEvent,
    BreakGlassGrant,
    FormIssue,
    FormReading,
    Patient,
    Questionnaire,
    RelatedPerson,
)
from accord.project.demo import care
from accord.register.models import Controller
from accord.staff.models import User
from tests.browser.conftest import DESKTOP, PHONE, Visit

BOTH = pytest.mark.django_db(transaction=True, databases=["default", "health"])
SCREENS = ((DESKTOP, "light", "fr"), (PHONE, "dark", "en"))


@pytest.fixture
def clinic(transactional_db: None) -> Patient:
    """The clinic of the demonstration, and the patient whose form was accepted."""
    Controller.objects.create(
        name="Atelier Lumen (fictif)", address="8 quai des Brumes", email="a@example.org"
    )
    care.load()
    return AccessRequest.objects.get().patient


def of(name: str, *args: object) -> str:
    return reverse(f"health:{name}", args=args)


def of_the_desk(patient: Patient) -> Iterator[str]:
    """What Maud uses all day."""
    waiting = FormReading.objects.filter(status="in-progress")
    pad, read = waiting.get(issue__patient=None), waiting.exclude(issue__patient=None).get()
    out = FormIssue.objects.filter(state="handed").first()
    yield from (of(name) for name in ("patients", "new_patient", "take_in", "by_number", "forms"))
    yield from (
        of(name, patient.pk) for name in ("patient", "edit_patient", "new_stay", "new_related", "hand_log")
    )
    yield from (of("match", pad.issue_id), of("reading", read.pk), of("back", out.pk), of("enter", out.pk))
    yield of("hand", FormIssue.objects.exclude(patient=None).first().pk)


def of_the_records(patient: Patient) -> Iterator[str]:
    """What Ida compares, looks for and answers."""
    asked = AccessRequest.objects.get()
    yield from (of(name) for name in ("requests", "retention"))
    names = ("choices", "documents", "new_document", "new_request", "log", "record_end", "merge")
    yield from (of(name, patient.pk) for name in names)
    yield from (
        of("new_choice", patient.pk, "research"),
        of("request", asked.pk),
        of("refuse_request", asked.pk),
    )
    yield of("request_line", asked.lines.first().pk)
    yield of("document", asked.lines.exclude(document=None).first().document_id)
    yield from (of("reading", one.pk) for one in FormReading.objects.exclude(issue__patient=None))


def of_the_house(_patient: Patient) -> Iterator[str]:
    """What the administrator and the referent decide and watch."""
    yield from (
        of(name) for name in ("house", "new_service", "new_practitioner", "declare", "rules", "systems")
    )
    grant = BreakGlassGrant.objects.get()
    yield from (of("form"), of("wording", Questionnaire.objects.first().pk), of("emergencies"), of("journal"))
    yield of("review_emergency", grant.pk)


def with_two_factors(page: Page, who: User) -> None:
    """This browser signed in with a code too."""
    key = next(one["value"] for one in page.context.cookies() if one["name"] == settings.SESSION_COOKIE_NAME)
    session = SessionStore(session_key=key)
    session[_AUTHENTICATION_METHODS_USER_SESSION_KEY] = str(who.pk)
    session[AUTHENTICATION_METHODS_SESSION_KEY] = [{"method": "mfa", "at": time.time(), "type": "totp"}]
    session.save()


@BOTH
def test_every_page_of_health_is_accessible_and_fits(
    visit: Visit, accessible: Callable[[Page], None], clinic: Patient, alice: User
) -> None:
    maud, ida = (User.objects.get(email=f"{name}@lumen.example.org") for name in ("maud", "ida"))
    User.objects.filter(pk=alice.pk).update(roles=["administrator", "dpo"])
    for who, addresses in ((maud, of_the_desk), (ida, of_the_records), (alice, of_the_house)):
        for turn, (width, scheme, language) in enumerate(SCREENS):
            User.objects.filter(pk=who.pk).update(language=language)
            page = visit("/me/", who=who, width=width, language=language)
            with_two_factors(page, who)
            page.emulate_media(color_scheme=scheme)
            for number, address in enumerate(addresses(clinic)):
                page.goto(address)
                assert page.url.endswith(address)
                if number % 2 == turn:  # each page is asked of axe once, half of them small and dark
                    accessible(page)
                assert page.evaluate("document.documentElement.scrollWidth") <= width["width"], address


@BOTH
def test_a_patient_reads_their_own_log_on_a_telephone(
    visit: Visit, accessible: Callable[[Page], None], clinic: Patient
) -> None:
    actor = User.objects.get(email="maud@lumen.example.org").actor
    code = own_log.make(actor=actor, patient=clinic, at=Counter("patient", "document"))[1]
    page = visit(of("own_log_enter"), width=PHONE, scripts=False)
    page.locator("[name=code]").fill(code)
    page.locator("[name=born_on]").fill(clinic.traits.born_on.isoformat())
    page.get_by_role("button", name="Ouvrir").click()
    page.get_by_text("se ferme d’elle-même").wait_for()
    assert page.locator("main li").count() > 3
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]


@BOTH
def test_an_emergency_is_opened_seen_at_once_in_the_menu_and_reviewed(
    visit: Visit, clinic: Patient, alice: User
) -> None:
    karim = User.objects.get(email="karim@lumen.example.org")
    User.objects.filter(pk=alice.pk).update(roles=["dpo"])
    closed = next(one for one in Patient.objects.all() if one.traits.birth_name == "PIVOINE")
    page = visit("/me/", who=karim, width=PHONE, expecting="status of 403")
    with_two_factors(page, karim)
    page.goto(of("patient", closed.pk))
    page.get_by_role("link", name="L’ouvrir en urgence").click()
    page.locator("[name=code]").fill(care.code_of(karim.email))
    page.locator("[name=code]").press("Enter")
    page.locator("[name=reason]").fill("Malaise dans le couloir, traitement inconnu.")
    page.get_by_role("button", name="Ouvrir le dossier").click()
    page.get_by_role("heading", name=closed.traits.shown).wait_for()
    page.get_by_text("Malaise dans le couloir").wait_for()
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]

    page = visit("/me/", who=alice)
    with_two_factors(page, alice)
    page.goto(of("emergencies"))  # one waits since the demonstration began
    entry = page.get_by_role("link", name=re.compile(r"Accès d’urgence.*2", re.DOTALL))
    entry.first.wait_for()
    page.get_by_role("row", name=re.compile("Malaise")).get_by_role("link", name="Revoir cet accès").click()
    page.get_by_label("non justifié").check()
    page.locator("[name=words]").fill("Le médecin de garde était dans le service voisin.")
    page.get_by_role("button", name="Enregistrer").click()
    page.get_by_role("link", name="Écrire les suites").click()
    page.locator("[name=words]").fill("Rappel des règles fait au praticien.")
    page.get_by_role("button", name="Enregistrer").click()
    page.get_by_text("Rappel des règles fait au praticien.").wait_for()
    page.get_by_role("link", name=re.compile(r"Accès d’urgence.*1", re.DOTALL)).first.wait_for()
    assert "PIVOINE" not in page.content()


@BOTH
def test_the_desk_sees_a_number_on_demand_alone_and_notes_a_proof(visit: Visit, clinic: Patient) -> None:
    maud, number = User.objects.get(email="maud@lumen.example.org"), "2 85 05 75 999 001 97"
    patient = next(one for one in Patient.objects.all() if one.traits.birth_name == "MARGUERITE")
    page = visit("/me/", who=maud)
    with_two_factors(page, maud)
    page.goto(of("patient", patient.pk))
    page.get_by_role("button", name="Afficher").first.wait_for()
    assert number not in page.content()
    page.get_by_role("button", name="Afficher").first.click()
    page.get_by_text(number).wait_for()
    assert "285057599900197" not in page.url
    assert AuditEvent.objects.filter(action="number.revealed", patients=[patient.pk]).count() == 1
    page.get_by_role("link", name="Revenir au patient").click()
    page.get_by_role("link", name="Nommer quelqu’un").click()
    page.locator("[name=kind]").select_option("parent")
    page.locator("[name=name]").fill("Basile Marguerite")
    page.get_by_role("button", name="Enregistrer").click()
    page.get_by_text("justificatif à voir").wait_for()
    page.goto(of("proof", RelatedPerson.objects.get(patient=patient).pk))
    page.get_by_text("Basile Marguerite, ").wait_for()
    page.locator("[name=proof]").first.check()
    page.get_by_role("button", name="Enregistrer").click()
    page.get_by_text("justificatif vu", exact=True).wait_for()
    assert RelatedPerson.objects.get(patient=patient).proof
