"""Reminders: a colleague is written to when something they have to do comes near, once."""

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from accord.audit.actions import record
from accord.lib.actor import SYSTEM
from accord.outbox.letters import reminder
from accord.sales.models import Activity
from accord.ui.components.words import moment

MOST = 200


@transaction.atomic
def remind_due() -> int:
    """Remind of what is due, at most MOST at a time; how many. The letter and the mark are one write: never twice."""
    now = timezone.now()
    waiting = Activity.objects.filter(done_at__isnull=True, reminded_at__isnull=True, remind_at__lte=now)
    due = waiting.filter(owner__is_active=True).select_related("owner").order_by("remind_at")
    found = list(due.select_for_update(of=("self",), skip_locked=True)[:MOST])
    for one in found:
        _tell(one)
        one.reminded_at = now
        record(actor=SYSTEM, verb="sales.activity.reminded", about=one, facts={"kind": one.kind})
    Activity.objects.bulk_update(found, ["reminded_at"])
    return len(found)


def _tell(activity: Activity) -> None:
    """The kind and the hour; the subject, which may name somebody, is read behind the sign-in."""
    owner = activity.owner
    assert owner is not None  # active owners only
    with translation.override(owner.language):
        kind = str(activity.get_kind_display())
        at = moment(activity.due_at) if activity.due_at else ""
        title = (
            _("To do: %(kind)s, %(at)s") % {"kind": kind, "at": at}
            if at
            else _("To do: %(kind)s") % {"kind": kind}
        )
    link = settings.SITE_URL + reverse("sales:activity", args=[activity.pk])
    reminder(to=owner.email, language=owner.language, title=title, link=link)
