"""What every story of the demonstration needs: names, dates counted back from today, a way in and something said."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from random import Random
from typing import Any

from django.utils import timezone

from accord.consent import ledger
from accord.consent.terms import Level, Method, State
from accord.contacts import actions as contacts
from accord.contacts.admission import Identity, NewAcquisition, NewPoint
from accord.contacts.models import ContactPoint, Organisation, Person
from accord.lib.actor import SYSTEM, Actor
from accord.lib.search import fold
from accord.project.demo import house
from accord.project.demo.register import Catalogue

DAY = timedelta(days=1)
WEEK = 5  # working days


@dataclass(frozen=True, slots=True)
class Scene:
    """What every story needs at hand."""

    catalogue: Catalogue
    random: Random
    now: datetime
    organisations: list[Organisation]
    names: Iterator[tuple[str, str]]

    def ago(self, days: int) -> datetime:
        """A working hour, `days` days back."""
        at = self.now - days * DAY
        return at.replace(
            hour=8 + self.random.randrange(9), minute=self.random.randrange(60), second=0, microsecond=0
        )


def names(random: Random) -> Iterator[tuple[str, str]]:
    """Every first name with every last name, in an order that is the same each time."""
    firsts, lasts = list(house.FIRST_NAMES), list(house.LAST_NAMES)
    random.shuffle(firsts)
    random.shuffle(lasts)
    for turn in range(len(lasts)):
        yield from zip(firsts, lasts[turn:] + lasts[:turn], strict=True)


@dataclass(frozen=True, slots=True, kw_only=True)
class Arrival:
    """How somebody of the demonstration came in."""

    source: str
    detail: str
    days: int
    informed: bool = True
    professional: bool = False
    confirmed: datetime | None = None
    address: str = ""
    phone: bool = False

    @property
    def sphere(self) -> str:
        """What their addresses are for."""
        return "professional" if self.professional else "personal"

    @property
    def notice(self) -> str:
        """What they were told."""
        return "inscription-lettre" if self.source == "form" else "atelier"


def admit(scene: Scene, **told: Any) -> tuple[Person, ContactPoint]:
    """Somebody new, come in as `told` (Arrival), and their e-mail address."""
    arrival = Arrival(**told)
    first, last = next(scene.names)
    at = scene.ago(arrival.days)
    person = contacts.admit(
        actor=Actor("person") if arrival.source == "form" else SYSTEM,
        acquisition=NewAcquisition(
            source=arrival.source,
            detail=arrival.detail,
            acquired_at=at,
            notice_version_id=scene.catalogue.notice_versions[arrival.notice],
            informed_at=at if arrival.informed else None,
        ),
        identity=_identity(scene, arrival, first, last),
        points=list(_points(scene, arrival, first, last)),
    )
    return person, person.contact_points.get(kind="email")


def _points(scene: Scene, arrival: Arrival, first: str, last: str) -> Iterator[NewPoint]:
    address = arrival.address or _address(first, last)
    yield NewPoint("email", address, arrival.sphere, confirmed_at=arrival.confirmed)
    if arrival.phone:
        yield NewPoint("phone", f"+33639980{scene.random.randrange(1000):03d}", arrival.sphere)


def _identity(scene: Scene, arrival: Arrival, first: str, last: str) -> Identity:
    if not arrival.professional:
        return Identity(first_name=first, last_name=last)
    company, job = scene.random.choice(scene.organisations), scene.random.choice(house.JOBS)
    return Identity(first_name=first, last_name=last, job=job, organisation_id=company.pk)


def _address(first: str, last: str) -> str:
    """A plainly fictional address made from a name."""
    local = "".join(
        character for character in fold(f"{first}.{last}") if character.isalnum() or character in ".-"
    )
    return f"{local}@example.org"


def says(
    scene: Scene, point: ContactPoint, code: str, state: State, at: datetime, **more: object
) -> ledger.Act:
    """What somebody said about the purpose called `code`, at `at`."""
    purpose = scene.catalogue.purposes[code]
    return ledger.Act(
        contact_point_id=point.pk,
        purpose_id=purpose.pk,
        channel=str(more.pop("channel", "email")),
        state=state,
        method=more.pop("method", Method.FORM),  # type: ignore[arg-type]
        indicated_at=at,
        words=house.STATEMENTS["fr"].get(code, ""),
        notice_version_id=scene.catalogue.notice_versions["inscription-lettre"],
        **more,  # type: ignore[arg-type]
    )


def double_opt_in(scene: Scene, days: int, codes: tuple[str, ...]) -> tuple[Person, ContactPoint]:
    """Somebody who asked for `codes` some days ago and confirmed within the hour or two."""
    asked = scene.ago(days)
    confirmed = asked + timedelta(minutes=3 + scene.random.randrange(90))
    person, point = admit(
        scene, source="form", detail="« Recevoir la lettre d’Atelier Lumen »", days=days, confirmed=confirmed
    )
    network = {"network": f"203.0.113.{scene.random.randrange(1, 255)} · Firefox"}
    for code in codes:
        requested, *_ = ledger.write(
            actor=Actor.person(), acts=[says(scene, point, code, State.REQUESTED, asked, evidence=network)]
        )
        ledger.write(
            actor=Actor.person(),
            acts=[
                says(
                    scene,
                    point,
                    code,
                    State.CONFIRMED,
                    confirmed,
                    method=Method.LINK,
                    level=Level.DOUBLE_OPT_IN,
                    refers_to=requested,
                    evidence={**network, "address": point.value},
                )
            ],
        )
    contacts.heard_from(person_id=person.pk, kind="confirmed", at=confirmed)
    return person, point


def working_day(number: int, today: date) -> date:
    """The working day `number` days from `today` (Monday to Friday; 0: today, or the next one)."""
    day = today
    while day.weekday() >= WEEK:
        day += DAY
    step = DAY if number >= 0 else -DAY
    for _each in range(abs(number)):
        day += step
        while day.weekday() >= WEEK:
            day += step
    return day


def working_hour(on: int, at: str) -> datetime:
    """The instant `at` ("14:30") of the working day `on`, counted from today."""
    day = working_day(on, timezone.localdate())
    return timezone.make_aware(datetime.combine(day, time.fromisoformat(at)))
