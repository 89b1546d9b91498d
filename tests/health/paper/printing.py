"""A form ready to be printed: the cast of the tests of paper. Everybody here is invented."""

from datetime import UTC, date, datetime
from typing import Any

from accord.health.paper.content import delivered
from accord.health.paper.layout import Order
from accord.health.paper.sheet import Known

KEY = b"a key for the tests of paper, 32"
FORM = "7Q4K2M9TXB81"
AT = datetime(2026, 11, 23, 9, tzinfo=UTC)
ELODIE = Known(
    birth_name="Lefèvre",
    first_names="Élodie, Marie",
    born_on=date(1981, 3, 4),
    address="12 rue des Lilas, Nantes",
)


def order(**changes: Any) -> Order:
    """An order for the form as delivered, by an invented clinic, with `changes`."""
    usual: dict[str, Any] = {
        "content": delivered(),
        "form": FORM,
        "version": 3,
        "organisation": "Clinique des Tilleuls (fictive)",
        "address": "3 allée des Tilleuls, 44000 Nantes",
        "at": AT,
        "key": KEY,
    }
    return Order(**{**usual, **changes})
