"""Reading who works here."""

from collections.abc import Mapping

from django.db.models import Count, Q, QuerySet

from accord.staff.models import Reach, Team, User
from accord.staff.roles import CAPABILITIES


def colleagues() -> QuerySet[User]:
    """Everybody who works here, active ones first, by name."""
    return User.objects.select_related("team").order_by("-is_active", "name", "email")


def holding(capability: str) -> QuerySet[User]:
    """The active colleagues one of whose roles holds `capability`, by name."""
    roles = [role.value for role, held in CAPABILITIES.items() if capability in held]
    return User.objects.filter(is_active=True, roles__overlap=roles).order_by("name", "email")


def within_reach(user: User) -> list[int] | None:
    """The colleagues whose work `user` sees, past ones included; None when it is everybody's."""
    if user.reach == Reach.ALL:
        return None
    if user.reach == Reach.OWN or user.team_id is None:
        return [user.pk]
    teams = team_and_below(user.team_id)
    return list(
        User.objects.filter(Q(team__in=teams) | Q(pk=user.pk)).order_by("pk").values_list("pk", flat=True)
    )


def team_and_below(team_id: int) -> set[int]:
    """A team with every team that stands below it, however deep."""
    return _below(team_id, dict(Team.objects.values_list("pk", "parent")))


def _below(team_id: int, parents: Mapping[int, int | None]) -> set[int]:
    found, fresh = {team_id}, {team_id}
    while fresh:
        fresh = {pk for pk, parent in parents.items() if parent in fresh} - found
        found |= fresh
    return found


def teams() -> QuerySet[Team]:
    """Every team by name, with how many active colleagues are in it (`people`)."""
    rows = Team.objects.select_related("parent").order_by("name", "pk")
    return rows.annotate(people=Count("members", filter=Q(members__is_active=True)))
