"""How the house sells: Alice arranges pipelines, stages and reasons."""

from collections.abc import Callable

import pytest
from django.core.exceptions import ValidationError
from django.test import Client

from accord.sales import actions, arranging
from accord.sales.models import Deal, Pipeline, Reason, Stage
from accord.staff.models import User
from tests.sales.conftest import Open

pytestmark = pytest.mark.django_db


@pytest.fixture
def browser(signed_in: Callable[[User], Client], alice: User) -> Client:
    """Alice's browser."""
    return signed_in(alice)


def names(pipeline: Pipeline) -> list[str]:
    return [stage.label_fr for stage in pipeline.stages.all()]


def test_a_new_pipeline_has_a_first_stage_and_stands_after_the_others(
    browser: Client, pipeline: Pipeline
) -> None:
    browser.post("/settings/pipelines/new/", {"label_fr": "Renouvellements", "label_en": "Renewals"})
    assert [str(one) for one in Pipeline.objects.all()] == ["Ventes", "Renouvellements"]
    assert names(Pipeline.objects.get(label_en="Renewals")) == ["Découverte"]


def test_stages_are_added_changed_and_put_in_order(
    browser: Client, pipeline: Pipeline, stages: list[Stage]
) -> None:
    said = {"label_fr": "Visite", "label_en": "Visit", "probability": "40", "rots_after_days": "10"}
    browser.post(f"/settings/pipelines/{pipeline.pk}/stages/new/", said)
    visit = Stage.objects.get(label_fr="Visite")
    assert names(pipeline)[-1] == "Visite"
    browser.post(f"/settings/pipelines/{pipeline.pk}/order/", {"stage": visit.pk, "by": "up"})
    assert names(pipeline)[-2:] == ["Visite", "Négociation"]
    first = [visit.pk, *(stage.pk for stage in stages)]
    browser.post(f"/settings/pipelines/{pipeline.pk}/order/", {"block": first})
    assert names(pipeline)[0] == "Visite"
    browser.post(f"/settings/stages/{visit.pk}/", {**said, "label_fr": "Visite d’atelier"})
    assert names(pipeline)[0] == "Visite d’atelier"


def test_the_page_of_a_stage_bears_its_name_and_leads_back_to_its_pipeline(
    browser: Client, pipeline: Pipeline, stages: list[Stage]
) -> None:
    page = browser.get(f"/settings/stages/{stages[0].pk}/").content.decode()
    assert f"<h1>{stages[0]}</h1>" in page
    assert page.count(f'href="/settings/pipelines/{pipeline.pk}/"') == 2, "in the path above, and to cancel"
    assert page.count('aria-current="page">Circuits de vente') == 1, "the menu stays open where it stands"


def test_a_probability_above_a_hundred_is_refused_beside_its_field(
    browser: Client, stages: list[Stage]
) -> None:
    said = {"label_fr": "Visite", "probability": "140", "rots_after_days": "10"}
    answer = browser.post(f"/settings/stages/{stages[0].pk}/", said)
    assert answer.status_code == 422
    assert "Une probabilité va jusqu’à 100" in answer.content.decode()


def test_a_stage_in_use_is_emptied_first_and_its_deals_are_not_lost(
    browser: Client, open_deal: Open, stages: list[Stage], alice: User, bob: User, why_won: Reason
) -> None:
    deal, done = open_deal(), open_deal("done")
    actions.win(actor=bob.actor, deal=done, reason=why_won)
    with pytest.raises(ValidationError, match="étape"):
        arranging.delete_stage(actor=alice.actor, stage=stages[0])
    address = f"/settings/stages/{stages[0].pk}/delete/"
    assert "2 affaires sont à cette étape" in browser.get(address).content.decode()
    browser.post(address, {"into": stages[1].pk})
    assert set(Deal.objects.values_list("stage", flat=True)) == {stages[1].pk}
    browser.post(address, {"sure": "yes"})
    assert not Stage.objects.filter(pk=stages[0].pk).exists()
    assert Deal.objects.filter(pk__in=[deal.pk, done.pk]).count() == 2


def test_a_pipeline_keeps_one_stage(alice: User, pipeline: Pipeline, stages: list[Stage]) -> None:
    for stage in stages[1:]:
        arranging.delete_stage(actor=alice.actor, stage=stage)
    with pytest.raises(ValidationError):
        arranging.delete_stage(actor=alice.actor, stage=stages[0])


def test_a_pipeline_is_closed_when_nothing_is_under_way_in_it_and_another_stays_open(
    browser: Client, alice: User, open_deal: Open, pipeline: Pipeline, bob: User, why_lost: Reason
) -> None:
    deal = open_deal()
    close = f"/settings/pipelines/{pipeline.pk}/close/"
    answer = browser.post(close, follow=True)
    assert "Des affaires sont en cours" in answer.content.decode()
    actions.lose(actor=bob.actor, deal=deal, reason=why_lost)
    assert "seul circuit en service" in browser.post(close, follow=True).content.decode()
    arranging.save_pipeline(actor=alice.actor, label_fr="Renouvellements")
    browser.post(close)
    pipeline.refresh_from_db()
    assert not pipeline.is_active
    browser.post(close)
    pipeline.refresh_from_db()
    assert pipeline.is_active


def test_a_reason_no_longer_offered_stays_with_the_deals_that_have_it(
    browser: Client, open_deal: Open, bob: User, why_lost: Reason
) -> None:
    deal = open_deal()
    actions.lose(actor=bob.actor, deal=deal, reason=why_lost)
    said = {"outcome": "lost", "label_fr": why_lost.label_fr, "label_en": why_lost.label_en}
    browser.post(f"/settings/reasons/{why_lost.pk}/", said)
    why_lost.refresh_from_db()
    assert not why_lost.is_active
    assert Deal.objects.get(pk=deal.pk).reason == why_lost


def test_bob_does_not_arrange_pipelines(signed_in: Callable[[User], Client], bob: User) -> None:
    assert signed_in(bob).get("/settings/pipelines/").status_code == 403
