"""The fixed words: every language says the same things, and fills in the same blanks."""

import re

import pytest

from accord.cookies import wordings

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
