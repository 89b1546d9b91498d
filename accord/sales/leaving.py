"""Somebody leaves: what they had to do goes to those who stay, and their account closes, in one transaction."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from accord.audit.actions import record
from accord.lib.actor import Actor
from accord.sales import booked
from accord.sales.doing import NewActivity, plan
from accord.sales.mail.mailboxes import forget_all
from accord.sales.models import Activity, AssignmentRule, Deal, Lead
from accord.staff.actions import change
from accord.staff.models import User
from accord.ui.components.words import moment

WORK = ("leads", "deals", "activities")


class NotPossible(ValueError):
    """Work would be left with nobody."""


@dataclass(frozen=True, slots=True)
class Heirs:
    """Who takes over what; leads may go back to nobody, where inside sales gives them out."""

    leads: User | None = None
    deals: User | None = None
    activities: User | None = None
    meetings: Mapping[int, User] = field(default_factory=dict)  # by number: who holds this one instead
    to_place: frozenset[int] = frozenset()  # those that go to `activities` at an hour already taken


def open_work(user: User) -> dict[str, QuerySet[Lead] | QuerySet[Deal] | QuerySet[Activity]]:
    """What `user` still has to do; what is closed keeps the name of whoever did it."""
    waiting = (*Lead.OPEN, Lead.State.NURTURE)
    under_way = (Deal.State.OPEN, Deal.State.PROPOSED, Deal.State.SENT_BACK)
    return {
        "leads": Lead.objects.filter(owner=user, state__in=waiting),
        "deals": Deal.objects.filter(owner=user, state__in=under_way),
        "activities": Activity.objects.filter(owner=user, done_at=None),
    }


@transaction.atomic
def leave(*, actor: Actor, user: User, heirs: Heirs) -> dict[str, int]:
    """Hand on what `user` has to do and close the account; how many of each. Rules of assignment forget them.

    Whoever booked a meeting learns who keeps it.

    Raises NotPossible when deals or activities would be nobody's, staff.actions.LastAdministrator.
    """
    moved = {}
    for kind, rows in open_work(user).items():
        heir = getattr(heirs, kind)
        ids = list(rows.select_for_update(of=("self",)).order_by("pk").values_list("pk", flat=True))
        if ids and kind != "leads" and heir is None:
            raise NotPossible(kind)
        rows.model._default_manager.filter(pk__in=ids).update(owner=heir)
        moved[kind] = ids
    _share_meetings(actor, moved["activities"], heirs)
    _tell_who_booked(moved["activities"])
    for rule in AssignmentRule.objects.filter(colleagues=user):
        rule.colleagues.remove(user)
    forget_all(actor=actor, user=user)
    to = {kind: heir.pk for kind in WORK if (heir := getattr(heirs, kind))}
    record(actor=actor, verb="sales.work.handed_on", about=user, facts={"moved": moved, "to": to})
    change(actor=actor, user=user, name=user.name, roles=user.roles, is_active=False)
    return {kind: len(ids) for kind, ids in moved.items()}


def _share_meetings(actor: Actor, ids: list[int], heirs: Heirs) -> None:
    """Meetings that go to somebody else; for those left at an hour already taken, something to do says so."""
    for number in set(ids) & set(heirs.meetings):
        Activity.objects.filter(pk=number).update(owner=heirs.meetings[number])
    for held in Activity.objects.filter(pk__in=set(ids) & heirs.to_place).select_related("owner"):
        subject = _("To be placed: %(subject)s, %(when)s") % {
            "subject": held.subject,
            "when": moment(held.due_at) if held.due_at else "",
        }
        about = (held.person_id, held.organisation_id, None, held.deal_id)
        plan(actor=actor, new=NewActivity("task", subject[:160], "", *about, owner_id=held.owner_id))


def _tell_who_booked(ids: list[int]) -> None:
    for held in Activity.objects.filter(pk__in=ids, kind=Activity.Kind.MEETING).select_related("owner"):
        booked.changed(held, ["owner_id"], held.due_at)
