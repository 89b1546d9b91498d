"""Audience measurement exempt from consent (CNIL): counters of pages, for one site, of nobody in particular."""

import re
from collections.abc import Mapping
from datetime import date
from typing import Any

from django.db.models import Sum
from django.utils import timezone
from django.utils.translation import gettext as _

from accord.cookies import answers
from accord.cookies.answers import Unreadable
from accord.cookies.models import VisitDay
from accord.cookies.recording import LANES
from accord.cookies.serving import Served
from accord.lib.statements import prepared, unhurried

OTHERS = "…"
MOST_PAGES = 500  # of one site and day that are told apart, in each process of the server
PERSONAL = re.compile(r"@|%40|\d{5,}|.{41,}|[0-9a-f]{8}-[0-9a-f]{4}")
LANGUAGE = re.compile(r"[a-z]{2}")
_PAGES: dict[tuple[int, date], set[str]] = {}

COUNT = f"""
INSERT INTO cookies_visitday AS held (site_id, day, page, device, language, lane, views, visits, visitors, newcomers)
VALUES (%(site_id)s, %(day)s, %(page)s, %(device)s, %(language)s, pg_backend_pid() %% {LANES}, 1, %(visits)s,
    %(visitors)s, %(newcomers)s)
ON CONFLICT (site_id, day, page, device, language, lane) DO UPDATE SET views = held.views + 1,
    visits = held.visits + EXCLUDED.visits, visitors = held.visitors + EXCLUDED.visitors,
    newcomers = held.newcomers + EXCLUDED.newcomers
RETURNING {{}}
"""  # noqa: S608 - our own names


def count(served: Served, said: Mapping[str, Any]) -> None:
    """One page was seen: {page, device, language, visit, visitor, newcomer}. Raises Unreadable."""
    if not served.site["measures"]:
        raise Unreadable(_("This site does not measure its audience."))
    day, language = timezone.localdate(), str(said.get("language", ""))
    values: dict[str, Any] = {
        "site_id": served.site_id,
        "day": day,
        "page": _told_apart(served.site_id, day, page(str(said.get("page", "")))),
        "device": answers.device(said),
        "language": language if LANGUAGE.fullmatch(language) else "",
        **{f"{step}s": int(said.get(step) is True) for step in ("visit", "visitor", "newcomer")},
    }
    with prepared() as cursor:
        cursor.execute(COUNT.format(unhurried()), values)


def page(path: str) -> str:
    """A path as it is counted: parts that may name somebody (addresses, long numbers, long words) are left out."""
    parts = path.partition("?")[0].replace("\x00", "").split("/")[1:6]
    return "/" + "/".join(OTHERS if PERSONAL.search(part) else part for part in parts)[:119]


def _told_apart(site_id: int, day: date, name: str) -> str:
    """Whoever invents addresses fills no table: beyond so many pages a day, the others are one."""
    if (site_id, day) not in _PAGES:
        for old in [key for key in _PAGES if key[1] != day]:
            del _PAGES[old]
        _PAGES[site_id, day] = set()
    pages = _PAGES[site_id, day]
    if name not in pages and len(pages) >= MOST_PAGES:
        return OTHERS
    pages.add(name)
    return name


def by_day(site_id: int, since: date) -> list[dict[str, Any]]:
    """[{day, views, visits, visitors, newcomers}] from `since` on, the oldest first."""
    return list(_sums(site_id, since, "day").order_by("day"))


def by_page(site_id: int, since: date, most: int = 20) -> list[dict[str, Any]]:
    """[{page, views, visits, visitors, newcomers}] from `since` on, the most seen first."""
    return list(_sums(site_id, since, "page").order_by("-views", "page")[:most])


def _sums(site_id: int, since: date, field: str) -> Any:
    days = VisitDay.objects.filter(site_id=site_id, day__gte=since)
    sums = {step: Sum(step) for step in ("views", "visits", "visitors", "newcomers")}
    return days.values(field).annotate(**sums)
