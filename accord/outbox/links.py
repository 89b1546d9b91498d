"""The addresses written into letters. A signed reference says which letter or address, and can only lower."""

from uuid import UUID

from django.conf import settings

from accord.lib.tokens import sign, unsign

PREFERENCES = "preferences"
ONE_CLICK = "one-click"


def preferences_url(contact_point_id: int) -> str:
    """The preferences page of one address."""
    return f"{settings.SITE_URL}/p/{sign(contact_point_id, purpose=PREFERENCES)}/"


def receipt_url(contact_point_id: int, event_id: int) -> str:
    """What is kept about one thing the holder of an address said, for them to keep too."""
    return f"{preferences_url(contact_point_id)}receipt/{event_id}/"


def one_click_url(letter_id: UUID) -> str:
    """Where a mail reader posts to stop the purpose of one letter (RFC 8058); read by people, a page with a button."""
    return f"{settings.SITE_URL}/u/{sign(letter_id.hex, purpose=ONE_CLICK)}/"


def read_preferences(signed: str) -> int:
    """The contact point of a preferences link. Raises ValueError when it was not signed here for that."""
    value = unsign(signed, purpose=PREFERENCES)
    if not isinstance(value, int):
        raise ValueError("This reference is not valid.")
    return value


def read_one_click(signed: str) -> UUID:
    """The letter of an unsubscribe link. Raises ValueError when it was not signed here for that."""
    return UUID(hex=str(unsign(signed, purpose=ONE_CLICK)))


def return_path(letter_id: UUID) -> str:
    """The envelope sender: one per letter (VERP) where a domain receives bounces, else our plain address."""
    domain = settings.MAIL_RETURN_DOMAIN
    return f"bounce+{letter_id.hex}@{domain}" if domain else settings.DEFAULT_FROM_EMAIL


def message_id(letter_id: UUID) -> str:
    """The Message-ID of a letter (RFC 5322), the same for every retry."""
    return f"<{letter_id.hex}@{settings.MAIL_RETURN_DOMAIN or settings.SITE.hostname}>"


def unsubscribe_mailto(letter_id: UUID, *, otherwise: str) -> str:
    """The `mailto:` of List-Unsubscribe (RFC 2369); `otherwise` receives it where no domain receives bounces."""
    domain = settings.MAIL_RETURN_DOMAIN
    to = f"unsubscribe+{letter_id.hex}@{domain}" if domain else otherwise
    return f"mailto:{to}?subject=unsubscribe%20{letter_id.hex}"
