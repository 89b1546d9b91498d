"""Control visits: asked for by a colleague or by the clock, done by the worker, one at a time for each site."""

from dataclasses import asdict
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.db import IntegrityError, transaction
from django.db.models import F, Max, Q
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override

from accord.audit.actions import record
from accord.cookies import configuration, publishing, snapshots
from accord.cookies.models import BannerVersion, Scan, Site
from accord.cookies.statements import Asked, Published, Suite, check_all, of_snapshot
from accord.cookies.statements.results import Verdict
from accord.cookies.visits import comparing, looking
from accord.lib.actor import SYSTEM, Actor

STALE = timedelta(hours=2)  # a worker that died left it under way


def ask(*, actor: Actor, site: Site) -> Scan:
    """Ask for a visit; the one that waits or is under way is the answer."""
    under_way = Q(state__in=(Scan.State.WAITING, Scan.State.RUNNING))
    try:
        with transaction.atomic():
            scan = Scan.objects.create(site=site, asked_by=actor.id)
            record(actor=actor, verb="cookies.scan.asked", about=site)
    except IntegrityError:
        return Scan.objects.filter(under_way, site=site).latest("id")
    return scan


def due() -> list[Site]:
    """The sites whose last visit is older than their schedule."""
    now = timezone.now()
    sites = Site.objects.filter(is_open=True, scan_days__gt=0).annotate(last=Max("scans__asked_at"))
    return [one for one in sites if one.last is None or one.last < now - timedelta(days=one.scan_days)]


def forget_stalled() -> None:
    """What a worker that died left under way is said to have failed."""
    stalled = Scan.objects.filter(state=Scan.State.RUNNING, asked_at__lt=timezone.now() - STALE)
    stalled.update(state=Scan.State.FAILED, ended_at=timezone.now(), why=_("The worker stopped meanwhile."))


def visit(scan_id: int) -> None:
    """Do one visit that waits. What hinders it is kept in words; a visit under way or done is left alone."""
    if not Scan.objects.filter(pk=scan_id, state=Scan.State.WAITING).update(state=Scan.State.RUNNING):
        return
    scan = Scan.objects.select_related("site").get(pk=scan_id)
    with override("fr"):
        try:
            _visit(scan)
        except looking.Unable as reason:
            _end(scan, state=Scan.State.FAILED, why=str(reason)[:300])
        except Exception:
            _end(scan, state=Scan.State.FAILED, why=_("Accord made a mistake: its log says which."))
            raise


def _visit(scan: Scan) -> None:
    last = publishing.latest(scan.site)
    said = last.snapshot if last else snapshots.written(scan.site)
    # Read before the browser opens: while it is, its thread asks the database nothing.
    versions = _published(scan.site)
    with looking.a_browser() as browser:
        pages = scan.site.scan_pages or looking.pages_of(browser, home_of(scan.site))
        asked = described(scan.site, said, pages)
        found = comparing.compared(looking.look(asked, browser), said)
        suite = Suite(asked, browser, versions=versions)
        results = [one.plain() for one in check_all(suite)]
    before = Scan.objects.filter(site=scan.site, state=Scan.State.DONE).order_by("-id").first()
    _end(
        scan,
        state=Scan.State.DONE,
        pages=pages,
        findings=[asdict(one) for one in found],
        results=results,
        troubles=len({one.key for one in found if one.trouble}) + _failing(results),
        news=comparing.news(found, before.findings if before else []),
    )


def _failing(results: list[dict[str, Any]]) -> int:
    return sum(1 for one in results if one["verdict"] == Verdict.FAILS)


@transaction.atomic
def _end(scan: Scan, **values: Any) -> None:
    for name, value in {**values, "ended_at": timezone.now()}.items():
        setattr(scan, name, value)
    scan.save()
    facts = {"troubles": scan.troubles, "news": scan.news}
    record(actor=SYSTEM, verb=f"cookies.scan.{scan.state}", about=scan.site, facts=facts)


def home_of(site: Site) -> str:
    """Where a visit begins when no page is named."""
    host = site.hosts[0]
    scheme = "http" if host.split(":")[0] in {"localhost", "127.0.0.1"} else "https"
    return f"{scheme}://{host}/"


def described(site: Site, said: dict[str, Any], pages: list[str]) -> Asked:
    """The site as the checks are told of it."""
    language = said["site"]["languages"][0]
    return of_snapshot(
        said,
        addresses=pages,
        public=f"{settings.SITE_URL}/{configuration.PREFIX}/{site.code}",
        words=configuration.filled(said, language),
        language=language,
    )


def _published(site: Site) -> list[Published]:
    rows = BannerVersion.objects.filter(site=site).order_by(F("number").asc())
    return [Published(one.number, frozenset(snapshots.pairs(one.snapshot)), one.ask) for one in rows]
