"""Who sees which leads, deals and activities: every list, page, board and address of the API asks here."""

from typing import Self, TypeVar

from django.db import models

from accord.staff.models import User

Row = TypeVar("Row", bound=models.Model)


class Seen(models.QuerySet[Row]):
    """Rows of a table of the sales team."""

    def visible_to(self, user: User) -> Self:
        """Those that `user` may see: everything, for whoever may read sales."""
        return self.all() if user.may("sales.read") else self.none()
