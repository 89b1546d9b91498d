"""Organisations and their numbers."""

from collections.abc import Callable

import pytest
from django.test import Client

from accord.contacts import actions
from accord.contacts.models import Organisation
from accord.contacts.numbers import check_activity
from accord.lib.actor import SYSTEM
from accord.staff.models import User

pytestmark = pytest.mark.django_db


def test_a_siret_brings_its_siren() -> None:
    company = actions.save_organisation(actor=SYSTEM, name="Caron (fictif)", siret="732 829 320 00074")
    assert (company.siret, company.siren) == ("73282932000074", "732829320")


@pytest.mark.parametrize("numbers", [{"siren": "732829321"}, {"siret": "73282932000075"}, {"siren": "12"}])
def test_a_number_whose_key_does_not_hold_is_refused(numbers: dict[str, str]) -> None:
    with pytest.raises(ValueError, match="hold"):
        actions.save_organisation(actor=SYSTEM, name="Caron", **numbers)
    assert not Organisation.objects.exists()


def test_two_numbers_that_disagree_are_refused() -> None:
    with pytest.raises(ValueError, match="belong"):
        actions.save_organisation(actor=SYSTEM, name="Caron", siren="552100554", siret="73282932000074")


def test_an_activity_code_is_kept_as_insee_writes_it() -> None:
    assert check_activity("62.01 z") == "6201Z"
    with pytest.raises(ValueError, match="activity"):
        check_activity("620Z")


def test_a_firm_known_by_its_siren_is_not_entered_twice_but_another_establishment_is(
    signed_in: Callable[[User], Client], bob: User
) -> None:
    known = actions.save_organisation(actor=SYSTEM, name="Menuiserie Caron", siret="73282932000074")
    client = signed_in(bob)
    for numbers in ({"siren": "732 829 320"}, {"siret": "73282932000074"}):
        again = client.post("/organisations/new/", {"name": "Caron SAS", **numbers})
        assert again.status_code == 422 and f"/organisations/{known.pk}/" in again.content.decode()
    assert (
        client.post("/organisations/new/", {"name": "Caron Lille", "siret": "73282932000082"}).status_code
        == 302
    )
    said = {"name": "Caron et fils", "siren": "732829320", "siret": "73282932000074"}
    assert client.post(f"/organisations/{known.pk}/edit/", said).status_code == 302
    assert Organisation.objects.filter(siren="732829320").count() == 2
