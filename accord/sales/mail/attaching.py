"""Keeping an e-mail beside the people it was exchanged with: those of the base, nobody else, once."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from django.db import IntegrityError, transaction

from accord.audit.actions import record
from accord.contacts.actions import heard_from
from accord.contacts.models import ContactPoint, Person
from accord.contacts.queries import find_by_address
from accord.lib.actor import SYSTEM
from accord.sales.mail.messages import Content, Envelope, content
from accord.sales.models import Activity, Deal, Lead, Mailbox
from accord.staff.models import User

Direction = Activity.Direction


@dataclass(frozen=True, slots=True)
class Exchange:
    """An e-mail between a colleague and people of the base. direction: a value of Activity.Direction."""

    direction: str
    people: tuple[Person, ...]
    message_id: str


def addresses_of(user: User) -> frozenset[str]:
    """The addresses at which `user` writes and reads: the one of their account, and those of their mailboxes."""
    own = Mailbox.objects.filter(user=user).values_list("address", flat=True)
    return frozenset(address.lower() for address in (user.email, *own))


def exchanged(said: Envelope, own: frozenset[str]) -> Exchange | None:
    """With whom of the base the holder of the addresses `own` exchanged this e-mail; None: it does not concern us."""
    if said.sender in own:
        direction, others = Direction.OUT, [one for one in said.recipients if one not in own]
    elif own.intersection(said.recipients):
        direction, others = Direction.IN, [said.sender]
    else:
        return None
    people = tuple(_people(others))
    return Exchange(direction, people, said.message_id) if people else None


def _people(addresses: Iterable[str]) -> Iterable[Person]:
    """The people of the base behind these addresses, once each. An address one holder of which is restricted, archived
    or erased names nobody: nothing more is kept about them.
    """
    found: dict[int, Person] = {}
    for address in filter(None, addresses):
        holders = [point.person for point in find_by_address(ContactPoint.Kind.EMAIL, address)]
        if all(one.state == Person.State.ACTIVE for one in holders):
            found |= {one.pk: one for one in holders}
    return found.values()


def attach(user: User, exchange: Exchange, whole: Callable[[], bytes]) -> int:
    """Keep the e-mail beside each of its people who do not have it yet; how many. `whole`: reads the message."""
    if not user.may("activities.work"):
        return 0
    known = Activity.objects.filter(message_id=exchange.message_id, person__in=exchange.people)
    have = set(known.values_list("person", flat=True))
    fresh = [person for person in exchange.people if person.pk not in have]
    if not fresh:
        return 0
    said = content(whole())
    return sum(_attached(user, exchange, person, said) for person in fresh)


def _attached(user: User, exchange: Exchange, person: Person, said: Content) -> bool:
    try:
        with transaction.atomic():
            _attach(user, exchange, person, said)
    except IntegrityError:  # read at the same moment in another mailbox
        return False
    return True


def _attach(user: User, exchange: Exchange, person: Person, said: Content) -> None:
    lead, deal = _lead_of(user, person), _deal_of(user, person)
    activity = Activity.objects.create(
        kind=Activity.Kind.EMAIL,
        subject=said.subject or "…",
        text=said.text,
        person=person,
        organisation=person.organisation,
        lead=lead,
        deal=deal,
        owner=user,
        direction=exchange.direction,
        message_id=exchange.message_id,
        attachments=said.attachments,
        done_at=said.at,
        by_label=SYSTEM.label,
    )
    _tell_records(exchange, person, activity, is_automatic=said.is_automatic)
    facts = {"person": person.pk, "direction": exchange.direction, "colleague": user.pk}
    facts |= {"lead": activity.lead_id, "deal": activity.deal_id}
    record(actor=SYSTEM, verb="sales.email.attached", about=activity, facts=facts)


def _tell_records(exchange: Exchange, person: Person, activity: Activity, *, is_automatic: bool) -> None:
    """A letter of ours answers the lead; one of theirs is a sign of life, unless a machine wrote it."""
    at = activity.done_at
    assert at is not None  # just written
    if exchange.direction == Direction.OUT and activity.lead_id:
        Lead.objects.filter(pk=activity.lead_id, answered_at=None, arrived_at__lte=at).update(answered_at=at)
    if exchange.direction == Direction.IN and not is_automatic:
        heard_from(person_id=person.pk, kind="wrote", at=at)
    if activity.deal_id:
        Deal.objects.filter(pk=activity.deal_id, news_at__lt=at).update(news_at=at)


def _lead_of(user: User, person: Person) -> Lead | None:
    """Their lead under way, if there is one and only one that `user` sees."""
    seen = Lead.objects.visible_to(user).filter(person=person, state__in=Lead.OPEN)
    found = list(seen.order_by("pk")[:2])
    return found[0] if len(found) == 1 else None


def _deal_of(user: User, person: Person) -> Deal | None:
    """Their deal under way, if there is one and only one that `user` sees."""
    under_way = (Deal.State.OPEN, Deal.State.PROPOSED)
    seen = Deal.objects.visible_to(user).filter(people=person, state__in=under_way)
    found = list(seen.distinct().order_by("pk")[:2])
    return found[0] if len(found) == 1 else None
