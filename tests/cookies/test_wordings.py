"""The fixed words: every language says the same things, and fills in the same blanks."""

import re

import pytest
from babel.messages.pofile import read_po

from accord.cookies import publishing, wordings
from accord.lib.actor import SYSTEM
from tools import messages

OFFICIAL = set("bg cs da de el en es et fi fr ga hr hu it lt lv mt nl pl pt ro sk sl sv".split())
FROM_RIGHT_TO_LEFT = {"ar", "he"}


def test_banners_speak_the_official_languages_of_the_union_and_two_written_from_right_to_left():
    assert set(wordings.languages()) == OFFICIAL | FROM_RIGHT_TO_LEFT


@pytest.mark.parametrize("language", sorted(OFFICIAL | FROM_RIGHT_TO_LEFT))
def test_a_language_says_everything(language):
    french, said = wordings.fixed("fr"), wordings.fixed(language)
    assert set(said) == set(french)
    for key, words in said.items():
        assert sorted(re.findall(r"{\w+}", words)) == sorted(re.findall(r"{\w+}", french[key])), key
    assert said["accept"] != said["refuse"]
    assert said["control"] in said["after"]


# The page of third parties, where it is neither in French nor in English

PAGE = ("templates/cookies/second.html", "templates/cookies/parts/party.html", "showing.py")
ELSEWHERE = sorted((OFFICIAL | FROM_RIGHT_TO_LEFT) - {"fr", "en"})


def sentences():
    """(sentence, context) of everything that page can say."""
    for file in PAGE:
        yield from messages.sentences_of(messages.SOURCES / "cookies" / file)


def test_a_catalogue_stands_for_each_language():
    kept = [file.parent.parent.name for file in messages.others()]
    assert [language for language in kept if language != "en"] == ELSEWHERE


@pytest.mark.parametrize("language", ELSEWHERE)
def test_the_page_of_third_parties_says_everything_in_each_language(language):
    file = messages.SOURCES / "locale" / language / "LC_MESSAGES" / "django.po"
    said = read_po(file.read_text().splitlines(), locale=language)
    for sentence, context in sentences():
        found = said.get(sentence if isinstance(sentence, str) else sentence[0], context)
        assert found, sentence
        forms = found.string if isinstance(found.string, tuple) else (found.string,)
        assert len(forms) == (1 if isinstance(sentence, str) else said.num_plurals)
        wanted = sentence if isinstance(sentence, str) else sentence[1]
        for form in forms:
            assert set(re.findall(r"%\(\w+\)s", form)) == set(re.findall(r"%\(\w+\)s", wanted)), form


@pytest.mark.parametrize(
    ("language", "words", "direction"),
    [
        ("de", ("Alles ablehnen", "6 Monate", "Ihre heutige Antwort"), ""),
        ("ar", ("أرفض الكل",), ' dir="rtl"'),
    ],
)
def test_the_second_page_speaks_the_language_of_the_site(client, site, language, words, direction):
    site.languages = ["fr", language]
    site.save()
    publishing.publish(actor=SYSTEM, site=site)
    page = client.get("/cookies/lumen/", {"lang": language}).content.decode()
    assert f'<html lang="{language}"{direction}>' in page
    for one in words:
        assert one in page
    for english in ("I refuse all", "Your answer today", "Cookies, life", "months"):
        assert english not in page
    assert client.get("/cookies/lumen/", headers={"accept-language": f"{language};q=0.9"}).text == page
