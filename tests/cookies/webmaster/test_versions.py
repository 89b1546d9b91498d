"""What was published stays: drawn again as it was, compared, published again; and what visitors answered to it."""

from uuid import uuid4

import pytest
from django.test import Client
from django.utils import timezone
from django.utils.translation import override

from accord.cookies import accounts, publishing
from accord.cookies.models import BannerVersion, Choice, Display, ScriptCode, Site, VisitDay
from accord.cookies.models.choices import Layer
from accord.cookies.webmaster import statistics
from accord.lib.actor import SYSTEM
from accord.staff.models import User
from accord.staff.roles import Role
from tests.cookies.conftest import add_party

NEW = ("Avis Partagés", "Avis Partagés Ltd, Cork", "IE", "contenus", {"ap_id": 30})


@pytest.fixture
def webmaster(colleague, signed_in) -> Client:
    return signed_in(colleague("Marc", Role.MARKETING))


def test_what_is_missing_is_said_before_publishing_and_nothing_is_published(
    webmaster: Client, site: Site
) -> None:
    site.third_parties.update(confirmed_at=None)
    assert "Vidéotek" in webmaster.get(f"/sites/{site.pk}/publish/").text
    webmaster.post(f"/sites/{site.pk}/publish/")
    assert not BannerVersion.objects.exists()


def test_marc_publishes_and_says_why(webmaster: Client, site: Site) -> None:
    webmaster.post(f"/sites/{site.pk}/publish/", {"note": "Première version"})
    version = BannerVersion.objects.get()
    assert version.note == "Première version"
    assert "Marc" in webmaster.get(f"/sites/{site.pk}/versions/").text


def test_a_new_third_party_is_announced_as_a_question_asked_again(
    webmaster: Client, site: Site, version: BannerVersion
) -> None:
    add_party(site, "avis", said=NEW)
    page = webmaster.get(f"/sites/{site.pk}/publish/").text
    assert "Avis Partagés" in page
    assert "la question est posée à nouveau" in page


def test_a_version_is_drawn_again_by_the_script_it_was_published_with(
    webmaster: Client, site: Site, version: BannerVersion, settings
) -> None:
    settings.DEBUG = False
    old = ScriptCode.objects.create(sha256="0" * 64, source="/* the script of that day */")
    first = BannerVersion.objects.create(
        site=site, number=99, snapshot=version.snapshot, sha256="1" * 64, code_sha256=old.sha256, ask="x"
    )
    page = webmaster.get(f"/sites/{site.pk}/versions/{first.number}/page/").text
    assert "/* the script of that day */" in page
    assert "accordCookies.open" not in page


def test_two_versions_are_compared_place_by_place(
    webmaster: Client, site: Site, version: BannerVersion
) -> None:
    site.texts = {"fr": {"title": "Des cookies ?"}}
    site.save()
    add_party(site, "avis", said=NEW)
    second = publishing.publish(actor=SYSTEM, site=site)
    page = webmaster.get(f"/sites/{site.pk}/versions/{second.number}/since/{version.number}/").text
    for said in ("Des cookies ?", "Acceptez-vous ces cookies\N{NO-BREAK SPACE}?", "Avis Partagés", "ap_id"):
        assert said in page
    assert "Cartolive" not in page
    assert "ajout" in page
    back = webmaster.get(f"/sites/{site.pk}/versions/{version.number}/since/{second.number}/").text
    assert "retrait" in back


def test_rolling_back_publishes_a_new_version_and_keeps_what_is_being_written(
    webmaster: Client, site: Site, version: BannerVersion
) -> None:
    site.texts = {"fr": {"title": "Des cookies ?"}}
    site.save()
    publishing.publish(actor=SYSTEM, site=site)
    webmaster.post(f"/sites/{site.pk}/versions/1/again/")
    last = publishing.latest(site)
    site.refresh_from_db()
    assert (last.number, last.snapshot) == (3, version.snapshot)
    assert site.texts == {"fr": {"title": "Des cookies ?"}}


# What visitors answered


def show(version: BannerVersion, times: int, **more: str) -> None:
    said = {"language": "fr", "device": "phone", "lane": 0, **more}
    Display.objects.create(
        site=version.site, version_id=version.pk, day=timezone.localdate(), shown=times, **said
    )


def test_displays_without_an_answer_are_counted_as_no(choose, version: BannerVersion, site: Site) -> None:
    show(version, 10)
    choose(purposes=["contenus"], thirdParties=["videotek"])
    choose()
    total = statistics.figures(site, 7).total
    assert (total.shown, total.accepted, total.refused, total.partial, total.ignored) == (10, 0, 1, 1, 8)


def test_a_content_loaded_once_is_not_an_answer_to_the_banner(site: Site, version: BannerVersion) -> None:
    Choice.objects.create(
        site_id=site.pk,
        version_id=version.pk,
        visitor=uuid4(),
        nonce=uuid4(),
        act="partial",
        language="fr",
        layer=Layer.ONCE,
        device="phone",
    )
    assert statistics.figures(site, 7).total.answered == 0


def test_each_device_has_its_line_on_the_page_and_in_the_file(
    webmaster: Client, choose, site: Site, version: BannerVersion
) -> None:
    show(version, 3)
    show(version, 2, device="desktop")
    choose()
    page = webmaster.get(f"/sites/{site.pk}/choices/").text
    assert "téléphone" in page
    assert "ordinateur" in page
    lines = webmaster.get(f"/sites/{site.pk}/choices.csv").content.decode("utf-8-sig").splitlines()
    assert len(lines) == 3
    assert any("ordinateur" in line and ";2;" in line for line in lines)


@pytest.mark.parametrize(
    ("dimension", "words"),
    [
        ("page_group", {"/blog", "toutes les autres pages"}),
        ("language", {"Français", "English"}),
        ("version_id", {"Version 1", "Version 2"}),
        ("variant", {"premier texte", "second texte"}),
    ],
)
def test_answers_are_told_apart(
    webmaster: Client, choose, site: Site, version: BannerVersion, dimension: str, words: set[str]
) -> None:
    choose(page="/blog/hiver", language="en")
    site.other_texts = {"fr": {"title": "Oui ou non ?"}}
    site.save()
    second = publishing.publish(actor=SYSTEM, site=site)
    choose(version=second.mark, variant="b")
    page = webmaster.get(f"/sites/{site.pk}/choices/", {"by": dimension}).text
    with override("fr"):
        found = statistics.figures(site, 7).by(dimension)
    assert {value for value, _tally in found} == words
    assert all((tally.answered, tally.refused) == (1, 1) for _value, tally in found)
    assert all(one in page for one in words)


def test_more_choices_cost_no_more_queries(
    webmaster: Client, choose, site: Site, version: BannerVersion, django_assert_num_queries
) -> None:
    choose()
    with django_assert_num_queries(3):
        statistics.figures(site, 7)
    for _turn in range(5):
        choose(device="desktop")
    with django_assert_num_queries(3):
        statistics.figures(site, 7)


def test_diane_finds_a_proof_by_the_value_of_the_cookie(
    diane: User, signed_in, choose, site: Site, version: BannerVersion
) -> None:
    visitor = uuid4()
    choose(visitor=str(visitor), purposes=["contenus"], thirdParties=["videotek"])
    page = signed_in(diane).get(
        f"/sites/{site.pk}/proofs/", {"visitor": f"{visitor}~abcd~1~contenus~videotek"}
    )
    assert "Vidéotek" in page.text
    assert "contenus," not in page.text, "names, not codes"
    assert f"/cookies/lumen/proof/{visitor}.pdf" in page.text


def test_what_is_not_the_number_of_a_visitor_gets_a_sentence(diane: User, signed_in, site: Site) -> None:
    page = signed_in(diane).get(f"/sites/{site.pk}/proofs/", {"visitor": "Ada"})
    assert page.status_code == 422


def test_marc_may_not_look_up_the_choices_of_a_visitor(webmaster: Client, site: Site) -> None:
    assert webmaster.get(f"/sites/{site.pk}/proofs/").status_code == 403


def test_the_demonstration_page_carries_the_banner_and_sets_no_cookie(
    site: Site, version: BannerVersion
) -> None:
    answer = Client().get("/demonstration/lumen/")
    assert "/ac/lumen.js" in answer.text
    assert not answer.cookies
    assert Client().get("/demonstration/nobody/").status_code == 404


def test_visits_counted_without_asking_are_drawn_only_where_they_are_counted(
    webmaster: Client, site: Site, version: BannerVersion
) -> None:
    assert "Visites comptées sans demander" not in webmaster.get(f"/sites/{site.pk}/choices/").text
    Site.objects.filter(pk=site.pk).update(measures=True)
    today = timezone.localdate()
    VisitDay.objects.create(
        site=site, day=today, lane=0, page="/blog/hiver", views=41, visits=7, visitors=5, newcomers=2
    )
    page = webmaster.get(f"/sites/{site.pk}/choices/").text
    assert "Visites comptées sans demander" in page
    assert "/blog/hiver" in page
    assert ">41<" in page.replace("\n", "")


def test_the_secret_of_accounts_is_shown_to_who_manages_a_site_that_follows_them(
    webmaster: Client, site: Site, version: BannerVersion
) -> None:
    address = f"/sites/{site.pk}/embedding/"
    page = webmaster.get(address).text
    assert "{% cookie_banner %}" in page
    assert accounts.secret(site.code) not in page
    Site.objects.filter(pk=site.pk).update(follows_accounts=True)
    assert accounts.secret(site.code) in webmaster.get(address).text
