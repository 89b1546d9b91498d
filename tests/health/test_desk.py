"""The admissions desk and the professionals: whom they find, what they read, and what the journal keeps of it."""

from datetime import date, timedelta
from uuid import uuid4

import pytest
from django.urls import reverse
from django.utils import timezone

from accord.health.actions.stays import join, open_stay
from accord.health.models import (
    AuditEvent,
    DocumentReference,
    Encounter,
    Patient,
    Practitioner,
    RelatedPerson,
)
from accord.staff.roles import CAPABILITIES, Role

PATIENTS = "/health/patients/"
LIKE_ONE = "2 85 05 75 999 001 97"
TYPED = {
    "birth_name": "CASTOR",
    "first_names": "Ondine Lou",
    "born_on": "1985-05-12",
    "sex": "female",
    "birth_place": "75999",
    "identity_status": "FICT",
}


@pytest.fixture
def nurse(karim) -> Practitioner:
    """Karim as a professional."""
    return Practitioner.objects.create(user_id=karim.pk, name="Karim", job="60")


def last() -> AuditEvent:
    return AuditEvent.objects.latest("id")


# The door


def test_a_password_alone_opens_nothing_of_health(signed_in, maud, ondine) -> None:
    client = signed_in(maud)
    for address in (PATIENTS, f"{PATIENTS}{ondine.pk}/", f"{PATIENTS}new/"):
        answer = client.get(address)
        assert "deux preuves" in answer.content.decode()
        assert "ondine" not in answer.content.decode().lower()
    assert client.post(f"{PATIENTS}new/", TYPED).status_code == 200
    assert Patient.objects.count() == 1


def test_a_second_factor_that_was_not_used_in_this_session_is_asked_for(two_factors, signed_in, maud) -> None:
    two_factors(maud)
    answer = signed_in(maud).get(PATIENTS)
    assert answer.status_code == 302
    assert answer.headers["Location"].startswith("/account/2fa/reauthenticate/")


def test_the_code_given_diane_is_where_she_was_going(two_factors, signed_in, colleague) -> None:
    diane = colleague("Diane", Role.DPO)
    two_factors(diane)
    asked = signed_in(diane).get("/health/emergencies/").headers["Location"]
    assert asked == "/account/2fa/reauthenticate/?next=%2Fhealth%2Femergencies%2F"


@pytest.mark.parametrize("role", [Role.ADMINISTRATOR, Role.MARKETING, Role.SALES, Role.READER, Role.DPO])
def test_no_role_of_the_rest_opens_a_patient(role) -> None:
    assert not CAPABILITIES[role] & {
        "health.find",
        "health.register",
        "health.care",
        "health.merge",
        "health.nir",
    }


def test_nothing_of_health_is_kept_by_the_browser(desk, ondine) -> None:
    assert "no-store" in desk.get(f"{PATIENTS}{ondine.pk}/").headers["Cache-Control"]


# Registering


def test_maud_registers_a_patient_and_a_stay(desk, ward) -> None:
    answer = desk.post(f"{PATIENTS}new/", TYPED, follow=True)
    assert "Ondine CASTOR" in answer.content.decode()
    patient = Patient.objects.get()
    assert patient.traits.born_on == date(1985, 5, 12)
    arrival = timezone.localtime().strftime("%Y-%m-%dT%H:%M")
    stay = {"service": ward.pk, "kind": "IMP", "starts_at": arrival, "number": "S-1"}
    assert (
        "Cardiologie" in desk.post(f"{PATIENTS}{patient.pk}/stays/new/", stay, follow=True).content.decode()
    )
    assert Encounter.objects.get().status == "in-progress"


def test_somebody_who_may_already_be_here_is_shown_first(desk, ondine) -> None:
    answer = desk.post(f"{PATIENTS}new/", TYPED)
    assert "peut-être déjà enregistrée" in answer.content.decode()
    assert Patient.objects.count() == 1
    desk.post(f"{PATIENTS}new/", {**TYPED, "sure": "yes"})
    assert Patient.objects.count() == 2


@pytest.mark.parametrize(
    ("field", "value"),
    [("born_on", "2985-05-12"), ("born_on", "demain"), ("birth_place", "Paris"), ("birth_name", ""), ("sex", "x"),
     ("identity_status", "QUAL")],
)  # fmt: skip
def test_bad_input_is_told_beside_the_field_and_nothing_is_written(desk, field, value) -> None:
    answer = desk.post(f"{PATIENTS}new/", {**TYPED, field: value})
    assert answer.status_code == 422
    assert answer.context["form"].errors[field]
    assert not Patient.objects.exists()


def test_a_correction_says_which_fields_changed_and_not_what_they_held(desk, ondine) -> None:
    desk.post(f"{PATIENTS}{ondine.pk}/edit/", {**TYPED, "phone": "01 99 00 12 34"})
    assert Patient.objects.get().traits.phone == "01 99 00 12 34"
    event = AuditEvent.objects.get(action="patient.corrected")
    assert event.facts == {"fields": ["phone"]}


def test_two_stays_do_not_share_a_number(desk, ondine, ward, maud) -> None:
    open_stay(actor=maud.actor, patient=ondine, service=ward, starts_at=timezone.now(), number="S-1")
    stay = {"service": ward.pk, "kind": "IMP", "starts_at": "2026-11-26T08:00", "number": "S-1"}
    answer = desk.post(f"{PATIENTS}{ondine.pk}/stays/new/", stay)
    assert answer.status_code == 422


def test_the_menu_says_that_a_stay_belongs_to_the_patients(desk, ondine, ward, maud) -> None:
    stay = open_stay(actor=maud.actor, patient=ondine, service=ward, starts_at=timezone.now())
    menu = desk.get(f"/health/stays/{stay.pk}/").content.decode().partition("</aside>")[0]
    assert 'href="/health/patients/" aria-current="page"' in menu


def test_a_stay_that_ends_ends_the_places_in_its_care_team(desk, ondine, ward, maud, nurse) -> None:
    stay = open_stay(
        actor=maud.actor, patient=ondine, service=ward, starts_at=timezone.now() - timedelta(days=2)
    )
    member = join(actor=maud.actor, stay=stay, practitioner=nurse, starts_at=stay.starts_at)
    said = {"service": ward.pk, "status": "finished"}
    start, end = (
        timezone.localtime(at).strftime("%Y-%m-%dT%H:%M") for at in (stay.starts_at, timezone.now())
    )
    desk.post(f"/health/stays/{stay.pk}/", {**said, "starts_at": start, "ends_at": end})
    member.refresh_from_db()
    assert member.ends_at is not None
    assert (
        desk.post(f"/health/stays/{stay.pk}/", {**said, "starts_at": end, "ends_at": start}).status_code
        == 422
    )


# Finding


@pytest.mark.parametrize("typed", ["castor", "CAST", "Ondine cas", "lou castor", "càstor"])
def test_a_patient_is_found_by_the_beginning_of_their_names(desk, ondine, anselme, typed) -> None:
    page = desk.post(PATIENTS, {"name": typed}).content.decode()
    assert "Ondine CASTOR" in page
    assert "POLLUX" not in page


@pytest.mark.parametrize(
    "said", [{"name": "c"}, {"name": "castor pollux"}, {"born_on": "1985-05-13"}, {"stay": "S-9"}]
)
def test_nobody_is_found_by_what_does_not_hold(desk, ondine, anselme, said) -> None:
    assert desk.post(PATIENTS, said).context["found"].patients == []


def test_a_search_is_logged_with_whom_it_showed_and_without_what_was_typed(desk, ondine, maud) -> None:
    desk.post(PATIENTS, {"name": "Castor", "born_on": "1985-05-12"})
    event = last()
    assert (event.action, event.actor_name, event.actor_role) == ("patients.searched", "Maud", "admissions")
    assert event.patients == [ondine.pk]
    assert event.facts == {"by": ["name", "born"], "shown": 1}


def test_names_never_stand_in_an_address(desk, ondine) -> None:
    assert "CASTOR" not in desk.get(f"{PATIENTS}?name=castor").content.decode()


def test_a_protected_identity_is_found_by_its_stay_only(desk, admit, ward, maud) -> None:
    hidden = admit("SECRET", "Nadia", born_on=date(1990, 1, 1), is_protected=True)
    open_stay(actor=maud.actor, patient=hidden, service=ward, starts_at=timezone.now(), number="S-7")
    assert "SECRET" not in desk.post(PATIENTS, {"name": "secret"}).content.decode()
    assert "SECRET" in desk.post(PATIENTS, {"stay": "S-7"}).content.decode()
    assert "SECRET" not in desk.get(PATIENTS).content.decode()


def test_typing_in_the_name_of_a_protected_identity_tells_nothing(desk, admit) -> None:
    admit("CASTOR", "Ondine Lou", born_on=date(1985, 5, 12), is_protected=True)
    answer = desk.post(f"{PATIENTS}new/", TYPED)
    assert answer.status_code == 302


# Reading


def test_each_page_read_leaves_a_line(desk, ondine, maud) -> None:
    desk.get(f"{PATIENTS}{ondine.pk}/")
    event = last()
    assert (event.action, event.patients, event.purpose) == ("patient.read", [ondine.pk], "HOPERAT")
    assert (event.actor_id, event.outcome) == (str(maud.pk), "success")


def test_a_professional_reads_the_patients_they_care_for_and_no_others(
    two_factors, karim, nurse, ondine, anselme, ward, maud
) -> None:
    stay = open_stay(actor=maud.actor, patient=ondine, service=ward, starts_at=timezone.now())
    member = join(actor=maud.actor, stay=stay, practitioner=nurse)
    browser = two_factors(karim)
    assert browser.get(f"{PATIENTS}{ondine.pk}/").status_code == 200
    assert last().purpose == "TREAT"
    refused = browser.get(f"{PATIENTS}{anselme.pk}/")
    assert refused.status_code == 403
    assert "POLLUX" not in refused.content.decode()
    assert (last().outcome, last().patients) == ("refused", [anselme.pk])
    member.ends_at = timezone.now()
    member.save()
    assert browser.get(f"{PATIENTS}{ondine.pk}/").status_code == 403


def test_an_unknown_patient_is_not_found(desk) -> None:
    assert desk.get(f"{PATIENTS}{uuid4()}/").status_code == 404


def test_a_record_that_cannot_be_opened_says_so_and_is_logged(desk, ondine, anselme) -> None:
    Patient.objects.filter(pk=ondine.pk).update(
        traits_sealed=Patient.objects.get(pk=anselme.pk).traits_sealed
    )
    answer = desk.get(f"{PATIENTS}{ondine.pk}/")
    assert answer.status_code == 503
    assert "ne peuvent pas être lues" in answer.content.decode()
    assert (last().outcome, last().entity_id) == ("failed", str(ondine.pk))


# Beside the patient


def test_a_parent_stands_for_a_child_once_their_proof_was_seen(desk, ondine) -> None:
    desk.post(f"{PATIENTS}{ondine.pk}/related/new/", {"kind": "parent", "name": "Paul Castor"})
    related = RelatedPerson.objects.get()
    assert b"Paul" not in bytes(related.who_sealed)
    assert desk.post(f"/health/related/{related.pk}/proof/", {"proof": "judgment"}).status_code == 422
    desk.post(f"/health/related/{related.pk}/proof/", {"proof": "parental"})
    related.refresh_from_db()
    assert (related.proof, related.proof_seen_by) == ("parental", "Maud")
    page = desk.get(f"{PATIENTS}{ondine.pk}/").content.decode()
    assert "Paul Castor" in page and "justificatif vu" in page


@pytest.mark.parametrize("number", ["2 85 05 75 999 001 97", "285057599900197", "1 85 05 2A 999 002 09"])
def test_a_number_of_the_social_security_typed_elsewhere_is_refused_and_not_shown_again(desk, number) -> None:
    answer = desk.post(f"{PATIENTS}new/", {**TYPED, "address": f"8 quai des Brumes, {number}"})
    assert answer.status_code == 422
    assert number not in answer.content.decode()
    assert not Patient.objects.exists()


def test_whoever_typed_it_may_say_that_it_is_none_and_the_journal_keeps_that_alone(records, ondine) -> None:
    address = reverse("health:new_document", args=[ondine.pk])
    typed = {"item": "p1.j", "system": "archives", "external_id": LIKE_ONE}
    page = records.post(address, typed)
    assert page.status_code == 422 and 'name="not_nir"' in page.content.decode()
    assert LIKE_ONE not in page.content.decode() and not DocumentReference.objects.exists()
    assert not AuditEvent.objects.filter(action="nir.contested").exists()
    assert records.post(address, typed | {"not_nir": "on"}).status_code == 302
    assert DocumentReference.objects.get().external_id == LIKE_ONE
    line = AuditEvent.objects.get(action="nir.contested")
    assert (line.actor_name, line.facts) == ("Ida", {"fields": ["external_id"]})


def test_saying_so_where_nothing_looks_like_one_leaves_no_line(records, ondine) -> None:
    address = reverse("health:new_document", args=[ondine.pk])
    records.post(address, {"item": "p1.j", "not_nir": "on"})
    assert DocumentReference.objects.exists()
    assert not AuditEvent.objects.filter(action="nir.contested").exists()


@pytest.mark.parametrize(
    ("name", "typed"),
    [
        ("new_patient", {"birth_name": LIKE_ONE, "first_names": "Line"}),
        ("patients", {"name": "", "stay": LIKE_ONE}),
    ],
)
def test_every_page_where_it_is_refused_lets_its_author_say_so(desk, name, typed) -> None:
    page = desk.post(reverse(f"health:{name}"), typed)
    assert page.status_code == 422 and 'name="not_nir"' in page.content.decode()


# What the administrator decides


def test_an_administrator_declares_services_and_professionals_and_sees_no_patient(
    two_factors, alice, karim, ondine
) -> None:
    browser = two_factors(alice)
    browser.post("/health/house/services/new/", {"code": "NEURO", "name": "Neurologie"})
    answer = browser.post(
        "/health/house/professionals/new/",
        {"user": karim.pk, "name": "Karim", "job": "60", "rpps": ""},
        follow=True,
    )
    page = answer.content.decode()
    assert "Neurologie" in page and "Karim" in page and "HDS" in page
    assert browser.get(PATIENTS).status_code == 403
    assert browser.get(f"{PATIENTS}{ondine.pk}/").status_code == 403
