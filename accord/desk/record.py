"""One person, on one page: may we contact them, where the data come from, what happened."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from accord.consent.queries import panel
from accord.contacts.models import Acquisition, ContactPoint, Person
from accord.contacts.points import REPLACED
from accord.contacts.queries import next_clock
from accord.cookies.accounts import standing_of
from accord.cookies.models import Choice
from accord.desk.permissions import CHANNELS, permissions, received_by
from accord.desk.timeline import Day, shows, timeline
from accord.intake.models import Form, Import
from accord.intake.trials.queries import Line, of_person
from accord.lib.links import address
from accord.register.models import NoticeVersion, Recipient
from accord.register.rules import period
from accord.staff.models import User
from accord.ui.components.people import PurposeAnswers
from accord.ui.components.words import initials

ICONS = {"email": "mail", "phone": "phone", "post": "building"}


@dataclass(frozen=True, slots=True)
class Origin:
    """Where data came from, in words and links."""

    acquisition: Acquisition
    label: str
    href: str
    notice: str
    notice_href: str


@dataclass(frozen=True, slots=True)
class Reached:
    """One address: what it is, and whether it answers."""

    point: ContactPoint
    icon: str
    sentence: str
    kind: str
    word: str


@dataclass(frozen=True, slots=True)
class Record:
    """Everything the page shows."""

    name: str
    subtitle: str
    email: str
    points: list[Reached]
    panel: Sequence[PurposeAnswers]
    received_by: list[Recipient]
    channels: list[str]
    origins: list[Origin]
    due: datetime | None
    kept_until: datetime
    trials: list[Line]
    on_sites: list[tuple[str, datetime, str, str]]
    days: list[Day]
    show: str

    @property
    def shown(self) -> str:
        """Which family of the timeline is shown, in words."""
        return next((one.label for one in shows(self.show) if one.current), "")

    @property
    def initials(self) -> str:
        """At most two letters."""
        return initials(self.name)


def record(person: Person, show: str, user: User) -> Record:
    """The page of `person` as `user` may read it; `show` keeps one family of the timeline."""
    points, answers = _reached(person), panel(person, CHANNELS)
    email = next((one.point.display for one in points if one.point.kind == "email"), "")
    named = bool(person.first_name or person.last_name)
    return Record(
        name=str(person) if named or not points else points[0].point.display,
        subtitle=", ".join(
            filter(None, (person.job, person.organisation.name if person.organisation else ""))
        ),
        email=email,
        points=points,
        panel=permissions(answers, with_proof=user.may("proof.read")),
        received_by=received_by(answers),
        channels=[str(channel.label) for channel in CHANNELS],
        origins=_origins(person),
        due=next_clock(person),
        kept_until=kept_until(person),
        trials=of_person(user, person),
        on_sites=_on_sites(person),
        days=timeline(person, user, show),
        show=show,
    )


def _on_sites(person: Person) -> list[tuple[str, datetime, str, str]]:
    """What they chose signed in: the site, when, the kind of answer and its word."""
    return [
        (site.name, choice.recorded_at, _kind(choice), str(choice.get_act_display()))
        for site, choice in standing_of(person.pk)
    ]


def _kind(choice: Choice) -> str:
    return "yes" if choice.granted_purposes or choice.granted_parties else "no"


def _reached(person: Person) -> list[Reached]:
    points = sorted(
        person.contact_points.all(),
        key=lambda one: (one.unreachable_at is not None, one.kind, not one.is_primary, one.pk),
    )
    return [Reached(one, ICONS[one.kind], _described(one), *_answering(one)) for one in points]


def _described(point: ContactPoint) -> str:
    parts = [str(point.get_sphere_display())]
    if point.is_generic:
        parts.append(_("the address of a desk, not of a person"))
    if point.is_published_for_trade:
        parts.append(_("published for the trade"))
    if point.unreachable_at and point.unreachable_why != REPLACED:
        parts.append(point.unreachable_why)
    return " · ".join(parts)


def _answering(point: ContactPoint) -> tuple[str, str]:
    if point.unreachable_why == REPLACED:
        return "no", _("replaced")
    if point.unreachable_at:
        return "no", _("does not answer")
    return ("yes", _("address confirmed")) if point.confirmed_at else ("", "")


def kept_until(person: Person) -> datetime:
    """When a prospect who gives no further sign is erased, by the figure in force today: counted from the last sign, or
    from collection.
    """
    since = max(filter(None, (person.heard_from_at, person.collected_at)))
    until: datetime = since + period("prospects.keep")
    return until


def _origins(person: Person) -> list[Origin]:
    found = list(person.acquisitions.order_by("acquired_at", "pk"))
    versions = NoticeVersion.objects.select_related("notice").in_bulk(_ids(found, "notice_version_id"))
    forms = Form.objects.in_bulk(_ids(found, "form_id"))
    imports = Import.objects.only("name").in_bulk(_ids(found, "import_id"))
    return [
        Origin(one, *_source(one, forms, imports), *_told(versions.get(one.notice_version_id or 0)))
        for one in found
    ]


def _ids(found: Sequence[Acquisition], field: str) -> set[int]:
    return {value for one in found if (value := getattr(one, field))}


def _source(one: Acquisition, forms: dict[int, Form], imports: dict[int, Import]) -> tuple[str, str]:
    if form := forms.get(one.form_id or 0):
        return _("form “%(title)s”") % {"title": form}, address("intake:form_page", form.pk)
    if brought := imports.get(one.import_id or 0):
        return _("import “%(name)s”") % {"name": brought.name}, address("intake:import", brought.pk)
    return one.detail, ""


def _told(version: NoticeVersion | None) -> tuple[str, str]:
    if version is None:
        return "", ""
    said = _("notice “%(name)s”, version %(number)s") % {
        "name": version.notice.name,
        "number": version.number,
    }
    return said, address("register:version", version.pk)
