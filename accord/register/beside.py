"""What apps above show beside a purpose: they know whom it reaches and where it serves, the register does not."""

from collections.abc import Callable
from typing import Any

from accord.register.models import Purpose

Beside = Callable[[Purpose, Any], "tuple[str, dict[str, Any]] | None"]
_found: list[Beside] = []


def show_beside(part: Beside) -> None:
    """Show the template that `part` names, with its context, beside a purpose; None shows nothing to this colleague."""
    _found.append(part)


def beside(purpose: Purpose, user: Any) -> list[tuple[str, dict[str, Any]]]:
    """(template, context) of everything to show `user` beside `purpose`, in order."""
    return [shown for part in _found if (shown := part(purpose, user))]
