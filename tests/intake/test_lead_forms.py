"""A visitor asks for a trial: told before, confirmed by its owner, kept with the version they saw, and answered."""

import hashlib

import pytest
from django.db import IntegrityError, connection
from django.db.utils import ProgrammingError
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accord.audit.models import Entry
from accord.consent.models import ConsentEvent, Permission
from accord.contacts.actions import admit
from accord.contacts.admission import Identity, NewAcquisition, NewPoint
from accord.contacts.models import ContactPoint, Person
from accord.intake import actions, forgetting, pages
from accord.intake.models import Form, FormField, FormPurpose, FormVersion, PendingRequest, Submission
from accord.lib.actor import SYSTEM
from accord.outbox.models import Letter
from accord.register.models import Notice, NoticeVersion, Purpose, Recipient
from accord.sales.models import Lead
from tests.intake.conftest import confirm, filled, may_write, question, token_of

NIR = "2 85 05 75 999 001 97"

# From the visitor to the lead


def test_asking_for_a_trial_makes_nobody_before_the_address_is_confirmed(
    visitor: Client, trial: Form
) -> None:
    answer = visitor.post("/f/essai/", filled())
    assert answer.status_code == 200 and not answer.cookies
    pending = PendingRequest.objects.get()
    assert pending.answers["organisation"] == "Menuiserie Caron" and pending.answers["headcount"] == "10-49"
    assert pending.form_version_id == FormVersion.objects.get(form=trial, language="fr").pk
    assert not Person.objects.exists() and not Lead.objects.exists() and not Submission.objects.exists()
    said = Letter.objects.get().content["facts"]  # type: ignore[index]
    assert said["is_request"] and said["form_title"] == "Demander un essai" and said["words"] == []


def test_confirming_completes_the_person_keeps_the_submission_and_opens_the_lead(
    visitor: Client, trial: Form
) -> None:
    visitor.post("/f/essai/", filled())
    confirm()
    person = Person.objects.get()
    assert (person.first_name, person.last_name, person.job) == ("Ada", "Caron", "Gérante")
    points = {point.kind: point for point in person.contact_points.all()}
    assert points["email"].confirmed_at and not points["phone"].confirmed_at
    assert points["phone"].value == "+33199001234"
    submission = Submission.objects.get()
    assert (submission.person, submission.form_version.language) == (person, "fr")
    told = {one["label"]: one["value"] for one in submission.answers}
    assert told["Effectif"] == "10 à 49" and told["Votre question"] == "Combien de postes ?"
    lead = Lead.objects.get()
    assert (lead.person, lead.form_id, lead.submission_id) == (person, trial.pk, submission.pk)
    assert (lead.organisation_name, lead.headcount, lead.message) == (
        "Menuiserie Caron",
        "10-49",
        "Combien de postes ?",
    )
    assert lead.acquisition_id == person.acquisitions.get().pk
    assert not PendingRequest.objects.exists() and not ConsentEvent.objects.exists()


def test_a_second_click_opens_no_second_lead(visitor: Client, trial: Form) -> None:
    visitor.post("/f/essai/", filled())
    token = confirm()
    visitor.post(f"/c/{token}/", {"answer": "yes"})
    assert (Lead.objects.count(), Submission.objects.count(), Person.objects.count()) == (1, 1, 1)


def test_a_request_of_somebody_known_is_a_new_lead_and_overwrites_nothing(
    visitor: Client, trial: Form
) -> None:
    source = NewAcquisition("in_person", "Salon", timezone.now(), informed_at=timezone.now())
    points = [NewPoint("email", "ada@menuiserie.example", "professional")]
    known = admit(actor=SYSTEM, acquisition=source, identity=Identity("Adèle", ""), points=points)
    visitor.post("/f/essai/", filled())
    confirm()
    known.refresh_from_db()
    assert (known.first_name, known.last_name, known.job) == ("Adèle", "Caron", "Gérante")
    assert known.contact_points.filter(kind="phone").exists()
    assert Lead.objects.get().person == known


def test_whoever_is_registered_for_everything_still_gets_the_letter_of_a_new_request(
    visitor: Client, trial: Form, purposes: list[Purpose]
) -> None:
    both = [str(purposes[1].pk), f"{purposes[1].pk}:phone"]
    visitor.post("/f/essai/", filled(purposes=both))
    confirm()
    Letter.objects.all().delete()
    with connection.cursor() as cursor:
        cursor.execute("UPDATE intake_quota SET free_at = NULL, count = 0")
    visitor.post("/f/essai/", filled(purposes=both))
    assert Letter.objects.get().service == "confirm-your-address"


def test_boxes_are_apart_from_the_request_and_each_channel_has_its_own(
    visitor: Client, trial: Form, purposes: list[Purpose]
) -> None:
    page = visitor.get("/f/essai/")
    assert "checked" not in page.text and f'value="{purposes[1].pk}:phone"' in page.text
    visitor.post("/f/essai/", filled(purposes=[f"{purposes[1].pk}:phone"]))
    confirm()
    said = list(ConsentEvent.objects.order_by("pk").values_list("channel", "state"))
    assert said == [("phone", "requested"), ("phone", "given")]
    email, phone = (ContactPoint.objects.get(kind=kind) for kind in ("email", "phone"))
    assert not may_write(email.pk, purposes[1])
    assert Permission.objects.get().contact_point_id == phone.pk
    assert Submission.objects.get().boxes == [f"{purposes[1].pk}:phone"]


def test_a_box_for_calls_without_a_number_says_nothing(
    visitor: Client, trial: Form, purposes: list[Purpose]
) -> None:
    visitor.post("/f/essai/", filled(purposes=[f"{purposes[1].pk}:phone"], phone=""))
    confirm()
    assert not ConsentEvent.objects.exists() and Lead.objects.exists()


def test_a_partner_has_a_box_of_its_own_with_its_name_in_the_words(
    visitor: Client, trial: Form, purposes: list[Purpose]
) -> None:
    partner = Recipient.objects.create(
        code="vial", name="Cartonnerie Vial", kind="partner", what_for_fr="Offres"
    )
    purposes[0].recipients.add(partner)
    actions.add_box(actor=SYSTEM, form=trial, purpose=purposes[0], channel="email", recipient=partner)
    actions.publish(actor=SYSTEM, form=trial)
    visitor.post("/f/essai/", filled(purposes=[f"{purposes[0].pk}:email:{partner.pk}"]))
    confirm()
    events = ConsentEvent.objects.order_by("pk")
    assert {event.recipient_id for event in events} == {partner.pk}
    version = FormVersion.objects.filter(form=trial, language="fr").first()
    assert version and "Cartonnerie Vial" in version.definition["boxes"][2]["words"]


def test_what_was_answered_is_erased_with_the_request_nobody_confirmed(visitor: Client, trial: Form) -> None:
    visitor.post("/f/essai/", filled())
    PendingRequest.objects.update(expires_at=timezone.now())
    forgetting.forget_requests()
    assert not PendingRequest.objects.exists()
    assert "Menuiserie" not in str(list(Letter.objects.values_list("content", flat=True)))


def test_the_questions_after_the_click_join_the_submission_and_the_lead_once(
    visitor: Client, trial: Form
) -> None:
    visitor.post("/f/essai/", filled())
    letter = Letter.objects.get()
    page = visitor.post(f"/c/{token_of(letter)}/", {"answer": "yes"})
    more = page.context["more"]
    assert "Nombre de postes" in page.text
    for number in ("12", "99"):
        answer = visitor.post(
            f"/c/{token_of(letter)}/",
            {"answer": "more", "more": more, "nombre_de_postes": number, "lang": "fr"},
        )
        assert answer.status_code == 200
    assert {
        "code": "nombre_de_postes",
        "label": "Nombre de postes",
        "value": "12",
    } in Submission.objects.get().answers
    assert [one["value"] for one in Lead.objects.get().answers if one["code"] == "nombre_de_postes"] == ["12"]
    forged = visitor.post(f"/c/{token_of(letter)}/", {"answer": "more", "more": f"{more}x"})
    assert forged.templates[0].name == "intake/gone.html"


def test_the_address_is_corrected_and_the_answers_follow(visitor: Client, trial: Form) -> None:
    first = visitor.post("/f/essai/", filled(address="adda@menuiserie.example"))
    again = first.text.split('name="again" value="')[1].split('"')[0]
    visitor.post("/f/essai/", {"again": again, "address": "ada@menuiserie.example", "lang": "fr"})
    pending = PendingRequest.objects.get()
    assert (pending.address, pending.answers["organisation"]) == (
        "ada@menuiserie.example",
        "Menuiserie Caron",
    )


@pytest.mark.parametrize("known", [False, True])
def test_a_request_costs_the_same_statements_for_a_known_address(
    visitor: Client, trial: Form, known: bool
) -> None:
    if known:
        visitor.post("/f/essai/", filled())
        confirm()
        with connection.cursor() as cursor:
            cursor.execute("DELETE FROM intake_quota")
    visitor.post("/f/essai/", filled(address="bea@example.org"))
    with CaptureQueriesContext(connection) as seen:
        visitor.post("/f/essai/", filled())
    statements = [query for query in seen if "SAVEPOINT" not in query["sql"]]
    assert len(statements) == 3, [query["sql"][:90] for query in statements]


# What is refused


def test_an_optional_field_never_blocks_and_what_cannot_be_read_is_kept_as_typed(
    visitor: Client, trial: Form
) -> None:
    odd = filled(
        phone="le matin", date_envisagee="au printemps", job="", message="", headcount="", first_name=""
    )
    assert visitor.post("/f/essai/", odd).status_code == 200
    confirm()
    told = {one["code"]: one["value"] for one in Submission.objects.get().answers}
    assert (told["phone"], told["date_envisagee"]) == ("le matin", "au printemps")
    assert not ContactPoint.objects.filter(kind="phone").exists()


def test_a_required_field_says_what_is_missing_and_keeps_the_rest(visitor: Client, trial: Form) -> None:
    answer = visitor.post("/f/essai/", filled(organisation="", lang="fr"))
    assert answer.status_code == 422
    assert "«\u00a0Entreprise\u00a0»" in answer.text and 'value="Gérante"' in answer.text
    assert not PendingRequest.objects.exists()


@pytest.mark.parametrize(
    "name", ["first_name", "last_name", "organisation", "job", "message", "phone", "date_envisagee"]
)
def test_a_social_security_number_is_refused_in_any_field_and_never_stored(
    visitor: Client, trial: Form, name: str
) -> None:
    answer = visitor.post("/f/essai/", filled(**{name: f"{NIR}"}))
    assert answer.status_code == 422
    assert "sécurité sociale" in answer.text
    assert not PendingRequest.objects.exists() and not Letter.objects.exists()


def test_whoever_says_that_it_is_something_else_is_believed_and_that_is_noted_without_the_number(
    visitor: Client, trial: Form
) -> None:
    answer = visitor.post("/f/essai/", filled(message=f"Commande {NIR}", not_nir="1"))
    assert answer.status_code == 200
    entry = Entry.objects.get(verb="intake.nir.contested")
    assert entry.facts == {"fields": ["message"]}
    assert "2 85" not in str(entry.facts)


def test_the_answers_after_the_click_take_no_social_security_number_either(
    visitor: Client, trial: Form
) -> None:
    visitor.post("/f/essai/", filled())
    token = token_of(Letter.objects.get())
    more = visitor.post(f"/c/{token}/", {"answer": "yes"}).context["more"]
    answer = visitor.post(f"/c/{token}/", {"answer": "more", "more": more, "nombre_de_postes": NIR})
    assert answer.status_code == 422 and Submission.objects.get().completed_at is None


def test_a_field_without_a_reason_is_not_kept_whoever_writes_it(trial: Form, purposes: list[Purpose]) -> None:
    with pytest.raises(actions.NotAsked):
        question(trial, "Couleur préférée", reason_fr="  ")
    with pytest.raises(IntegrityError):
        FormField.objects.create(
            form=trial, code="x", kind="text", label_fr="X", reason_fr="", purpose=purposes[0]
        )


@pytest.mark.parametrize(
    "label", ["Numéro de sécurité sociale", "Votre santé", "Opinions politiques", "Civilité"]
)
def test_a_sensitive_field_is_refused_with_an_explanation(trial: Form, label: str) -> None:
    with pytest.raises(actions.NotAsked) as refused:
        question(trial, label)
    assert refused.value.name == "label_fr" and str(refused.value)


# Publishing


def test_a_version_never_changes_and_its_page_bears_its_fingerprint(trial: Form) -> None:
    version = FormVersion.objects.get(form=trial, language="fr")
    assert version.sha256 == hashlib.sha256(version.page.encode()).hexdigest()
    assert (
        "Menuiserie" not in version.page and "Demander un essai" in version.page and "<style>" in version.page
    )
    assert "<script" not in version.page
    with pytest.raises(ValueError, match="never deleted"):
        version.delete()


@pytest.mark.parametrize(
    "change", ["UPDATE intake_formversion SET page = ''", "DELETE FROM intake_formversion"]
)
def test_the_database_lets_nobody_change_what_was_published(trial: Form, change: str) -> None:
    with pytest.raises(ProgrammingError, match="permission denied"), connection.cursor() as cursor:
        cursor.execute(change)


def test_what_is_written_reaches_the_public_when_it_is_published_and_not_before(
    visitor: Client, trial: Form
) -> None:
    question(trial, "Votre secteur")
    assert "Votre secteur" not in visitor.get("/f/essai/").text
    old = visitor.get("/f/essai/").text
    assert actions.publish(actor=SYSTEM, form=trial) == 2
    assert "Votre secteur" in visitor.get("/f/essai/").text
    number = old.split('name="version" value="')[1].split('"')[0]
    answer = visitor.post("/f/essai/", filled(version=number))
    assert answer.status_code == 422 and 'value="Menuiserie Caron"' in answer.text
    assert not PendingRequest.objects.exists()


def test_a_notice_published_anew_makes_a_new_version_of_the_same_form(visitor: Client, trial: Form) -> None:
    read = trial.notice.versions.get(language="fr")
    NoticeVersion.objects.create(
        notice=trial.notice,
        number=4,
        language="fr",
        short="Autrement dit.",
        statements=read.statements,
        sha256="1" * 64,
        published_at=timezone.now(),
    )
    question(trial, "Un brouillon")
    page = visitor.get("/f/essai/?lang=fr")
    assert "Autrement dit." in page.text and "Un brouillon" not in page.text
    assert FormVersion.objects.filter(form=trial, language="fr").count() == 2
    visitor.get("/f/essai/?lang=fr")
    assert FormVersion.objects.filter(form=trial, language="fr").count() == 2


def test_a_field_that_serves_a_purpose_the_notice_does_not_tell_about_is_not_published(
    trial: Form, purposes: list[Purpose]
) -> None:
    field = question(trial, "Votre secteur")
    trial.notice.purposes.remove(field.purpose)
    with pytest.raises(actions.NotReady) as refused:
        actions.publish(actor=SYSTEM, form=trial)
    assert any("Votre secteur" in sentence for sentence in refused.value.missing)


def test_nobody_must_answer_for_a_purpose_they_may_refuse(trial: Form, purposes: list[Purpose]) -> None:
    question(trial, "Votre secteur", purpose=purposes[0], is_required=True)
    assert any("Votre secteur" in sentence for sentence in actions.what_is_missing(trial))


def test_a_telephone_number_is_not_asked_for_a_purpose_that_calls_nobody(
    trial: Form, purposes: list[Purpose]
) -> None:
    question(trial, "Portable", kind="phone", purpose=purposes[0])
    assert any("Portable" in sentence for sentence in actions.what_is_missing(trial))


def test_a_telephone_field_open_to_consumers_brings_its_sentence_and_its_box(
    trial: Form, purposes: list[Purpose], visitor: Client
) -> None:
    trial.boxes.filter(channel="phone").delete()
    Form.objects.filter(pk=trial.pk).update(sphere="personal")
    trial.refresh_from_db()
    assert any("L. 223-2" in sentence for sentence in actions.what_is_missing(trial))
    field = trial.fields.get(completes="phone")
    actions.change_field(actor=SYSTEM, field=field, values={"label_fr": "Votre téléphone"})
    box = trial.boxes.get(channel="phone")
    assert box.purpose == purposes[1]
    actions.publish(actor=SYSTEM, form=trial)
    page = visitor.get("/f/essai/?lang=fr").text
    assert "L. 223-2" in page and f'value="{purposes[1].pk}:phone"' in page and "checked" not in page
    actions.remove_box(actor=SYSTEM, box=box)
    with pytest.raises(actions.NotReady):
        actions.publish(actor=SYSTEM, form=trial)


def test_the_origin_of_a_visit_is_kept_only_where_the_notice_says_so(visitor: Client, trial: Form) -> None:
    visitor.post("/f/essai/", filled(utm_source="salon"))
    assert "_origin" not in PendingRequest.objects.get().answers
    Form.objects.filter(pk=trial.pk).update(origin_fields=["utm_source"])
    trial.refresh_from_db()
    assert any("campagne" in sentence for sentence in actions.what_is_missing(trial))
    read = trial.notice.versions.get(language="fr")
    for language, words in (("fr", "La campagne d’où vous venez."), ("en", "The campaign you come from.")):
        NoticeVersion.objects.create(
            notice=trial.notice,
            number=4,
            language=language,
            short=words,
            statements=read.statements,
            sha256="1" * 64,
            published_at=timezone.now(),
        )
    actions.publish(actor=SYSTEM, form=trial)
    PendingRequest.objects.all().delete()
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM intake_quota")
    page = visitor.get("/f/essai/?lang=fr&utm_source=salon&utm_campaign=x")
    assert 'name="utm_source" value="salon"' in page.text and "utm_campaign" not in page.text
    visitor.post("/f/essai/", filled(utm_source="salon", utm_campaign="x"))
    confirm()
    assert Submission.objects.get().origin == {"utm_source": "salon"}


def test_a_page_opened_before_forms_had_versions_gets_one_when_it_is_looked_at(
    trial_notice: Notice, purposes: list[Purpose], visitor: Client
) -> None:
    form = Form.objects.create(slug="ancienne", title_fr="Ancienne", notice=trial_notice, is_open=True)
    FormPurpose.objects.create(form=form, purpose=purposes[0])
    assert visitor.get("/f/ancienne/").status_code == 200
    assert FormVersion.objects.filter(form=form).count() == 2
    assert pages.page("ancienne", "en")
