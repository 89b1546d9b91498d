"""What the script is given: a version in as few bytes as it takes (the names are explained where it reads them)."""

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from django.conf import settings

from accord.cookies import coding, looks
from accord.cookies.choice_cookie import NAME as COOKIE
from accord.cookies.models import BannerVersion
from accord.cookies.snapshots import Snapshot
from accord.lib.lengths import months
from accord.register.rules import rule

GLOBAL = "__accordCookies"
REACH = ("shared", "account")  # said at the end of what follows from an answer, where they are true
CLOSE = "close"  # said where the design has this way on
APPLIED = "applied"  # said where somebody signs in, and only there
KEY = re.compile(r'(?<=[{,])"([a-z]\w*)":')  # in a text a quotation mark is escaped: this finds names alone
# Read by Chromium on the first line only: functions are compiled beside the page (v8.dev/blog/explicit-compile-hints)
HINT = "//# allFunctionsCalledOnLoad\n"
MONTH = 30  # days: thirteen of them are never more than thirteen months
PREFIX = "ac"  # of public addresses: one that lists of blocked addresses do not know


def configuration(
    version: BannerVersion, languages: Sequence[str], *, accounts: bool = False
) -> dict[str, Any]:
    """The configuration of `version`, as the script reads it; what is 0 or "" is left out.

    u: public address of the site's pages; v: the version; a: what an answer answers; d: days a choice holds; h: domain
    the choice is kept for; g: Global Privacy Control refuses; k: name of the cookie; x: beginning of names; o: choices
    follow accounts; r: of how many displays one is told; m: days a tracker of audience lives, 0 for none; p: purposes;
    q: what they grant to Google's tags; t: third parties; c: cookies to delete; l: texts by language, the default
    first; y: texts of the second variant; s: style.
    """
    said = version.snapshot
    site = said["site"]
    purposes = [one["code"] for one in said["purposes"]]
    parties = [one["code"] for one in said["third_parties"]]
    whole = {
        "u": f"{settings.SITE_URL}/{PREFIX}/{site['code']}",
        "v": version.mark,
        "a": version.ask,
        "d": site["choice_days"],
        "h": site["cookie_domain"].lstrip("."),
        "g": int(site["gpc_refuses"]),
        "k": COOKIE,
        "x": site["alias"],
        "o": int(site["follows_accounts"]),
        "r": site["shows_one_in"],
        "m": tracker_days() if site["measures"] else 0,
        "p": purposes,
        "q": [[one["code"], signal] for one in said["purposes"] for signal in one.get("signals", [])],
        "t": [
            [one["code"], [purposes.index(code) for code in one["purposes"]], one["hosts"], one["name"]]
            for one in said["third_parties"]
        ],
        "c": _to_delete(said["cookies"], purposes, parties),
        "l": {language: _scripted(said, language, accounts=accounts) for language in languages},
        "y": {one: _own(said, one) for one in said["other_texts"] if one in languages},
        "s": _appearance(looks.whole(said["design"]), len(purposes)),
    }
    return {key: value for key, value in whole.items() if value not in (0, "")}


def _appearance(design: Mapping[str, Any], purposes: int) -> dict[str, Any]:
    """css: the part of the style a site chooses; first: of the two buttons; close: a way on that refuses; control."""
    whole = {
        "css": looks.style(design, purposes),
        "first": design["first"],
        "close": int(design["close"]),
        "control": design["control"],
    }
    return {key: value for key, value in whole.items() if value}


def _to_delete(
    cookies: Sequence[Mapping[str, Any]], purposes: list[str], parties: list[str]
) -> list[list[Any]]:
    """[name, index of the third party or -1, index of the purpose], and "local" or "session" for what is no cookie.

    HttpOnly ones are the server's business.
    """
    return [
        [
            one["name"],
            parties.index(one["third_party"]) if one["third_party"] else -1,
            purposes.index(one["purpose"]),
            *([] if one["kind"] == "cookie" else [one["kind"]]),
        ]
        for one in cookies
        if one["purpose"] and not one["is_http_only"] and not one["is_third_party"] and one["kind"] != "pixel"
    ]


def tracker_days() -> int:
    """How long the tracker of audience measurement lives, in days (rule cookies.measure-tracker)."""
    return int(rule("cookies.measure-tracker").value) * MONTH


def description(version: BannerVersion) -> dict[str, Any]:
    """The banner of `version` for a server that draws it: words of every language, and every cookie declared."""
    said = version.snapshot
    site = said["site"]
    return {
        "version": version.mark,
        "ask": version.ask,
        "days": site["choice_days"],
        "domain": site["cookie_domain"].lstrip("."),
        "alias": site["alias"],
        "follows_accounts": site["follows_accounts"],
        "gpc_refuses": site["gpc_refuses"],
        "first": said["design"]["first"],
        "close": looks.whole(said["design"])["close"],
        "purposes": [one["code"] for one in said["purposes"]],
        "third_parties": [one["code"] for one in said["third_parties"]],
        "cookies": [
            {key: one[key] for key in ("name", "kind", "is_third_party", "third_party", "purpose")}
            for one in said["cookies"]
        ],
        "texts": {language: _texts(said, language) for language in site["languages"]},
    }


def _scripted(said: Snapshot, language: str, *, accounts: bool) -> dict[str, Any]:
    unsaid = {
        key
        for key, is_said in ((APPLIED, accounts), (CLOSE, looks.whole(said["design"])["close"]))
        if not is_said
    }
    return {key: words for key, words in _texts(said, language).items() if key not in unsaid}


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
        "{domain}": said["site"]["cookie_domain"].lstrip("."),
    }
    own = said["other_texts"].get(language, {}) if is_second else {}
    words = {**said["texts"][language], **own}
    words["after"] = " ".join([words["after"], *_reach(said["site"], words)])
    return {key: _fill(text, blanks) for key, text in words.items() if key not in REACH}


def _reach(site: Mapping[str, Any], words: Mapping[str, str]) -> Iterator[str]:
    """Where else an answer holds, which the first layer says (CNIL 2020-091, 2025-131)."""
    if site["cookie_domain"]:
        yield words["shared"]
    if site["follows_accounts"]:
        yield words["account"]


def _own(said: Snapshot, language: str) -> dict[str, str]:
    words = filled(said, language, is_second=True)
    return {key: words[key] for key in said["other_texts"][language]}


def _fill(words: str, blanks: Mapping[str, str]) -> str:
    for blank, value in blanks.items():
        words = words.replace(blank, value)
    return words


def script(version: BannerVersion, source: str, languages: Sequence[str], *, accounts: bool = False) -> str:
    """The one file a page loads: the configuration with the texts of `languages`, then the script.

    accounts: the page says who has signed in; a site that measures its audience loads that as well.
    """
    said = configuration(version, languages, accounts=accounts)
    text = KEY.sub(r"\1:", json.dumps(said, ensure_ascii=False, separators=(",", ":")))
    code = coding.composed(source, measures=version.snapshot["site"]["measures"], accounts=accounts)
    return f"{HINT}window.{GLOBAL}={text.replace('</', '<' + chr(92) + '/')};\n{code}"
