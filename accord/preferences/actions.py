"""Saying no, less or later: at once, in the person's own hands or through a colleague who heard it."""

from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from accord.audit.actions import record
from accord.consent import gate, ledger, pauses
from accord.consent.terms import NO_STATES, Method
from accord.contacts.models import ContactPoint, Person
from accord.lib.actor import Actor
from accord.lib.fingerprints import address_hash
from accord.outbox import letters
from accord.outbox.links import preferences_url
from accord.outbox.models import Letter
from accord.register.models import Controller, LegalBasis, Purpose

HEARD = (Method.TELEPHONE, Method.POST, Method.COUNTER)
CHANNELS = {"email": ("email",), "phone": ("phone", "sms"), "post": ("post",)}  # by kind of contact point
LINK_EVERY = timedelta(minutes=15)


@transaction.atomic
def withdraw(  # noqa: PLR0913 - what a no consists of
    *,
    actor: Actor,
    contact_point_id: int,
    purpose: Purpose,
    channel: str,
    method: Method = Method.PREFERENCES,
    at: datetime | None = None,
    source_id: str = "",
) -> list[int]:
    """End one purpose on one channel, at once: a withdrawal of consent, or an objection where none was asked.

    Returns the events written; none when the answer was already no.
    """
    if _is_no_already(contact_point_id, purpose, channel):
        return []
    say_no = ledger.withdraw if purpose.legal_basis == LegalBasis.CONSENT else ledger.object_to
    return say_no(
        actor=actor,
        contact_point_id=contact_point_id,
        purpose_id=purpose.pk,
        channel=channel,
        method=method,
        at=at,
        source_id=source_id,
    )


def _is_no_already(contact_point_id: int, purpose: Purpose, channel: str) -> bool:
    verdict = gate.verdicts(purpose, channel, [contact_point_id]).get(contact_point_id)
    return verdict is not None and verdict.state in NO_STATES


@transaction.atomic
def stop_everything(
    *, actor: Actor, person_id: int, method: Method = Method.PREFERENCES, at: datetime | None = None
) -> None:
    """Object to all prospecting, on every address and channel of one person (art. 21(3) GDPR)."""
    for point in ContactPoint.objects.filter(person_id=person_id).order_by("pk"):
        for channel in CHANNELS[point.kind]:
            ledger.object_to(
                actor=actor,
                contact_point_id=point.pk,
                purpose_id=None,
                channel=channel,
                method=method,
                at=at,
            )


@transaction.atomic
def withdraw_by_letter(*, actor: Actor, letter: Letter) -> list[int]:
    """The unsubscribe button of one letter (RFC 8058): its purpose, its address. Returns the events written."""
    return withdraw(
        actor=actor,
        contact_point_id=letter.contact_point_id or 0,
        purpose=Purpose.objects.get(pk=letter.purpose_id or 0),
        channel="email",
        method=Method.ONE_CLICK,
        source_id=f"letter:{letter.pk}",
    )


@transaction.atomic
def slow_down(
    *, actor: Actor, contact_point_id: int, purpose_id: int, channel: str, rhythm: pauses.Rhythm
) -> None:
    """Pause a purpose or ask for it less often; an empty rhythm goes back to the ordinary one. No permission moves."""
    pauses.ask(
        actor=actor, contact_point_id=contact_point_id, purpose_id=purpose_id, channel=channel, rhythm=rhythm
    )


@transaction.atomic
def withdraw_heard(
    *,
    actor: Actor,
    person: Person,
    purpose: Purpose | None,
    channel: str,
    heard_by: str,
    at: datetime | None = None,
) -> None:
    """Note a no heard on the telephone, read in a letter or said at the counter; None: to everything, everywhere.

    heard_by: one of HEARD; at: when it was said, now by default. Raises ValueError for another way.
    """
    method = Method(heard_by)
    if method not in HEARD:
        raise ValueError(heard_by)
    if purpose is None:
        stop_everything(actor=actor, person_id=person.pk, method=method, at=at)
        return
    kind = "phone" if channel in CHANNELS["phone"] else channel
    for point in ContactPoint.objects.filter(person=person, kind=kind).order_by("pk"):
        withdraw(
            actor=actor, contact_point_id=point.pk, purpose=purpose, channel=channel, method=method, at=at
        )


@transaction.atomic
def send_link(*, actor: Actor, point: ContactPoint) -> None:
    """Mail the preferences page of one address to it, as a colleague asks."""
    controller = Controller.objects.order_by("pk").first()
    if controller is None:
        return
    number = letters.preferences_link(
        to=point.value,
        language=point.person.language,
        controller=controller,
        links=[preferences_url(point.pk)],
    )
    _about(number, point)
    record(actor=actor, verb="preferences.link.sent", about=point.person, facts={"point": point.pk})


@transaction.atomic
def ask_for_link(*, actor: Actor, address: str, language: str) -> bool:
    """Somebody typed `address`: mail it its preferences pages, at most every quarter of an hour; False when not."""
    points = list(
        ContactPoint.objects.select_for_update(of=("self",))
        .filter(address_hash=address_hash("email", address))
        .order_by("pk")
    )
    controller = Controller.objects.order_by("pk").first()
    if not points or controller is None or _recently(points):
        return False
    urls = [preferences_url(point.pk) for point in points]
    number = letters.preferences_link(to=address, language=language, controller=controller, links=urls)
    _about(number, points[0])
    record(actor=actor, verb="preferences.link.asked", about=points[0].person, facts={"point": points[0].pk})
    return True


def _about(number: UUID, point: ContactPoint) -> None:
    Letter.objects.filter(pk=number).update(person_id=point.person_id, contact_point_id=point.pk)


def _recently(points: list[ContactPoint]) -> bool:
    since = timezone.now() - LINK_EVERY
    people = {point.person_id for point in points}
    return Letter.objects.filter(
        person_id__in=people, service="preferences-link", created_at__gte=since
    ).exists()


def letter_of(letter_id: UUID) -> Letter | None:
    """The marketing letter an unsubscribe link was written in; None for another or a forgotten one."""
    letters_sent = Letter.objects.filter(
        pk=letter_id, contact_point_id__isnull=False, purpose_id__isnull=False
    )
    return letters_sent.select_related("mailing").first()
