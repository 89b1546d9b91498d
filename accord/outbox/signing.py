"""Signing letters ourselves (DKIM, RFC 6376), for whoever's mail server does not."""

from dataclasses import replace

import dkim
from django.conf import settings

from accord.outbox.rendering import Outgoing

COVERED = (
    b"from",
    b"to",
    b"subject",
    b"date",
    b"message-id",
    b"reply-to",
    b"list-id",
    b"mime-version",
    b"content-type",
)
ONE_CLICK = (b"list-unsubscribe", b"list-unsubscribe-post")  # RFC 8058 asks that these be signed


def signed(message: Outgoing) -> Outgoing:
    """`message` with a signature before its headers, or as it is where no selector is set."""
    if not settings.MAIL_DKIM_SELECTOR:
        return message
    signature = dkim.sign(
        message.raw,
        settings.MAIL_DKIM_SELECTOR.encode(),
        settings.MAIL_DKIM_DOMAIN.encode(),
        settings.MAIL_DKIM_KEY.encode(),
        include_headers=[*COVERED, *ONE_CLICK],
        canonicalize=(b"relaxed", b"relaxed"),
    )
    return replace(message, raw=signature + message.raw)
