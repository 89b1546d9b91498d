"""Marc, webmaster, declares a site: what it asks for, whom it calls, what they write, and who answers for it."""

from html import unescape

import pytest
from django.test import Client

from accord.audit.models import Entry
from accord.cookies import checking
from accord.cookies.models import DeclaredCookie, Site, ThirdParty
from accord.cookies.webmaster import library
from accord.desk.waiting import waiting
from accord.register.models import Controller, Purpose, Recipient, RetentionRule
from accord.staff.models import User
from accord.staff.roles import Role


@pytest.fixture
def marc(colleague) -> User:
    return colleague("Marc", Role.MARKETING)


@pytest.fixture
def webmaster(marc: User, signed_in) -> Client:
    return signed_in(marc)


SITE = {
    "name": "Brumes",
    "hosts": "https://www.brumes.example.org/accueil\nbrumes.example.org",
    "language": "fr",
    "others": ["en"],
    "choice_days": "182",
    "gpc_refuses": "on",
    "shows_one_in": "1",
    "alias": "ac",
}


def test_marc_declares_a_site_from_addresses_he_pastes_and_proofs_have_an_end_date(
    webmaster: Client, lumen: Controller
) -> None:
    answer = webmaster.post("/sites/new/", {**SITE, "controller": lumen.pk})
    site = Site.objects.get()
    assert answer.headers["Location"] == f"/sites/{site.pk}/purposes/"
    assert site.hosts == ["www.brumes.example.org", "brumes.example.org"]
    assert site.languages == ["fr", "en"]
    assert (site.code, site.retention.amount, site.retention.unit) == ("brumes", 3, "years")


def test_two_sites_of_the_same_name_have_two_addresses(webmaster: Client, lumen: Controller) -> None:
    for _turn in range(2):
        webmaster.post("/sites/new/", {**SITE, "controller": lumen.pk})
    assert sorted(Site.objects.values_list("code", flat=True)) == ["brumes", "brumes-2"]


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("Cookies", "site"),
        ("Consentement RGPD de Brumes", "de-brumes"),
        ("Brumes.example cookie-banner", "brumesexample"),
        ("2050", "s-2050"),
    ],
)
def test_the_address_of_a_site_has_no_word_that_block_lists_look_for(
    webmaster: Client, lumen: Controller, name: str, code: str
) -> None:
    webmaster.post("/sites/new/", {**SITE, "controller": lumen.pk, "name": name})
    assert Site.objects.get().code == code


@pytest.mark.parametrize(
    ("field", "value", "said"),
    [
        ("choice_days", "500", "13 mois"),
        ("choice_days", "20", "compte en mois"),
        ("hosts", "brumes exemple", "brumes exemple"),
        ("cookie_domain", "autre.example.org", "autre.example.org"),
        ("page_groups", "blog", "blog"),
    ],
)
def test_what_a_site_may_not_be_is_said_beside_the_field(
    webmaster: Client, lumen: Controller, field: str, value: str, said: str
) -> None:
    answer = webmaster.post("/sites/new/", {**SITE, "controller": lumen.pk, field: value})
    assert answer.status_code == 422
    assert said in answer.text
    assert not Site.objects.exists()


def test_a_well_known_service_enters_the_register_once_for_two_sites(
    webmaster: Client, site: Site, lumen: Controller, kept: RetentionRule
) -> None:
    other = Site.objects.create(
        code="autre", name="Autre", controller=lumen, hosts=["a.example"], retention=kept
    )
    for one in (site, other):
        webmaster.post(f"/sites/{one.pk}/services/youtube/", {})
    recipient = Recipient.objects.get(code="youtube")
    assert recipient.country == "IE"
    assert ThirdParty.objects.filter(recipient=recipient).count() == 2
    assert Purpose.objects.filter(code="contenus-exterieurs").count() == 1
    assert other.cookies.filter(third_party__recipient=recipient).count() == 2


def test_a_well_known_service_cannot_be_published_before_somebody_has_checked_it(
    webmaster: Client, site: Site, marc: User
) -> None:
    webmaster.post(f"/sites/{site.pk}/services/youtube/", {})
    party = site.third_parties.get(recipient__code="youtube")
    assert any("YouTube" in sentence for sentence in checking.missing(site))
    webmaster.post(f"/sites/{site.pk}/third-parties/{party.pk}/confirm/")
    party.refresh_from_db()
    assert party.confirmed_by == str(marc.pk)
    assert checking.missing(site) == []


def test_what_is_changed_of_a_third_party_is_to_be_checked_again(webmaster: Client, site: Site) -> None:
    party = site.third_parties.get(recipient__code="mesurio")
    cookie = party.cookies.get()
    said = {
        "name": "msr_uid",
        "third_party": party.pk,
        "purpose": cookie.purpose_id,
        "kind": "cookie",
        "days": "30",
    }
    webmaster.post(f"/sites/{site.pk}/cookies/{cookie.pk}/", said)
    party.refresh_from_db()
    assert party.confirmed_at is None
    assert party.cookies.get().days == 30


def test_a_cookie_of_a_third_party_is_never_strictly_necessary(webmaster: Client, site: Site) -> None:
    party = site.third_parties.first()
    said = {"name": "x", "third_party": party.pk, "purpose": "", "kind": "cookie", "days": "1"}
    answer = webmaster.post(f"/sites/{site.pk}/cookies/new/", said)
    assert answer.status_code == 422
    assert not DeclaredCookie.objects.filter(name="x").exists()


def test_a_purpose_that_cookies_serve_does_not_disappear_under_them(webmaster: Client, site: Site) -> None:
    purpose = site.purposes.get(purpose__code="publicite")
    webmaster.post(f"/sites/{site.pk}/purposes/{purpose.pk}/drop/")
    assert site.purposes.filter(pk=purpose.pk).exists()


def test_a_new_purpose_enters_the_register_in_use_and_reaches_nobody(webmaster: Client, site: Site) -> None:
    said = {"label_fr": "Avis", "description_fr": "Afficher les avis.", "code": "avis"}
    webmaster.post(f"/sites/{site.pk}/purposes/new/", said)
    purpose = Purpose.objects.get(code="avis")
    assert (purpose.state, purpose.legal_basis, purpose.channels) == ("open", "consent", [])
    assert list(site.purposes.values_list("purpose__code", flat=True))[-1] == "avis"


@pytest.mark.parametrize("code", ["adapter-contenus", "adapter-navigation", "mesure-audience"])
def test_a_purpose_worded_in_advance_is_explained_at_length_on_the_second_page(
    webmaster: Client, site: Site, code: str
) -> None:
    webmaster.post(f"/sites/{site.pk}/purposes/ready/{code}/")
    site.third_parties.get(recipient__code="videotek").purposes.add(site.purposes.get(purpose__code=code))
    webmaster.post(f"/sites/{site.pk}/publish/", {"note": ""})
    ready = library.purposes()[code]
    for language in ("fr", "en"):
        page = unescape(Client().get("/cookies/lumen/", {"lang": language}).text)
        assert getattr(ready.label, language) in page
        assert getattr(ready.long, language) in page


def test_purposes_are_asked_in_the_order_marc_gives_them(webmaster: Client, site: Site) -> None:
    last = site.purposes.last()
    webmaster.post(f"/sites/{site.pk}/purposes/{last.pk}/move/", {"by": "-1"})
    assert list(site.purposes.values_list("purpose__code", flat=True)) == [
        "contenus",
        "publicite",
        "campagnes",
    ]


def test_every_change_of_a_site_is_in_the_journal_under_the_name_of_marc(
    webmaster: Client, site: Site, marc: User
) -> None:
    webmaster.post(f"/sites/{site.pk}/services/crisp/", {})
    verbs = set(Entry.objects.filter(actor_id=str(marc.pk)).values_list("verb", flat=True))
    assert {"cookies.third-party.declared", "cookies.cookie.declared", "register.recipient.declared"} <= verbs


def test_a_reader_reads_and_changes_nothing(colleague, signed_in, site: Site) -> None:
    reader = signed_in(colleague("Remi", Role.READER))
    assert reader.get(f"/sites/{site.pk}/third-parties/").status_code == 200
    assert reader.post(f"/sites/{site.pk}/", {"do": "keep"}).status_code == 403
    assert reader.post(f"/sites/{site.pk}/publish/").status_code == 403


def test_what_nobody_has_checked_waits_for_marc_and_not_for_bob(
    webmaster: Client, marc: User, site: Site, bob: User
) -> None:
    webmaster.post(f"/sites/{site.pk}/services/youtube/", {})
    address = f"/sites/{site.pk}/third-parties/"
    assert address in {one.href for one in waiting(marc)}
    assert address not in {one.href for one in waiting(bob)}
