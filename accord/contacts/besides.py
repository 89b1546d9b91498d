"""What apps above show on the page of an organisation."""

from collections.abc import Callable
from typing import Any

from accord.contacts.models import Organisation
from accord.staff.models import User

Panel = Callable[[User, Organisation], tuple[str, Any] | None]
_panels: list[Panel] = []


def show_beside(panel: Panel) -> None:
    """Let an app above add a panel: the name of a template and what it reads as `said`, or None for nothing."""
    _panels.append(panel)


def beside(user: User, organisation: Organisation) -> list[tuple[str, Any]]:
    """The panels that `user` sees on the page of `organisation`."""
    return [found for panel in _panels if (found := panel(user, organisation))]
