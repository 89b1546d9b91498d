"""The figures of sales: drawn for whoever may see them, only of what is within their reach, and as a file."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accord.audit.models import Entry
from accord.contacts.actions import admit
from accord.contacts.admission import Identity, NewAcquisition
from accord.contacts.models import Person
from accord.desk.figures import Chart, charts
from accord.lib.actor import SYSTEM
from accord.sales.models import Activity, Deal, Lead, Stage
from accord.staff.models import Reach, User

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


@pytest.fixture
def ada() -> Person:
    """Ada, who asked on a form."""
    source = NewAcquisition("form", "Essai", timezone.now(), informed_at=timezone.now())
    return admit(actor=SYSTEM, acquisition=source, identity=Identity("Ada", "Caron"), points=[])


@pytest.fixture
def work(ada: Person, alice: User, bob: User) -> None:
    """Bob answered one lead in time and won it; Alice answered one late and owes another; each did something."""
    now = timezone.now()
    stage = Stage.objects.select_related("pipeline").first()
    assert stage

    def lead(owner: User, days: float, answered: float | None, state: str = "new") -> Lead:
        came = now - days * DAY
        answer = came + answered * DAY if answered is not None else None
        return Lead.objects.create(
            person=ada, source="form", owner=owner, state=state, arrived_at=came,
            answer_by=came + DAY / 2, answered_at=answer,
        )  # fmt: skip

    won = lead(bob, 5, 0.1, "accepted")
    lead(alice, 2, 0.9)
    lead(alice, 45, None)
    lead(alice, 0.1, None)
    common = {"pipeline": stage.pipeline, "stage": stage}
    Deal.objects.create(name="Gagnée", owner=bob, lead=won, state="won", amount=90_000, **common)
    Deal.objects.create(name="En cours", owner=bob, amount=150_000, **common)
    Deal.objects.create(name="Autre", owner=alice, amount=250_000, **common)
    for owner in (bob, bob, alice):
        Activity.objects.create(kind="call", subject="Appel", owner=owner, done_at=now)


def rows(found: list[Chart], code: str) -> dict[str, int]:
    chart = next(one for one in found if one.code.startswith(code))
    return {label: value for label, value, _kind, _shown in chart.rows}


def test_alice_who_sees_everything_reads_the_whole_house(work: None, alice: User) -> None:
    found = charts(alice, 90)
    assert sum(rows(found, "pipeline").values()) == 400_000
    assert list(rows(found, "conversion").values()) == [0, 0, 4, 1, 1, 1]
    assert list(rows(found, "ages").values()) == [1, 1, 0, 0, 1]
    assert list(rows(found, "clock").values()) == [1, 1, 1, 1]
    assert rows(found, "activity") == {"Bob": 2, "Alice": 1}


def test_bob_who_sees_his_own_reads_his_own(work: None, bob: User) -> None:
    bob.reach = Reach.OWN
    found = charts(bob, 90)
    assert sum(rows(found, "pipeline").values()) == 150_000
    assert list(rows(found, "conversion").values()) == [1, 1, 1, 1]
    assert sum(rows(found, "ages").values()) == 0
    assert rows(found, "activity") == {"Bob": 2}


def test_a_shorter_period_leaves_out_what_came_before(work: None, alice: User) -> None:
    assert list(rows(charts(alice, 30), "clock").values()) == [1, 1, 0, 1]


@pytest.mark.parametrize("asked", ["", "?days=30", "?days=rubbish"])
def test_the_page_is_drawn_with_figures_and_without(
    asked: str, bob: User, signed_in: Callable[[User], Client], request: pytest.FixtureRequest
) -> None:
    address = reverse("desk:figures") + asked
    assert signed_in(bob).get(address).status_code == 200
    request.getfixturevalue("work")
    page = signed_in(bob).get(address)
    assert page.status_code == 200 and "Bob" in page.content.decode()


def test_the_file_says_the_same_and_is_written_down(
    work: None, bob: User, signed_in: Callable[[User], Client]
) -> None:
    answer = signed_in(bob).get(reverse("desk:figures_file") + "?days=30")
    lines = answer.content.decode("utf-8-sig").splitlines()
    assert answer.headers["Content-Type"].startswith("text/csv") and len(lines) > 15
    assert any(line.endswith(";Bob;2;2") for line in lines)
    assert "Caron" not in answer.content.decode()
    assert Entry.objects.get(verb="desk.figures.exported").facts == {"days": 30}


def test_somebody_without_a_role_sees_no_figure(charlie: User, signed_in: Callable[[User], Client]) -> None:
    assert signed_in(charlie).get(reverse("desk:figures")).status_code == 403
