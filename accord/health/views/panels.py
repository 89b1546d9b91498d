"""What stands on the page of a patient beside identity and stays: each part of health adds its own.

A panel: its template, and what gives its context for a colleague and a patient; None where it shows nothing.
"""

from collections.abc import Callable
from typing import Any

from accord.health.models import Patient
from accord.health.views import choices, forms, numbers
from accord.staff.models import User

Panel = tuple[str, Callable[[User, Patient], dict[str, Any] | None]]

PANELS: tuple[Panel, ...] = (
    ("health/choices_panel.html", choices.panel),
    ("health/panel_forms.html", forms.beside),
)
BESIDE: tuple[Panel, ...] = (
    ("health/numbers.html", numbers.shown),
    ("health/record_panel.html", choices.links),
)


def drawn(panels: tuple[Panel, ...], user: User, patient: Patient) -> list[tuple[str, dict[str, Any]]]:
    """(template, its context) of each panel this colleague sees."""
    found = [(template, about(user, patient)) for template, about in panels]
    return [(template, context) for template, context in found if context is not None]
