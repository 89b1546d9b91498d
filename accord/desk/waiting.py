"""What waits for me: legal clocks first, and only what I may do something about."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime

from django.urls import reverse
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accord.campaigns.models import Campaign
from accord.consent.decisions import undecided_imports
from accord.contacts.queries import duties
from accord.cookies.webmaster.waiting import tasks
from accord.desk.following import followed
from accord.desk.mentions import unread
from accord.intake.models import Import, PendingRequest
from accord.lib.access import may
from accord.lib.links import address
from accord.outbox.models import Endpoint
from accord.outbox.queries import unknown_count
from accord.sales.waiting import Waiting as LeadsWaiting
from accord.sales.waiting import activities_waiting, duties_waiting, leads_waiting
from accord.staff.models import User
from accord.ui.components.words import long_date, number

CAP = 1_000
SHOWN = 5
ENTRIES = {
    "people": "desk:people",
    "leads": "sales:leads",
    "activities": "sales:activities",
    "imports": "intake:imports",
    "campaigns": "campaigns:campaigns",
    "letters": "outbox:sending",
    "hooks": "outbox:hooks",
    "following": "desk:home",
    "sites": "cookies:sites",
}


@dataclass(frozen=True, slots=True)
class Waiting:
    """One thing to do. due: a legal clock, None when there is none; note: shown in its place."""

    icon: str
    title: str
    sentence: str
    href: str
    due: datetime | None = None
    note: str = ""
    many: int = 1


def waiting(user: User) -> list[Waiting]:
    """What waits for this colleague, legal clocks first, then in the order of urgency."""
    found = [one for capability, look in MINE if may(user, capability) for one in look(user)]
    found += [one for capability, look in LOOKS if may(user, capability) for one in look()]
    return sorted(found, key=lambda one: (one.due is None, one.due.timestamp() if one.due else 0))


def counters(user: User) -> dict[str, tuple[int, str]]:
    """How many things wait in each entry of the menu: {url name: (how many, "soon" or "late")}."""
    now, found = timezone.now(), dict[str, tuple[int, str]]()
    for one in waiting(user):
        entry = ENTRIES.get(one.href.split("/")[1])
        if entry and not one.note:
            many, tone = found.get(entry, (0, "soon"))
            found[entry] = (many + one.many, "late" if one.due and one.due < now else tone)
    return found


def _to_inform() -> Iterator[Waiting]:
    for duty in duties(SHOWN):
        title = ngettext(
            "Tell %(number)s person where their data come from",
            "Tell %(number)s people where their data come from",
            duty.people,
        )
        sentence = _("%(source)s · to be done before %(day)s · art. 14") % {
            "source": capfirst(duty.label),
            "day": long_date(duty.first_due),
        }
        query = f"informed=no&source={duty.source}" + (
            f"&imported={duty.import_id}" if duty.import_id else ""
        )
        href = f"{reverse('desk:people')}?{query}"
        yield Waiting("people", title % {"number": number(duty.people)}, sentence, href, duty.first_due)


def _imports() -> Iterator[Waiting]:
    found = Import.objects.filter(state__in=(Import.State.UPLOADED, Import.State.CHECKED)).order_by("-pk")
    for one in found.only("pk", "name", "state", "created_at")[:SHOWN]:
        title = _("Import “%(name)s” waits for a decision") % {"name": one.name}
        sentence = f"{capfirst(one.get_state_display())} · {long_date(one.created_at)}"
        yield Waiting("inbox", title, sentence, address("intake:import", one.pk))


def _undecided() -> Iterator[Waiting]:
    for one in Import.objects.filter(pk__in=undecided_imports()).order_by("-pk").only("pk", "name")[:SHOWN]:
        title = _("May the agreements of “%(name)s” be relied upon?") % {"name": one.name}
        sentence = _("Until somebody decides on the evidence, nobody is written to.")
        yield Waiting("inbox", title, sentence, address("intake:import", one.pk))


def _campaigns() -> Iterator[Waiting]:
    for one in Campaign.objects.filter(state=Campaign.State.TO_APPROVE).defer("blocks")[:SHOWN]:
        title = _("“%(name)s” waits for a second person’s approval") % {"name": one.name}
        sentence = _("Written by %(name)s") % {"name": one.edited_by_label or one.by_label}
        yield Waiting("mail", title, sentence, address("campaigns:check", one.pk))


def _letters() -> Iterator[Waiting]:
    if count := unknown_count():
        title = ngettext("%(number)s letter of unknown fate", "%(number)s letters of unknown fate", count) % {
            "number": number(count)
        }
        sentence = _("Accord never sends such a letter again by itself: say whether it left.")
        yield Waiting("alert", title, sentence, address("outbox:sending"))


def _endpoints() -> Iterator[Waiting]:
    for one in Endpoint.objects.filter(stopped_at__isnull=False, is_active=False).order_by("-stopped_at")[
        :SHOWN
    ]:
        title = _("“%(name)s” is no longer told what happens") % {"name": one.name}
        sentence = f"{capfirst(one.get_stopped_why_display())} · {long_date(one.stopped_at)}"
        yield Waiting("alert", title, sentence, address("outbox:hook", one.pk))


def _signups() -> Iterator[Waiting]:
    live = PendingRequest.objects.filter(superseded_at__isnull=True)
    if count := live.order_by()[:CAP].count():
        title = ngettext(
            "%(number)s sign-up not yet confirmed", "%(number)s sign-ups not yet confirmed", count
        ) % {"number": number(count)}
        sentence = _("Nothing to do: who does not confirm is erased, and never was a contact.")
        yield Waiting("clock", title, sentence, address("intake:signups"), note=_("for information"))


def _banners() -> Iterator[Waiting]:
    for task in tasks():
        yield Waiting("cookie", task.title, task.sentence, task.href)


def _lead(found: LeadsWaiting) -> Waiting:
    return Waiting(found.icon, found.title, found.sentence, found.href, found.due, many=found.many)


def _leads(user: User) -> Iterator[Waiting]:
    yield from map(_lead, leads_waiting(user))


def _activities(user: User) -> Iterator[Waiting]:
    yield from map(_lead, activities_waiting(user))


def _frozen(user: User) -> Iterator[Waiting]:
    yield from map(_lead, duties_waiting(user))


def _named(user: User) -> Iterator[Waiting]:
    found = list(unread(user, CAP))
    if not found:
        return
    title = ngettext("You are named in %(number)s note", "You are named in %(number)s notes", len(found))
    sentence = _("The latest by %(name)s.") % {"name": found[0].by_label or "Accord"}
    href = reverse("desk:following")
    yield Waiting("note", title % {"number": number(len(found))}, sentence, href, many=len(found))


def _followed(user: User) -> Iterator[Waiting]:
    fresh = [one for one in followed(user) if one.news]
    if not fresh:
        return
    title = ngettext(
        "%(number)s record you follow has news", "%(number)s records you follow have news", len(fresh)
    )
    latest = fresh[0]
    sentence = f"{latest.record.name} · {latest.news[0].title}"
    href = reverse("desk:following")
    yield Waiting("eye", title % {"number": number(len(fresh))}, sentence, href, many=len(fresh))


MINE: tuple[tuple[str, Callable[[User], Iterator[Waiting]]], ...] = (
    ("leads.add", _leads),
    ("activities.work", _activities),
    ("register.manage", _frozen),
    ("people.read", _named),
    ("people.read", _followed),
)
LOOKS: tuple[tuple[str, Callable[[], Iterator[Waiting]]], ...] = (
    ("people.edit", _to_inform),
    ("imports.run", _imports),
    ("imports.decide", _undecided),
    ("campaigns.approve", _campaigns),
    ("outbox.manage", _letters),
    ("outbox.manage", _endpoints),
    ("cookies.manage", _banners),
    ("intake.read", _signups),
)
