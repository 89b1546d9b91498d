"""The same form sent twice does its thing once: a ticket travels with it and remembers what came of it."""

import hashlib
import secrets
from typing import Any

from django import forms
from django.core.cache import cache

A_DAY = 24 * 60 * 60  # seconds


class Once:
    """Beside a form: it carries a ticket, new each time the form is shown."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        ticket = forms.CharField(
            required=False, max_length=64, initial=secrets.token_urlsafe, widget=forms.HiddenInput
        )
        self.fields["ticket"] = ticket  # type: ignore[attr-defined]


def came_of(ticket: str) -> Any:
    """What the first form with this ticket did; None for the first one, which holds the ticket from now on.

    To be asked within the transaction that does the thing: whoever comes second waits until the first has ended.
    """
    if not ticket or cache.add(_key(ticket), "", A_DAY):
        return None
    return cache.get(_key(ticket)) or None


def remember(ticket: str, came: Any) -> None:
    """Keep what the form with this ticket did."""
    if ticket:
        cache.set(_key(ticket), came, A_DAY)


def give_back(ticket: str) -> None:
    """The form was refused: the same ticket may be shown again."""
    if ticket:
        cache.delete(_key(ticket))


def _key(ticket: str) -> str:
    return f"once.{hashlib.sha256(ticket.encode()).hexdigest()}"
