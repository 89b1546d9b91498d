"""Some hundred people of the demonstration: one small story for each state the gate knows."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random
from typing import Any

from django.utils import timezone

from accord.consent import ledger, suppression
from accord.consent.terms import Level, Method, State
from accord.contacts import actions as contacts
from accord.contacts.admission import Identity, NewAcquisition, NewPoint
from accord.contacts.models import ContactPoint, Organisation, Person
from accord.lib.actor import SYSTEM, Actor
from accord.lib.search import fold
from accord.project.demo import house
from accord.project.demo.register import Catalogue

SEED = 20261124
DAY = timedelta(days=1)


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


Story = Callable[[Scene, int], None]


def load(catalogue: Catalogue) -> None:
    """Tell every story as often as STORIES says."""
    random = Random(SEED)
    organisations = [
        contacts.save_organisation(
            actor=SYSTEM,
            name=f"{name} (fictif)",
            activity_code=code.replace(".", ""),
            headcount=headcount,
            city=city,
        )
        for name, code, headcount, city in house.ORGANISATIONS
    ]
    scene = Scene(catalogue, random, timezone.now() - DAY, organisations, _names(random))
    for story, times in STORIES:
        for number in range(times):
            story(scene, number)


def _names(random: Random) -> Iterator[tuple[str, str]]:
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


def _admit(scene: Scene, **told: Any) -> tuple[Person, ContactPoint]:
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


def _says(
    scene: Scene, point: ContactPoint, code: str, state: State, at: datetime, **more: object
) -> ledger.Act:
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


def _double_opt_in(scene: Scene, days: int, codes: tuple[str, ...]) -> tuple[Person, ContactPoint]:
    asked = scene.ago(days)
    confirmed = asked + timedelta(minutes=3 + scene.random.randrange(90))
    person, point = _admit(
        scene, source="form", detail="« Recevoir la lettre d’Atelier Lumen »", days=days, confirmed=confirmed
    )
    network = {"network": f"203.0.113.{scene.random.randrange(1, 255)} · Firefox"}
    for code in codes:
        requested, *_ = ledger.write(
            actor=Actor.person(), acts=[_says(scene, point, code, State.REQUESTED, asked, evidence=network)]
        )
        ledger.write(
            actor=Actor.person(),
            acts=[
                _says(
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


def confirmed(scene: Scene, number: int) -> None:
    """Signed up and confirmed, for one to three purposes."""
    codes = (("lettre",), ("lettre", "nouveautes"), ("lettre", "nouveautes", "partenaires"))[number % 3]
    _double_opt_in(scene, 2 + number * 9, codes)


def withdrew(scene: Scene, number: int) -> None:
    """Confirmed, then withdrew: by link, by telephone, at the counter."""
    _person, point = _double_opt_in(scene, 200 + number * 20, ("lettre", "nouveautes"))
    method = (Method.PREFERENCES, Method.ONE_CLICK, Method.TELEPHONE, Method.COUNTER)[number % 4]
    at = scene.ago(3 + number * 11)
    for code in ("lettre", "nouveautes")[: 1 + number % 2]:
        ledger.write(
            actor=Actor.person(), acts=[_says(scene, point, code, State.WITHDRAWN, at, method=method)]
        )


def complained(scene: Scene, number: int) -> None:
    """Reported a letter as unwanted: withdrawn and suppressed."""
    _person, point = _double_opt_in(scene, 300 + number, ("lettre",))
    ledger.withdraw_all(actor=SYSTEM, contact_point_id=point.pk, channel="email", method=Method.COMPLAINT)
    suppression.suppress(actor=SYSTEM, kind="email", value=point.value, reason="complaint")


def unreachable(scene: Scene, number: int) -> None:
    """Confirmed, but the address no longer answers."""
    _person, point = _double_opt_in(scene, 400 + number, ("lettre",))
    contacts.mark_unreachable(actor=SYSTEM, point_id=point.pk, why="550 5.1.1 User unknown")


def silent_for_years(scene: Scene, number: int) -> None:
    """No sign for more than three years."""
    _double_opt_in(scene, 1150 + number * 10, ("lettre",))


def agreed_to_calls(scene: Scene, number: int) -> None:
    """Also agreed to be called about new software."""
    person, _point = _admit(
        scene, source="form", detail="Salon Bois & Habitat, borne", days=40 + number, phone=True
    )
    phone = person.contact_points.get(kind="phone")
    act = _says(scene, phone, "nouveautes", State.GIVEN, scene.ago(40 + number), channel="phone")
    ledger.write(actor=Actor.person(), acts=[act])


def informed_professional(scene: Scene, number: int) -> None:
    """A professional told where we had the address from, who did not object."""
    person, _point = _admit(
        scene,
        source="in_person",
        detail="Salon Bois & Habitat",
        days=30 + number * 7,
        professional=True,
        phone=True,
    )
    contacts.add_note(actor=SYSTEM, person=person, text="Intéressé par la gestion des devis.")


def objected(scene: Scene, number: int) -> None:
    """A professional who objected to all prospecting."""
    _person, point = _admit(
        scene, source="referral", detail="Scierie Vauban", days=90 + number, professional=True
    )
    ledger.object_to(
        actor=Actor.person(), contact_point_id=point.pk, purpose_id=None, channel="email", method=Method.REPLY
    )


def to_inform(scene: Scene, number: int) -> None:
    """Met at a fair, not yet told: the clock of article 14 runs, and has run out for a few."""
    _admit(
        scene,
        source="in_person",
        detail="Salon Bois & Habitat, carte de visite",
        days=(5, 12, 18, 24, 29, 33)[number % 6],
        informed=False,
        professional=True,
    )


def generic_address(scene: Scene, number: int) -> None:
    """contact@ is not a person."""
    _admit(
        scene,
        source="public",
        detail="site de l’entreprise",
        days=60,
        professional=True,
        address=f"contact@atelier{number}.example.org",
    )


def restricted(scene: Scene, number: int) -> None:
    """Asked that their data be kept but not used (art. 18)."""
    person, _point = _double_opt_in(scene, 80 + number, ("lettre",))
    contacts.set_state(actor=SYSTEM, person=person, state=Person.State.RESTRICTED)


def child(scene: Scene, number: int) -> None:
    """Under fifteen, with no agreement of a parent."""
    person, _point = _double_opt_in(scene, 15 + number, ("lettre",))
    born = (scene.now - timedelta(days=365 * 13)).date()
    contacts.edit_person(actor=SYSTEM, person=person, changes={"born_on": born})


def shared_address(scene: Scene, number: int) -> None:
    """Two people behind one address, one of whom said no."""
    address = f"famille{number}@example.org"
    _first, yes = _admit(scene, source="form", detail="« Recevoir la lettre »", days=70, address=address)
    _second, no = _admit(scene, source="form", detail="« Recevoir la lettre »", days=60, address=address)
    ledger.write(actor=Actor.person(), acts=[_says(scene, yes, "lettre", State.GIVEN, scene.ago(70))])
    ledger.write(actor=Actor.person(), acts=[_says(scene, no, "lettre", State.REFUSED, scene.ago(60))])


STORIES: tuple[tuple[Story, int], ...] = (
    (confirmed, 42),
    (withdrew, 12),
    (complained, 2),
    (unreachable, 4),
    (silent_for_years, 5),
    (agreed_to_calls, 4),
    (informed_professional, 14),
    (objected, 4),
    (to_inform, 9),
    (generic_address, 2),
    (restricted, 1),
    (child, 1),
    (shared_address, 1),
)
