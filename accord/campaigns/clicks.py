"""Counting clicks for a whole letter: one address for everybody, a number, and nothing about who followed it."""

import secrets
from collections.abc import Mapping

from django.conf import settings
from django.db.models import F

from accord.campaigns import checklist
from accord.campaigns.models import Campaign, Link

CODE_BYTES = 9


def addresses(campaign: Campaign) -> Mapping[str, str]:
    """{address typed: counted address} for the web links of a letter; empty when clicks are not counted."""
    if not settings.ACCORD_COUNT_CLICKS:
        return {}
    wanted = [
        (url, words) for url, words in checklist.links(campaign) if url.startswith(("http://", "https://"))
    ]
    Link.objects.bulk_create(
        [
            Link(campaign=campaign, code=secrets.token_urlsafe(CODE_BYTES), url=url, label=words[:200])
            for url, words in wanted
        ],
        ignore_conflicts=True,
    )
    return {link.url: f"{settings.SITE_URL}/l/{link.code}/" for link in campaign.links.all()}


def follow(code: str, *, counted: bool = True) -> str:
    """Where a counted address leads; one more click unless the method only looks (HEAD). Raises Link.DoesNotExist."""
    link = Link.objects.get(code=code)
    if counted:
        Link.objects.filter(pk=link.pk).update(clicks=F("clicks") + 1)
    return link.url
