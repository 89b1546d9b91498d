"""Which leads and activities wait for whom: told on the home page and counted in the menu."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Min
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accord.contacts.queries import exceptions_to_review
from accord.sales.freezing import frozen, overdue
from accord.sales.models import Activity, Lead
from accord.staff.models import User
from accord.ui.components.words import long_date, moment, number

CAP = 1_000


@dataclass(frozen=True, slots=True)
class Waiting:
    """Leads, or activities, of one kind. many: how many, counted up to 1,000; due: a legal clock, if there is one."""

    icon: str
    title: str
    sentence: str
    href: str
    many: int
    due: datetime | None = None


def leads_waiting(user: User) -> Iterator[Waiting]:
    """The leads this colleague must answer, take, or take up again."""
    still = Lead.objects.visible_to(user).filter(state__in=Lead.OPEN, answered_at__isnull=True)
    mine = still.filter(owner=user)
    if many := mine.order_by()[:CAP].count():
        title = ngettext(
            "%(number)s lead waits for your first answer",
            "%(number)s leads wait for your first answer",
            many,
        )
        yield _waiting(title, many, "mine", _before(mine.aggregate(first=Min("answer_by"))["first"]))
    if user.may("leads.qualify") and (many := still.filter(owner=None).order_by()[:CAP].count()):
        title = ngettext("%(number)s lead is nobody’s", "%(number)s leads are nobody’s", many)
        yield _waiting(title, many, "nobody", _("No rule gave them to anybody: take them, or give them."))
    later = Lead.objects.filter(state=Lead.State.NURTURE, owner=user, take_up_on__lte=timezone.localdate())
    if many := later.order_by()[:CAP].count():
        title = ngettext("%(number)s lead to take up again", "%(number)s leads to take up again", many)
        yield _waiting(title, many, "nurture", _("Their day has come."))


def activities_waiting(user: User) -> Iterator[Waiting]:
    """What this colleague has to do today, or should have done before."""
    mine = Activity.objects.visible_to(user).filter(owner=user, done_at__isnull=True)
    tonight = timezone.localtime().replace(hour=23, minute=59, second=59)
    found = mine.filter(due_at__lte=tonight).order_by("due_at")
    if not (many := found.order_by()[:CAP].count()):
        return
    title = ngettext("%(number)s thing to do today", "%(number)s things to do today", many)
    late = found.filter(due_at__lt=timezone.now()).order_by()[:CAP].count()
    words = ngettext("%(number)s is overdue.", "%(number)s are overdue.", late) % {"number": number(late)}
    first = found.first()
    following = _("The first: %(subject)s.") % {"subject": first.subject} if first else ""
    href = f"{reverse('sales:activities')}?show=today"
    yield Waiting("check", title % {"number": number(many)}, words if late else following, href, many)


def duties_waiting(user: User) -> Iterator[Waiting]:
    """What the data protection officer must look at: frozen leads, exceptions to review."""
    leads = frozen(Lead.objects.all())
    if many := leads.order_by()[:CAP].count():
        title = ngettext("%(number)s frozen lead", "%(number)s frozen leads", many)
        first = overdue().filter(person__in=leads.values("person")).order_by("inform_by").first()
        sentence = _("The month of art. 14 is over: tell them, declare an exception, or give the lead up.")
        href = reverse("sales:leads") + "?show=frozen"
        due = first.inform_by if first else None
        yield Waiting("lock", title % {"number": number(many)}, sentence, href, many, due)
    for one in exceptions_to_review()[:CAP]:
        title = _("Review the exception declared for %(name)s") % {"name": one.person}
        sentence = _("It holds until %(day)s (art. 14(5)).") % {"day": long_date(one.exception_review_on)}
        yield Waiting("shield", title, sentence, reverse("desk:excuse", args=[one.person_id, one.pk]), 1)


def _before(first: datetime | None) -> str:
    if first is None:
        return ""
    if first < timezone.now():
        return _("The first one was due on %(moment)s.") % {"moment": moment(first)}
    return _("The first one before %(moment)s.") % {"moment": moment(first)}


def _waiting(title: str, many: int, show: str, sentence: str) -> Waiting:
    href = f"{reverse('sales:leads')}?show={show}"
    return Waiting("inbox", title % {"number": number(many)}, sentence, href, many)
