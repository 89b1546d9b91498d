"""Every change to teams: who stands where, and how far a colleague sees."""

from django.db import transaction
from django.utils.translation import gettext as _

from accord.audit.actions import differences, record
from accord.lib.actor import Actor
from accord.staff.models import Team, User
from accord.staff.queries import team_and_below


class NotPossible(ValueError):
    """A team cannot stand there, or cannot go yet; the message says why."""


@transaction.atomic
def place(*, actor: Actor, user: User, team: Team | None, reach: str) -> None:
    """Put a colleague in a team, and say how far they see."""
    before = {"team": str(user.team or ""), "reach": user.reach}
    user.team, user.reach = team, reach
    user.save(update_fields=["team", "reach"])
    words = differences(before, {"team": str(team or ""), "reach": reach})
    if words:
        record(actor=actor, verb="staff.user.placed", about=user, words=words)


@transaction.atomic
def save_team(*, actor: Actor, team: Team, name: str, parent: Team | None) -> Team:
    """Name a team, and say below which it stands. Raises NotPossible when that would be below itself."""
    list(Team.objects.select_for_update().order_by("pk"))  # two who move teams at once make no circle
    if team.pk and parent and parent.pk in team_and_below(team.pk):
        raise NotPossible(_("A team cannot stand below itself."))
    before = {"name": team.name, "parent": str(team.parent or "")} if team.pk else {}
    verb = "staff.team.changed" if team.pk else "staff.team.created"
    team.name, team.parent = name.strip(), parent
    team.save()
    words = differences(before, {"name": team.name, "parent": str(parent or "")})
    record(actor=actor, verb=verb, about=team, words=words)
    return team


@transaction.atomic
def remove_team(*, actor: Actor, team: Team) -> None:
    """Remove a team nobody is in. Raises NotPossible while it has members or teams below."""
    if User.objects.filter(team=team).exists() or Team.objects.filter(parent=team).exists():
        raise NotPossible(_("Somebody is in this team, or a team stands below it."))
    record(actor=actor, verb="staff.team.removed", about=team, words={"name": (team.name, "")})
    team.delete()
