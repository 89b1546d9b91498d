"""Ondine reads who opened her record: printed for her at the desk, or at home with the letter she was given there."""

import html
import re
from datetime import date, timedelta

import pytest
from django.core.cache import cache
from django.utils import timezone

from accord.health.actions import own_log
from accord.health.actions.own_log import Counter
from accord.health.impossible import Impossible
from accord.health.models import AuditEvent, LogPass

AT_THE_DESK = Counter("patient", "document")
HOME = "/health/my-log/"
BORN = "1985-05-12"


@pytest.fixture(autouse=True)
def nothing_tried() -> None:
    """Nobody has tried a code in this hour."""
    cache.clear()


@pytest.fixture
def code(maud, ondine) -> str:
    """What stands on Ondine's letter."""
    return own_log.make(actor=maud.actor, patient=ondine, at=AT_THE_DESK)[1]


def text(answer) -> str:
    return re.sub(r"\s+", " ", html.unescape(answer.content.decode()))


def opened(client, code: str, born_on: str = BORN):
    return client.post(HOME, {"code": code, "born_on": born_on}, follow=True)


def test_the_desk_prints_the_log_for_whoever_it_is_about_and_it_is_a_print(two_factors, maud, ondine) -> None:
    desk, address = two_factors(maud), f"/health/patients/{ondine.pk}/log/hand/"
    assert desk.get(address).status_code == 200
    assert desk.post(address, {"how": "sheet"}).status_code == 422
    said = {"handed_to": "patient", "identity_check": "document"}
    assert desk.post(address, {**said, "how": "sheet"}).content.startswith(b"%PDF")
    assert AuditEvent.objects.get(action="log.printed").facts == {"to": "patient", "check": "document"}
    assert desk.post(address, {**said, "how": "letter"}).content.startswith(b"%PDF")
    assert AuditEvent.objects.get(action="log.letter").patients == [ondine.pk]
    assert desk.get(f"/health/patients/{ondine.pk}/log/").status_code == 403


def test_a_professional_gives_no_log(two_factors, karim, ondine) -> None:
    assert two_factors(karim).post(f"/health/patients/{ondine.pk}/log/hand/").status_code == 403


def test_neither_an_heir_nor_a_doctor_gets_the_log(maud, ondine) -> None:
    with pytest.raises(Impossible):
        own_log.make(actor=maud.actor, patient=ondine, at=Counter("heir", "document"))


def test_a_patient_whose_date_of_birth_is_not_known_gets_no_letter(maud, admit) -> None:
    with pytest.raises(Impossible):
        own_log.make(actor=maud.actor, patient=admit("ALGOL", "Nour", born_on=None), at=AT_THE_DESK)


def test_ondine_reads_at_home_who_opened_her_record(client, two_factors, maud, ondine, code) -> None:
    two_factors(maud).get(f"/health/patients/{ondine.pk}/")
    assert client.get(HOME).status_code == 200
    spaced = " ".join(re.findall("....", code.lower()))
    page = opened(client, spaced)
    assert "Ondine CASTOR" in text(page) and "A lu votre identité et vos séjours" in text(page)
    assert "Maud" not in text(page) and "no-store" in page.headers["Cache-Control"]
    assert client.get(f"{HOME}sheet.pdf").content.startswith(b"%PDF")
    mine = AuditEvent.objects.filter(actor_kind="person", patients=[ondine.pk]).order_by("pk")
    assert [one.action for one in mine] == ["log.read", "log.printed"]


def test_the_code_opens_once_and_in_that_browser_only(client, client_elsewhere, code) -> None:
    opened(client, code)
    assert "n’ouvrent rien" in text(opened(client_elsewhere, code))
    assert client_elsewhere.get(f"{HOME}read/").headers["Location"] == HOME
    assert client.get(f"{HOME}read/").status_code == 200
    client.post(f"{HOME}leave/")
    assert client.get(f"{HOME}read/").headers["Location"] == HOME


@pytest.fixture
def client_elsewhere(client):
    """Another browser."""
    return type(client)()


def test_the_visit_ends_by_itself(client, code) -> None:
    opened(client, code)
    LogPass.objects.update(visit_until=timezone.now())
    for page in ("read/", "sheet.pdf"):
        assert client.get(f"{HOME}{page}").headers["Location"] == HOME


@pytest.mark.parametrize("cookie", ["", "x", "x.y", "00000000-0000-4000-8000-000000000000.", "null"])
def test_a_browser_that_holds_anything_else_reads_nothing(client, code, cookie) -> None:
    client.cookies["own_log"] = cookie
    assert client.get(f"{HOME}read/").headers["Location"] == HOME


def test_five_mistakes_close_the_letter_and_are_in_the_log(client, ondine, code) -> None:
    for _time in range(5):
        answer = opened(client, code, "1985-05-13")
        assert answer.status_code == 422 and "CASTOR" not in text(answer)
    assert opened(client, code).status_code == 422
    refused = AuditEvent.objects.filter(action="log.read", outcome="refused", patients=[ondine.pk])
    assert refused.count() == 5


def test_a_wrong_code_is_told_as_a_wrong_date_is(client, code) -> None:
    wrong = code[:6] + "2" * 10
    assert text(opened(client, wrong)).count("n’ouvrent rien") == text(opened(client, code, "1990-01-01")).count("n’ouvrent rien") == 1  # fmt: skip  # noqa: E501
    assert opened(client, "nothing").status_code == 422
    assert opened(client, code, "demain").status_code == 422


def test_a_letter_ends_after_two_weeks_and_when_another_is_given(client, maud, ondine, code) -> None:
    LogPass.objects.update(expires_at=timezone.now() - timedelta(seconds=1))
    assert opened(client, code).status_code == 422
    first = own_log.make(actor=maud.actor, patient=ondine, at=AT_THE_DESK)[1]
    second = own_log.make(actor=maud.actor, patient=ondine, at=AT_THE_DESK)[1]
    assert own_log.enter(code=first, born_on=date(1985, 5, 12)) is None
    assert own_log.enter(code=second, born_on=date(1985, 5, 12))


def test_one_visitor_tries_some_times_an_hour_and_no_more(client, code) -> None:
    for _time in range(20):
        opened(client, "A" * 16)
    assert opened(client, code).status_code == 422
    assert LogPass.objects.get().used_at is None


def test_the_code_is_kept_nowhere(code) -> None:
    row = LogPass.objects.get()
    assert code[6:] not in row.code_hash and row.number == code[:6]
