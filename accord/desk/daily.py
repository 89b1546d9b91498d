"""The letter of the day: what has news among the records a colleague follows, for whoever asked for it."""

from collections import Counter
from collections.abc import Iterable

from django.conf import settings
from django.db import transaction
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import ngettext

from accord.audit.actions import record
from accord.desk.following import Followed, followed
from accord.desk.models import DailyLetter
from accord.lib.actor import SYSTEM, Actor
from accord.outbox.letters import daily_news
from accord.staff.models import User

FROM = 7  # o'clock, in the time zone of the house


@transaction.atomic
def want(*, actor: Actor, user: User) -> None:
    """Be written to from now on, once a day, when something happened; what happened before is not told."""
    _row, is_new = DailyLetter.objects.get_or_create(user=user)
    if is_new:
        record(actor=actor, verb="desk.daily_letter.wanted", about=user)


@transaction.atomic
def refuse(*, actor: Actor, user: User) -> None:
    """No longer be written to."""
    gone, _rows = DailyLetter.objects.filter(user=user).delete()
    if gone:
        record(actor=actor, verb="desk.daily_letter.refused", about=user)


def is_wanted(user: User) -> bool:
    """True when `user` asked for the letter."""
    return DailyLetter.objects.filter(user=user).exists()


def write_due() -> int:
    """From seven o'clock on, write to whoever was not looked after today; how many letters were written."""
    now = timezone.localtime()
    if now.hour < FROM:
        return 0
    still = Q(looked_on=None) | Q(looked_on__lt=now.date())
    waiting = DailyLetter.objects.filter(still, user__is_active=True).order_by("pk")
    return sum(_write(pk) for pk in list(waiting.values_list("pk", flat=True)))


@transaction.atomic
def _write(pk: int) -> bool:
    """One colleague's letter of today, unless nothing happened, or another worker has just looked."""
    now = timezone.localtime()
    rows = DailyLetter.objects.select_for_update(of=("self",), skip_locked=True).select_related("user")
    row = rows.filter(pk=pk).exclude(looked_on=now.date()).first()
    if row is None:
        return False
    news = [one for one in followed(row.user, row.told_until) if one.news]
    row.told_until, row.looked_on = now, now.date()
    row.save(update_fields=["told_until", "looked_on"])
    if news:
        _queue(row.user, news)
        record(actor=SYSTEM, verb="desk.daily_letter.sent", about=row.user, facts={"records": len(news)})
    return bool(news)


def _queue(user: User, news: list[Followed]) -> None:
    """How many records of each kind; which ones is read behind the sign-in: a name does not travel without need."""
    with translation.override(user.language):
        title = ngettext(
            "%(number)s record you follow has news", "%(number)s records you follow have news", len(news)
        ) % {"number": len(news)}
        lines = _lines(one.kind for one in news)
    link = settings.SITE_URL + reverse("desk:following")
    daily_news(to=user.email, language=user.language, title=title, lines=lines, link=link)


def _lines(kinds: Iterable[str]) -> list[str]:
    many = Counter(kinds)
    words = {
        "person": ngettext("%(number)s person", "%(number)s people", many["person"]),
        "organisation": ngettext("%(number)s organisation", "%(number)s organisations", many["organisation"]),
        "lead": ngettext("%(number)s lead", "%(number)s leads", many["lead"]),
        "deal": ngettext("%(number)s deal", "%(number)s deals", many["deal"]),
    }
    return [said % {"number": many[kind]} for kind, said in words.items() if many[kind]]
