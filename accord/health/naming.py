"""Whom a choice names, when it is no professional we know: a keyed mark, which says nothing and finds the same name."""

import hashlib
import hmac

from accord.health import vault
from accord.health.models import Patient
from accord.lib.search import plain_words

MARK = "name:"


def mark_of(patient: Patient, name: str) -> str:
    """The identifier of a named person or body for this patient alone, whatever its accents and case; "" for no name.

    Made with the patient's key: nobody can guess names without it. Raises vault.Destroyed, crypto.Unreadable.
    """
    words = plain_words(name)
    if not words:
        return ""
    content = b"named\0" + " ".join(words).encode()
    return MARK + hmac.new(vault.plain_key(patient.key), content, hashlib.sha256).hexdigest()[:40]
