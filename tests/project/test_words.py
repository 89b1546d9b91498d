"""Every sentence has its French, and the French is well set."""

import re
from functools import cache

import pytest
from babel.messages.catalog import Message
from django.template.loader import get_template

from tools import messages

PLACEHOLDER = re.compile(r"%\(\w+\)[sd]")
STRAIGHT = re.compile(r"\w'\w")
UNPROTECTED = re.compile(
    "[^\u00a0\u202f\\s][;?!]|\\w:(?:\\s|$)|[^\u00a0\u202f ]»|«[^\u00a0\u202f ]| [:;?!»]|« "
    "|\\b[Aa]rt\\. [\\dLRD]| %%"
)

TEMPLATES = sorted(
    str(file.relative_to(folder))
    for folder in messages.SOURCES.glob("*/templates")
    for file in folder.rglob("*")
    if file.is_file()
)


@cache
def catalogue() -> list[Message]:
    """Every sentence with its French: read where it is looked at, not wherever the tests are counted."""
    return [message for message in messages.translated() if message.id]


def french(message: Message) -> list[str]:
    return list(message.string) if isinstance(message.string, tuple) else [message.string or ""]


def test_nothing_is_left_in_english() -> None:
    assert messages.missing() == []


def test_translations_keep_the_placeholders() -> None:
    """A form for one may leave its number out, nothing may add one."""
    wrong = [
        message.id
        for message in catalogue()
        if not {found for text in french(message) for found in PLACEHOLDER.findall(text)}
        <= set(PLACEHOLDER.findall(str(message.id)))
    ]
    assert wrong == []


def test_french_uses_its_own_signs() -> None:
    """Typographic apostrophe, spaces that do not break before : ; ? ! % and after art., inside « »; no "!"."""
    wrong = [
        text
        for message in catalogue()
        for text in french(message)
        if STRAIGHT.search(plain(text)) or UNPROTECTED.search(plain(text)) or "!" in plain(text)
    ]
    assert wrong == []


def plain(text: str) -> str:
    """`text` without placeholders, addresses, tags and times, whose colons are not punctuation."""
    return re.sub(r"%\(\w+\)[sd]|https?://\S+|mailto:\S*|<[^>]*>|&\w+;|\d+:\d+|{{.*?}}", "", text)


@pytest.mark.parametrize("name", TEMPLATES)
def test_every_page_can_be_read_by_django(name: str) -> None:
    get_template(name)
