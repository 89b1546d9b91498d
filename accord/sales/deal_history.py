"""What happened in a deal: its journal and what was done about it, on one line of time."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from itertools import groupby

from django.utils import timezone
from django.utils.translation import gettext as _

from accord.audit.queries import Line, about
from accord.sales.cards import ICONS
from accord.sales.mailed import came_of, with_fate
from accord.sales.models import Activity, Deal
from accord.sales.verbs import VERBS

MOST = 80
SHOWN_WORDS = frozenset({"stage", "reason", "detail"})


@dataclass(frozen=True, slots=True)
class Happened:
    """One thing, in words."""

    at: datetime
    icon: str
    title: str
    sentence: str = ""
    kind: str = ""


@dataclass(frozen=True, slots=True)
class Day:
    """The things of one day, the latest first."""

    on: date
    events: tuple[Happened, ...]


def history(deal: Deal) -> list[Day]:
    """The latest things by day. Three queries, whatever their number."""
    events = sorted([*_journal(deal), *_done(deal)], key=lambda one: one.at, reverse=True)[:MOST]
    days = groupby(events, key=lambda one: timezone.localtime(one.at).date())
    return [Day(day, tuple(group)) for day, group in days]


def _journal(deal: Deal) -> Iterator[Happened]:
    for line in about("sales.Deal", [deal.pk], MOST):
        icon, title = VERBS.get(line.entry.verb, ("settings", line.entry.verb))
        kind = {"sales.deal.won": "yes", "sales.deal.lost": "no"}.get(line.entry.verb, "")
        yield Happened(line.entry.at, icon, str(title), said(line), kind)


def said(line: Line) -> str:
    """What an entry of the journal changed, as far as it is told in words, and by whom."""
    changes = [
        f"{before} → {after}" if before else after
        for key, before, after in line.changes
        if key in SHOWN_WORDS and after
    ]
    return " · ".join(filter(None, (*changes, line.actor)))


def _done(deal: Deal) -> Iterator[Happened]:
    for one in with_fate(Activity.objects.filter(deal=deal, done_at__isnull=False)).order_by("-done_at")[
        :MOST
    ]:
        assert one.done_at is not None  # filtered
        said = came_of(one) or one.by_label
        kind = _("%(kind)s: %(subject)s") % {
            "kind": one.get_kind_display().capitalize(),
            "subject": one.subject,
        }
        yield Happened(one.done_at, ICONS[one.kind], kind, said)
