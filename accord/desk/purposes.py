"""What stands beside a purpose of the register: whom it reaches, and where it serves."""

from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from accord.campaigns.models import Campaign
from accord.consent import gate
from accord.consent.reasons import reason_of
from accord.desk.verdict_words import WAITING
from accord.intake.models import Form
from accord.lib.access import may
from accord.register.models import Channel, Purpose

MOST_LETTERS = 5


@dataclass(frozen=True, slots=True)
class Share:
    """Those to whom the gate gives one answer. kind: yes, no or soon; href: the list of them."""

    label: str
    people: int
    kind: str
    href: str


@dataclass(frozen=True, slots=True)
class Place:
    """Something that rests on the purpose."""

    label: str
    icon: str
    href: str
    state: str


def reach(purpose: Purpose, user: Any) -> tuple[str, dict[str, Any]] | None:
    """The gate's answers about everybody, channel by channel; nothing for a purpose that is not in use."""
    if purpose.state != Purpose.State.OPEN or not may(user, "people.read"):
        return None
    channels = [(str(Channel(channel).label), shares(purpose, channel)) for channel in purpose.channels]
    drawn = [
        (label, found, [(one.label, one.people, one.kind) for one in found])
        for label, found in channels
        if found
    ]
    return ("desk/reach.html", {"channels": drawn}) if drawn else None


def shares(purpose: Purpose, channel: str) -> list[Share]:
    """Yes first, then the reasons why not, the most frequent first; those without such an address are left out."""
    counts = gate.counts(purpose, channel)
    counts.pop("no_address", None)
    reasons = sorted(counts, key=lambda reason: (reason != "", -counts[reason], reason))
    return [_share(purpose, channel, reason, counts[reason]) for reason in reasons]


def _share(purpose: Purpose, channel: str, reason: str, people: int) -> Share:
    asked = {"may": reason or "yes", "purpose": purpose.pk, "channel": channel}
    return Share(
        label=capfirst(str(_("Yes") if not reason else reason_of(reason).label)),
        people=people,
        kind="soon" if reason in WAITING else "no" if reason else "yes",
        href=f"{reverse('desk:people')}?{urlencode(asked)}",
    )


def service(purpose: Purpose, user: Any) -> tuple[str, dict[str, Any]] | None:
    """The forms that offer it and the latest letters written for it."""
    places = [*(_forms(purpose) if may(user, "intake.read") else [])]
    places += _letters(purpose) if may(user, "campaigns.read") else []
    return ("desk/service.html", {"places": places}) if places else None


def _forms(purpose: Purpose) -> list[Place]:
    return [
        Place(_("Form “%(title)s”") % {"title": one}, "inbox", reverse("intake:form_page", args=[one.pk]), "")
        for one in Form.objects.filter(purposes=purpose).order_by("pk")
    ]


def _letters(purpose: Purpose) -> list[Place]:
    found = Campaign.objects.filter(purpose=purpose).order_by("-pk")[:MOST_LETTERS]
    return [
        Place(one.name, "mail", reverse("campaigns:letter", args=[one.pk]), str(one.get_state_display()))
        for one in found
    ]
