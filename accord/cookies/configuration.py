"""What the script is given: a version in as few bytes as it takes (the names are explained where it reads them)."""

import json
from collections.abc import Mapping, Sequence
from typing import Any

from django.conf import settings

from accord.cookies.models import BannerVersion
from accord.cookies.snapshots import Snapshot, months

COOKIE = "accord_choice"
GLOBAL = "__accordCookies"
PREFIX = "ac"  # of public addresses: one that lists of blocked addresses do not know


def configuration(version: BannerVersion) -> dict[str, Any]:
    """The configuration of `version`, as the script reads it.

    u: public address of the site's pages; v: the version; a: what an answer answers; d: days a choice holds; h: domain
    the choice is kept for; g: Global Privacy Control refuses; k: name of the cookie; x: beginning of names; o: choices
    follow accounts; r: of how many displays one is told; p: purposes; t: third parties; c: cookies to delete; l: texts
    by language, the default first; y: texts of the second variant; s: appearance.
    """
    said = version.snapshot
    site = said["site"]
    purposes = [one["code"] for one in said["purposes"]]
    parties = [one["code"] for one in said["third_parties"]]
    return {
        "u": f"{settings.SITE_URL}/{PREFIX}/{site['code']}",
        "v": version.mark,
        "a": version.ask,
        "d": site["choice_days"],
        "h": site["cookie_domain"],
        "g": int(site["gpc_refuses"]),
        "k": COOKIE,
        "x": site["alias"],
        "o": int(site["follows_accounts"]),
        "r": site["shows_one_in"],
        "p": purposes,
        "t": [
            [one["code"], [purposes.index(code) for code in one["purposes"]], one["hosts"], one["name"]]
            for one in said["third_parties"]
        ],
        "c": _to_delete(said["cookies"], purposes, parties),
        "l": {language: _texts(said, language) for language in site["languages"]},
        "y": {one: _own(said, one) for one in said["other_texts"]},
        "s": said["design"],
    }


def _to_delete(
    cookies: Sequence[Mapping[str, Any]], purposes: list[str], parties: list[str]
) -> list[list[Any]]:
    """[name, index of the third party or -1, index of the purpose, kind]; HttpOnly ones are the server's business."""
    return [
        [
            one["name"],
            parties.index(one["third_party"]) if one["third_party"] else -1,
            purposes.index(one["purpose"]),
            one["kind"],
        ]
        for one in cookies
        if one["purpose"] and not one["is_http_only"] and not one["is_third_party"] and one["kind"] != "pixel"
    ]


def _texts(said: Snapshot, language: str) -> dict[str, Any]:
    """The words of one language, blanks filled; p: title and line of each purpose."""
    words = filled(said, language)
    titles = [one["texts"][language] for one in said["purposes"]]
    return {**words, "p": [[one["title"], one["line"]] for one in titles]}


def filled(said: Snapshot, language: str, *, is_second: bool = False) -> dict[str, str]:
    """The banner's words in `language` with {who}, {count} and {months} filled in; is_second: of the second variant."""
    blanks = {
        "{who}": said["controller"]["name"],
        "{count}": str(len(said["third_parties"])),
        "{months}": str(months(said["site"]["choice_days"])),
    }
    own = said["other_texts"].get(language, {}) if is_second else {}
    return {key: _fill(words, blanks) for key, words in {**said["texts"][language], **own}.items()}


def _own(said: Snapshot, language: str) -> dict[str, str]:
    words = filled(said, language, is_second=True)
    return {key: words[key] for key in said["other_texts"][language]}


def _fill(words: str, blanks: Mapping[str, str]) -> str:
    for blank, value in blanks.items():
        words = words.replace(blank, value)
    return words


def script(version: BannerVersion, source: str) -> str:
    """The one file a site loads: the configuration, then the script."""
    text = json.dumps(configuration(version), ensure_ascii=False, separators=(",", ":"))
    return f"window.{GLOBAL}={text.replace('</', '<' + chr(92) + '/')};\n{source}"
