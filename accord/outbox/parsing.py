"""Messages taken apart again."""

from email import policy
from email.message import EmailMessage
from email.parser import BytesParser


def parse(raw: bytes) -> EmailMessage:
    """A message as an object."""
    return BytesParser(policy=policy.default).parsebytes(raw)


def parts(message: EmailMessage) -> dict[str, str]:
    """The text of each part by media type ("text/plain", "text/html")."""
    found: dict[str, str] = {}
    for part in message.walk():
        if part.get_content_maintype() == "text":
            found.setdefault(part.get_content_type(), part.get_content())
    return found
