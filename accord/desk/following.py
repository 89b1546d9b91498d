"""Following a record: beginning, ending, and what happened to it that one has not seen."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from accord.audit.actions import record
from accord.audit.queries import lines_since
from accord.consent.queries import said_since
from accord.desk.models import KINDS, Follow
from accord.desk.records import Named, about_readable, named
from accord.desk.telling import said_words
from accord.desk.verbs import in_words
from accord.lib.actor import Actor
from accord.sales.deal_history import said as changed
from accord.sales.models import Activity
from accord.sales.todo import ICONS
from accord.staff.models import User
from accord.ui.components.words import moment

MOST = 200  # followed by one colleague
SHOWN = 5  # news of one record
MODELS = {
    "person": "contacts.Person",
    "organisation": "contacts.Organisation",
    "lead": "sales.Lead",
    "deal": "sales.Deal",
}
Key = tuple[str, int]  # one of KINDS, and the number


@dataclass(frozen=True, slots=True)
class Happened:
    """One thing that happened to a record."""

    at: datetime
    icon: str
    title: str
    by: str

    @property
    def sentence(self) -> str:
        """When, and by whom or how."""
        return " · ".join(filter(None, (moment(self.at), self.by)))


@dataclass(frozen=True, slots=True)
class Followed:
    """A record somebody follows, with what they have not seen, the latest first; more: how much is not shown."""

    kind: str
    number: int
    record: Named
    news: Sequence[Happened]
    more: int


@transaction.atomic
def follow(*, actor: Actor, user: User, kind: str, number: int) -> None:
    """Be told from now on of what happens to a record."""
    _row, is_new = Follow.objects.get_or_create(user=user, **_which(kind, number))
    if is_new:
        record(actor=actor, verb="desk.record.followed", facts={kind: number})


@transaction.atomic
def stop(*, actor: Actor, user: User, kind: str, number: int) -> None:
    """No longer be told."""
    gone, _rows = Follow.objects.filter(user=user, **_which(kind, number)).delete()
    if gone:
        record(actor=actor, verb="desk.record.left", facts={kind: number})


def _which(kind: str, number: int) -> dict[str, Any]:
    return {f"{one}_id": number if one == kind else None for one in KINDS}


@transaction.atomic
def all_seen(*, user: User) -> None:
    """Everything told until now is known. A bookmark of one's own: no entry in the journal."""
    Follow.objects.filter(user=user).update(seen_at=timezone.now())


def follows(user: User, kind: str, number: int) -> bool:
    """True when `user` follows this record."""
    return Follow.objects.filter(user=user, **_which(kind, number)).exists()


def followed(user: User, since: datetime | None = None) -> list[Followed]:
    """What `user` follows and may read, the latest news first. A fixed number of queries.

    since: an instant before which nothing is news, besides what they have seen.
    """
    theirs = Follow.objects.filter(user=user)
    if not theirs.exists():  # on most pages: the menu need not ask what they may read and what happened
        return []
    rows = list(about_readable(theirs, user).order_by("-pk")[:MOST])
    seen = {(row.kind, row.number): max(row.seen_at, since or row.seen_at) for row in rows}
    news = _news(user, seen)
    found = [_followed(row, news[row.kind, row.number]) for row in rows]
    return sorted(found, key=lambda one: one.news[0].at.timestamp() if one.news else 0, reverse=True)


def _followed(row: Follow, news: list[Happened]) -> Followed:
    latest = sorted(news, key=lambda one: one.at, reverse=True)
    return Followed(row.kind, row.number, named(row), latest[:SHOWN], max(len(latest) - SHOWN, 0))


def _news(user: User, seen: Mapping[Key, datetime]) -> Mapping[Key, list[Happened]]:
    found: dict[Key, list[Happened]] = defaultdict(list)
    since = min(seen.values(), default=timezone.now())
    for source in (_journal, _activities, _said):
        for key, one in source(user, list(seen), since):
            if key in seen and one.at > seen[key]:
                found[key].append(one)
    return found


def _numbers(keys: Iterable[Key], kind: str) -> list[int]:
    return [number for one, number in keys if one == kind]


def _journal(user: User, keys: Sequence[Key], since: datetime) -> Iterator[tuple[Key, Happened]]:
    kinds = {model: kind for kind, model in MODELS.items()}
    asked = {model: _numbers(keys, kind) for model, kind in kinds.items()}
    for line in lines_since(asked, since, besides=str(user.pk)):
        icon, title = in_words(line.entry.verb)
        key = (kinds[line.entry.about_type], int(line.entry.about_id))
        yield key, Happened(line.entry.at, icon, title, changed(line))


def _activities(user: User, keys: Sequence[Key], since: datetime) -> Iterator[tuple[Key, Happened]]:
    """What colleagues plan and do about the record."""
    concerned = Q(*((f"{kind}__in", _numbers(keys, kind)) for kind in KINDS), _connector=Q.OR)
    fresh = Q(created_at__gt=since) | Q(done_at__gt=since)
    found = Activity.objects.visible_to(user).filter(concerned, fresh).exclude(by_id=str(user.pk))
    for one in found.select_related("owner").order_by("-pk")[:MOST]:
        for kind in KINDS:
            if number := getattr(one, f"{kind}_id"):
                yield (kind, number), _done(one)


def _done(one: Activity) -> Happened:
    title = _("Done: %(subject)s") if one.done_at else _("Planned: %(subject)s")
    said = " · ".join(filter(None, (one.outcome, str(one.owner or one.by_label))))
    return Happened(one.done_at or one.created_at, ICONS[one.kind], title % {"subject": one.subject}, said)


def _said(_user: User, keys: Sequence[Key], since: datetime) -> Iterator[tuple[Key, Happened]]:
    for person, event in said_since(_numbers(keys, "person"), since):
        icon, _tone, title = said_words(event)
        yield ("person", person), Happened(event.recorded_at, icon, title, event.how)
