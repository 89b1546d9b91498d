"""A choice follows an account only where the site says so, for who signed in; browsers of others are left alone."""

import time
from uuid import uuid4

import pytest

from accord.contacts.models import ContactPoint, Person
from accord.cookies import accounts, publishing
from accord.cookies.models import Account, Choice, Terminal
from accord.cookies.site import signing
from accord.lib.actor import SYSTEM
from accord.lib.fingerprints import address_hash
from accord.staff.roles import Role
from tests.cookies.conftest import EVERYTHING


@pytest.fixture
def version(site):
    """The banner of a site whose choices follow accounts."""
    site.follows_accounts = True
    site.save()
    return publishing.publish(actor=SYSTEM, site=site)


def token(holder="ada@example.org", ago=0, secret=None):
    return signing.token(holder, secret or accounts.secret("lumen"), time.time() - ago)


@pytest.fixture
def signs_in(browser, version):
    def send(terminal, holder="ada@example.org", **more):
        said = {"account": token(holder), "terminal": str(terminal), **more}
        return browser.post("/ac/lumen/account", said, content_type="application/json")

    return send


def test_a_choice_made_signed_in_holds_on_the_account_s_other_browsers(choose, signs_in):
    choose(account=token(), **EVERYTHING)
    said = signs_in(uuid4()).json()
    assert said["choice"]["act"] == "accepted"
    assert said["choice"]["thirdParties"] == EVERYTHING["thirdParties"]
    assert Choice.objects.get().is_of_account


def test_a_new_browser_is_told_once(choose, signs_in):
    choose(account=token())
    terminal = uuid4()
    assert [signs_in(terminal).json()["tell"] for _ in range(2)] == [True, False]


def test_before_the_account_has_answered_nothing_is_said_to_hold(signs_in):
    said = signs_in(uuid4()).json()
    assert (said["choice"], said["tell"]) == (None, False)


@pytest.mark.parametrize("act", [EVERYTHING, {}, {"act": "withdrawn"}])
def test_accepting_refusing_and_withdrawing_reach_equally_far(choose, signs_in, act):
    made = choose(account=token(), **act)
    assert signs_in(uuid4()).json()["visitor"] == made.json()["visitor"]


def test_what_was_chosen_signed_out_on_a_shared_browser_is_left_alone(choose, signs_in):
    terminal = uuid4()
    choose(visitor=str(terminal))
    assert signs_in(terminal).json()["choice"] is None
    choose(account=token(), visitor=str(terminal), **EVERYTHING)
    own = Choice.objects.get(visitor=terminal)
    assert (own.act, own.is_of_account) == ("refused", False)


def test_two_accounts_on_one_browser_have_each_their_own(choose, signs_in):
    terminal = uuid4()
    choose(account=token("ada@example.org"), visitor=str(terminal), **EVERYTHING)
    choose(account=token("blaise@example.org"), visitor=str(terminal))
    assert signs_in(terminal, "ada@example.org").json()["choice"]["act"] == "accepted"
    assert signs_in(terminal, "blaise@example.org").json()["choice"]["act"] == "refused"


def test_one_browser_may_keep_a_choice_of_its_own(choose, signs_in):
    terminal = uuid4()
    choose(account=token())
    assert signs_in(terminal, apart=True).json()["apart"] is True
    choose(account=token(), visitor=str(terminal), **EVERYTHING)
    assert Choice.objects.get(visitor=terminal).act == "accepted"
    assert signs_in(uuid4()).json()["choice"]["act"] == "refused"
    assert signs_in(terminal, apart=False).json()["apart"] is False


def test_a_first_choice_made_by_the_script_while_signed_in_becomes_the_account_s(choose, signs_in):
    fresh = uuid4()
    signs_in(uuid4())
    choose(visitor=str(fresh), **EVERYTHING)
    signs_in(uuid4(), adopts=str(fresh))
    assert signs_in(uuid4()).json()["visitor"] == str(fresh)


def test_an_account_never_takes_over_the_choice_of_another(choose, signs_in):
    visitor = choose(account=token("ada@example.org"), **EVERYTHING).json()["visitor"]
    signs_in(uuid4(), "blaise@example.org", adopts=visitor)
    assert signs_in(uuid4(), "blaise@example.org").json()["choice"] is None


def test_one_third_party_more_and_the_account_is_asked_again(site, choose, signs_in):
    choose(account=token(), **EVERYTHING)
    site.third_parties.get(recipient__code="videotek").purposes.add(
        site.purposes.get(purpose__code="publicite")
    )
    publishing.publish(actor=SYSTEM, site=site)
    assert signs_in(uuid4()).json()["choice"] is None


@pytest.mark.parametrize(
    "forged",
    [
        "x",
        "x.y",
        "é.é",
        "",
        token("ada@example.org", secret="another"),
        "W10=." + "0" * 64,
    ],
)
def test_an_account_that_the_site_has_not_signed_is_refused(browser, version, forged):
    said = {"account": forged, "terminal": str(uuid4())}
    answer = browser.post("/ac/lumen/account", said, content_type="application/json")
    assert answer.status_code == 422
    assert answer.json()["error"]
    assert not Account.objects.exists()


def test_an_account_signed_yesterday_is_refused(browser, version):
    said = {"account": token(ago=24 * 3600), "terminal": str(uuid4())}
    assert browser.post("/ac/lumen/account", said, content_type="application/json").status_code == 422


def test_a_site_that_does_not_say_so_follows_no_account(site, version, choose):
    site.follows_accounts = False
    site.save()
    newest = publishing.publish(actor=SYSTEM, site=site)
    assert choose(account=token(), version=newest.mark).status_code == 422
    assert not Account.objects.exists()


def test_a_choice_is_linked_to_a_person_by_their_address_and_no_longer_once_they_are_erased(
    choose, colleague, signed_in
):
    ada = Person.objects.create(last_name="Lovelace")
    ContactPoint.objects.create(
        person=ada,
        kind="email",
        value="ada@example.org",
        address_hash=address_hash("email", "ada@example.org"),
    )
    choose(account=token("Ada@Example.org"), **EVERYTHING)
    choose(account=token("client-7"))
    (linked,) = accounts.of_person(ada.pk)
    assert linked.act == "accepted"
    page = signed_in(colleague("Bob", Role.SALES)).get(f"/people/{ada.pk}/").content.decode()
    assert "Cookies, sur les sites où la personne se connecte" in page
    assert accounts.forget(actor=SYSTEM, person_id=ada.pk) == 1
    assert accounts.of_person(ada.pk) == []
    assert Choice.objects.count() == 2
    assert not Terminal.objects.exists()
