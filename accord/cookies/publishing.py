"""Publishing a banner: an immutable version that can be drawn again as it was."""

import hashlib
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from accord.audit.actions import record
from accord.cookies import checking, coding, snapshots
from accord.cookies.models import BannerVersion, Site
from accord.cookies.snapshots import Snapshot
from accord.lib.actor import SYSTEM, Actor

ASK_LENGTH = 8  # hexadecimal digits


@transaction.atomic
def publish(
    *, actor: Actor, site: Site, note: str = "", asks_again: bool = False, at: datetime | None = None
) -> BannerVersion:
    """Make what is written what visitors see. Raises Incomplete with what is missing.

    People who answered are asked again when a purpose or a third party was added, or when `asks_again` says so. When
    nothing has changed, the version there is is the answer. at: when, for what was published before it is told; now.
    """
    locked = (
        Site.objects.select_for_update(of=("self",)).select_related("controller", "retention").get(pk=site.pk)
    )
    if missing := checking.missing(locked):
        raise checking.Incomplete(missing)
    return _publish(actor, locked, snapshots.written(locked), note=note, asks_again=asks_again, at=at)


@transaction.atomic
def publish_again(*, actor: Actor, site: Site, version: BannerVersion, note: str = "") -> BannerVersion:
    """Roll back: what an earlier `version` said becomes the newest one. What is being written stays as it is."""
    locked = Site.objects.select_for_update(of=("self",)).get(pk=site.pk)
    return _publish(actor, locked, version.snapshot, note=note, asks_again=False)


def renew_code() -> int:
    """After an upgrade: each site's last version is published again, word for word, with the new script. How many."""
    stale = [
        site for site in Site.objects.filter(is_open=True) if (last := latest(site)) and not _is_current(last)
    ]
    for site in stale:
        _renew(site)
    return len(stale)


@transaction.atomic
def _renew(site: Site) -> None:
    Site.objects.select_for_update(of=("self",)).get(pk=site.pk)
    if (last := latest(site)) and not _is_current(last):
        _publish(SYSTEM, site, last.snapshot, note="", asks_again=False)


def latest(site: Site) -> BannerVersion | None:
    """The version visitors see, None before the first."""
    return BannerVersion.objects.filter(site=site).order_by("-number").first()


def _is_current(version: BannerVersion) -> bool:
    return version.code_sha256 == coding.keep()


def _publish(
    actor: Actor,
    site: Site,
    snapshot: Snapshot,
    *,
    note: str,
    asks_again: bool,
    at: datetime | None = None,
) -> BannerVersion:
    last = latest(site)
    code = coding.keep()
    if last and not asks_again and last.snapshot == snapshot and last.code_sha256 == code:
        return last
    number = last.number + 1 if last else 1
    version = BannerVersion.objects.create(
        site=site,
        number=number,
        snapshot=snapshot,
        sha256=_fingerprint(number, snapshot, code),
        code_sha256=code,
        ask=_ask(last, number, snapshot, asks_again=asks_again),
        note=note,
        published_by=actor.id,
        published_at=at or timezone.now(),
    )
    facts: dict[str, Any] = {
        "number": number,
        "sha256": version.sha256,
        "asks_again": not last or last.ask != version.ask,
    }
    record(actor=actor, verb="cookies.banner.published", about=site, facts=facts)
    return version


def _fingerprint(number: int, snapshot: Snapshot, code: str) -> str:
    """Two versions never share one: the number and the script are part of what it covers."""
    return snapshots.sha256({"number": number, "code": code, "snapshot": snapshot})


def _ask(last: BannerVersion | None, number: int, snapshot: Snapshot, *, asks_again: bool) -> str:
    """What an answer answers: unchanged while nothing is added to what was asked before."""
    asked = snapshots.pairs(snapshot)
    if last and not asks_again and asked <= snapshots.pairs(last.snapshot):
        return last.ask
    text = f"{number} {sorted(asked)}"
    return hashlib.sha256(text.encode()).hexdigest()[:ASK_LENGTH]
