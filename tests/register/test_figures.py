"""The legal figures: asked for by key and date, each with its source; none is guessed, none holds twice."""

from collections.abc import Callable
from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest
from dateutil.relativedelta import relativedelta
from django.test import Client
from django.utils import timezone
from django.utils.translation import override

from accord.register.rules import NoSuchRule, NotWellKept, all_rules, period, read, rule
from accord.staff.models import User

ONE = """
[[rule]]
key = "calls.attempts"
value = {value}
applies_from = {since}
{until}
source = "{source}"
checked_on = 2026-11-23
"""


def written(value: int, since: str, until: str = "", source: str = "Code de la consommation") -> str:
    """One figure of a file of figures."""
    return ONE.format(value=value, since=since, until=f"applies_to = {until}" if until else "", source=source)


def test_a_prospect_is_kept_three_years() -> None:
    found = rule("prospects.keep", date(2026, 11, 24))
    assert (found.value, found.unit) == (3, "years") and "CNIL" in found.source
    assert period("prospects.keep", date(2026, 11, 24)) == relativedelta(years=3)


def test_a_length_of_time_follows_the_calendar() -> None:
    asked = datetime(2027, 1, 31, 9, tzinfo=ZoneInfo("Europe/Paris"))
    assert (asked + period("rights.answer", asked.date())).date() == date(2027, 2, 28)


def test_nothing_is_known_under_an_unknown_key() -> None:
    with pytest.raises(NoSuchRule, match="keep-for-ever"):
        rule("cookies.keep-for-ever")


def test_a_law_does_not_apply_before_it_begins() -> None:
    assert rule("calls.consent-required", date(2026, 8, 11)).value is True
    with pytest.raises(NoSuchRule, match="2026-08-10"):
        rule("calls.consent-required", date(2026, 8, 10))


def test_hours_of_the_day_are_not_a_length_of_time() -> None:
    with pytest.raises(ValueError, match="not a length of time"):
        period("calls.hours")


def test_every_figure_says_where_it_comes_from_and_when_it_was_checked() -> None:
    for one in all_rules():
        assert len(one.source) > 10, one.key
        assert one.applies_from <= one.checked_on <= timezone.localdate(), one.key
        assert one.words, one.key


def test_each_figure_of_the_law_is_in_force_today() -> None:
    for one in all_rules():
        if one.applies_to is None:
            assert rule(one.key) == one


def test_a_figure_follows_another_from_one_day_to_the_next() -> None:
    before, after = read(written(4, "2023-03-01", "2026-08-10") + written(2, "2026-08-11"))
    assert before.is_in_force(date(2026, 8, 10)) and not before.is_in_force(date(2026, 8, 11))
    assert after.is_in_force(date(2026, 8, 11)) and not after.is_in_force(date(2026, 8, 10))


@pytest.mark.parametrize("until", ["", "2026-08-11", "2030-01-01"])
@pytest.mark.parametrize("turned", [False, True])
def test_two_figures_of_one_key_on_one_day_are_refused(until: str, turned: bool) -> None:
    texts = [written(4, "2023-03-01", until), written(2, "2026-08-11")]
    with pytest.raises(NotWellKept, match="attempts has two figures on 2026-08-11"):
        read("".join(reversed(texts) if turned else texts))


def test_a_figure_without_a_source_is_refused() -> None:
    with pytest.raises(NotWellKept, match="attempts needs a source"):
        read(written(4, "2023-03-01", source=" "))
    with pytest.raises(NotWellKept, match="lacks checked_on, source"):
        read('[[rule]]\nkey = "a"\nvalue = 1\napplies_from = 2023-03-01\n')


def test_a_figure_that_ends_before_it_begins_is_refused() -> None:
    with pytest.raises(NotWellKept, match="after its beginning"):
        read(written(4, "2023-03-01", "2022-03-01"))


def test_each_figure_has_a_name_that_is_not_its_key() -> None:
    with override("fr"):
        assert all(one.name and one.name != one.key for one in all_rules())
        assert "10\xa0h\xa000 à 13\xa0h\xa000" in rule("calls.hours").words


@pytest.mark.django_db
def test_the_page_says_in_french_what_a_figure_rests_on(
    diane: User, signed_in: Callable[[User], Client]
) -> None:
    page = signed_in(diane).get("/register/figures/").content.decode()
    assert "Repose sur une source secondaire" in page and "de mémoire" in page
    assert not any(word in page for word in ("secondary", "(memory)"))
    assert all(one.name and one.key not in page for one in all_rules())
    assert not any("(" + one.rests_on + ")" in one.source for one in all_rules() if one.rests_on)


@pytest.mark.django_db
def test_somebody_who_reads_english_reads_the_sources_in_english(
    diane: User, signed_in: Callable[[User], Client]
) -> None:
    client = signed_in(diane)
    client.post("/language/", {"language": "en"})
    page = client.get("/register/figures/").content.decode()
    assert all(one.source_en for one in all_rules())
    assert "Our choice: a request not confirmed" in page and "Notre choix" not in page


def test_a_figure_that_rests_on_nothing_known_is_not_taken() -> None:
    with pytest.raises(NotWellKept, match="rests on"):
        read(written(4, "2023-03-01") + 'rests_on = "hearsay"\n')
