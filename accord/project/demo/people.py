"""Some hundred people of the demonstration: one small story for each state the gate knows."""

from collections.abc import Callable
from datetime import timedelta
from random import Random

from django.utils import timezone

from accord.consent import ledger, suppression
from accord.consent.terms import Method, State
from accord.contacts import actions as contacts
from accord.contacts.models import Person
from accord.lib.actor import SYSTEM, Actor
from accord.project.demo import house
from accord.project.demo.register import Catalogue
from accord.project.demo.scene import DAY, Scene, admit, double_opt_in, names, says

SEED = 20261124
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
    scene = Scene(catalogue, random, timezone.now() - DAY, organisations, names(random))
    for story, times in STORIES:
        for number in range(times):
            story(scene, number)


def confirmed(scene: Scene, number: int) -> None:
    """Signed up and confirmed, for one to three purposes."""
    codes = (("lettre",), ("lettre", "nouveautes"), ("lettre", "nouveautes", "partenaires"))[number % 3]
    double_opt_in(scene, 2 + number * 9, codes)


def withdrew(scene: Scene, number: int) -> None:
    """Confirmed, then withdrew: by link, by telephone, at the counter."""
    _person, point = double_opt_in(scene, 200 + number * 20, ("lettre", "nouveautes"))
    method = (Method.PREFERENCES, Method.ONE_CLICK, Method.TELEPHONE, Method.COUNTER)[number % 4]
    at = scene.ago(3 + number * 11)
    for code in ("lettre", "nouveautes")[: 1 + number % 2]:
        ledger.write(
            actor=Actor.person(), acts=[says(scene, point, code, State.WITHDRAWN, at, method=method)]
        )


def complained(scene: Scene, number: int) -> None:
    """Reported a letter as unwanted: withdrawn and suppressed."""
    _person, point = double_opt_in(scene, 300 + number, ("lettre",))
    ledger.withdraw_all(actor=SYSTEM, contact_point_id=point.pk, channel="email", method=Method.COMPLAINT)
    suppression.suppress(actor=SYSTEM, kind="email", value=point.value, reason="complaint")


def unreachable(scene: Scene, number: int) -> None:
    """Confirmed, but the address no longer answers."""
    _person, point = double_opt_in(scene, 400 + number, ("lettre",))
    contacts.mark_unreachable(actor=SYSTEM, point_id=point.pk, why="550 5.1.1 User unknown")


def silent_for_years(scene: Scene, number: int) -> None:
    """No sign for more than three years."""
    double_opt_in(scene, 1150 + number * 10, ("lettre",))


def agreed_to_calls(scene: Scene, number: int) -> None:
    """Also agreed to be called about new software."""
    person, _point = admit(
        scene, source="form", detail="Salon Bois & Habitat, borne", days=40 + number, phone=True
    )
    phone = person.contact_points.get(kind="phone")
    act = says(scene, phone, "nouveautes", State.GIVEN, scene.ago(40 + number), channel="phone")
    ledger.write(actor=Actor.person(), acts=[act])


def informed_professional(scene: Scene, number: int) -> None:
    """A professional told where we had the address from, who did not object."""
    person, _point = admit(
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
    _person, point = admit(
        scene, source="referral", detail="Scierie Vauban", days=90 + number, professional=True
    )
    ledger.object_to(
        actor=Actor.person(), contact_point_id=point.pk, purpose_id=None, channel="email", method=Method.REPLY
    )


def to_inform(scene: Scene, number: int) -> None:
    """Met at a fair, not yet told: the clock of article 14 runs, and has run out for a few."""
    admit(
        scene,
        source="in_person",
        detail="Salon Bois & Habitat, carte de visite",
        days=(5, 12, 18, 24, 29, 33)[number % 6],
        informed=False,
        professional=True,
    )


def generic_address(scene: Scene, number: int) -> None:
    """contact@ is not a person."""
    admit(
        scene,
        source="public",
        detail="site de l’entreprise",
        days=60,
        professional=True,
        address=f"contact@atelier{number}.example.org",
    )


def restricted(scene: Scene, number: int) -> None:
    """Asked that their data be kept but not used (art. 18)."""
    person, _point = double_opt_in(scene, 80 + number, ("lettre",))
    contacts.set_state(actor=SYSTEM, person=person, state=Person.State.RESTRICTED)


def child(scene: Scene, number: int) -> None:
    """Under fifteen, with no agreement of a parent."""
    person, _point = double_opt_in(scene, 15 + number, ("lettre",))
    born = (scene.now - timedelta(days=365 * 13)).date()
    contacts.edit_person(actor=SYSTEM, person=person, changes={"born_on": born})


def shared_address(scene: Scene, number: int) -> None:
    """Two people behind one address, one of whom said no."""
    address = f"famille{number}@example.org"
    _first, yes = admit(scene, source="form", detail="« Recevoir la lettre »", days=70, address=address)
    _second, no = admit(scene, source="form", detail="« Recevoir la lettre »", days=60, address=address)
    ledger.write(actor=Actor.person(), acts=[says(scene, yes, "lettre", State.GIVEN, scene.ago(70))])
    ledger.write(actor=Actor.person(), acts=[says(scene, no, "lettre", State.REFUSED, scene.ago(60))])


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
