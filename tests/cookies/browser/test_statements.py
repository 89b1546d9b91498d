"""The thirty statements, each in a browser on a site with real cookies; and on one that keeps none of them."""

from dataclasses import replace

import pytest
from playwright.sync_api import Browser

from accord.cookies import publishing, snapshots
from accord.cookies.models import Site
from accord.cookies.statements import STATEMENTS, Asked, Published, Suite, Verdict, check
from accord.cookies.statements.results import CHECKS
from accord.lib.actor import SYSTEM
from tests.cookies.browser import pages
from tests.cookies.browser.conftest import PATIENCE, described
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
if (kept) banner.remove();
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


@pytest.fixture
def careless(web: pages.Site) -> Asked:
    """The address of that site, and nothing else that is known of it."""
    web.body = CARELESS
    return Asked(addresses=(web.url(), web.url(path="/tarifs")), patience=PATIENCE)


@pytest.mark.parametrize("number", range(1, 17))
def test_a_statement_holds_with_scripts(chromium: Browser, asked: Asked, number: int):
    result = check(Suite(asked, chromium), number)
    assert result.verdict == Verdict.PASSES, result.evidence
    assert result.evidence


@pytest.mark.parametrize("number", range(1, 17))
def test_a_statement_holds_without_scripts(chromium: Browser, asked_without_scripts: Asked, number: int):
    result = check(Suite(asked_without_scripts, chromium, scripts=False), number)
    assert result.verdict == Verdict.PASSES, result.evidence
    assert result.evidence


@pytest.mark.parametrize("number", [18, 19])
def test_the_proof_of_a_choice_is_whole_and_sparing(chromium: Browser, asked: Asked, number: int):
    result = check(Suite(asked, chromium), number)
    assert result.verdict == Verdict.PASSES, result.evidence


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
def test_a_site_that_breaks_a_statement_is_told_where_and_how(
    chromium: Browser, careless: Asked, number: int
):
    result = check(Suite(careless, chromium), number)
    assert result.verdict == Verdict.FAILS
    assert result.where.startswith("http://www.lumen.localhost")
    assert result.evidence


@pytest.mark.parametrize("number", [7, 8, 9])
def test_what_nobody_knows_of_a_site_is_not_called_a_failure(chromium: Browser, careless: Asked, number: int):
    assert check(Suite(careless, chromium), number).verdict == Verdict.UNCHECKABLE


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


def test_every_statement_has_a_check_and_says_why_it_cannot_be_made(chromium: Browser, asked: Asked):
    assert sorted(CHECKS) == list(STATEMENTS) == list(range(1, 31))
    for number in range(20, 31):
        result = check(Suite(asked, chromium), number)
        assert (result.verdict, len(result.evidence)) == (Verdict.UNCHECKABLE, 1)
