"""Who gets in, and how."""

from dataclasses import replace
from datetime import timedelta

import pytest
from dateutil.relativedelta import relativedelta
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accord.audit.models import Entry
from accord.contacts import actions
from accord.contacts.admission import Identity, NewAcquisition, Newcomer, NewPoint, NoAddress, NoSource
from accord.contacts.models import Acquisition, ContactPoint, Person
from accord.lib.actor import SYSTEM
from accord.lib.addresses import AddressError
from accord.register.rules import period

pytestmark = pytest.mark.django_db
FAIR = NewAcquisition("in_person", "Salon Bois & Habitat", timezone.now() - timedelta(days=1))
ADA = Identity("Ada", "Lovelace")
HER_ADDRESS = NewPoint("email", "ada@example.org", "personal")


def let_in(acquisition: NewAcquisition = FAIR, identity: Identity = ADA, *points: NewPoint) -> Person:
    return actions.admit(actor=SYSTEM, acquisition=acquisition, identity=identity, points=points)


def test_ada_comes_in_with_where_her_data_come_from() -> None:
    ada = let_in(FAIR, ADA, HER_ADDRESS)
    (source,) = ada.acquisitions.all()
    assert (source.source, source.detail, source.by_kind) == ("in_person", "Salon Bois & Habitat", "system")
    assert ada.collected_at == FAIR.acquired_at
    assert Entry.objects.get(verb="contacts.person.admitted").about_id == str(ada.pk)


@pytest.mark.parametrize(
    "poor",
    [
        replace(FAIR, source=""),
        replace(FAIR, source="somewhere"),
        replace(FAIR, detail=""),
        replace(FAIR, acquired_at=timezone.now() + timedelta(days=3)),
    ],
)
def test_nobody_enters_without_a_source(poor: NewAcquisition) -> None:
    with pytest.raises(NoSource):
        let_in(poor, ADA, HER_ADDRESS)
    assert not Person.objects.exists()


def test_nobody_enters_without_a_name_or_an_address() -> None:
    with pytest.raises(NoAddress):
        let_in(FAIR, Identity())


def test_what_is_not_an_address_lets_nobody_in() -> None:
    with pytest.raises(AddressError):
        let_in(FAIR, ADA, HER_ADDRESS, NewPoint("email", "ada(at)example.org", "personal"))
    assert not Person.objects.exists() and not Acquisition.objects.exists()


def test_whoever_was_not_told_has_a_clock() -> None:
    told = replace(FAIR, informed_at=FAIR.acquired_at)
    waiting, informed = let_in(FAIR), let_in(told)
    due = waiting.acquisitions.get().inform_by
    assert due == FAIR.acquired_at + period("art14.inform-within", FAIR.acquired_at.date())
    assert due == FAIR.acquired_at + relativedelta(months=1)
    assert informed.acquisitions.get().inform_by is None


def test_telling_somebody_stops_the_clock() -> None:
    ada, now = let_in(), timezone.now()
    actions.inform(actor=SYSTEM, person=ada, notice_version_id=3, at=now)
    source = ada.acquisitions.get()
    assert (source.informed_at, source.notice_version_id, source.inform_by) == (now, 3, None)


def test_an_address_is_kept_in_one_form() -> None:
    ada = let_in(
        FAIR,
        ADA,
        NewPoint("email", " Ada+News@Éxample.ORG ", "personal"),
        NewPoint("phone", "06 39 98 00 01", "personal"),
    )
    assert set(ada.contact_points.values_list("value", flat=True)) == {
        "ada+news@xn--xample-9ua.org",
        "+33639980001",
    }
    assert {str(point) for point in ada.contact_points.all()} == {"ada+news@éxample.org", "06 39 98 00 01"}


def test_the_address_of_a_desk_is_nobody() -> None:
    firm = let_in(
        FAIR,
        ADA,
        NewPoint("email", "contact@example.org", "professional"),
        replace(HER_ADDRESS, value="ada@example.org"),
    )
    assert list(firm.contact_points.order_by("value").values_list("is_generic", flat=True)) == [False, True]


def test_the_same_address_twice_is_one_point() -> None:
    ada = let_in(FAIR, ADA, HER_ADDRESS, replace(HER_ADDRESS, value="ADA@example.org"))
    assert ada.contact_points.count() == 1


def test_an_import_brings_everybody_or_nobody() -> None:
    good = Newcomer(FAIR, ADA, (HER_ADDRESS,))
    with pytest.raises(NoSource):
        actions.admit_many(
            actor=SYSTEM, newcomers=[good, replace(good, acquisition=replace(FAIR, source=""))]
        )
    assert not Person.objects.exists()


def test_an_import_twice_as_long_asks_no_more_questions(django_assert_num_queries: object) -> None:
    def crowd(size: int, domain: str) -> list[Newcomer]:
        return [
            Newcomer(
                FAIR, Identity("Ada", str(number)), (NewPoint("email", f"a{number}@{domain}", "personal"),)
            )
            for number in range(size)
        ]

    counts = [queries_of(crowd(size, domain)) for size, domain in ((20, "example.org"), (40, "example.net"))]
    assert counts[0] == counts[1]
    assert ContactPoint.objects.count() == Person.objects.count() == 60


def queries_of(newcomers: list[Newcomer]) -> int:
    with CaptureQueriesContext(connection) as captured:
        actions.admit_many(actor=SYSTEM, newcomers=newcomers)
    return len(captured)


@pytest.mark.parametrize("year", [1985, 2010, 2018])
def test_data_older_than_the_law_are_to_be_told_of_all_the_same(year: int) -> None:
    ada = let_in(replace(FAIR, acquired_at=FAIR.acquired_at.replace(year=year, day=1)), ADA, HER_ADDRESS)
    due = ada.acquisitions.get().inform_by
    assert due and due < timezone.now()


def test_a_name_typed_on_another_machine_is_the_same_name() -> None:
    ada = let_in(FAIR, Identity("E\u0301lodie ", "Lefe\u0300vre"), HER_ADDRESS)
    assert (ada.first_name, ada.last_name) == ("Élodie", "Lefèvre")
    actions.edit_person(actor=SYSTEM, person=ada, changes={"job": "Ge\u0301rante"})
    assert ada.job == "Gérante"


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("zoe\u0301@example.org", "ZOÉ@Example.ORG"),
        ("ada@bu\u0308cher.example", "ada@xn--bcher-kva.example"),
        ("ada@BÜCHER.example", "ada@bücher.example"),
    ],
)
def test_one_address_written_two_ways_is_one_point(one: str, other: str) -> None:
    ada = let_in(FAIR, ADA, replace(HER_ADDRESS, value=one), replace(HER_ADDRESS, value=other))
    assert ada.contact_points.count() == 1


def test_a_postal_address_is_kept_in_one_form() -> None:
    ada = let_in(FAIR, ADA, NewPoint("post", " 8  quai des Brume\u0301s\r\n\r\n59000 Lille ", "personal"))
    assert ada.contact_points.get().value == "8 quai des Brumés\n59000 Lille"


def test_an_apostrophe_and_a_quote_are_letters_of_a_name() -> None:
    who = Identity("Siobhán", "O’Brien d'Arc \"Bob'); --")
    person = let_in(FAIR, who, HER_ADDRESS)
    assert str(Person.objects.get(pk=person.pk)) == "Siobhán O’Brien d'Arc \"Bob'); --"
