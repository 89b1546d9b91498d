"""Reading the outbox."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.db.models import Count, QuerySet

from accord.outbox.models import DemoMessage, Letter
from accord.outbox.parsing import parse, parts

SHOWN = 100  # letters on one page


@dataclass(frozen=True, slots=True)
class DemoLetter:
    """A message of the demo mailbox, as a mail reader shows it."""

    sender: str
    subject: str
    text: str
    html: str
    headers: Mapping[str, str]


def needs_somebody() -> QuerySet[Letter]:
    """Letters a person must look at: of unknown fate, then failed; the newest first."""
    states = (Letter.State.UNKNOWN, Letter.State.FAILED)
    return (
        Letter.objects.filter(state__in=states)
        .select_related("mailing")
        .order_by("-state", "-created_at")[:SHOWN]
    )


def waiting() -> QuerySet[Letter]:
    """Service letters that have not left yet, the next one first."""
    queue = Letter.objects.filter(state=Letter.State.QUEUED, mailing__isnull=True)
    return queue.order_by("priority", "not_before")[:SHOWN]


def waiting_by_service() -> dict[str, int]:
    """How many service letters wait, by name."""
    queue = Letter.objects.filter(state=Letter.State.QUEUED, mailing__isnull=True).order_by()
    return dict(queue.values_list("service").annotate(Count("pk")))


def unknown_count() -> int:
    """Letters of unknown fate, for the menu."""
    return Letter.objects.filter(state=Letter.State.UNKNOWN).count()


def letters_of(person_id: int) -> QuerySet[Letter]:
    """The letters to one person, the newest first, for the timeline."""
    return Letter.objects.filter(person_id=person_id).select_related("mailing").order_by("-claimed_at")


def demo_messages(to: str = "") -> QuerySet[DemoMessage]:
    """The demo mailbox, the newest first; `to` keeps one address."""
    messages = DemoMessage.objects.defer("raw").order_by("-at", "-pk")
    return (messages.filter(to__iexact=to) if to else messages)[:SHOWN]


def demo_letter(message: DemoMessage) -> DemoLetter:
    """One message taken apart."""
    parsed = parse(bytes(message.raw))
    texts = parts(parsed)
    headers = {name: str(value) for name, value in parsed.items()}
    return DemoLetter(
        str(parsed["From"]),
        str(parsed["Subject"]),
        texts.get("text/plain", ""),
        texts.get("text/html", ""),
        headers,
    )
