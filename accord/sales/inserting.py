"""Putting a reusable text into a letter being written: in the language of the person, their fields filled in."""

from collections.abc import Mapping
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from accord.contacts.models import Person
from accord.outbox import fields
from accord.sales.models import BookingPage, ReusableText
from accord.staff.models import User

BOOKING = "booking"
TYPED = ("way", "subject", "message", "ticket")


def helped(said: Mapping[str, Any], person: Person, user: User) -> dict[str, str]:
    """What was typed, with the text asked for under it; its subject only where none was typed."""
    typed = {name: said[name] for name in TYPED if said.get(name)}
    subject, body = _wanted(str(said.get("insert", "")), person, user)
    if not body:
        return typed
    before = typed.get("message", "").rstrip()
    typed["message"] = f"{before}\n\n{body}" if before else body
    typed.setdefault("subject", subject)
    return typed


def _wanted(what: str, person: Person, user: User) -> tuple[str, str]:
    """Subject and text of what the button named: a text by its number, or the link of one's booking page."""
    if what == BOOKING:
        return "", _booking_link(person, user)
    text = _text(int(what), user) if what.isdigit() and len(what) < 19 else None
    if text is None:
        return "", ""
    subject, body = (fields.filled(part, person) for part in text.said(person.language))
    return subject, body


def booking_page(user: User) -> BookingPage | None:
    """The page on which people book a meeting with `user`, when it is open."""
    return BookingPage.objects.filter(user=user, is_open=True).first()


def _booking_link(person: Person, user: User) -> str:
    page = booking_page(user)
    if page is None:
        return ""
    href = settings.SITE_URL + reverse("intake:booking", args=[page.code])
    with translation.override(person.language):
        return _("Choose a time that suits you: %(address)s") % {"address": href}


def _text(number: int, user: User) -> ReusableText | None:
    found: ReusableText | None = ReusableText.objects.visible_to(user).in_use().filter(pk=number).first()
    return found
