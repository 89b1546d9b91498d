"""A site made with Django, without a script: the banner in the page, nothing that was not agreed to, and accounts."""

import re
from html import unescape
from uuid import uuid4

import pytest
from django.core.cache import cache
from django.http import HttpResponse
from django.template import engines
from django.test import Client, RequestFactory
from django.urls import path
from django.utils.translation import override

from accord.cookies import accounts, choice_cookie, publishing
from accord.cookies.models import Choice, DeclaredCookie
from accord.cookies.site import client as accord
from accord.cookies.site.middleware import choices
from accord.lib.actor import SYSTEM
from tests.cookies.conftest import PARTIES

SEND = "/cookies-choice/"
PAGE = """{% load accord_cookies %}<!doctype html><html lang="fr"><title>Accueil</title>
{% consented "videotek" title="La vidéo de l’atelier" %}
<iframe src="https://videotek.example.org/1"></iframe>{% endconsented %}
{% cookie_banner %}"""


def home(request):
    """A page of the site."""
    return HttpResponse(engines["site"].from_string(PAGE).render({}, request))


urlpatterns = [path("", home)]


@pytest.fixture
def follows():
    """Whether the site's choices follow accounts."""
    return False


@pytest.fixture
def our_side(site, follows, monkeypatch):
    """Accord, as the site's server reaches it: the real addresses, without the network between."""
    party = site.third_parties.get(recipient__code="mesurio")
    DeclaredCookie.objects.create(
        site=site, third_party=party, purpose=party.purposes.get(), name="msr_srv", is_http_only=True, days=30
    )
    site.follows_accounts = follows
    site.save()
    publishing.publish(actor=SYSTEM, site=site)
    cache.clear()
    caller = Client()

    def asked(address, said=None):
        here = address.removeprefix("https://crm.example.org")
        answer = (
            caller.get(here) if said is None else caller.post(here, said, content_type="application/json")
        )
        if answer.status_code >= 400:
            raise accord.Away(answer.content.decode())
        return answer.json()

    monkeypatch.setattr(accord, "_asked", asked)


@pytest.fixture
def signed_in_as():
    """Who is signed in on the site: a list of one name, empty for nobody."""
    return []


@pytest.fixture
def visit(our_side, settings, signed_in_as):
    """A browser on the site: `visit()` reads its page, `visit(answer="accept")` sends the banner's form."""
    settings.ACCORD_COOKIES = {
        "address": "https://crm.example.org/ac/lumen",
        "secret": accounts.secret("lumen"),
        "account": lambda _request: next(iter(signed_in_as), ""),
    }
    settings.TEMPLATES = [
        *settings.TEMPLATES,
        {
            "NAME": "site",
            "BACKEND": "django.template.backends.django.DjangoTemplates",
            "OPTIONS": {
                "context_processors": ["django.template.context_processors.request"],
                "libraries": {"accord_cookies": "accord.cookies.site.templatetags.accord_cookies"},
            },
        },
    ]
    return Browser()


class Browser:
    """Keeps cookies as browsers do, by name; the site is reached under its own host."""

    def __init__(self):
        self.cookies, self.ended, self.signal = {}, [], {}

    def __call__(self, *, site="same-origin", at="/", **sent):
        ask = RequestFactory(headers={"host": "testserver", "sec-fetch-site": site, **self.signal})
        request = ask.post(SEND, sent) if sent else ask.get(at)
        request.COOKIES = dict(self.cookies)
        answer = choices(home)(request)
        self.ended = []
        for morsel in answer.cookies.values():
            if str(morsel["max-age"]) == "0":
                self.cookies.pop(morsel.key, None)
                self.ended.append(morsel.key)
            else:
                self.cookies[morsel.key] = morsel.value
        return answer

    @property
    def choice(self):
        return choice_cookie.parse(self.cookies.get(choice_cookie.NAME, ""))


def test_before_an_answer_the_banner_is_in_the_page_and_no_third_party_is(visit):
    page = visit().content.decode()
    assert re.search(
        r'<button name="answer" value="accept">J’accepte</button><button name="answer" value="refuse">', page
    )
    assert "videotek.example.org" not in page
    assert "La vidéo de l’atelier" in page
    assert not visit.cookies


def test_accepting_without_a_script_is_recorded_and_shows_what_was_hidden(visit):
    answer = visit(answer="accept", next="/?page=2", lang="fr")
    assert (answer.status_code, answer.headers["Location"]) == (302, "/?page=2")
    kept = Choice.objects.get()
    assert (kept.act, kept.layer) == ("accepted", "first")
    assert visit.choice.visitor == kept.visitor
    assert visit.choice.parties == tuple(PARTIES)
    page = visit().content.decode()
    assert "https://videotek.example.org/1" in page
    assert 'value="accept"' not in page
    assert "Cookies</a>" in page


def test_refusing_is_recorded_and_not_asked_again(visit):
    visit(answer="refuse")
    assert Choice.objects.get().act == "refused"
    page = visit().content.decode()
    assert "videotek.example.org" not in page
    assert 'value="refuse"' not in page


def test_a_browser_that_says_no_is_believed_and_told_so_without_a_script(visit):
    visit.signal = {"sec-gpc": "1"}
    page = visit(at="/blog/hiver?page=2").content.decode()
    assert "nous avons enregistré votre refus" in page
    assert 'value="accept"' not in page
    picture = re.search(r'<noscript><img src="([^"]+)"', page)[1]
    assert visit(at=picture, site="cross-site").status_code == 403
    for _ in range(2):
        heard = visit(at=unescape(picture))
        assert heard.status_code == 204 and "no-store" in heard.headers["Cache-Control"]
    kept = Choice.objects.get()
    assert (kept.act, kept.layer, kept.is_gpc, kept.page_group) == ("refused", "gpc", True, "/blog")
    visit(answer="gpc")
    assert Choice.objects.count() == 1, "closing what says so records nothing more"
    assert "Cookies</a>" in visit().content.decode()


def test_a_site_may_ask_a_browser_that_says_no(visit, site):
    visit.signal = {"sec-gpc": "1"}
    site.gpc_refuses = False
    site.save()
    publishing.publish(actor=SYSTEM, site=site)
    cache.clear()
    assert 'value="accept"' in visit().content.decode()
    visit(at=f"{SEND}?gpc")
    assert not Choice.objects.exists()


def test_going_on_without_accepting_is_a_recorded_refusal(visit, site):
    assert "Continuer sans accepter" not in visit().content.decode()
    site.design = {"close": True}
    site.save()
    publishing.publish(actor=SYSTEM, site=site)
    cache.clear()
    assert '<button name="answer" value="close">Continuer sans accepter</button>' in visit().content.decode()
    visit(answer="close")
    kept = Choice.objects.get()
    assert (kept.act, kept.layer) == ("refused", "close")
    assert visit.choice.parties == ()


def test_the_banner_in_the_page_runs_from_right_to_left_where_its_words_do(visit, site):
    site.languages = ["ar", "fr"]
    site.save()
    publishing.publish(actor=SYSTEM, site=site)
    cache.clear()
    visit()
    with override("ar"):
        assert '<div id="ac" lang="ar" dir="rtl">' in visit().content.decode()
    with override("fr"):
        assert '<div id="ac" lang="fr" dir="ltr">' in visit().content.decode()


def test_a_cookie_that_scripts_cannot_reach_ends_once_it_is_not_agreed_to(visit):
    visit(answer="accept")
    visit.cookies |= {"msr_srv": "7", "connexion": "ada"}
    visit()
    assert "msr_srv" in visit.cookies
    visit(answer="refuse")
    assert "msr_srv" in visit.ended
    visit.cookies["msr_srv"] = "written again by the server"
    visit()
    assert "msr_srv" not in visit.cookies
    assert visit.cookies["connexion"] == "ada"


@pytest.mark.parametrize(
    ("at", "ended_for"),
    [
        ("/caf%C3%A9/", "/caf%C3%A9/"),
        ("/%CE%B1%CE%B8%CE%AE%CE%BD%CE%B1", "/%CE%B1%CE%B8%CE%AE%CE%BD%CE%B1"),
        ("/a%0D%0ASet-Cookie:%20connexion=eve", "/a%0D%0ASet-Cookie:%20connexion=eve"),
        ("/a%3B%20domain=example.org", "/a%3B%20domain=example.org"),
        ("/a/b" * 400, "/a/b/"),
    ],
)
def test_whatever_the_address_of_a_page_its_cookies_end_and_nothing_else_is_written(visit, at, ended_for):
    visit(answer="refuse")
    visit.cookies |= {"msr_srv": "written by the server"}
    answer = visit(at=at)
    written = [morsel.OutputString() for morsel in answer.cookies.values()]
    assert any(f"Path={ended_for};" in one + ";" for one in written)
    assert all(one.isascii() and one.isprintable() and one.startswith("msr_srv=") for one in written)
    assert all(one.count("Domain=") <= 1 for one in written)
    assert len(written) < 100


def test_without_a_proof_there_is_no_acceptance_and_a_refusal_counts_all_the_same(visit, monkeypatch):
    visit()

    def away(_choice):
        raise accord.Away("no route")

    monkeypatch.setattr(accord, "record", away)
    visit(answer="accept")
    assert visit.choice is None
    visit(answer="refuse")
    assert visit.choice.parties == ()


def test_another_site_cannot_answer_for_a_visitor(visit):
    assert visit(answer="accept", site="cross-site").status_code == 403
    assert not visit.cookies
    assert visit(answer="refuse", next="https://ailleurs.example.net/").headers["Location"] == "/"


def test_a_site_that_never_reached_accord_shows_no_third_party(visit, monkeypatch):
    def away(_address, _said=None):
        raise accord.Away("no route")

    cache.clear()
    monkeypatch.setattr(accord, "_asked", away)
    page = visit().content.decode()
    assert "videotek.example.org" not in page


class TestAccounts:
    @pytest.fixture
    def follows(self):
        return True

    def test_the_banner_says_that_the_answer_follows_the_account(self, visit):
        assert "elle suit votre compte" in visit().content.decode()

    def test_signed_out_the_browser_finds_its_own_choice_again(self, visit, signed_in_as):
        visit(answer="refuse")
        own = visit.choice
        signed_in_as.append("ada@example.org")
        visit()
        assert visit.choice.visitor != own.visitor
        visit(answer="accept")
        assert visit.choice.parties == tuple(PARTIES)
        signed_in_as.clear()
        visit()
        assert visit.choice == own
        assert Choice.objects.filter(visitor=own.visitor).count() == 1

    def test_on_another_browser_the_choice_of_the_account_applies_and_is_said_once(self, visit, signed_in_as):
        signed_in_as.append("ada@example.org")
        visit()
        visit(answer="accept")
        first, visit.cookies = visit.cookies, {}
        visit()
        assert visit.choice.visitor == choice_cookie.parse(first[choice_cookie.NAME]).visitor
        page = visit().content.decode()
        assert "https://videotek.example.org/1" in page
        assert "Le choix de votre compte s’applique" in page
        assert "Le choix de votre compte s’applique" not in visit().content.decode()

    def test_a_browser_may_keep_its_own_choice_while_signed_in(self, visit, signed_in_as):
        visit(answer="refuse")
        own = visit.choice
        signed_in_as.append("ada@example.org")
        visit()
        visit(answer="accept")
        visit(apart="yes")
        assert visit.choice == own
        visit(apart="no")
        assert visit.choice.parties == tuple(PARTIES)

    def test_a_first_choice_made_by_the_script_is_the_account_s(self, visit, signed_in_as, our_side):
        signed_in_as.append("ada@example.org")
        visit()
        banner, number = accord.banner(), visit.choice.visitor
        said = {
            "visitor": str(number),
            "nonce": str(uuid4()),
            "version": banner["version"],
            "thirdParties": [],
            "purposes": [],
        }
        accord.record(said)
        assert Choice.objects.get().is_of_account
        visit.cookies = {}
        visit()
        assert (visit.choice.visitor, visit.choice.ask) == (number, banner["ask"])

    def test_what_she_withdraws_on_her_telephone_holds_here_too(self, visit, signed_in_as):
        signed_in_as.append("ada@example.org")
        visit()
        visit(answer="accept")
        telephone, visit.cookies = visit.cookies, {}
        visit()
        assert visit.choice.parties
        here, visit.cookies = visit.cookies, telephone
        visit(answer="refuse")
        visit.cookies = here
        cache.clear()  # five minutes later
        visit()
        assert visit.choice.parties == ()
