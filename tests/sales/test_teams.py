"""Own, team, all: nobody sees the work of somebody out of their reach, on any page, whatever the tree of teams."""

from collections.abc import Callable
from datetime import datetime, timedelta
from random import Random
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accord.audit.models import Entry
from accord.lib.actor import SYSTEM
from accord.sales.doing import NewActivity, plan
from accord.sales.leaving import Heirs, NotPossible, leave
from accord.sales.models import Activity, AssignmentRule, Deal, Lead, Stage
from accord.staff import teams
from accord.staff.actions import LastAdministrator
from accord.staff.models import Reach, Team, User
from accord.staff.roles import Role
from tests.sales.conftest import Meet

pytestmark = pytest.mark.django_db
SignedIn = Callable[[User], Client]


def place(user: User, team: Team | None, reach: str) -> User:
    teams.place(actor=SYSTEM, user=user, team=team, reach=reach)
    return user


@pytest.fixture
def house(colleague: Any, meet: Meet) -> dict[str, Any]:
    """North stands above Lille; Nora sees the north, Lou of Lille and Sam of the south see their own."""
    north = teams.save_team(actor=SYSTEM, team=Team(), name="Nord", parent=None)
    lille = teams.save_team(actor=SYSTEM, team=Team(), name="Lille", parent=north)
    south = teams.save_team(actor=SYSTEM, team=Team(), name="Sud", parent=None)
    nora = place(colleague("Nora", Role.SALES), north, Reach.TEAM)
    lou = place(colleague("Lou", Role.SALES), lille, Reach.OWN)
    sam = place(colleague("Sam", Role.SALES), south, Reach.OWN)
    stage = Stage.objects.select_related("pipeline").first()
    assert stage
    made: dict[str, Any] = {"nora": nora, "lou": lou, "sam": sam, "north": north, "lille": lille}
    for name, owner in (("lou", lou), ("sam", sam)):
        person = meet(name.capitalize(), "Client", email=f"{name}@client.example")
        lead = Lead.objects.create(person=person, source="form", owner=owner, subject=f"Piste de {name}")
        deal = Deal.objects.create(
            name=f"Affaire de {name}", pipeline=stage.pipeline, stage=stage, owner=owner, lead=lead
        )
        task = Activity.objects.create(kind="task", subject=f"Tâche de {name}", owner=owner, deal=deal)
        made |= {f"lead_{name}": lead, f"deal_{name}": deal, f"task_{name}": task}
    return made


def seen(user: User) -> set[str]:
    rows = (
        *Lead.objects.visible_to(user),
        *Deal.objects.visible_to(user),
        *Activity.objects.visible_to(user),
    )
    return {getattr(row, "subject", "") or getattr(row, "name", "") for row in rows}


LOU = {"Piste de lou", "Affaire de lou", "Tâche de lou"}
SAM = {"Piste de sam", "Affaire de sam", "Tâche de sam"}


def test_nora_sees_the_teams_below_hers_and_lou_only_what_is_his(house: dict[str, Any]) -> None:
    assert seen(house["nora"]) == LOU
    assert seen(house["lou"]) == LOU
    assert seen(house["sam"]) == SAM
    assert seen(place(house["nora"], None, Reach.ALL)) == LOU | SAM


def test_what_lou_may_not_see_is_not_found_on_any_page_nor_changed_nor_exported(
    house: dict[str, Any], signed_in: SignedIn
) -> None:
    lou = signed_in(house["lou"])
    lead, deal = house["lead_sam"].pk, house["deal_sam"].pk
    for name, pk in (("sales:lead", lead), ("sales:deal", deal), ("sales:edit_deal", deal)):
        assert lou.get(reverse(name, args=[pk])).status_code == 404, name
    for name, pk in (("sales:lead_answered", lead), ("sales:win_deal", deal), ("sales:reopen_deal", deal)):
        assert lou.post(reverse(name, args=[pk])).status_code == 404, name
    for name in ("sales:leads", "sales:deals", "sales:deal_list", "sales:forecast", "sales:export_deals"):
        page = lou.get(reverse(name)).content.decode(errors="replace")
        assert "de sam" not in page, name


def test_the_salesperson_reads_the_lead_of_their_deal_and_not_the_other_way_round(
    house: dict[str, Any], signed_in: SignedIn
) -> None:
    Lead.objects.filter(pk=house["lead_lou"].pk).update(owner=house["sam"])
    assert "Piste de lou" in seen(house["lou"])
    assert "Affaire de lou" not in seen(house["sam"])
    page = signed_in(house["sam"]).get(reverse("sales:lead", args=[house["lead_lou"].pk]))
    assert page.status_code == 200 and "Affaire de lou" not in page.content.decode()


def test_the_record_of_a_person_keeps_silent_about_what_others_did(
    house: dict[str, Any], signed_in: SignedIn
) -> None:
    ada = house["lead_sam"].person
    Activity.objects.filter(pk=house["task_sam"].pk).update(person=ada, done_at=timezone.now())
    address = reverse("desk:person", args=[ada.pk])
    for name, is_told in (("sam", True), ("lou", False)):
        page = signed_in(house[name]).get(address).content.decode()
        assert ("Tâche de sam" in page) == is_told and ("Affaire de sam" in page) is False, name


def test_what_is_nobodys_is_seen_by_whoever_gives_it_out(
    house: dict[str, Any], colleague: Any, meet: Meet
) -> None:
    Lead.objects.create(person=meet("Ada", email="ada@client.example"), source="form", subject="À personne")
    ines = place(colleague("Ines", Role.INSIDE_SALES), None, Reach.OWN)
    assert seen(ines) == {"À personne"}
    assert "À personne" not in seen(house["lou"])


@pytest.mark.parametrize("seed", range(8))
def test_whatever_the_tree_nobody_sees_beyond_their_reach_and_everybody_sees_within_it(
    seed: int, colleague: Any, meet: Meet
) -> None:
    """The tree is walked upwards here: a record is within reach when a team of its owner leads up to mine."""
    random = Random(seed)
    made: list[Team] = []
    for number in range(random.randrange(1, 8)):
        parent = random.choice([None, *made])
        made.append(teams.save_team(actor=SYSTEM, team=Team(), name=f"T{number}", parent=parent))
    people = [
        place(colleague(f"C{number}", Role.SALES), random.choice([None, *made]), random.choice(Reach.values))
        for number in range(7)
    ]
    asker = meet("Ada", email="ada@client.example")
    for owner in people:
        Lead.objects.create(person=asker, source="form", owner=owner, subject=owner.name)
    for user in people:
        expected = {owner.name for owner in people if is_within(user, owner)}
        assert {lead.subject for lead in Lead.objects.visible_to(user)} == expected


def is_within(user: User, owner: User) -> bool:
    if owner == user or user.reach == Reach.ALL:
        return True
    team = owner.team
    while user.reach == Reach.TEAM and user.team and team:
        if team == user.team:
            return True
        team = team.parent
    return False


# Teams


def test_a_team_never_stands_below_itself(house: dict[str, Any]) -> None:
    with pytest.raises(teams.NotPossible):
        teams.save_team(actor=SYSTEM, team=house["north"], name="Nord", parent=house["lille"])


def test_a_team_with_somebody_in_it_or_below_it_stays(house: dict[str, Any]) -> None:
    for team in (house["north"], house["lille"]):
        with pytest.raises(teams.NotPossible):
            teams.remove_team(actor=SYSTEM, team=team)


def test_alice_makes_a_team_and_places_a_colleague_who_must_be_in_it_to_see_it(
    alice: User, bob: User, signed_in: SignedIn
) -> None:
    client = signed_in(alice)
    assert client.post(reverse("staff:new_team"), {"name": "Est"}).status_code == 302
    team = Team.objects.get()
    page, said = (
        reverse("staff:colleague", args=[bob.pk]),
        {"name": "Bob", "roles": ["sales"], "reach": "team"},
    )
    assert client.post(page, said).status_code == 422
    assert client.post(page, {**said, "team": team.pk}).status_code == 302
    bob.refresh_from_db()
    assert (bob.team, bob.reach, bob.is_active) == (team, "team", True)
    assert Entry.objects.filter(verb="staff.user.placed", about_id=str(bob.pk)).exists()
    for name, args in (("staff:teams", []), ("staff:team", [team.pk]), ("staff:colleagues", [])):
        assert client.get(reverse(name, args=args)).status_code == 200
    assert client.post(reverse("staff:remove_team", args=[team.pk])).status_code == 302
    assert Team.objects.exists()


# Leaving


def test_lou_leaves_and_what_he_had_to_do_goes_to_those_who_stay_at_once(
    house: dict[str, Any], alice: User, signed_in: SignedIn
) -> None:
    lou, sam = house["lou"], house["sam"]
    rule = AssignmentRule.objects.create(name="Nord")
    rule.colleagues.add(lou)
    closed = Deal.objects.create(
        name="Gagnée",
        pipeline=house["deal_lou"].pipeline,
        stage=house["deal_lou"].stage,
        owner=lou,
        state="won",
    )
    client, page = signed_in(alice), reverse("sales:leaving", args=[lou.pk])
    assert client.get(page).status_code == 200
    assert client.post(page, {"leads": "", "deals": sam.pk}).status_code == 422
    lou.refresh_from_db()
    assert lou.is_active
    said = {"leads": "", "deals": sam.pk, "activities": house["nora"].pk}
    assert client.post(page, said).status_code == 302
    for one in (lou, *(house[f"{kind}_lou"] for kind in ("lead", "deal", "task")), closed):
        one.refresh_from_db()
    assert not lou.is_active and closed.owner == lou and not rule.colleagues.exists()
    owners = [house[f"{kind}_lou"].owner for kind in ("lead", "deal", "task")]
    assert owners == [None, sam, house["nora"]]
    facts = Entry.objects.get(verb="sales.work.handed_on").facts
    assert facts["moved"]["deals"] == [house["deal_lou"].pk] and facts["to"]["deals"] == sam.pk


def meeting(owner: User, subject: str, at: datetime) -> Activity:
    return plan(actor=SYSTEM, new=NewActivity("meeting", subject, owner_id=owner.pk, due_at=at))


def test_a_meeting_at_an_hour_already_taken_is_given_to_somebody_free_or_said_to_be_placed(
    house: dict[str, Any], alice: User, signed_in: SignedIn
) -> None:
    lou, nora, sam = house["lou"], house["nora"], house["sam"]
    at = timezone.now() + timedelta(days=2)
    first, second, third = (
        meeting(lou, subject, at + timedelta(hours=hours))
        for subject, hours in (("Atelier", 0), ("Visite", 1), ("Bilan", 5))
    )
    for owner, hours in ((nora, 0.25), (nora, 1), (sam, 0)):
        meeting(owner, "Autre", at + timedelta(hours=hours))
    client, page = signed_in(alice), reverse("sales:leaving", args=[lou.pk])
    said = {"leads": "", "deals": sam.pk, "activities": nora.pk}
    asked = client.post(page, said)
    assert asked.status_code == 422
    assert list(asked.context["form"].errors) == [f"meeting-{first.pk}", f"meeting-{second.pk}"]
    said |= {f"meeting-{first.pk}": sam.pk, f"meeting-{second.pk}": sam.pk}
    taken = client.post(page, said)
    assert list(taken.context["form"].errors) == [f"meeting-{first.pk}"]  # Sam has one at that hour too
    assert User.objects.get(pk=lou.pk).is_active
    assert client.post(page, {**said, f"meeting-{first.pk}": "both"}).status_code == 302
    owners = [Activity.objects.get(pk=one.pk).owner for one in (first, second, third)]
    assert owners == [nora, sam, nora]
    assert "Atelier" in Activity.objects.get(owner=nora, kind="task", subject__startswith="À placer").subject


def test_nothing_moves_when_a_deal_would_be_nobodys(house: dict[str, Any]) -> None:
    with pytest.raises(NotPossible):
        leave(actor=SYSTEM, user=house["lou"], heirs=Heirs(leads=house["sam"]))
    assert Lead.objects.filter(owner=house["lou"]).exists()


def test_the_last_administrator_does_not_leave(alice: User) -> None:
    User.objects.exclude(pk=alice.pk).delete()
    with pytest.raises(LastAdministrator):
        leave(actor=SYSTEM, user=alice, heirs=Heirs())


def test_somebody_who_leaves_with_nothing_to_do_is_closed_with_one_button(
    alice: User, bob: User, signed_in: SignedIn
) -> None:
    assert signed_in(alice).post(reverse("sales:leaving", args=[bob.pk])).status_code == 302
    bob.refresh_from_db()
    assert not bob.is_active
    page = signed_in(alice).get(reverse("staff:colleague", args=[bob.pk]))
    assert page.status_code == 200 and 'name="is_active"' in page.content.decode()
