"""Everything a visitor is told and shown, drawn from the register and the site: what a version keeps for ever."""

import hashlib
import json
from collections.abc import Iterable, Mapping
from typing import Any

from django.utils.translation import override
from django_countries import countries

from accord.cookies import looks
from accord.cookies.models import DeclaredCookie, Site, SitePurpose, ThirdParty
from accord.cookies.wordings import fixed
from accord.register.models import Controller, Localised
from accord.register.rules import UNIT_WORDS

FORMAT = 1
Snapshot = dict[str, Any]


def written(site: Site) -> Snapshot:
    """What the next version would say, as the site and the register stand now (six queries)."""
    purposes = list(site.purposes.select_related("purpose"))
    parties = list(site.third_parties.select_related("recipient").prefetch_related("purposes__purpose"))
    cookies = site.cookies.select_related("third_party__recipient", "purpose__purpose")
    return {
        "format": FORMAT,
        "site": _site(site),
        "controller": _controller(site.controller),
        "design": looks.whole(site.design),
        "texts": {language: _texts(site, language) for language in site.languages},
        "other_texts": {language: said for language, said in site.other_texts.items() if said},
        "purposes": [_purpose(one, site.languages) for one in purposes],
        "third_parties": [_party(one, site.languages) for one in parties],
        "cookies": [_cookie(one, site.languages) for one in cookies],
    }


def canonical(snapshot: Mapping[str, Any]) -> bytes:
    """The one way of writing a snapshot, which its hash covers."""
    return json.dumps(snapshot, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()


def sha256(snapshot: Mapping[str, Any]) -> str:
    """The hash of a snapshot, in hexadecimal."""
    return hashlib.sha256(canonical(snapshot)).hexdigest()


def pairs(snapshot: Mapping[str, Any]) -> set[tuple[str, str]]:
    """What people are asked about: each purpose ("code", "") and each third party for it ("code", "party")."""
    alone = {(purpose["code"], "") for purpose in snapshot["purposes"]}
    return alone | {(code, one["code"]) for one in snapshot["third_parties"] for code in one["purposes"]}


def _site(site: Site) -> dict[str, Any]:
    return {
        "code": site.code,
        "name": site.name,
        "hosts": site.hosts,
        "cookie_domain": site.cookie_domain,
        "choice_days": site.choice_days,
        "gpc_refuses": site.gpc_refuses,
        "follows_accounts": site.follows_accounts,
        "measures": site.measures,
        "languages": site.languages,
        "alias": site.alias,
        "shows_one_in": site.shows_one_in,
        "page_groups": site.page_groups,
        "kept": {language: _kept(site, language) for language in site.languages},
    }


def _kept(site: Site, language: str) -> str:
    with override(language):
        return str(UNIT_WORDS[site.retention.unit] % {"number": site.retention.amount})


def _controller(controller: Controller) -> dict[str, str]:
    return {
        "name": controller.name,
        "legal_name": controller.legal_name,
        "address": controller.address_line,
        "email": controller.asked_at,
    }


def _texts(site: Site, language: str) -> dict[str, str]:
    own = {key: words for key, words in site.texts.get(language, {}).items() if words}
    return {**fixed(language), **own}


def _in(languages: Iterable[str], row: Localised, field: str) -> dict[str, str]:
    said = {}
    for language in languages:
        with override(language):
            said[language] = row.localised(field)
    return said


def _purpose(one: SitePurpose, languages: Iterable[str]) -> dict[str, Any]:
    titles, lines = (_in(languages, one.purpose, field) for field in ("label", "description"))
    said = {}
    for language in languages:
        own = one.texts.get(language, {})
        line = own.get("line") or lines[language]
        said[language] = {
            "title": own.get("title") or titles[language],
            "line": line,
            "long": own.get("long") or lines[language],
        }
    return {"code": one.code, "texts": said, "signals": one.signals}


def _party(one: ThirdParty, languages: Iterable[str]) -> dict[str, Any]:
    who = one.recipient
    return {
        "code": one.code,
        "name": who.name,
        "legal_name": who.legal_name or who.name,
        "kind": who.kind,
        "country": who.country,
        "country_names": {language: _country(who.country, language) for language in languages},
        "safeguard": who.transfer_safeguard,
        "what_for": _in(languages, who, "what_for"),
        "data": _in(languages, one, "data"),
        "policy_url": who.policy_url,
        "purposes": [purpose.code for purpose in one.purposes.all()],
        "hosts": one.hosts,
    }


def _country(code: str, language: str) -> str:
    with override(language):
        return str(countries.name(code) or code)


def _cookie(one: DeclaredCookie, languages: Iterable[str]) -> dict[str, Any]:
    return {
        "name": one.name,
        "kind": one.kind,
        "is_third_party": one.is_third_party,
        "is_http_only": one.is_http_only,
        "days": one.days,
        "third_party": one.third_party.code if one.third_party else "",
        "purpose": one.purpose.code if one.purpose else "",
        "what": _in(languages, one, "what"),
    }
