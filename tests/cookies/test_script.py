"""One file, one request: the configuration and the script, with validators and long caching of what never changes."""

import gzip
import json
import re

from accord.cookies import publishing
from accord.lib.actor import SYSTEM

BEGINNING = "//# allFunctionsCalledOnLoad\nwindow.__accordCookies="  # a hint holds on the first line only
TEXT_OR_NAME = re.compile(r'("(?:[^"\\]|\\.)*")|([{,])(\w+):')  # names stand without quotation marks


def configuration(answer):
    head, _, _rest = answer.content.decode().partition(";\n")
    said = head.removeprefix(BEGINNING)
    return json.loads(TEXT_OR_NAME.sub(lambda one: one[1] or f'{one[2]}"{one[3]}":', said))


def test_a_site_gets_its_texts_and_what_to_block(client, version):
    said = configuration(client.get("/cookies/lumen.js"))
    assert said["p"] == ["contenus", "campagnes", "publicite"]
    assert said["t"][3] == ["boreale", [2], ["boreale.example.org"], "Régie Boréale"]
    assert ["rb_seg*", 3, 2] in said["c"]
    assert said["v"] == version.sha256[:12]
    assert said["a"] == version.ask
    assert said["d"] == 182
    assert "Atelier Lumen et 4 tiers" in said["l"]["fr"]["intro"]
    for language, words in {"fr": "petits fichiers que votre navigateur garde", "en": "small files"}.items():
        assert words in said["l"][language]["intro"], "what a cookie is"
        assert said["l"][language]["intro"].count(". ") <= 1
    assert "6 mois" in said["l"]["fr"]["after"]
    assert said["l"]["en"]["p"][0][0] == "Videos and maps"


def test_a_word_of_the_site_cannot_end_the_script(client, site):
    site.texts = {"fr": {"title": "</script><script>alert(1)</script>"}}
    site.save()
    publishing.publish(actor=SYSTEM, site=site)
    assert b"</script" not in client.get("/cookies/lumen.js").content


def test_the_words_of_a_site_are_said_as_they_are_written(client, site):
    title = 'Nos "cookies": {"a":1,"b":2}, l’accord:'
    site.texts = {"fr": {"title": title}}
    site.save()
    publishing.publish(actor=SYSTEM, site=site)
    assert configuration(client.get("/cookies/lumen.js"))["l"]["fr"]["title"] == title


def test_nothing_is_sent_twice_to_who_has_it(client, version):
    answer = client.get("/ac/lumen.js", headers={"accept-encoding": "gzip"})
    assert gzip.decompress(answer.content).startswith(BEGINNING.encode())
    assert "max-age=300" in answer.headers["Cache-Control"]
    again = client.get("/ac/lumen.js", headers={"if-none-match": answer.headers["ETag"]})
    assert (again.status_code, again.content) == (304, b"")


def test_the_script_of_a_version_never_changes(client, site, version):
    address = f"/cookies/lumen.{version.mark}.js"
    before = client.get(address)
    assert "immutable" in before.headers["Cache-Control"]
    site.texts = {"fr": {"title": "Autre"}}
    site.save()
    publishing.publish(actor=SYSTEM, site=site)
    assert client.get(address).content == before.content
    assert client.get("/cookies/lumen.js").content != before.content


def test_no_cookie_is_set_and_other_sites_may_load_it(client, version):
    answer = client.get("/cookies/lumen.js")
    assert not answer.cookies
    assert answer.headers["Cross-Origin-Resource-Policy"] == "cross-origin"


def test_a_site_that_does_not_exist_or_is_closed_serves_nothing(client, site, version):
    assert client.get("/cookies/ailleurs.js").status_code == 404
    assert client.get("/cookies/lumen.000000000000.js").status_code == 404
    site.is_open = False
    site.save()
    assert client.get("/cookies/lumen.js").status_code == 404


def test_a_page_in_one_language_loads_no_other(client, version):
    french = client.get("/cookies/lumen.js?lang=fr")
    assert list(configuration(french)["l"]) == ["fr"]
    assert french.headers["ETag"] != client.get("/cookies/lumen.js").headers["ETag"]
    assert list(configuration(client.get("/cookies/lumen.js?lang=eo"))["l"]) == ["fr", "en"]


def test_a_site_loads_six_kilobytes_at_most(client, version):
    answer = client.get("/cookies/lumen.js?lang=fr", headers={"accept-encoding": "gzip"})
    assert len(answer.content) <= 6000


def test_a_choice_that_reaches_further_says_so_before_it_is_made(client, site):
    site.cookie_domain, site.follows_accounts = ".example.org", True
    site.save()
    publishing.publish(actor=SYSTEM, site=site)
    after = configuration(client.get("/cookies/lumen.js"))["l"]["fr"]["after"]
    assert "tous les sites de example.org" in after
    assert "suit votre compte" in after


def test_both_buttons_take_their_colours_from_one_place(client, site):
    site.design = {"light": {"button": "#112233"}, "place": "corner", "first": "refuse", "close": True}
    site.save()
    publishing.publish(actor=SYSTEM, site=site)
    style = configuration(client.get("/cookies/lumen.js"))["s"]
    assert style["css"].count("#112233") == 1
    assert (style["first"], style["close"], style["control"]) == ("refuse", 1, "start")


def test_google_s_tags_are_told_what_each_purpose_grants(client, site):
    site.purposes.filter(purpose__code="publicite").update(signals=["ad_storage", "ad_user_data"])
    publishing.publish(actor=SYSTEM, site=site)
    said = configuration(client.get("/cookies/lumen.js"))
    assert said["q"] == [["publicite", "ad_storage"], ["publicite", "ad_user_data"]]
