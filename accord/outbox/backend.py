"""Django's own way of sending, closed: the outbox hands its letters to its transport itself."""

from collections.abc import Sequence

from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend


class NotFromTheOutbox(RuntimeError):
    """Something tried to send a message of its own."""


class GuardedBackend(BaseEmailBackend):
    """Refuses every message: whoever wants to write somebody asks the gate or names a service letter."""

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        """Raise NotFromTheOutbox, unless there is nothing to send."""
        if not email_messages:
            return 0
        raise NotFromTheOutbox("Only accord.outbox sends: see accord.outbox.letters and accord.outbox.post.")
