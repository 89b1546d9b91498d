"""The first letter to somebody who was not told yet: it carries the notice of art. 14 GDPR, and so serves it.

Short layer, source, link to the whole notice, way to object: written by us under what the colleague typed, then checked
in both parts of the letter before it is posted.
"""

import html as markup
from dataclasses import dataclass, replace

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from accord.consent import gate
from accord.contacts.models import ContactPoint, Person
from accord.lib.actor import Actor
from accord.outbox import mailings, marks, personal
from accord.outbox.mailings import Personal
from accord.outbox.models import Letter
from accord.register.models import NoticeVersion, Purpose

WAITING = (Letter.State.QUEUED, Letter.State.CLAIMED, Letter.State.UNKNOWN)


class OneIsEnough(ValueError):
    """A first letter is already on its way to this person; the message says so."""


@dataclass(frozen=True, slots=True)
class FirstLetter:
    """What a colleague writes, and what the person must be told beside it. source: where the data come from."""

    subject: str
    message: str
    source: str
    version: NoticeVersion
    signed: Personal | None = None

    @property
    def link(self) -> str:
        """Where the whole notice can be read."""
        notice = [self.version.notice.code, self.version.number, self.version.language]
        return settings.SITE_URL + reverse("register:public_notice", args=notice)


def text_of(letter: FirstLetter, purpose: Purpose) -> mailings.Text:
    """The letter with the notice under it, in the language of the notice."""
    return personal.drawn(letter, purpose, letter.version.language, version=letter.version, has_way_out=True)


def lacks(text: mailings.Text, letter: FirstLetter) -> list[str]:
    """What a first letter must say and does not, in either part, as sentences; empty when it says all."""
    parts = (text.text, markup.unescape(text.html))
    told = (
        (_("The short layer of the notice is missing."), letter.version.short.strip()),
        (_("The source of the data is missing."), letter.source.strip()),
        (_("The link to the whole notice is missing."), letter.link),
    )
    found = [sentence for sentence, words in told if not words or any(not _in(words, part) for part in parts)]
    if any("preferences_url" not in marks.names(part) for part in parts):
        found.append(_("The way to object is missing."))
    return found


def post_first(*, actor: Actor, point: ContactPoint, purpose: Purpose, letter: FirstLetter) -> Letter:
    """Queue the first letter to `point`; handed over, it counts as the information.

    Raises gate.Refused when anything else than the missing information stops it, mailings.Incomplete when the notice
    is not whole in it, OneIsEnough when one is on its way. The gate's answer is kept whatever follows.
    """
    text = text_of(letter, purpose)
    if lacking := lacks(text, letter):
        raise mailings.Incomplete(lacking)
    permit = gate.permit(
        actor=actor,
        contact_point_id=point.pk,
        purpose=purpose,
        channel="email",
        act="first-letter",
        carrying=letter.version.pk,
    )
    return _queue(actor, permit, letter, text, purpose)


@transaction.atomic
def _queue(
    actor: Actor, permit: gate.Permit, letter: FirstLetter, text: mailings.Text, purpose: Purpose
) -> Letter:
    person = Person.objects.select_for_update().get(pk=permit.person_id)
    on_its_way = Letter.objects.filter(person_id=person.pk, mailing__notice_version_id__isnull=False)
    if on_its_way.filter(state__in=WAITING).exists():
        raise OneIsEnough(_("A first letter is already on its way to this person."))
    signed = letter.signed or Personal(actor.label, purpose.controller.email)
    return personal.queue(actor, permit, purpose, text, replace(signed, carrying=letter.version.pk))


def _in(words: str, text: str) -> bool:
    return " ".join(words.split()) in " ".join(text.split())
