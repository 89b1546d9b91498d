"""Who sees which leads, deals and activities: every list, page, board and address of the API asks here."""

from typing import ClassVar, Protocol, Self, TypeVar, cast

from django.db import models
from django.db.models import Q

from accord.staff.models import User
from accord.staff.queries import within_reach

Row = TypeVar("Row", bound=models.Model)


class Owned(Protocol):
    """A table that says through whom its rows are seen: paths to colleagues."""

    seen_through: ClassVar[tuple[str, ...]]


class Seen(models.QuerySet[Row]):
    """Rows of a table of the sales team."""

    def visible_to(self, user: User) -> Self:
        """Those that `user` may see: their own, their team's or everybody's, as their reach says.

        What is nobody's yet is seen by whoever may give it to somebody (`leads.qualify`).
        """
        if not user.may("sales.read"):
            return self.none()
        colleagues = within_reach(user)
        if colleagues is None:
            return self.all()
        paths = cast("type[Owned]", self.model).seen_through
        reached = Q(*((f"{path}__in", colleagues) for path in paths), _connector=Q.OR)
        nobodys = Q(*((path, None) for path in paths)) if user.may("leads.qualify") else Q(pk__in=())
        return self.filter(reached | nobodys)
