"""Exempt audience measurement: statements 20 to 24 (cnil.fr, 4 July 2025)."""

from accord.cookies.statements.results import Uncheckable
from accord.cookies.statements.suite import Suite


def must_measure(suite: Suite) -> None:
    """Raises Uncheckable on a site that measures nothing without consent."""
    if not suite.site.measures:
        raise Uncheckable("This site measures nothing without consent.")
