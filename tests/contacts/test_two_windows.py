"""Two colleagues, or two windows, on the same record: nobody undoes the other without knowing."""

from collections.abc import Callable

import pytest
from django.test import Client

from accord.contacts import actions
from accord.contacts.models import Organisation, Person
from accord.lib.actor import SYSTEM
from accord.staff.models import User

from .conftest import Admit

pytestmark = pytest.mark.django_db
SignIn = Callable[[User], Client]


def shown(client: Client, address: str) -> dict[str, str]:
    """What the form at `address` holds, as a browser would send it back untouched."""
    form = client.get(address).context["form"]
    return {name: str(form[name].value() or "") for name in form.fields}


def test_a_correction_made_meanwhile_is_said_and_not_undone(
    admit: Admit, bob: User, signed_in: SignIn
) -> None:
    ada, client = admit("Ada", "Lovelace"), signed_in(bob)
    address = f"/people/{ada.pk}/edit/"
    old = shown(client, address)
    actions.edit_person(actor=SYSTEM, person=ada, changes={"job": "Mathématicienne"})
    answer = client.post(address, old | {"first_name": "Augusta"})
    assert answer.status_code == 422
    page = answer.content.decode()
    assert "Mathématicienne" in page and "Augusta" in page
    kept = Person.objects.get()
    assert (kept.first_name, kept.job) == ("Ada", "Mathématicienne")
    again = {name: str(answer.context["form"][name].value() or "") for name in old}
    assert client.post(address, again).status_code == 302
    assert Person.objects.get().first_name == "Augusta"


def test_whoever_is_alone_is_asked_nothing(admit: Admit, bob: User, signed_in: SignIn) -> None:
    firm = actions.save_organisation(actor=SYSTEM, name="Caron & Fils", siret="732 829 320 00074")
    ada, client = admit("Ada", "Lovelace", organisation_id=firm.pk), signed_in(bob)
    for address, change in (
        (f"/people/{ada.pk}/edit/", {"job": "Gérante"}),
        (f"/organisations/{firm.pk}/edit/", {"city": "Annecy"}),
    ):
        assert client.post(address, shown(client, address) | change).status_code == 302
    assert Person.objects.get().organisation == firm and Organisation.objects.get().city == "Annecy"


def test_nobody_was_born_tomorrow(admit: Admit, bob: User, signed_in: SignIn) -> None:
    address = f"/people/{admit('Ada').pk}/edit/"
    for day in ("2199-01-01", "1066-10-14"):
        answer = signed_in(bob).post(address, shown(signed_in(bob), address) | {"born_on": day})
        assert answer.status_code == 422 and "born_on" in answer.context["form"].errors
