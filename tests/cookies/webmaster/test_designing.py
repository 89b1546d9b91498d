"""Marc draws a banner: he sees what he types, and can make neither button weigh more than the other."""

import json
import re
from html import unescape

import pytest
from django.test import Client

from accord.cookies import looks, publishing
from accord.cookies.models import Site
from accord.cookies.webmaster.designing import DesignForm, TextsForm
from accord.lib.actor import SYSTEM
from accord.staff.roles import Role


@pytest.fixture
def webmaster(colleague, signed_in) -> Client:
    return signed_in(colleague("Marc", Role.MARKETING))


def drawn(**changed: str) -> dict[str, str]:
    """What the browser sends when nothing was changed but `changed`."""
    form = DesignForm(design={})
    sent = {name: value for name, value in form.initial.items() if not isinstance(value, bool)}
    return {**sent, **changed}


def test_what_marc_keeps_is_what_would_be_published(webmaster: Client, site: Site) -> None:
    webmaster.post(f"/sites/{site.pk}/", {**drawn(place="top", light_button="#123456"), "do": "keep"})
    site.refresh_from_db()
    version = publishing.publish(actor=SYSTEM, site=site)
    assert version.snapshot["design"]["place"] == "top"
    assert version.snapshot["design"]["light"]["button"] == "#123456"


def test_colours_that_are_hard_to_read_are_refused_with_their_contrast(webmaster: Client, site: Site) -> None:
    answer = webmaster.post(f"/sites/{site.pk}/", {**drawn(light_button="#dddddd"), "do": "keep"})
    site.refresh_from_db()
    assert answer.status_code == 422
    assert "1,3" in answer.text
    assert site.design == {}


def test_no_setting_concerns_one_button_only(site: Site) -> None:
    names = set(DesignForm(design={}).fields)
    assert not [name for name in names if re.search(r"accept|refuse", name)]
    texts = set(TextsForm(site=site, language="fr").fields)
    assert not {"accept", "refuse"} & texts


def test_looking_at_a_colour_keeps_nothing_and_shows_it(webmaster: Client, site: Site) -> None:
    answer = webmaster.post(f"/sites/{site.pk}/", {**drawn(light_button="#005500"), "do": "see"})
    site.refresh_from_db()
    assert site.design == {}
    address = unescape(re.search(r'<iframe src="([^"]+)"', answer.text).group(1))
    assert "#005500" in webmaster.get(address).text
    for screen in ("Le bandeau sur un ordinateur", "Le bandeau sur un téléphone"):
        assert f'title="{screen}"' in answer.text


@pytest.mark.parametrize(
    "tried",
    [
        {"place": "nowhere"},
        {"radius": "huge"},
        {"light": {"button": "red;}body{display:none"}},
        {"light": "blue"},
        ["a", "list"],
    ],
)
def test_a_design_that_cannot_be_drawn_leaves_the_banner_as_it_was(
    webmaster: Client, site: Site, tried: object
) -> None:
    answer = webmaster.get(f"/sites/{site.pk}/preview/", {"design": json.dumps(tried)})
    assert answer.status_code == 200
    assert looks.DEFAULT["light"]["button"] in answer.text
    assert "red;}body" not in answer.text


def test_the_page_a_banner_is_looked_at_on_runs_nothing_but_what_it_carries(
    webmaster: Client, site: Site
) -> None:
    answer = webmaster.get(f"/sites/{site.pk}/preview/")
    policy = answer.headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "'self'" not in policy.replace("frame-ancestors 'self'", "")
    assert "shadowrootmode" in answer.text  # without a script the banner stands there all the same


def test_words_are_kept_only_where_they_say_something_else(webmaster: Client, site: Site) -> None:
    usual = {name: bound.initial for name, bound in TextsForm(site=site, language="fr").fields.items()}
    webmaster.post(f"/sites/{site.pk}/texts/fr/", {**usual, "title": "Des cookies ?", "do": "keep"})
    site.refresh_from_db()
    assert site.texts == {"fr": {"title": "Des cookies ?"}}


def test_a_blank_nobody_fills_in_is_refused(webmaster: Client, site: Site) -> None:
    answer = webmaster.post(f"/sites/{site.pk}/texts/fr/", {"intro": "{nom} demande", "do": "keep"})
    assert answer.status_code == 422
    assert "{nom}" in answer.text


def test_of_two_texts_the_better_one_can_be_kept(webmaster: Client, site: Site) -> None:
    webmaster.post(f"/sites/{site.pk}/second-text/fr/", {"title": "Oui ou non ?", "do": "keep"})
    site.refresh_from_db()
    assert site.other_texts == {"fr": {"title": "Oui ou non ?"}}
    webmaster.post(f"/sites/{site.pk}/end-test/", {"keep": "second"})
    site.refresh_from_db()
    assert (site.texts, site.other_texts) == ({"fr": {"title": "Oui ou non ?"}}, {})
