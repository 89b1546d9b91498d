"""What a colleague writes to one person: an answer without anything around it, prospecting with the way to stop it."""

from dataclasses import dataclass
from typing import Any

import css_inline
from django.db import transaction
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.translation import gettext as _

from accord.audit.actions import record
from accord.consent import gate
from accord.contacts.models import ContactPoint, Person
from accord.lib.actor import Actor
from accord.outbox import mailings
from accord.outbox.mailings import Personal
from accord.outbox.models import Letter
from accord.outbox.post import post
from accord.register.models import Purpose

_INLINER = css_inline.CSSInliner(keep_style_tags=False, load_remote_stylesheets=False)


@dataclass(frozen=True, slots=True)
class PersonalLetter:
    """What a colleague writes, in the language of the person, and who signs it."""

    subject: str
    message: str
    language: str = "fr"
    signed: Personal | None = None


def post_personal(*, actor: Actor, point: ContactPoint, purpose: Purpose, letter: PersonalLetter) -> Letter:
    """Queue `letter` to `point`. Raises gate.Refused, kept as the gate's answer, and mailings.Incomplete."""
    text = drawn(letter, purpose, letter.language)
    permit = gate.permit(
        actor=actor, contact_point_id=point.pk, purpose=purpose, channel="email", act="personal-letter"
    )
    return queue(
        actor, permit, purpose, text, letter.signed or Personal(actor.label, purpose.controller.email)
    )


def drawn(letter: Any, purpose: Purpose, language: str, **more: Any) -> mailings.Text:
    """The letter as it leaves: what was typed, who writes, and the way out where it prospects."""
    with translation.override(language):
        context = {
            "letter": letter,
            "subject": letter.subject,
            "sender": signature(letter.signed, purpose),
            "identity": _identity(purpose),
            "language": language,
            "has_way_out": purpose.is_prospecting,
            "object_link": "{{ preferences_url }}",
            "stop_link": "{{ unsubscribe_url }}",
            **more,
        }
        page = _INLINER.inline(render_to_string("outbox/personal_letter.html", context))
        plain = render_to_string("outbox/personal_letter.txt", context).strip() + "\n"
    return mailings.Text(letter.subject, _braced(page), plain, language)


@transaction.atomic
def queue(
    actor: Actor, permit: gate.Permit, purpose: Purpose, text: mailings.Text, signed: Personal
) -> Letter:
    """One letter, on its way to the person of `permit`."""
    person = Person.objects.get(pk=permit.person_id)
    mailing = mailings.create(
        actor=actor,
        purpose=purpose,
        name=_("Letter of %(name)s") % {"name": signed.name},
        text=text,
        source_id=f"person:{person.pk}",
        personal=signed,
    )
    queued = post(permit, mailing=mailing)
    mailings.start(actor=actor, mailing=mailing)
    kind = "first_letter" if signed.carrying else "personal_letter"
    facts = {"purpose": purpose.code, "letter": str(queued.pk), "notice_version": signed.carrying}
    record(actor=actor, verb=f"outbox.{kind}.posted", about=person, facts=facts)
    return queued


def signature(signed: Personal | None, purpose: Purpose) -> str:
    """Who writes: the colleague and their house."""
    house = purpose.controller.sender_name
    return f"{signed.name}, {house}"[:100] if signed else house


def _identity(purpose: Purpose) -> str:
    controller = purpose.controller
    return f"{controller.legal_name}, {controller.address_line}."


def _braced(page: str) -> str:
    """Marks inside addresses, which the inliner writes with their braces encoded."""
    return page.replace("%7B%7B%20", "{{ ").replace("%20%7D%7D", " }}")
