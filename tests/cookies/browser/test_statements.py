"""The thirty statements, each in a browser on a site with real cookies; and on one that keeps none of them."""

import pytest
from playwright.sync_api import Browser

from accord.cookies.statements import Asked, Suite, Verdict, check
from tests.cookies.browser import pages
from tests.cookies.browser.conftest import PATIENCE

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
KNOWN_ONLY_OF_OURS = [7, 8, 9, 17, 18, 19, 20, 21, 22, 23, 24, 25, 26, 27, 28, 29, 30]


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
