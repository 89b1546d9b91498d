"""What became of a letter, without a tracker: counted from what was delivered, what came back and what people did."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.conf import settings
from django.db.models import Count, Q, QuerySet, Sum
from django.db.models.functions import TruncMinute
from django.utils import timezone

from accord.campaigns import checklist
from accord.campaigns.models import Campaign, Link
from accord.consent import caused
from accord.contacts.models import ContactPoint, Person
from accord.intake.models import Form, FunnelDay
from accord.outbox import mailings
from accord.outbox.models import Bounce, Letter, Mailing
from accord.register.models import Channel

State = Letter.State
_OUR_FORM = re.compile(r"/f/([-\w]+)/?")
PAGE = 50


@dataclass(frozen=True, slots=True)
class Forms:
    """What happened on the forms a letter links to, since the day it left: for everybody, whoever sent them there."""

    titles: tuple[str, ...]
    asked: int
    confirmed: int


@dataclass(frozen=True, kw_only=True)
class Figures:
    """How far a letter is."""

    progress: mailings.Progress

    @property
    def handed_over(self) -> int:
        """Letters a server took, those that came back included."""
        return self._in(State.SENT, State.BOUNCED)

    @property
    def held_back(self) -> int:
        """Letters the gate stopped on the way out."""
        return self._in(State.SKIPPED)

    @property
    def to_come(self) -> int:
        """Letters that have not left."""
        return self._in(State.QUEUED, State.CLAIMED)

    @property
    def lost(self) -> int:
        """Letters that neither left nor will leave by themselves: failed, cancelled, or of unknown fate."""
        return self._in(State.FAILED, State.CANCELLED, State.UNKNOWN)

    @property
    def unknown(self) -> int:
        """Letters whose fate a person decides."""
        return self._in(State.UNKNOWN)

    def _in(self, *states: str) -> int:
        return sum(self.progress.by_state.get(state, 0) for state in states)


@dataclass(frozen=True, kw_only=True)
class Report(Figures):
    """What became of a letter that left."""

    came_back: int
    refused_for_now: int
    complaints: int
    withdrawals: int
    links: tuple[Link, ...]
    forms: Forms | None

    def share(self, number: int) -> float:
        """`number` in hundredths of what was handed over."""
        handed = self.handed_over
        return round(100 * number / handed, 1) if handed else 0.0


def figures(mailing: Mailing) -> Figures:
    """How far a letter is, counted now: cheap enough to be asked for again and again."""
    return Figures(progress=mailings.progress(mailing))


def report(campaign: Campaign) -> Report:
    """The figures of `campaign`, counted now. It must have been launched."""
    mailing = campaign.mailing
    if mailing is None:
        raise ValueError("This letter has not left.")
    came = dict(_bounces(mailing.pk).values_list("kind").annotate(Count("pk")))
    return Report(
        progress=mailings.progress(mailing),
        came_back=came.get(Bounce.Kind.HARD, 0),
        refused_for_now=came.get(Bounce.Kind.SOFT, 0),
        complaints=came.get(Bounce.Kind.COMPLAINT, 0),
        withdrawals=_withdrawals(campaign),
        links=tuple(campaign.links.order_by("-clicks", "pk")),
        forms=_forms(campaign),
    )


def letters(mailing_id: int) -> QuerySet[Letter]:
    """The letters of a mailing."""
    return Letter.objects.filter(mailing_id=mailing_id)


def _bounces(mailing_id: int) -> QuerySet[Bounce]:
    return Bounce.objects.filter(letter_id__in=letters(mailing_id).values("pk")).order_by()


def _withdrawals(campaign: Campaign) -> int:
    """How many refusals name a letter of this campaign as where they came from."""
    if campaign.launched_at is None or campaign.purpose_id is None:
        return 0
    sources = caused.refusals_from_letters(campaign.purpose_id, Channel.EMAIL, campaign.launched_at)
    ids = [source.removeprefix("letter:") for source in sources]
    return letters(campaign.mailing_id or 0).filter(pk__in=ids).count()


def _forms(campaign: Campaign) -> Forms | None:
    ours = [url.removeprefix(settings.SITE_URL) for url, _words in checklist.links(campaign)]
    slugs = [found[1] for url in ours if (found := _OUR_FORM.match(url))]
    forms = Form.objects.filter(slug__in=slugs)
    if not forms or campaign.launched_at is None:
        return None
    since = timezone.localdate(campaign.launched_at)
    days = FunnelDay.objects.filter(form__in=forms, day__gte=since).aggregate(Sum("asked"), Sum("confirmed"))
    titles = tuple(str(form) for form in forms)
    return Forms(titles, days["asked__sum"] or 0, days["confirmed__sum"] or 0)


def per_minute(mailing_id: int, *, minutes: int = 60) -> list[tuple[datetime, int]]:
    """How many letters left in each of the last `minutes` minutes in which some did."""
    last = letters(mailing_id).filter(state__in=(State.SENT, State.BOUNCED), settled_at__isnull=False)
    newest = last.order_by("-settled_at").values_list("settled_at", flat=True).first()
    if newest is None:
        return []
    recent = last.filter(settled_at__gte=newest - timedelta(minutes=minutes))
    rows = recent.annotate(minute=TruncMinute("settled_at")).values_list("minute").annotate(Count("pk"))
    return sorted(rows)


def ends_at(campaign: Campaign, to_come: int) -> datetime | None:
    """About when the last letter leaves, at the pace of the last minutes; None when nothing shows it yet."""
    pace = per_minute(campaign.mailing_id or 0, minutes=5)
    sent = sum(letters for _minute, letters in pace)
    return timezone.now() + timedelta(minutes=to_come * len(pace) / sent) if sent and to_come else None


# Lists


@dataclass(frozen=True, slots=True)
class Line:
    """One letter with the person it was for; `person` is None once erased."""

    letter: Letter
    person: Person | None
    address: str


def listed(mailing_id: int, *, state: str, reason: str = "", after: str = "", most: int = PAGE) -> list[Line]:
    """The letters of a mailing in `state` (for `reason`), in the order of their id, after the id `after`."""
    rows = letters(mailing_id).filter(_wanted(state, reason)).order_by("pk")
    if after:
        rows = rows.filter(pk__gt=UUID(after))
    return _lines(list(rows[:most]))


def exported(mailing_id: int, *, state: str, reason: str = "") -> Iterator[Line]:
    """The same letters, all of them, a thousand at a time."""
    after = ""
    while page := listed(mailing_id, state=state, reason=reason, after=after, most=1000):
        yield from page
        after = str(page[-1].letter.pk)


def _wanted(state: str, reason: str) -> Q:
    return Q(state=state, reason=reason) if reason else Q(state=state)


def _lines(found: list[Letter]) -> list[Line]:
    people = Person.objects.select_related("organisation").in_bulk(
        [one.person_id for one in found if one.person_id]
    )
    points = ContactPoint.objects.filter(kind=Channel.EMAIL).in_bulk([one.contact_point_id for one in found])
    return [
        Line(
            one,
            people.get(one.person_id or 0),
            points[point].display if (point := one.contact_point_id) in points else "",
        )
        for one in found
    ]
