"""Several terminals: statements 25 to 30 (2025-131)."""

from accord.cookies.statements.results import Uncheckable
from accord.cookies.statements.suite import Suite


def must_follow(suite: Suite) -> None:
    """Raises Uncheckable on a site whose choices do not follow accounts."""
    if not suite.site.follows_accounts:
        raise Uncheckable("Choices do not follow accounts on this site.")
