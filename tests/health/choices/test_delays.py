"""L.1111-7: when Léa's documents may leave, and when they must have left."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from accord.health.codes import RECORD_ITEMS, Item
from accord.health.delays import Rule, delay, is_old, next_due, remedy_until, silence_refuses_on

PARIS = ZoneInfo("Europe/Paris")
MONDAY = datetime(2026, 11, 23, 10, 30, tzinfo=PARIS)
BETWEEN = (MONDAY.replace(year=2017, tzinfo=None), MONDAY.replace(year=2040, tzinfo=None))


def of(
    item: str = Item.OPERATION, made: date | None = date(2026, 11, 1), received: datetime = MONDAY, **more
):
    return delay(received_at=received, item=item, constituted_on=made, **more)


def test_a_recent_report_waits_48_hours_and_leaves_within_eight_days() -> None:
    found = of()
    assert found.rule == Rule.ORDINARY
    assert not found.is_open(MONDAY + timedelta(hours=47, minutes=59))
    assert found.is_open(MONDAY + timedelta(hours=48))
    assert found.due_on == date(2026, 12, 1)


def test_it_is_late_only_when_the_eighth_day_is_over_in_paris() -> None:
    found = of()
    assert not found.is_late(datetime(2026, 12, 1, 23, 59, 59, tzinfo=PARIS))
    assert found.is_late(datetime(2026, 12, 2, tzinfo=PARIS))


def test_a_request_received_after_midnight_in_paris_counts_from_that_day() -> None:
    before = datetime(2026, 11, 23, 22, 59, tzinfo=ZoneInfo("UTC"))
    after = datetime(2026, 11, 23, 23, 1, tzinfo=ZoneInfo("UTC"))
    assert of(received=before).due_on == date(2026, 12, 1)
    assert of(received=after).due_on == date(2026, 12, 2)


def test_48_hours_are_48_hours_when_the_clocks_change() -> None:
    received = datetime(2026, 10, 24, 12, tzinfo=PARIS)
    assert of(received=received).opens_at == datetime(2026, 10, 26, 11, tzinfo=PARIS)


def test_what_was_made_more_than_five_years_ago_has_two_months() -> None:
    assert of(made=date(2021, 11, 22)).rule == Rule.OLD
    assert of(made=date(2021, 11, 22)).due_on == date(2027, 1, 23)


def test_exactly_five_years_is_not_more_than_five_years() -> None:
    assert of(made=date(2021, 11, 23)).rule == Rule.ORDINARY


def test_a_report_of_the_29th_of_february_is_old_after_the_28th_five_years_later() -> None:
    assert not is_old(date(2020, 2, 29), date(2025, 2, 28))
    assert is_old(date(2020, 2, 29), date(2025, 3, 1))


def test_two_months_from_the_31st_of_december_end_with_february() -> None:
    received = datetime(2026, 12, 31, 9, tzinfo=PARIS)
    assert of(made=date(2010, 1, 1), received=received).due_on == date(2027, 2, 28)
    assert of(made=date(2010, 1, 1), received=received.replace(year=2027)).due_on == date(2028, 2, 29)


def test_one_request_with_old_and_recent_documents_has_two_deadlines() -> None:
    recent, old = of(), of(made=date(2015, 6, 1))
    assert (recent.due_on, old.due_on) == (date(2026, 12, 1), date(2027, 1, 23))
    assert next_due([old, recent]) == recent.due_on
    assert next_due([]) is None


def test_the_psychiatric_commission_makes_it_two_months() -> None:
    assert of(is_commission_seized=True).rule == Rule.COMMISSION
    assert of(is_commission_seized=True).due_on == date(2027, 1, 23)


@pytest.mark.parametrize("item", [Item.LIAISON_LETTER, Item.DISCHARGE_PRESCRIPTION, Item.NURSING_LIAISON])
def test_what_is_given_on_discharge_is_never_held_back(item: str) -> None:
    found = of(item=item, made=MONDAY.date(), is_commission_seized=True)
    assert found.rule == Rule.DISCHARGE
    assert found.is_open(MONDAY)


def test_a_document_whose_date_is_not_known_does_not_wait_two_months() -> None:
    assert of(made=None).rule == Rule.ORDINARY


def test_an_instant_without_a_time_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="time zone"):
        of(received=MONDAY.replace(tzinfo=None))


def test_a_hospital_silent_for_a_month_has_refused_and_the_cada_can_be_asked_for_two() -> None:
    assert silence_refuses_on(datetime(2027, 1, 31, 9, tzinfo=PARIS)) == date(2027, 2, 28)
    assert remedy_until(date(2027, 2, 28)) == date(2027, 4, 28)


@given(
    st.datetimes(*BETWEEN, timezones=st.just(PARIS)),
    st.dates(date(1990, 1, 1), date(2040, 1, 1)) | st.none(),
    st.sampled_from([code for code, _words in RECORD_ITEMS]),
    st.booleans(),
)
def test_it_always_opens_before_it_is_due_and_never_later_than_two_months(
    received, made, item, seized
) -> None:
    found = of(item=item, made=made, received=received, is_commission_seized=seized)
    assert received <= found.opens_at < found.due_at
    assert timedelta(days=8) <= found.due_on - received.astimezone(PARIS).date() <= timedelta(days=62)
