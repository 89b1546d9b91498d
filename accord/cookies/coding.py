"""The script that draws banners: what there is now, and what each version was published with."""

import hashlib
from functools import lru_cache
from pathlib import Path

from django.conf import settings

from accord.cookies.models import ScriptCode

STYLE = Path(__file__).parent / "static" / "cookies" / "banner.css"
MEASURE = Path(__file__).parent / "static" / "cookies" / "measure.js"
APART = "\n/* audience */\n"  # between the banner and the measurement, in what is kept
FILE = Path(__file__).parent / "static" / "cookies" / "banner.min.js"  # made by `make assets`


def current() -> str:
    """The script as it is installed, and the measurement after it. While developing it is read again each time."""
    return _both() if settings.DEBUG else _read()


@lru_cache(maxsize=1)
def _read() -> str:
    return _both()


def _both() -> str:
    return APART.join(file.read_text(encoding="utf-8") for file in (FILE, MEASURE))


def without_measure(source: str) -> str:
    """The banner alone, for a site that does not measure its audience."""
    return source.partition(APART)[0]


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
