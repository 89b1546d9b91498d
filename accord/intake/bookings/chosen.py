"""The time a visitor chose: signed, carried by the form, kept with the request until its owner confirms."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from typing import Any
from zoneinfo import ZoneInfo, available_timezones

from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from accord.contacts.models import Person
from accord.intake.models import Submission
from accord.intake.signup import MEETING
from accord.lib.actor import Actor
from accord.lib.tokens import sign, unsign
from accord.sales.booked import zone_name
from accord.sales.booking import Wanted, book
from accord.sales.models import Booking, BookingPage, Deal, Lead
from accord.ui.components.words import moment

CHOSEN = "booking-chosen"
CHOSEN_FOR = 2 * 3600  # seconds a page may stay open
PARIS = "Europe/Paris"
MINUTE, LONGEST = 60, 10  # seconds; letters


@dataclass(frozen=True, slots=True)
class Chosen:
    """A time on somebody's page, as read in `zone`."""

    page: BookingPage
    at: datetime
    zone: str

    @property
    def words(self) -> str:
        """Day, hour, time zone, and with whom."""
        with timezone.override(ZoneInfo(self.zone)):
            said = {"moment": moment(self.at), "zone": zone_name(self.zone), "name": self.page.user}
            return _("%(moment)s (%(zone)s), with %(name)s") % said

    @property
    def signed(self) -> str:
        """What the form carries."""
        return sign([self.page.pk, self.at.isoformat(), self.zone], purpose=CHOSEN)

    @property
    def kept(self) -> dict[str, Any]:
        """What is kept with the request."""
        return {"page": self.page.pk, "at": self.at.isoformat(), "zone": self.zone}


def carried(text: str) -> Chosen | None:
    """The time a form carries; None when it carries none, or none that was offered here."""
    if not text:
        return None
    try:
        value = unsign(text, purpose=CHOSEN, max_age=CHOSEN_FOR)
    except ValueError:
        return None
    return (
        _chosen(dict(zip(("page", "at", "zone"), value, strict=False))) if isinstance(value, list) else None
    )


def of_request(answers: Mapping[str, Any]) -> Chosen | None:
    """The time kept with a request, while its page exists."""
    kept = answers.get(MEETING)
    return _chosen(kept) if kept else None


def _chosen(kept: Mapping[str, Any]) -> Chosen | None:
    page = BookingPage.objects.select_related("user").filter(pk=kept["page"], is_open=True).first()
    return Chosen(page, datetime.fromisoformat(kept["at"]), zone_of(kept["zone"])) if page else None


def short(at: datetime) -> str:
    """An instant in few letters, for addresses: minutes since 1970."""
    return str(int(at.timestamp()) // MINUTE)


def instant(text: str) -> datetime | None:
    """The instant of such letters; None for anything else."""
    is_number = text.isascii() and text.isdigit() and len(text) < LONGEST
    return datetime.fromtimestamp(int(text) * MINUTE, UTC) if is_number else None


def zone_of(name: str) -> str:
    """A time zone that exists; Paris otherwise."""
    return name if is_zone(name) else PARIS


def is_zone(name: str) -> bool:
    """True for the name of a time zone there is."""
    return name in _zones()


@cache
def _zones() -> frozenset[str]:
    """Their names: hundreds of files, which are looked at once."""
    return frozenset(available_timezones())


def about(page: BookingPage, person: Person) -> tuple[Lead | None, Deal | None]:
    """What a meeting with somebody known is about: their deal under way with this colleague, else their open lead."""
    deals = Deal.objects.filter(people=person, owner=page.user_id, state=Deal.State.OPEN)
    deal = deals.order_by("-news_at").first()
    if deal:
        return None, deal
    open_ones = Lead.objects.filter(Q(owner=page.user_id) | Q(owner=None), person=person, state__in=Lead.OPEN)
    return open_ones.order_by("-arrived_at").first(), None


def confirmed(chosen: Chosen, submission: Submission, lead: Lead | None, deal: Deal | None) -> Booking:
    """Its owner confirmed: the meeting is held, unless somebody was quicker."""
    person, language = submission.person, submission.form_version.language
    wanted = Wanted(chosen.at, chosen.zone, language, lead, deal)
    return book(actor=Actor.person(person.pk), page=chosen.page, person=person, wanted=wanted)
