"""Reading the outbox."""

from dataclasses import dataclass

from django.conf import settings
from django.db.models import Count, OuterRef, Q, QuerySet, Subquery, TextField, Value
from django.db.models.functions import Coalesce, NullIf
from django.utils.translation import ngettext

from accord.contacts.models import ContactPoint
from accord.outbox.models import SERVICE_NAMES, DemoMessage, Letter, Mailing
from accord.outbox.parsing import parse, parts

SHOWN = 100  # letters on one page


@dataclass(frozen=True, slots=True)
class DemoLetter:
    """A message of the demo mailbox, as a mail reader shows it."""

    sender: str
    subject: str
    text: str
    html: str
    unsubscribe: str  # where the mail reader's own button posts (RFC 8058), as a path of this site


def needs_somebody() -> QuerySet[Letter]:
    """Letters a person must look at: of unknown fate, then failed; the newest first."""
    states = (Letter.State.UNKNOWN, Letter.State.FAILED)
    point = ContactPoint.objects.filter(pk=OuterRef("contact_point_id"))
    return (
        Letter.objects.filter(state__in=states)
        .select_related("mailing")
        .annotate(
            address=Coalesce(
                NullIf("to", Value("")),
                Subquery(point.values("value")[:1]),
                Value(""),
                output_field=TextField(),
            )
        )
        .order_by("-state", "-created_at")[:SHOWN]
    )


def undecided() -> QuerySet[Mailing]:
    """The mailings with several letters of unknown fate, which one decision can settle: `undecided` says how many."""
    unknown = Count("letters", filter=Q(letters__state=Letter.State.UNKNOWN))
    mailings = Mailing.objects.filter(letters__state=Letter.State.UNKNOWN)
    return mailings.annotate(undecided=unknown).filter(undecided__gt=1).order_by("-pk")


@dataclass(frozen=True, slots=True)
class Waiting:
    """Letters of one kind that have not left yet."""

    label: str
    sentence: str


def waiting() -> list[Waiting]:
    """What has not left yet: service letters by name, then the mailings that are leaving."""
    queued = Letter.objects.filter(state=Letter.State.QUEUED).order_by()
    services = queued.filter(mailing__isnull=True).values_list("service").annotate(Count("pk"))
    lines = [
        Waiting(str(SERVICE_NAMES.get(service, service)), _letters(count)) for service, count in services
    ]
    for mailing in Mailing.objects.filter(state__in=(Mailing.State.RUNNING, Mailing.State.PAUSED)):
        count = queued.filter(mailing=mailing).count()
        lines.append(Waiting(mailing.name, f"{_letters(count)} · {mailing.get_state_display()}"))
    return lines


def _letters(count: int) -> str:
    return ngettext("%(count)d letter", "%(count)d letters", count) % {"count": count}


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
    one_click = str(parsed["List-Unsubscribe"] or "").partition(">")[0].removeprefix("<")
    return DemoLetter(
        str(parsed["From"]),
        str(parsed["Subject"]),
        texts.get("text/plain", ""),
        texts.get("text/html", ""),
        one_click.removeprefix(settings.SITE_URL) if one_click.startswith(settings.SITE_URL) else "",
    )
