"""Finding people by the beginning of any word, whatever the accents, after any write."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as some

from accord.contacts import actions, searching
from accord.contacts.models import SearchWord
from accord.contacts.queries import audience, organisations, search
from accord.lib.actor import SYSTEM
from accord.lib.search import search_words

from .conftest import Admit

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    "typed",
    [
        "élod",
        "ELODIE",
        "lefevre",
        "lefèvre élodie",
        "caron",
        "fils",
        "elodie.lef",
        "example.o",
        "06 39 98 00",
        "0639980001",
        "+33 6 39 98",
        "33639",
        "+33 (0)6 39 98",
        "0033 6 39",
        "06/39/98",
        "06.39.98.00.01",
    ],
)
def test_elodie_is_found_by_the_beginning_of_any_word(admit: Admit, typed: str) -> None:
    company = actions.save_organisation(actor=SYSTEM, name="Menuiserie Caron & Fils")
    elodie = admit(
        "Élodie",
        "Lefèvre",
        email="elodie.lefevre@example.org",
        phone="06 39 98 00 01",
        organisation_id=company.pk,
    )
    admit("Blaise", "Pascal", email="blaise@exemple.example")
    assert list(search(typed)) == [elodie]


@pytest.mark.parametrize("typed", ["odie", "lefevre blaise", "", "   ", "%", "_", "zz"])
def test_nobody_is_found_by_something_else(admit: Admit, typed: str) -> None:
    admit("Élodie", "Lefèvre", email="elodie@example.org")
    admit("Blaise", "Pascal")
    assert not search(typed).exists()


@pytest.mark.parametrize(("common", "shared"), [(0, 8), (2, 1), (2, 8)])
def test_common_words_find_the_same_people(
    admit: Admit, monkeypatch: pytest.MonkeyPatch, common: int, shared: int
) -> None:
    ada = admit("Ada", "Martin")
    admit("Blaise", "Martin")
    rare = set(search("martin ada"))
    monkeypatch.setattr(searching, "COMMON", common)
    monkeypatch.setattr(searching, "SHARED", shared)
    assert set(search("martin ada")) == rare == {ada}


def test_a_company_that_changes_its_name_takes_its_people_along(admit: Admit) -> None:
    company = actions.save_organisation(actor=SYSTEM, name="Scierie Vauban")
    ada = admit("Ada", organisation_id=company.pk)
    actions.save_organisation(actor=SYSTEM, organisation=company, name="Bois du Nord")
    assert list(search("nord")) == [ada] and not search("vauban").exists()


def test_a_changed_address_is_found_and_so_is_the_old_one(admit: Admit) -> None:
    ada = admit("Ada", email="ada@example.org")
    actions.change_point(actor=SYSTEM, point=ada.contact_points.get(), value="countess@example.net")
    assert list(search("countess")) == list(search("ada@example.org")) == [ada]


NAMES = some.text(some.characters(exclude_categories=("Cs", "Cc")), max_size=30)


@given(first=NAMES, last=NAMES, later=NAMES)
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_whatever_the_name_its_words_are_kept_true(admit: Admit, first: str, last: str, later: str) -> None:
    person = admit(first, last or "X")
    actions.edit_person(actor=SYSTEM, person=person, changes={"first_name": later})
    kept = set(SearchWord.objects.filter(person=person).values_list("word", flat=True))
    assert kept == {word[:100] for word in search_words(later.strip(), person.last_name)}


def test_a_view_with_a_filter_nobody_knows_shows_nobody(admit: Admit) -> None:
    ada = admit("Ada")
    assert list(audience("state=active&sort=-name")) == [ada]
    assert list(audience("")) == [ada]
    assert not audience("state=active&colour=blue").exists()
    assert not audience("state=asleep").exists()


def test_organisations_are_found_by_name_or_number() -> None:
    company = actions.save_organisation(actor=SYSTEM, name="Éditions de l’Orme", siren="732 829 320")
    for text in ("edi", "ORME", "de l'orme", "l’orme", "7328", "732 829 3"):
        assert list(organisations(text)) == [company], text
    for text in ("ditions", "rme", "829", "732 829 321"):
        assert not organisations(text).exists(), text


def test_a_firm_with_a_figure_in_its_name_is_found_by_it() -> None:
    studio = actions.save_organisation(actor=SYSTEM, name="Studio 54 (fictif)")
    actions.save_organisation(actor=SYSTEM, name="Caron", siret="732 829 320 00074")
    assert [list(organisations(text)) for text in ("54", "studio 5", "fictif")] == [[studio]] * 3
