"""Marc builds a form: what it asks and why, what is missing, what was published, how it does, and where it stands."""

import json
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.test import Client

from accord.intake import actions, ready_made, statistics
from accord.intake.models import FieldDay, Form, FormVersion, FunnelDay, PendingRequest, Submission
from accord.lib import pow as work
from accord.lib.actor import SYSTEM
from accord.register.models import Notice, Purpose
from accord.sales.models import Lead
from accord.staff.models import User
from accord.staff.roles import Role
from tests.conftest import as_owner
from tests.intake.conftest import confirm, filled, question

SignIn = Callable[[User], Client]


@pytest.fixture
def marc(colleague: Callable[..., User], signed_in: SignIn) -> Client:
    """Marc, marketing, at his desk."""
    return signed_in(colleague("Marc", Role.MARKETING))


def worded(**more: Any) -> dict[str, Any]:
    """What Marc types about one question."""
    purpose = Purpose.objects.get(code="essai").pk
    return {
        "label_fr": "Secteur",
        "reason_fr": "Pour choisir les exemples.",
        "kind": "text",
        "purpose": purpose,
        **more,
    }


def titles(form: Form) -> list[str]:
    """The questions in their order."""
    return list(form.fields.order_by("position", "pk").values_list("label_fr", flat=True))


# Building


def test_marc_adds_words_moves_and_takes_away_a_question(marc: Client, trial: Form) -> None:
    marc.post(f"/forms/{trial.pk}/fields/", worded())
    field = trial.fields.get(label_fr="Secteur")
    assert field.code == "secteur" and titles(trial)[-1] == "Secteur"
    marc.post(f"/forms/{trial.pk}/fields/{field.pk}/", worded(label_fr="Votre métier", is_required="on"))
    field.refresh_from_db()
    assert (field.label_fr, field.is_required, field.code) == ("Votre métier", True, "secteur")
    marc.post(f"/forms/{trial.pk}/fields/{field.pk}/move/", {"by": "-1"})
    assert titles(trial)[-2] == "Votre métier"
    ids = list(trial.fields.order_by("position").values_list("pk", flat=True))
    marc.post(f"/forms/{trial.pk}/fields/order/", {"block": ids[::-1]})
    assert titles(trial)[0] == "Nombre de postes"
    marc.post(f"/forms/{trial.pk}/fields/{field.pk}/drop/")
    assert "Votre métier" not in titles(trial)


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"reason_fr": ""}, "sans raison"),
        ({"label_fr": "Votre numéro de sécurité sociale"}, "2019-341"),
        ({"label_fr": "Votre religion"}, "art.\u00a09"),
        ({"kind": "choice", "options": "Oui"}, "au moins deux"),
        ({"completes": "job"}, "Fonction"),
        ({"is_required": "on", "is_after": "on"}, "ne bloque jamais"),
    ],
)
def test_what_cannot_be_asked_is_refused_beside_its_field_and_what_was_typed_is_kept(
    marc: Client,
    trial: Form,
    typed: dict[str, str],
    said: str,
) -> None:
    before = titles(trial)
    answer = marc.post(f"/forms/{trial.pk}/fields/", worded(reason_en="To choose examples.", **typed))
    assert answer.status_code == 422
    assert said in answer.text and 'value="To choose examples."' in answer.text
    assert titles(trial) == before


def test_the_answers_of_a_choice_are_written_one_a_line_in_both_languages(marc: Client, trial: Form) -> None:
    typed = worded(kind="choice", options="1-9 = 1 à 9 | 1 to 9\nAutre | Other\n")
    marc.post(f"/forms/{trial.pk}/fields/", typed)
    field = trial.fields.get(label_fr="Secteur")
    assert field.options == [
        {"value": "1-9", "fr": "1 à 9", "en": "1 to 9"},
        {"value": "autre", "fr": "Autre", "en": "Other"},
    ]
    page = marc.get(f"/forms/{trial.pk}/?field={field.pk}")
    assert "1-9 = 1 à 9 | 1 to 9" in page.text


def test_the_checklist_names_what_is_missing_and_the_version_online_keeps_receiving(
    marc: Client,
    trial: Form,
    visitor: Client,
) -> None:
    field = question(trial, "Secteur")
    trial.notice.purposes.remove(field.purpose)
    page = marc.get(f"/forms/{trial.pk}/")
    assert "dont la mention" in page.text and f"/forms/{trial.pk}/publish/" not in page.text
    marc.post(f"/forms/{trial.pk}/publish/")
    assert FormVersion.objects.filter(form=trial, language="fr").count() == 1
    assert visitor.get("/f/essai/").status_code == 200


def test_the_preview_shows_what_is_written_and_can_send_nothing(marc: Client, trial: Form) -> None:
    question(trial, "Secteur")
    page = marc.get(f"/forms/{trial.pk}/preview/")
    assert "Secteur" in page.text
    assert "frame-ancestors 'self'" in page.headers["Content-Security-Policy"]
    assert f"/forms/{trial.pk}/preview/" in marc.get(f"/forms/{trial.pk}/?as=phone").text


def test_a_box_is_added_for_another_channel_and_taken_away(
    marc: Client,
    trial: Form,
    purposes: list[Purpose],
) -> None:
    marc.post(f"/forms/{trial.pk}/boxes/", {"purpose": purposes[1].pk, "channel": "sms"})
    box = trial.boxes.get(channel="sms")
    assert any("SMS" in one or "canal" in one for one in actions.what_is_missing(trial))
    marc.post(f"/forms/{trial.pk}/boxes/{box.pk}/drop/")
    assert not trial.boxes.filter(channel="sms").exists()


def test_years_later_the_page_a_person_saw_is_shown_for_their_request(
    marc: Client,
    trial: Form,
    visitor: Client,
) -> None:
    visitor.post("/f/essai/", filled())
    confirm()
    trial.fields.get(completes="job").delete()
    actions.publish(actor=SYSTEM, form=trial)
    submission = Submission.objects.get()
    page = marc.get(f"/submissions/{submission.pk}/")
    assert "Gérante" in page.text and f"/forms/{trial.pk}/versions/1/fr/page/" in page.text
    seen = marc.get(f"/forms/{trial.pk}/versions/1/fr/page/")
    assert "Fonction" in seen.text and "Fonction" not in visitor.get("/f/essai/?lang=fr").text
    assert seen.content.decode() == submission.form_version.page
    assert "Version 2" in marc.get(f"/forms/{trial.pk}/versions/").text
    assert "Ada Caron" in marc.get(f"/forms/{trial.pk}/submissions/").text


def test_a_trial_request_is_ready_in_one_step(
    marc: Client,
    trial_notice: Notice,
    purposes: list[Purpose],
    visitor: Client,
) -> None:
    typed = {
        "ready": "trial",
        "title_fr": "Essayer",
        "slug": "essayer",
        "notice": trial_notice.pk,
        "purposes": [purposes[1].pk],
        "sphere": "professional",
        "lifetime_days": 7,
    }
    assert marc.post("/forms/new/", typed).status_code == 302
    form = Form.objects.get(slug="essayer")
    assert (form.kind, form.fields.count()) == ("lead", len(ready_made.TRIAL))
    required = set(form.fields.filter(is_required=True).values_list("completes", flat=True))
    assert required == {"last_name", "email", "organisation"}
    assert not actions.what_is_missing(form)
    marc.post(f"/forms/{form.pk}/open/")
    for language, label in (("fr", "Entreprise"), ("en", "Company")):
        assert label in visitor.get(f"/f/essayer/?lang={language}").text


# How it does


def test_visits_and_requests_are_counted_and_nobody_is_followed(visitor: Client, trial: Form) -> None:
    for _visit in range(3):
        assert not visitor.get("/f/essai/").cookies
    visitor.head("/f/essai/")
    visitor.post("/f/essai/", filled())
    confirm()
    Lead.objects.update(state="accepted")
    road = statistics.road(trial)
    assert (
        road["seen"],
        road["started"],
        road["sent"],
        road["confirmed"],
        road["qualified"],
        road["won"],
    ) == (
        *(3, 1, 1, 1),
        *(1, 0),
    )


def test_a_page_remembered_of_a_form_that_is_gone_counts_nothing_and_says_so(
    visitor: Client, form: Form
) -> None:
    visitor.get("/f/lettre/")
    with as_owner(), connection.cursor() as cursor:
        cursor.execute(
            "DELETE FROM intake_formversion; DELETE FROM intake_funnelday; DELETE FROM intake_formpurpose"
        )
        cursor.execute("DELETE FROM intake_form")
    assert visitor.get("/f/lettre/").status_code == 410


def test_where_people_give_up_is_known_by_field_and_not_by_person(visitor: Client, trial: Form) -> None:
    for address in ("ada", "bea"):
        visitor.post("/f/essai/", filled(address=f"{address}@example.org", organisation=""))
    answer = visitor.post("/f/essai/", filled(address="ada", organisation=""))
    assert 'name="stumbled"' in answer.text
    again = {"begun": "1", "stumbled": "address organisation"}
    assert visitor.post("/f/essai/", filled(**again)).status_code == 200
    found = {one.label: (one.stopped, one.overcome, one.gave_up) for one in statistics.stumbles(trial)}
    assert found["Entreprise"] == (3, 1, 2) and found["E-mail professionnel"] == (1, 1, 0)
    assert FunnelDay.objects.get().started == 3
    assert {field.name for field in FieldDay._meta.fields} == {
        "id",
        "form",
        "day",
        "code",
        "stopped",
        "overcome",
    }


def test_what_is_not_a_field_is_not_counted(visitor: Client, trial: Form) -> None:
    visitor.post("/f/essai/", filled(begun="1", stumbled="nothing ../etc address"))
    assert list(FieldDay.objects.values_list("code", flat=True)) == ["address"]


def test_the_statistics_are_drawn_with_their_table(marc: Client, trial: Form, visitor: Client) -> None:
    visitor.get("/f/essai/")
    visitor.post("/f/essai/", filled(organisation=""))
    page = marc.get(f"/forms/{trial.pk}/statistics/").text
    assert "Pages vues" in page and "<table" in page and "Entreprise" in page


# Elsewhere


def test_the_plain_form_for_another_site_sends_everything_the_version_asks(
    marc: Client,
    trial: Form,
    visitor: Client,
) -> None:
    page = marc.get(f"/forms/{trial.pk}/elsewhere/").text
    version = FormVersion.objects.get(form=trial, language="fr").pk
    assert f"name=&quot;version&quot; value=&quot;{version}&quot;" in page
    assert "name=&quot;organisation&quot;" in page and "/f/embed.js" in page
    answer = visitor.post(
        "/f/essai/",
        {**filled(challenge="", proof=""), "version": version},
        headers={"Origin": "https://shop.example"},
    )
    assert answer.status_code == 200
    assert PendingRequest.objects.get().origin == "embed"


def test_the_script_sets_no_cookie_and_calls_nobody_else(visitor: Client) -> None:
    answer = visitor.get("/f/embed.js")
    assert answer.status_code == 200 and not answer.cookies
    assert answer.headers["Content-Type"].startswith("text/javascript")
    script = b"".join(answer) if answer.streaming else answer.content
    assert (
        b"cookie" not in script.replace(b"No cookie", b"")
        and b"http" not in script
        and b"localStorage" not in script
    )


def as_json(visitor: Client, **more: Any) -> Any:
    """A program sends the form."""
    return visitor.post("/f/essai/", json.dumps(filled(**more)), content_type="application/json")


def test_a_program_reads_the_form_then_sends_it_under_the_same_protections(
    visitor: Client,
    trial: Form,
    purposes: list[Purpose],
) -> None:
    said = visitor.get("/f/essai/?lang=fr", headers={"Accept": "application/json"}).json()
    assert [one["code"] for one in said["fields"] if one["required"]] == [
        "last_name",
        "address",
        "organisation",
    ]
    assert said["boxes"][1]["words"] and said["notice_text"]["short"]
    proof = work.solve(said["challenge"])
    chosen = [f"{purposes[1].pk}:phone"]
    answer = as_json(
        visitor, challenge=said["challenge"], proof=proof, version=said["version"], purposes=chosen
    )
    assert answer.status_code == 202 and answer.json()["state"] == "to_confirm"
    pending = PendingRequest.objects.get()
    assert (pending.origin, pending.further_boxes) == ("api", chosen)
    known = as_json(visitor)
    assert set(known.json()) == set(answer.json()) and known.status_code == 202
    assert as_json(visitor, version="0").status_code == 422
    assert "organisation" in as_json(visitor, organisation="").json()["errors"]


@pytest.mark.parametrize(
    "body", [" ", "[]", "null", '{"address": {"x": 1}}', "{" * 30, '"' + "x" * 30_000 + '"']
)
def test_what_is_no_form_is_refused_in_words(visitor: Client, trial: Form, body: str) -> None:
    answer = visitor.post("/f/essai/", body, content_type="application/json")
    assert answer.status_code == 422 and answer.json()["problem"]
    assert not PendingRequest.objects.exists()


def test_a_program_that_asks_too_often_is_told_so(visitor: Client, trial: Form) -> None:
    for number in range(10):
        assert as_json(visitor, address=f"a{number}@example.org", challenge="", proof="").status_code == 202
    assert as_json(visitor, address="b@example.org", challenge="", proof="").status_code == 429


def test_a_page_of_another_site_may_send_json_without_anything_of_its_own(
    visitor: Client, trial: Form
) -> None:
    answer = visitor.options("/f/essai/", headers={"Origin": "https://shop.example"})
    assert answer.status_code == 204 and answer.headers["Access-Control-Allow-Origin"] == "*"
    assert "Access-Control-Allow-Credentials" not in answer.headers


def test_charlie_sees_nothing_and_bob_changes_nothing_of_a_form(
    charlie: User,
    bob: User,
    signed_in: SignIn,
    trial: Form,
) -> None:
    for part in ("", "preview/", "statistics/", "versions/", "elsewhere/", "submissions/"):
        assert signed_in(charlie).get(f"/forms/{trial.pk}/{part}").status_code == 403
        assert signed_in(bob).get(f"/forms/{trial.pk}/{part}").status_code == 200
    assert signed_in(bob).post(f"/forms/{trial.pk}/fields/", {}).status_code == 403
    assert "/publish/" not in signed_in(bob).get(f"/forms/{trial.pk}/").text


def test_twice_the_questions_take_the_same_queries(
    marc: Client,
    trial: Form,
    django_assert_max_num_queries: Any,
) -> None:
    marc.get(f"/forms/{trial.pk}/")
    with django_assert_max_num_queries(60) as seen:
        marc.get(f"/forms/{trial.pk}/")
    few = len(seen)
    for number in range(10):
        question(trial, f"Question {number}")
    with django_assert_max_num_queries(few):
        marc.get(f"/forms/{trial.pk}/")
    assert connection.vendor == "postgresql"
