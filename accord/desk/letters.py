"""The service letters a colleague may have sent from a person's page."""

from collections.abc import Sequence

from django.db import transaction

from accord.audit.actions import record
from accord.contacts.models import Acquisition, ContactPoint, Person
from accord.contacts.queries import primary_email, to_be_told
from accord.intake.models import Form
from accord.intake.pages import SignUpPage, page
from accord.intake.signup import Asked, Visit, Wish, ask
from accord.lib.actor import Actor
from accord.outbox.letters import information_notice
from accord.outbox.links import preferences_url
from accord.register.mentions import notice_sections


class Nowhere(ValueError):
    """There is no e-mail address to write to."""


class NothingToTell(ValueError):
    """No notice has been published that says where the data come from."""


@transaction.atomic
def inform_by_letter(*, actor: Actor, person: Person) -> ContactPoint:
    """Queue the information of art. 14 for `person`; delivery stops the clock. Returns the address written to.

    Raises Nowhere, NothingToTell.
    """
    point = primary_email(person)
    if point is None:
        raise Nowhere
    waiting, version = to_be_told(person)
    if version is None:
        raise NothingToTell
    information_notice(
        to=point.value,
        language=person.language,
        controller=version.notice.controller,
        person_id=person.pk,
        contact_point_id=point.pk,
        notice_version_id=version.pk,
        title=version.title,
        source=_source(waiting),
        sections=notice_sections(version),
        link=preferences_url(point.pk),
        first_name=person.first_name,
    )
    facts = {"notice_version": version.pk, "point": point.pk}
    record(actor=actor, verb="desk.information.sent", about=person, facts=facts)
    return point


def _source(acquisition: Acquisition | None) -> str:
    return str(acquisition) if acquisition else ""


def open_pages(language: str) -> Sequence[SignUpPage]:
    """The sign-up forms whose confirmation letter can be sent."""
    slugs = Form.objects.filter(is_open=True).order_by("title_fr", "pk").values_list("slug", flat=True)
    return [found for slug in slugs if (found := page(slug, language))]


def ask_for_agreement(
    *, actor: Actor, person: Person, to: SignUpPage, purpose_ids: Sequence[int], said: tuple[str, str]
) -> Asked:
    """Send `person` the confirmation letter of a form; nothing changes before they click.

    said: how they asked (telephone, fair, counter) and in which words. Raises Nowhere, intake.limits.TooMany.
    """
    point = primary_email(person)
    if point is None:
        raise Nowhere
    origin, words = said
    wish = Wish(point.value, tuple(purpose_ids), person.first_name, person.language)
    return ask(page=to, wish=wish, visit=Visit(origin=origin, asked_by=actor, asked_words=words))
