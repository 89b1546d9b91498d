"""Several terminals: statements 25 to 30 (2025-131)."""

from accord.cookies.statements.banner import folded
from accord.cookies.statements.results import Finding, Uncheckable, statement, wrong
from accord.cookies.statements.suite import Suite


def must_follow(suite: Suite) -> None:
    """Raises Uncheckable on a site whose choices do not follow accounts."""
    if not suite.site.follows_accounts:
        raise Uncheckable("Choices do not follow accounts on this site.")


@statement(25)
def only_signed_in(suite: Suite) -> Finding:
    """Whoever has not signed in leaves nothing but the choice."""
    must_follow(suite)
    with suite.visitor() as visitor:
        visitor.refuse()
        found = [f"stored: {name}" for name in visitor.stored()]
        return wrong(visitor.where, found, "signed out, a browser keeps its own choice and nothing else")


@statement(27)
def announced(suite: Suite) -> Finding:
    """The first layer says that the choice follows the account."""
    must_follow(suite)
    with suite.visitor() as visitor:
        visitor.open()
        visitor.must_ask()
        words = suite.site.account_words
        found = [] if words and folded(words) in folded(visitor.text()) else ["not said on the first layer"]
        return wrong(visitor.where, found, words)


def needs_an_account(suite: Suite) -> Finding:
    """What only somebody who signs in on two terminals sees."""
    must_follow(suite)
    raise Uncheckable("It takes somebody who signs in to this site on two terminals.")


for number in (26, 28, 29, 30):
    statement(number)(needs_an_account)
