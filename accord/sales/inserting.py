"""Putting a reusable text into a letter being written: in the language of the person, their fields filled in."""

from collections.abc import Mapping
from typing import Any

from accord.contacts.models import Person
from accord.outbox import fields
from accord.sales.models import ReusableText
from accord.staff.models import User

TYPED = ("way", "subject", "message", "ticket")


def helped(said: Mapping[str, Any], person: Person, user: User) -> dict[str, str]:
    """What was typed, with the text asked for under it; its subject only where none was typed."""
    typed = {name: said[name] for name in TYPED if said.get(name)}
    number = str(said.get("insert", ""))
    text = _text(int(number), user) if number.isdigit() and len(number) < 19 else None
    if text is None:
        return typed
    subject, body = (fields.filled(part, person) for part in text.said(person.language))
    before = typed.get("message", "").rstrip()
    typed["message"] = f"{before}\n\n{body}" if before else body
    typed.setdefault("subject", subject)
    return typed


def _text(number: int, user: User) -> ReusableText | None:
    found: ReusableText | None = ReusableText.objects.visible_to(user).in_use().filter(pk=number).first()
    return found
