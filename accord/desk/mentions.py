"""Colleagues named in a note are told of it, on screen and by letter, as far as they may read it."""

from collections.abc import Sequence

from django.conf import settings
from django.db import transaction
from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from accord.audit.actions import record
from accord.desk.models import Mention
from accord.desk.records import about_readable, readable
from accord.lib.actor import Actor
from accord.outbox.letters import named_in_a_note
from accord.sales.models import Activity
from accord.staff.models import User
from accord.staff.naming import Where

OPENED = (
    "deal",
    "lead",
    "person",
    "organisation",
)  # the page that is opened: the first of what the note is about


class Mentions:
    """What `staff.naming` calls."""

    @staticmethod
    @transaction.atomic
    def tell(*, actor: Actor, users: Sequence[User], where: Where) -> None:
        """Keep that `users` are named; write to those who may read it now."""
        if not (here := about(where)):
            return
        kind, number = here
        rows = [
            Mention(
                user=user,
                by_id=actor.id,
                by_label=actor.label,
                note_id=where.get("note"),
                activity_id=where.get("activity"),
                **{f"{kind}_id": number},
            )
            for user in users
        ]
        Mention.objects.bulk_create(rows)
        facts = {"colleagues": [user.pk for user in users], **where}
        record(actor=actor, verb="desk.colleague.named", facts=facts)
        for user in users:
            if Mentions.reads(user, where):
                _write(user, actor)

    @staticmethod
    def reads(user: User, where: Where) -> bool:
        """True when `user` may read what the note is about."""
        here = about(where)
        if not here or not readable(user, here[0]).filter(pk=here[1]).exists():
            return False
        activity = where.get("activity")
        return activity is None or Activity.objects.visible_to(user).filter(pk=activity).exists()


def about(where: Where) -> tuple[str, int] | None:
    """The record on whose page a note is read: (one of KINDS, number); None for a note about nothing of ours."""
    return next(((kind, number) for kind in OPENED if (number := where.get(kind))), None)


def _write(user: User, actor: Actor) -> None:
    """Say who wrote, never about whom: a name does not travel by e-mail without need."""
    with translation.override(user.language):
        title = _("%(name)s named you in a note") % {"name": actor.label or "Accord"}
    named_in_a_note(
        to=user.email, language=user.language, title=title, link=settings.SITE_URL + reverse("desk:following")
    )


def unread(user: User, most: int) -> QuerySet[Mention]:
    """The notes in which `user` is named that they may read and have not read, the latest first."""
    theirs = Mention.objects.filter(user=user, read_at__isnull=True)
    if not theirs.exists():  # on most pages: the menu need not ask what they may read
        return theirs.none()
    rows = theirs.filter(Q(activity=None) | Q(activity__in=Activity.objects.visible_to(user)))
    return about_readable(rows, user).select_related("note", "activity").order_by("-at", "-pk")[:most]


@transaction.atomic
def read(*, user: User, kind: str, number: int) -> None:
    """`user` has opened the record. Their own bookmark: no entry in the journal."""
    rows = Mention.objects.filter(user=user, read_at__isnull=True, **{f"{kind}_id": number})
    rows.update(read_at=timezone.now())


@transaction.atomic
def all_read(*, user: User) -> None:
    """Every note that names `user` is known to them. A bookmark of their own: no entry in the journal."""
    Mention.objects.filter(user=user, read_at__isnull=True).update(read_at=timezone.now())


def words(mention: Mention) -> str:
    """What was written, shortened: of the note or of the activity."""
    one = mention.activity
    if one is not None:
        return " · ".join(filter(None, (one.subject, one.text, one.outcome)))
    return mention.note.text if mention.note else ""
