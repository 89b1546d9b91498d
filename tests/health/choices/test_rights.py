"""What each job opens: decided by the administrator of health, kept in the journal, never more than our lists say."""

import pytest

from accord.health.actions import rights
from accord.health.actions.answering import answer
from accord.health.codes import Item, Job, Purpose
from accord.health.deciding import Reason
from accord.health.models import AuditEvent, JobRight
from accord.health.queries.facts import Asked
from accord.lib.actor import SYSTEM
from accord.staff.roles import Role


@pytest.fixture
def ada(colleague):
    """The administrator."""
    return colleague("Ada", Role.ADMINISTRATOR)


def asks(kervella, report):
    asked = Asked(document=report.pk, practitioner=kervella.pk)
    return answer(actor=SYSTEM, asked=asked, purpose=Purpose.CARE).decision


def test_a_right_taken_away_counts_from_the_next_question_on_and_the_journal_says_what_it_was(
    two_factors, ada, kervella, report
) -> None:
    assert asks(kervella, report).is_allowed
    browser = two_factors(ada)
    answered = browser.post("/health/rights/10/", {"items": [Item.CARE], "sent": "on"})
    assert answered.status_code == 302
    assert asks(kervella, report).reason == Reason.JOB
    line = AuditEvent.objects.get(action="rights.changed")
    assert line.actor_id == str(ada.pk)
    assert Item.OPERATION in line.facts["before"] and line.facts["after"] == [Item.CARE]


def test_a_job_nobody_wrote_about_opens_nothing(kervella, report) -> None:
    JobRight.objects.filter(job=Job.DOCTOR).delete()
    assert asks(kervella, report).reason == Reason.JOB


def test_a_job_outside_care_opens_nothing_for_care_whatever_is_ticked(kervella, report) -> None:
    rights.change(actor=SYSTEM, job=Job.BILLING, items=[Item.OPERATION])
    kervella.job = Job.BILLING
    kervella.save()
    assert asks(kervella, report).reason == Reason.PURPOSE


def test_everything_may_be_taken_from_a_job(two_factors, ada) -> None:
    browser = two_factors(ada)
    assert browser.get("/health/rights/10/").content.decode().count("checked") >= 21
    assert browser.post("/health/rights/10/", {"sent": "on"}).status_code == 302
    assert JobRight.objects.get(job=Job.DOCTOR).items == []
    assert "aucun" in browser.get("/health/rights/").content.decode()


@pytest.mark.parametrize("item", ["HMARKT", "marketing", "p9.z", "*"])
def test_neither_sale_nor_marketing_nor_any_other_word_can_be_written_there(two_factors, ada, item) -> None:
    assert two_factors(ada).post("/health/rights/10/", {"items": [item], "sent": "on"}).status_code == 422
    with pytest.raises(ValueError, match="of our lists"):
        rights.change(actor=SYSTEM, job=Job.DOCTOR, items=[item])
    with pytest.raises(ValueError, match="of our lists"):
        rights.change(actor=SYSTEM, job=item, items=[])
    assert not AuditEvent.objects.filter(action="rights.changed").exists()


def test_only_the_administrator_of_health_changes_it(two_factors, karim, ida) -> None:
    for user in (karim, ida):
        assert two_factors(user).post("/health/rights/10/", {"sent": "on"}).status_code == 403


def test_beginning_again_keeps_what_was_decided() -> None:
    rights.change(actor=SYSTEM, job=Job.NURSE, items=[Item.NURSING])
    rights.begin()
    assert JobRight.objects.get(job=Job.NURSE).items == [Item.NURSING]
