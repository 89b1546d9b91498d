"""Dates, hours and numbers, as people write them."""

import datetime as dt

import pytest
from django.utils import translation

from accord.contacts.models import Organisation
from accord.ui.components.words import (
    clock,
    initials,
    lasting,
    long_date,
    moment,
    money,
    named,
    number,
    percent,
    quoted,
    starred,
)

AT = dt.datetime(2026, 3, 1, 9, 2, tzinfo=dt.UTC)  # 10:02 in Paris


@pytest.mark.parametrize(
    ("language", "day", "hour"),
    [("fr", "1er mars 2026", "10\u00a0h\u00a002"), ("en", "1 March 2026", "10:02")],
)
def test_a_day_and_an_hour_are_written_in_full(language: str, day: str, hour: str) -> None:
    with translation.override(language):
        assert long_date(AT) == day
        assert clock(AT) == hour
        assert day in moment(AT)
        assert hour in moment(AT)


def test_the_last_days_of_a_month_keep_their_number() -> None:
    with translation.override("fr"):
        assert long_date(dt.date(2026, 3, 31)) == "31 mars 2026"
        assert long_date(dt.date(2026, 3, 11)) == "11 mars 2026"


@pytest.mark.parametrize(
    ("days", "words"),
    [
        (1, "1 jour"),
        (30, "30 jours"),
        (182, "6 mois"),
        (188, "188 jours"),
        (365, "12 mois"),
        (395, "13 mois"),
        (400, "400 jours"),  # the longest a browser keeps a cookie, and longer than 13 months
        (731, "24 mois"),
    ],
)
def test_a_length_of_days_is_said_as_people_count_it(days: int, words: str) -> None:
    with translation.override("fr"):
        assert lasting(days) == words


@pytest.mark.parametrize(
    ("language", "thousands", "share", "band", "pair", "quotation"),
    [
        ("fr", "1\u202f204", "46\u00a0%", "250–4\u202f999", "Ville\u00a0: Lyon", "«\u00a0oui\u00a0»"),
        ("en", "1,204", "46%", "250–4,999", "Ville: Lyon", "“oui”"),
    ],
)
def test_figures_and_signs_are_those_of_the_language(
    language: str, thousands: str, share: str, band: str, pair: str, quotation: str
) -> None:
    with translation.override(language):
        assert number(1204) == thousands
        assert percent(46) == share
        assert Organisation(headcount="250-4999").get_headcount_display() == band
        assert named("Ville", "Lyon") == pair
        assert quoted("oui") == quotation


def test_nothing_to_say_is_said_with_nothing() -> None:
    assert long_date(None) == clock(None) == moment(None) == number(None) == money(None) == ""


@pytest.mark.parametrize(
    ("name", "letters"), [("Élodie Lefèvre", "ÉL"), ("Ada", "A"), ("", "–"), ("Anne de la Tour", "AT")]
)
def test_an_avatar_bears_at_most_two_letters(name: str, letters: str) -> None:
    assert initials(name) == letters


def test_an_amount_kept_in_cents_is_written_in_euros_with_cents_only_where_there_are_some() -> None:
    with translation.override("fr"):
        assert money(960_000) == "9\u202f600\u202f€"
        assert money(950) == "9,50\u202f€"
        assert money(-950) == "−9,50\u202f€"
        assert money(0) == "0\u202f€"
    with translation.override("en"):
        assert money(960_000) == "€9,600"
        assert money(120_450, "CHF") == "CHF1,204.50"


def test_words_between_stars_are_bold_as_on_paper_and_nothing_else_becomes_markup() -> None:
    assert starred("Au plus tard *8 jours* après.") == "Au plus tard <b>8 jours</b> après."
    assert starred("<i>*oui*") == "&lt;i&gt;<b>oui</b>"
