"""Nobody's social security number stays with us by mistake."""

import pytest

from accord.intake import sensitive
from accord.lib import nir

# Right keys, communes that do not exist.
NUMBERS = (
    "2 85 05 75 999 001 97",
    "1 85 05 2A 999 002 09",
    "2 85 05 2B 999 003 82",
    "2 60 07 20 999 004 23",
    "1 85 05 97 499 005 96",
    "2 85 05 99 999 006 26",
    "1 85 20 75 999 007 90",
)


@pytest.mark.parametrize("number", NUMBERS)
def test_a_number_is_found_however_it_is_written(number: str) -> None:
    assert nir.find(number) == number
    for between in ("", ".", "-", "\u00a0", "\u202f"):
        written = number.replace(" ", between)
        assert nir.find(written) == written
    assert nir.find(f"Bonjour, mon numéro est le {number.lower()}, merci.")
    assert nir.find(f"0199001234 {number.replace(' ', '')}")


@pytest.mark.parametrize("number", NUMBERS)
def test_a_number_without_its_key_is_found_in_its_own_groups(number: str) -> None:
    assert nir.find(number[:-3])


@pytest.mark.parametrize(
    "text",
    [
        "",
        "2 85 05 75 999 001 98",  # wrong key
        "2 85 13 75 999 001 49",  # no such month
        "285057599900197 0",
        "552 100 554 00013",  # SIRET
        "FR76 3000 6000 0112 3456 7890 189",
        "06 39 98 00 01 et 01 99 00 12 34",
        "Nous serons 12 à partir du 15 mars 2027.",
        "1285057599900197",
    ],
)
def test_other_numbers_are_left_alone(text: str) -> None:
    assert nir.find(text) in {"", "285057599900197"}


def test_the_month_the_department_and_the_sex_are_looked_at() -> None:
    assert not nir.find("585057599900197"[:13] + "00")
    assert nir.find("285057599900197")


@pytest.mark.parametrize(
    "label",
    [
        "Votre numéro de sécurité sociale",
        "NIR",
        "Avez-vous un handicap ?",
        "Problèmes de santé",
        "Opinions politiques",
        "Votre religion",
        "Êtes-vous syndiqué ?",
        "Are you a trade union member?",
        "Blood type",
        "Civilité",
        "M. ou Mme",
        "Casier judiciaire",
    ],
)
def test_a_sensitive_question_is_refused_with_its_reason(label: str) -> None:
    assert sensitive.why_not(label)


@pytest.mark.parametrize(
    "label",
    [
        "Prénom",
        "Entreprise",
        "Effectif",
        "Secteur",
        "Votre question",
        "Où en êtes-vous ?",
        "Unit price",
        "Job",
    ],
)
def test_an_ordinary_question_is_not(label: str) -> None:
    assert not sensitive.why_not(label)
