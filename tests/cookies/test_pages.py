"""Without a script: the second page, the list of partners and the proof, in the visitor's own hands."""

import json
import re
from http.cookies import SimpleCookie
from uuid import uuid4

import pytest
from django.utils import timezone

from accord.cookies import choice_cookie, paper, publishing, snapshots
from accord.cookies.models import Choice, DeclaredCookie, PartnerList
from accord.lib.actor import SYSTEM
from accord.register.models import Recipient
from accord.ui.components.words import long_date
from tests.cookies.conftest import EVERYTHING, HOST, ORIGIN, PARTIES

SOMEBODY = "6f1c0b6e-6e0e-4a53-9a8f-0f4f2f7d9c11"
PAGE = "/cookies/lumen/"


def sent(client, **said):
    """The form of the second page, as a browser without scripts sends it."""
    return client.post(
        PAGE, {"lang": "fr", **said}, headers={"sec-fetch-site": "same-origin", "origin": "null"}
    )


def test_the_second_page_says_everything_of_every_third_party(client, version):
    page = client.get(PAGE, {"lang": "fr"}).content.decode()
    for words in (
        "Vidéotek SA, Bruxelles (Belgique)",
        "Adresse IP, pages vues",
        "vt_pref",
        "6 mois",
        "13 mois",
    ):
        assert words in page
    for words in (
        "https://boreale.example.org/vie-privee",
        "Pays reconnu adéquat",
        "le temps de la visite",
        "connexion",
    ):
        assert words in page
    assert not re.search(r"<input[^>]*\schecked", page)
    assert page.count("btn btn-primary") == 2


def test_the_second_page_reads_in_english_and_says_who_asks(client, version):
    page = client.get(PAGE, {"lang": "en"}).content.decode()
    assert "Videos and maps" in page
    assert "I refuse all" in page
    assert "Atelier Lumen SAS" in page
    assert '<html lang="en">' in page


def test_refusing_all_takes_one_button_and_is_recorded(client, version):
    answer = sent(client, all="no")
    assert answer.status_code == 302
    kept = Choice.objects.get()
    assert (kept.act, kept.layer) == ("refused", "second")
    page = client.get(answer.headers["Location"]).content.decode()
    assert "Non à tout" in page
    assert f"/proof/{kept.visitor}" in page


def test_accepting_one_third_party_only(client, version):
    sent(client, all="chosen", party="videotek")
    kept = Choice.objects.get()
    assert (kept.act, kept.granted_parties, kept.granted_purposes) == ("partial", ["videotek"], [])


def test_accepting_a_purpose_accepts_its_third_parties(client, version):
    sent(client, all="chosen", purpose="contenus")
    kept = Choice.objects.get()
    assert (kept.granted_parties, kept.granted_purposes) == (["videotek", "cartolive"], ["contenus"])


def test_a_third_party_that_serves_two_purposes_waits_for_both(client, site):
    site.third_parties.get(recipient__code="videotek").purposes.add(
        site.purposes.get(purpose__code="publicite")
    )
    publishing.publish(actor=SYSTEM, site=site)
    sent(client, all="chosen", purpose="contenus")
    assert Choice.objects.get().granted_parties == ["cartolive"]
    sent(client, all="chosen", purpose=["contenus", "publicite"])
    assert "videotek" in Choice.objects.latest("pk").granted_parties


def test_nothing_ticked_is_a_refusal(client, version):
    sent(client, all="chosen")
    assert Choice.objects.get().act == "refused"


def test_saying_no_after_a_yes_is_a_withdrawal(client, version):
    visitor = str(uuid4())
    sent(client, all="yes", visitor=visitor)
    sent(client, all="no", visitor=visitor)
    assert list(Choice.objects.order_by("pk").values_list("act", flat=True)) == ["accepted", "withdrawn"]
    assert "Retirée le" in client.get(PAGE, {"visitor": visitor, "lang": "fr"}).content.decode()


def test_a_form_sent_twice_is_one_record(client, version):
    visitor = str(uuid4())
    sent(client, all="no", visitor=visitor)
    page = client.get(PAGE, {"visitor": visitor}).content.decode()
    nonce = re.search(r'name="nonce" value="([^"]+)"', page)[1]
    for _ in range(2):
        sent(client, all="yes", visitor=visitor, nonce=nonce)
    assert Choice.objects.count() == 2


def test_who_comes_back_finds_their_answer_until_something_is_added(client, site, version):
    visitor = str(uuid4())
    sent(client, all="chosen", purpose="contenus", visitor=visitor)
    page = client.get(PAGE, {"visitor": visitor, "lang": "fr"}).content.decode()
    assert re.search(r'<input[^>]*value="contenus"[^>]*checked', page)
    site.third_parties.get(recipient__code="cartolive").purposes.add(
        site.purposes.get(purpose__code="publicite")
    )
    publishing.publish(actor=SYSTEM, site=site)
    page = client.get(PAGE, {"visitor": visitor, "lang": "fr"}).content.decode()
    assert "checked" not in page
    assert "avant une nouvelle réponse" in page


def test_a_form_of_another_site_is_refused(client, version):
    answer = client.post(PAGE, {"all": "yes"}, headers={"sec-fetch-site": "cross-site"})
    assert answer.status_code == 403
    assert not Choice.objects.exists()


@pytest.mark.parametrize(
    "said", [{"visitor": "ada"}, {"nonce": "x"}, {"purpose": "inconnue", "all": "chosen"}, {"party": "\x00"}]
)
def test_a_form_filled_with_rubbish_is_refused_with_a_sentence(client, version, said):
    answer = sent(client, **said)
    assert answer.status_code == 422
    assert answer.json()["error"]
    assert not Choice.objects.exists()


def test_the_page_of_the_site_is_told_and_no_other_is(client, version):
    visitor = str(uuid4())
    for origin, is_told in ((ORIGIN, True), ("https://ailleurs.example.net", False)):
        back = sent(client, all="yes", visitor=visitor, origin=origin).headers["Location"]
        page = client.get(back)
        assert (f'data-origin="{origin}"' in page.content.decode()) is is_told
    assert f"frame-ancestors 'self' {HOST}" in page.headers["Content-Security-Policy"]
    assert "X-Frame-Options" not in page.headers


def test_pages_set_no_cookie_on_our_own_address(client, version):
    for address in (PAGE, "/cookies/lumen/partners", "/cookies/lumen.js"):
        assert not client.get(address).cookies
    assert not sent(client, all="yes").cookies


def test_nobody_is_sent_the_plain_page_twice(client, version):
    first = client.get(PAGE)
    assert "max-age=300" in first.headers["Cache-Control"]
    assert client.get(PAGE, headers={"if-none-match": first.headers["ETag"]}).status_code == 304
    assert client.get(PAGE, {"visitor": str(uuid4())}).headers["Cache-Control"] == "private, no-store"


def test_the_page_of_an_old_version_can_be_read_for_ever_and_not_answered(client, site, version):
    site.third_parties.get(recipient__code="mesurio").delete()
    site.purposes.get(purpose__code="campagnes").delete()
    publishing.publish(actor=SYSTEM, site=site)
    answer = client.get(f"{PAGE}version/{version.mark}/")
    assert "Mesurio" in answer.content.decode()
    assert "immutable" in answer.headers["Cache-Control"]
    assert "Mesurio" not in client.get(PAGE).content.decode()
    assert 'value="yes"' not in answer.content.decode()


# On the site's own domain


@pytest.fixture
def on_site(client, settings):
    """A browser on the site itself, which routes /cookies/lumen/ to us."""
    settings.ALLOWED_HOSTS = [HOST, "testserver"]
    client.defaults["HTTP_HOST"] = HOST
    return client


def cleared(answer):
    """(name, domain) of every cookie the answer ends."""
    ended = [morsel for morsel in answer.cookies.values() if morsel["max-age"] == "0"]
    return {(morsel.key, morsel["domain"]) for morsel in ended}


def test_on_its_own_domain_the_choice_is_the_site_s_own_cookie(on_site, version):
    answer = sent(on_site, all="yes")
    kept = choice_cookie.parse(answer.cookies[choice_cookie.NAME].value)
    assert kept.parties == tuple(PARTIES)
    assert kept.ask == version.ask
    assert answer.cookies[choice_cookie.NAME]["max-age"] == str(182 * 24 * 3600)
    assert "Oui à tout" in on_site.get(PAGE, {"lang": "fr"}).content.decode()


def test_withdrawing_there_ends_every_declared_cookie_http_only_and_of_the_parent_domain(on_site, site):
    party = site.third_parties.get(recipient__code="mesurio")
    DeclaredCookie.objects.create(
        site=site,
        third_party=party,
        purpose=party.purposes.get(),
        name="msr_srv*",
        is_http_only=True,
        days=30,
    )
    site.cookie_domain = "example.org"
    site.save()
    publishing.publish(actor=SYSTEM, site=site)
    sent(on_site, all="yes")
    on_site.cookies.load({"msr_srv_1": "x", "rb_seg9": "x", "connexion": "x", "autre": "x"})
    answer = sent(on_site, all="no")
    names = {name for name, _domain in cleared(answer)}
    assert {"msr_uid", "msr_srv_1", "rb_seg9", "vt_pref"} <= names
    assert not {"connexion", "autre", choice_cookie.NAME} & names
    assert {domain for name, domain in cleared(answer) if name == "msr_srv_1"} == {"", HOST, "example.org"}
    assert Choice.objects.latest("pk").act == "withdrawn"


def test_several_domains_of_one_cookie_are_several_headers():
    cookies = SimpleCookie()
    choice_cookie.clear(cookies, ["a"], "www.lumen.example.org:8000", "lumen.example.org")
    assert sorted(morsel["domain"] for morsel in cookies.values()) == [
        "",
        "lumen.example.org",
        "www.lumen.example.org",
    ]


@pytest.mark.parametrize(
    ("path", "parts"),
    [
        ("/", {"/"}),
        ("/compte", {"/", "/compte", "/compte/"}),
        ("/compte/avis/", {"/", "/compte", "/compte/", "/compte/avis", "/compte/avis/"}),
    ],
)
def test_a_cookie_of_a_part_of_the_site_ends_where_that_part_is_visited(path, parts):
    cookies = SimpleCookie()
    choice_cookie.clear(cookies, ["a"], "localhost", "", path)
    assert {morsel["path"] for morsel in cookies.values()} == parts


@pytest.mark.parametrize(
    "text",
    ["", "x", "~~~~", "a~b~c~d~e", f"{SOMEBODY}~b~c~~", f"{SOMEBODY}~b~-3~~", "é" * 50]
    + [f"{SOMEBODY}~b~{'9' * digits}~~" for digits in (13, 400, 5000)],
)
def test_a_cookie_that_is_not_ours_says_nothing(text):
    assert choice_cookie.parse(text) is None


def test_a_choice_in_a_cookie_reads_as_it_was_written():
    text = f"{uuid4()}~0a1b2c3d~1795000000~contenus.publicite~videotek"
    kept = choice_cookie.parse(text)
    assert choice_cookie.written(kept) == text
    assert kept.holds(ask="0a1b2c3d", days=182, now=kept.at + 10)
    assert not kept.holds(ask="0a1b2c3d", days=182, now=kept.at + 182 * 24 * 3600)
    assert not kept.holds(ask="ffffffff", days=182, now=kept.at + 10)


# Partners


def test_every_partner_is_named_cookies_or_not_with_the_day_it_came(client, site, version):
    relay = Recipient.objects.create(
        code="relais",
        name="Relais Courrier",
        kind="processor",
        country="FR",
        what_for_fr="Imprime nos lettres.",
    )
    site.purposes.first().purpose.recipients.add(relay)
    page = client.get("/cookies/lumen/partners", {"lang": "fr"}).content.decode()
    today = f"Liste du {long_date(timezone.localdate())}."
    for words in ("Relais Courrier", "Imprime nos lettres.", "Vidéotek", "Boreal Ads Inc., Montréal", today):
        assert words in page
    assert page.count("otherwise") == 0 < page.count("autrement"), "who is called by no page is named too"
    relay.name = "Relais Postal"
    relay.save()
    page = client.get("/cookies/lumen/partners", {"lang": "fr"}).content.decode()
    assert "Relais Postal" in page
    site.purposes.first().purpose.recipients.remove(relay)
    page = client.get("/cookies/lumen/partners", {"lang": "fr"}).content.decode()
    assert "Dit autrement\xa0: Relais Postal" in page
    assert "Retirés\xa0: Relais Postal" in page
    assert PartnerList.objects.count() == 3


def test_reading_the_list_of_partners_twice_keeps_one_list(client, version):
    first = client.get("/cookies/lumen/partners")
    assert (
        client.get("/cookies/lumen/partners", headers={"if-none-match": first.headers["ETag"]}).status_code
        == 304
    )
    assert PartnerList.objects.count() == 1


# The proof


@pytest.fixture
def visitor(choose):
    """Somebody who accepted a part, then changed their mind."""
    number = str(uuid4())
    choose(visitor=number, thirdParties=["videotek"], layer="placeholder")
    choose(visitor=number, act="withdrawn")
    return number


def test_a_visitor_sees_what_was_shown_and_what_they_chose(client, site, visitor):
    site.texts = {"fr": {"title": "Un tout autre titre"}}
    site.save()
    publishing.publish(actor=SYSTEM, site=site)
    page = client.get(f"/cookies/lumen/proof/{visitor}", {"lang": "fr"}).content.decode()
    assert "Acceptez-vous ces cookies" in page
    assert "Un tout autre titre" not in page
    for words in ("à la place d’un contenu masqué", "Vidéotek", "J’accepte", "Je refuse"):
        assert words in page


def test_the_proof_in_json_can_be_checked_by_anybody(client, version, visitor):
    answer = client.get(f"/cookies/lumen/proof/{visitor}.json")
    said = json.loads(answer.content)
    assert [one["act"] for one in said["choices"]] == ["withdrawn", "partial"]
    assert said["choices"][1]["third_parties"]["granted"] == ["videotek"]
    (banner,) = said["banners"]
    covered = {"code": banner["script_sha256"], "number": banner["number"], "snapshot": banner["snapshot"]}
    assert snapshots.sha256(covered) == banner["sha256"] == version.sha256
    assert answer.headers["Cache-Control"] == "private, no-store"


def test_the_proof_on_paper_is_a_pdf_that_shows_the_banner(client, visitor, monkeypatch):
    drawn = []
    print_ = paper.printed
    monkeypatch.setattr(
        paper, "printed", lambda template, said, at: drawn.append(said) or print_(template, said, at)
    )
    answer = client.get(f"/cookies/lumen/proof/{visitor}.pdf", {"lang": "fr"})
    assert answer.content.startswith(b"%PDF-")
    assert b"pdfuaid" in answer.content
    (said,) = drawn
    assert said["choices"][0]["shown"]["buttons"] == ["J’accepte", "Je refuse"]
    assert said["choices"][0]["shown"]["button"] == "#1b5a43"


def test_nothing_in_a_text_is_taken_for_markup_on_paper(client, site, choose):
    site.texts = {"fr": {"title": '#panic("non") *gras* $x$'}}
    site.save()
    publishing.publish(actor=SYSTEM, site=site)
    number = str(uuid4())
    choose(visitor=number)
    assert client.get(f"/cookies/lumen/proof/{number}.pdf").content.startswith(b"%PDF-")


@pytest.mark.parametrize("kind", ["", ".json", ".pdf"])
def test_a_number_without_a_choice_proves_nothing(client, version, kind):
    assert client.get(f"/cookies/lumen/proof/{uuid4()}{kind}").status_code == 404


def test_the_proof_of_one_site_is_not_shown_by_another(client, site, version, visitor):
    other = site
    other.pk, other.code = None, "autre"
    other.save()
    assert client.get(f"/cookies/autre/proof/{visitor}.json").status_code == 404


def test_how_much_is_asked_of_the_database_does_not_grow(client, choose, visitor, django_assert_num_queries):
    def cost():
        with django_assert_num_queries(3):
            client.get(f"/cookies/lumen/proof/{visitor}.json")

    cost()
    for _ in range(5):
        choose(visitor=visitor, **EVERYTHING)
    cost()


def test_the_data_protection_officer_exports_the_proof_of_one_choice(signed_in, diane, bob, visitor):
    first = Choice.objects.filter(visitor=visitor).earliest("pk")
    said = json.loads(signed_in(diane).get(f"/cookies/sites/proofs/{first.pk}.json").content)
    assert [one["id"] for one in said["choices"]] == [first.pk]
    paper = signed_in(diane).get(f"/cookies/sites/proofs/{first.pk}.pdf")
    assert paper.content.startswith(b"%PDF-")
    assert signed_in(diane).get("/cookies/sites/proofs/999999.pdf").status_code == 404
    assert signed_in(bob).get(f"/cookies/sites/proofs/{first.pk}.pdf").status_code == 403
