"""Everybody who receives data, cookies or not: the second public page, dated, with what changed."""

import hashlib
import json
from collections.abc import Iterable, Mapping
from typing import Any

from django.db import transaction
from django.db.models import Prefetch
from django.utils.translation import override
from django_countries import countries

from accord.audit.actions import record
from accord.cookies.models import PartnerList, Site
from accord.cookies.publishing import latest
from accord.lib.actor import SYSTEM
from accord.register.models import Purpose, Recipient

LANGUAGES = ("fr", "en")
Partners = list[dict[str, Any]]


def listed(site: Site) -> Partners:
    """Who receives data of the site's controller today: recipients of its purposes, and the banner's third parties."""
    version = latest(site)
    asked = version.snapshot if version else {"third_parties": [], "purposes": []}
    by_cookies = {one["code"]: one["purposes"] for one in asked["third_parties"]}
    used = Purpose.objects.filter(controller=site.controller, state=Purpose.State.OPEN)
    rows = Recipient.objects.filter(closed_at=None).prefetch_related(
        Prefetch("purposes", used, to_attr="served")
    )
    return [
        _partner(one, _titles(asked, by_cookies.get(one.code)))
        for one in rows.order_by("name", "id")
        if one.code in by_cookies or one.served
    ]


def _titles(asked: Mapping[str, Any], codes: list[str] | None) -> dict[str, list[str]] | None:
    """{language: what the banner asks for a third party}; None for who is called by no page."""
    if codes is None:
        return None
    served = [one["texts"] for one in asked["purposes"] if one["code"] in codes]
    return {language: [one[language]["title"] for one in served if language in one] for language in LANGUAGES}


def _partner(one: Recipient, titles: Mapping[str, list[str]] | None) -> dict[str, Any]:
    said = {}
    for language in LANGUAGES:
        with override(language):
            said[language] = {
                "kind": str(one.get_kind_display()),
                "country": str(countries.name(one.country) or one.country),
                "what_for": one.what_for,
                "purposes": _all(titles, language, [purpose.label for purpose in one.served]),  # type: ignore[attr-defined]
            }
    return {
        "code": one.code,
        "name": one.name,
        "legal_name": one.legal_name or one.name,
        "safeguard": one.transfer_safeguard,
        "policy_url": one.policy_url,
        "is_by_cookies": titles is not None,
        "said": said,
    }


def _all(titles: Mapping[str, list[str]] | None, language: str, labels: list[str]) -> list[str]:
    return list(dict.fromkeys([*(titles or {}).get(language, []), *labels]))


@transaction.atomic
def keep(site: Site) -> PartnerList:
    """The list of today, kept with its date and what changed where it differs from the last one."""
    last = newest(site)
    partners = listed(site)
    if last and last.partners == partners:
        return last
    Site.objects.select_for_update(of=("self",)).get(pk=site.pk)
    last = newest(site)
    if last and last.partners == partners:  # somebody else has just kept it
        return last
    kept = PartnerList.objects.create(
        site=site,
        number=last.number + 1 if last else 1,
        partners=partners,
        changes=changes(last.partners, partners) if last else {},
        sha256=hashlib.sha256(json.dumps(partners, sort_keys=True).encode()).hexdigest(),
    )
    record(actor=SYSTEM, verb="cookies.partners.changed", about=site, facts={"number": kept.number})
    return kept


def newest(site: Site) -> PartnerList | None:
    """The last list kept, None before the first."""
    return PartnerList.objects.filter(site=site).order_by("-number").first()


def changes(before: Iterable[Mapping[str, Any]], after: Iterable[Mapping[str, Any]]) -> dict[str, list[str]]:
    """{"added", "removed", "changed": names} between two lists."""
    old, new = ({one["code"]: one for one in partners} for partners in (before, after))
    return {
        "added": [one["name"] for code, one in new.items() if code not in old],
        "removed": [one["name"] for code, one in old.items() if code not in new],
        "changed": [one["name"] for code, one in new.items() if code in old and old[code] != one],
    }
