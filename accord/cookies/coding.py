"""The script that draws banners: what there is now, and what each version was published with."""

import hashlib
from functools import lru_cache
from pathlib import Path

from django.conf import settings

from accord.cookies.models import ScriptCode

FOLDER = Path(__file__).parent / "static" / "cookies"
STYLE = FOLDER / "banner.css"
FILE = FOLDER / "banner.min.js"  # made by `make assets`
# What follows the banner in what is kept: the part that comes after each of these lines
PARTS = {"\n/* accounts */\n": FOLDER / "accounts.js", "\n/* audience */\n": FOLDER / "measure.js"}
ACCOUNTS, AUDIENCE = PARTS


def current() -> str:
    """The script as it is installed, with all its parts. While developing it is read again each time."""
    return _whole() if settings.DEBUG else _read()


@lru_cache(maxsize=1)
def _read() -> str:
    return _whole()


def _whole() -> str:
    texts = [FILE.read_text(encoding="utf-8")]
    for mark, file in PARTS.items():
        texts += [mark, file.read_text(encoding="utf-8")]
    return "".join(texts)


def composed(source: str, *, measures: bool, accounts: bool) -> str:
    """What a page needs of `source`: accounts come before the banner, the measurement after it."""
    rest, _, audience = source.partition(AUDIENCE)
    banner, _, signed_in = rest.partition(ACCOUNTS)
    wanted = [(accounts, signed_in), (True, banner), (measures, audience)]
    return "\n".join(text for is_wanted, text in wanted if is_wanted and text)


@lru_cache(maxsize=1)
def style() -> str:
    """The style of banners, without what a site chooses of it."""
    return STYLE.read_text(encoding="utf-8")


def keep() -> str:
    """Keep the installed script for ever; its SHA-256 in hexadecimal."""
    source = current()
    sha256 = hashlib.sha256(source.encode()).hexdigest()
    ScriptCode.objects.bulk_create([ScriptCode(sha256=sha256, source=source)], ignore_conflicts=True)
    return sha256


def source(sha256: str) -> str:
    """The script kept under `sha256`; while developing, the one being written."""
    return current() if settings.DEBUG else ScriptCode.objects.get(pk=sha256).source
