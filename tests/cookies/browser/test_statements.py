"""The thirty statements, each in a browser on a site with real cookies; and on one that keeps none of them."""

import json
import time
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass, field, replace
from io import StringIO

import pytest
from django.core.management import call_command
from django.utils import timezone
from django.utils.translation import override
from playwright.sync_api import Browser
from pytest_django.live_server_helper import LiveServer

from accord.cookies import accounts, measuring, publishing, snapshots
from accord.cookies.models import Choice, Scan, Site
from accord.cookies.site import signing
from accord.cookies.statements import STATEMENTS, Asked, Published, Suite, Verdict, check, check_all
from accord.cookies.statements.asked import Party
from accord.cookies.statements.results import CHECKS, Result
from accord.cookies.statements.visitor import Visitor
from accord.cookies.statements.words import in_words
from accord.cookies.visits import looking
from accord.lib.actor import SYSTEM
from accord.project.management.commands import statements as statements_command
from tests.cookies.browser import pages
from tests.cookies.browser.conftest import PATIENCE, QUIET, House, Opening, a_django_site, described
from tests.cookies.conftest import add_party

# A site that loads everything at once and asks with a banner of its own, as one meets them.
CARELESS = """
<h1>{title}</h1><p><a href="/tarifs">Nos tarifs</a> <a href="/">Accueil</a></p>
<script src="{mesurio}/tag.js"></script>
<div id="banner" style="position:fixed;bottom:0;left:0;right:0;background:#fff;padding:1rem">
<p>Nous utilisons des cookies avec nos partenaires.</p>
<label><input type="checkbox" checked> Publicité</label>
<button id="yes" style="font-size:20px;background:#070;color:#fff">Accepter</button>
<button id="more" style="background:none;border:0">Paramétrer</button>
<button id="close" aria-label="Fermer" style="float:right">Continuer sans accepter</button>
<span style="font-size:10px">ou <a id="no" href="#">refuser</a></span></div>
<script>
document.cookie = "_ga=1; path=/; max-age=63072000";
const kept = /choix=/.test(document.cookie), banner = document.getElementById("banner");
if (kept) {{
  document.cookie = `choix=oui; path=/; max-age=${{63072000 + performance.now()}}; domain=lumen.localhost`;
  banner.remove();
}}
document.getElementById("yes").onclick = () => {{
  document.cookie = "choix=oui; path=/; max-age=63072000; domain=lumen.localhost"; banner.remove();
}};
document.getElementById("no").onclick = (event) => {{ event.preventDefault(); sure.hidden = false; }};
document.getElementById("close").onclick = () => {{
  document.cookie = "rb_uid=1; path=/";
  sure.hidden = false;
}};
</script>
<div id="sure" hidden style="position:fixed;inset:0;background:#fff"><button id="really">Refuser vraiment</button></div>
<script>
document.getElementById("really").onclick = () => {{
  document.cookie = "choix=non; path=/; max-age=86400; domain=lumen.localhost"; banner.remove();
}};
</script>{text}
"""
BROKEN = [1, 2, 3, 4, 5, 6, 11, 12, 13, 14, 15, 16]


@dataclass
class Told:
    """What `accord statements ADDRESS` finds and prints of a site of which nothing else is known."""

    found: dict[int, Result] = field(default_factory=dict)
    printed: str = ""
    status: object = 0


@pytest.fixture(scope="module")
def careless(chromium: Browser) -> Told:
    """That command on that site."""
    told, printed = Told(), StringIO()

    def heard(suite: Suite) -> Iterator[Result]:
        for one in check_all(suite):
            told.found[one.number] = one
            yield one

    with pages.serving() as web, pytest.MonkeyPatch.context() as patch:
        web.body = CARELESS
        patch.setattr(looking, "a_browser", lambda: nullcontext(chromium))
        patch.setattr(statements_command, "check_all", heard)
        patch.setattr(
            statements_command, "Asked", lambda **said: Asked(**said, patience=PATIENCE, quiet=QUIET)
        )
        with pytest.raises(SystemExit) as ended:
            call_command("statements", web.url(), web.url(path="/tarifs"), stdout=printed)
    told.printed, told.status = printed.getvalue(), ended.value.code
    return told


@pytest.mark.django_db
@pytest.mark.parametrize("number", [*range(1, 17), 18, 19])
def test_a_statement_holds_with_scripts(a_visit: Scan, number: int):
    assert held(a_visit.results, number)


@dataclass(frozen=True)
class Unscripted:
    """What the checks say of the site made with Django, and how a browser that says no is met there."""

    results: list[dict]
    greeted: str
    then: str
    recorded: list[tuple[str, str, bool]]


@pytest.fixture(scope="module")
def without_scripts(chromium: Browser, a_house: Opening) -> Unscripted:
    """Somebody whose browser runs no script."""
    with a_house(measures=True) as house, a_django_site(house) as asked:
        suite = Suite(asked, chromium, scripts=False)
        proven = Suite(replace(asked, public=house.public), chromium, scripts=False)
        results = [one.plain() for one in [*check_all(suite, UNSCRIPTED), *check_all(proven, PROVEN)]]
        with replace(suite, how={"extra_http_headers": {"Sec-GPC": "1"}, "locale": "fr-FR"}).visitor() as one:
            one.open()
            greeted = one.page.get_by_role("dialog").inner_text()
            one.open()
            then = one.page.locator("aside").inner_text()
        said = Choice.objects.filter(is_gpc=True).values_list("act", "layer", "is_gpc")
        return Unscripted(results, greeted, then, list(said))


MEASURED, FOLLOWING = [20, 21, 22, 23, 24], [25, 26, 27, 28, 29]
UNSCRIPTED, PROVEN = [*range(1, 17), *MEASURED], [18, 19]  # a proof is read at Accord's own address


@pytest.mark.django_db
@pytest.mark.parametrize("number", [*UNSCRIPTED, *PROVEN])
def test_a_statement_holds_without_scripts(without_scripts: Unscripted, number: int):
    assert held(without_scripts.results, number)


@pytest.mark.django_db
def test_a_browser_that_says_no_and_runs_no_script_is_believed_and_told_so(without_scripts: Unscripted):
    assert "nous avons enregistré votre refus" in without_scripts.greeted
    assert without_scripts.then == "Cookies"
    assert without_scripts.recorded == [("refused", "gpc", True)]


@pytest.fixture(scope="module")
def measured(chromium: Browser, a_house: Opening) -> list[dict]:
    """What they say of a site that counts its visits, under a strict content policy."""
    with a_house(measures=True) as house:
        house.web.is_strict = True
        suite = Suite(described(house.version, house.web), chromium)
        found = [one.plain() for one in check_all(suite, MEASURED)]
        days = measuring.by_day(house.version.site_id, timezone.localdate())
        assert days[0]["views"] >= days[0]["newcomers"] >= 2, "those who do not object are counted"
        careless = replace(suite, site=replace(suite.site, public=house.web.url(path=""), most_days=30))
        assert check(careless, 21).evidence == ["no way to object"]
        assert check(careless, 22).evidence == ["accord_visits: 390 days"]
        return found


@pytest.mark.django_db
@pytest.mark.parametrize("number", MEASURED)
def test_a_statement_on_audience_measurement_holds(measured: list[dict], number: int):
    assert held(measured, number)


@contextmanager
def signing_in(house: House, *, is_django: bool) -> Iterator[Asked]:
    """Where one signs in: on the site made with Django, or on the one with the pasted line."""
    secret = accounts.secret(house.version.site.code)
    more = {"secret": secret, "account": lambda request: request.COOKIES.get("connexion", "")}
    doors = {"sign_in": house.web.url(path="/connexion"), "sign_out": house.web.url(path="/deconnexion")}
    if is_django:
        with a_django_site(house, **more) as asked:
            yield replace(asked, **doors)
    else:
        house.web.answer = pages.SignedIn(house.web, lambda name: signing.token(name, secret, time.time()))
        yield replace(described(house.version, house.web), **doors)


@pytest.fixture(
    scope="module",
    params=[(False, True), (True, True), (True, False)],
    ids=["one line", "Django", "Django without scripts"],
)
def following(request: pytest.FixtureRequest, chromium: Browser, a_house: Opening) -> list[dict]:
    """What they say of a site whose choices follow accounts; only its script tells them how to set a terminal apart."""
    is_django, scripts = request.param
    with a_house(follows_accounts=True) as house, signing_in(house, is_django=is_django) as asked:
        numbers = FOLLOWING if is_django else [*FOLLOWING, 30]
        return [one.plain() for one in check_all(Suite(asked, chromium, scripts=scripts), numbers)]


@pytest.mark.django_db
@pytest.mark.parametrize("number", FOLLOWING)
def test_a_statement_on_several_terminals_holds(following: list[dict], number: int):
    assert held(following, number)


@pytest.mark.django_db
@pytest.mark.parametrize("following", [(False, True)], ids=["one line"], indirect=True)
def test_one_terminal_may_keep_a_choice_of_its_own(following: list[dict]):
    assert held(following, 30)


def held(results: list[dict], number: int) -> list[str]:
    """On what evidence a statement passed."""
    [result] = [one for one in results if one["number"] == number]
    assert result["verdict"] == Verdict.PASSES, result["evidence"]
    return result["evidence"]


class OutOfReach(Suite):
    """Accord does not hear the first time a visitor answers."""

    @contextmanager
    def visitor(self) -> Iterator[Visitor]:
        with super().visitor() as visitor:
            visitor.context.route("**/choice", lambda route: route.abort(), times=1)
            yield visitor


def test_a_choice_that_arrives_late_is_proven_all_the_same(chromium: Browser, asked: Asked):
    result = check(OutOfReach(asked, chromium), 18)
    assert result.verdict == Verdict.PASSES, result.evidence


def test_what_a_visit_saw_is_told_in_french(a_visit: Scan):
    own = [7, 9]  # the words of the banner itself
    lines = [line for one in a_visit.results if one["number"] not in own for line in one["evidence"]]
    with override("fr"):
        assert [line for line in lines if in_words(line) == line] == []


def test_any_site_is_checked_by_its_address(careless: Told):
    said = careless.printed
    assert careless.status == 1
    assert said.count("DOES NOT HOLD") == len(BROKEN)
    assert said.count("not checked") == 30 - len(BROKEN) - said.count("  holds  ")
    assert "http://mesurio.localhost" in said, "what was seen is told with it"


def test_one_more_third_party_is_asked_about_and_one_less_is_not(
    chromium: Browser, asked: Asked, declared: Site
):
    declared.third_parties.filter(recipient__code="cartolive").delete()
    publishing.publish(actor=SYSTEM, site=declared)
    add_party(declared, "cartolive2", said=("Cartolive", "Cartolive SAS, Rennes", "FR", "contenus", {}))
    publishing.publish(actor=SYSTEM, site=declared)
    versions = [
        Published(one.number, frozenset(snapshots.pairs(one.snapshot)), one.ask)
        for one in declared.versions.order_by("number")
    ]
    assert [one.ask == versions[0].ask for one in versions] == [True, True, False]
    assert check(Suite(asked, chromium, versions=versions), 17).verdict == Verdict.PASSES
    silent = [replace(one, ask="same") for one in versions]
    assert check(Suite(asked, chromium, versions=silent), 17).verdict == Verdict.FAILS


@pytest.mark.parametrize("number", BROKEN)
def test_a_site_that_breaks_a_statement_is_told_where_and_how(careless: Told, number: int):
    result = careless.found[number]
    assert result.verdict == Verdict.FAILS
    assert result.where.startswith("http://www.lumen.localhost")
    assert result.evidence


def test_a_choice_that_every_visit_prolongs_is_told(careless: Told):
    assert "accept: a visit changes how long it is kept" in careless.found[15].evidence


@pytest.mark.parametrize("number", [7, 8, 9])
def test_what_nobody_knows_of_a_site_is_not_called_a_failure(careless: Told, number: int):
    assert careless.found[number].verdict == Verdict.UNCHECKABLE


def test_a_banner_that_says_less_than_its_site_declares_is_told(chromium: Browser, asked: Asked):
    more = replace(
        asked,
        controller="Atelier des Ombres",
        purposes=(*asked.purposes, ("Jeux", "Proposer des jeux.")),
        parties=(*asked.parties, Party("Tierce Inconnue", policy_url="https://tierce.example/")),
    )
    told = {
        7: "not said before the buttons: Jeux",
        8: "not in the list: Tierce Inconnue",
        9: "not said: who asks",
        10: "3 boxes for 4 purposes",
        18: "not in the proof: third party Tierce Inconnue",
    }
    for number, evidence in told.items():
        result = check(Suite(more, chromium), number)
        assert (result.verdict, evidence in result.evidence) == (Verdict.FAILS, True), result


def test_a_site_that_cannot_be_reached_is_not_called_a_failure(chromium: Browser):
    nobody = Asked(addresses=("http://127.0.0.1:9/",), patience=PATIENCE)
    assert check(Suite(nobody, chromium), 1).verdict == Verdict.UNCHECKABLE


def test_a_site_whose_choices_follow_accounts_says_so_first(
    chromium: Browser, declared: Site, web: pages.Site, published
):
    declared.follows_accounts = True
    declared.save()
    silent = described(published, web, follows_accounts=True)
    assert check(Suite(silent, chromium), 27).verdict == Verdict.FAILS
    web.again()
    known = described(publishing.publish(actor=SYSTEM, site=declared), web)
    for number in (25, 27):
        result = check(Suite(known, chromium), number)
        assert result.verdict == Verdict.PASSES, result.evidence


@pytest.mark.django_db
def test_every_statement_has_a_check_and_says_why_it_cannot_be_made(a_visit: Scan):
    assert sorted(CHECKS) == list(STATEMENTS) == list(range(1, 31))
    for result in a_visit.results[19:]:
        assert (result["verdict"], len(result["evidence"])) == (Verdict.UNCHECKABLE, 1)


# Sites that keep all but one of the statements that nothing above breaks

TELLING = {"choices": [{"act": "refused", "seen": "203.0.113.7, Mozilla/5.0"}]}
SHARED = "<script>document.cookie = 'accord_visits=1; path=/; domain=lumen.localhost'</script>"
FOLLOWED = "<script>document.cookie = 'suivi=1; path=/'</script>"


def test_a_proof_that_tells_who_and_with_what_and_never_ends_is_told(
    chromium: Browser, asked: Asked, web: pages.Site
):
    def answer(handler: pages.Handler) -> bool:
        is_proof = "/proof/" in handler.path
        if is_proof:
            handler.send(json.dumps(TELLING), "application/json")
        return is_proof

    web.answer = answer
    result = check(Suite(replace(asked, public=web.url(pages.PLAIN, "/ac/lumen")), chromium), 19)
    assert result.verdict == Verdict.FAILS
    assert result.evidence == [
        "an address: 203.0.113.7",
        "a browser: Mozilla/",
        "it does not say until when it is kept",
    ]


def test_a_measurement_shared_with_others_is_told(chromium: Browser, asked: Asked, web: pages.Site):
    web.body += SHARED + '<img src="{boreale}/counted.png" alt="">'
    measuring_site = replace(asked, measures=True, necessary=(*asked.necessary, "accord_visits"))
    result = check(Suite(measuring_site, chromium), 20)
    assert result.verdict == Verdict.FAILS
    assert f"request: {web.url('boreale.localhost', '/counted.png')}" in result.evidence
    assert "kept for all of .lumen.localhost: accord_visits" in result.evidence


def test_a_visitor_followed_signed_out_is_told(chromium: Browser, asked: Asked, web: pages.Site):
    web.body += FOLLOWED
    result = check(Suite(replace(asked, follows_accounts=True), chromium), 25)
    assert (result.verdict, result.evidence) == (Verdict.FAILS, ["stored: suivi (www.lumen.localhost)"])


@pytest.fixture(scope="module")
def unending(chromium: Browser, a_house: Opening) -> Result:
    """What is said of a site where signing out changes nothing."""
    with a_house(follows_accounts=True) as house, signing_in(house, is_django=False) as asked:
        return check(Suite(replace(asked, sign_out=house.web.url(path="/tarifs")), chromium), 29)


def test_a_shared_terminal_that_keeps_the_account_s_choice_is_told(unending: Result):
    assert unending.verdict == Verdict.FAILS
    assert [one for one in unending.evidence if one.startswith("request: ")]


def test_the_page_that_shows_a_banner_at_work_reads_the_same_after_a_no(
    chromium: Browser, asked: Asked, declared: Site, live_server: LiveServer
):
    shown = replace(asked, addresses=(f"{live_server.url}/demonstration/{declared.code}/",))
    result = check(Suite(shown, chromium), 12)
    assert result.verdict == Verdict.PASSES, result.evidence
