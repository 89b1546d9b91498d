"""Running the checks, one after the other."""

from collections.abc import Iterable, Iterator

from accord.cookies.statements import accounts, after, banner, before, measuring
from accord.cookies.statements.engine import trouble
from accord.cookies.statements.results import CHECKS, Finding, Result, Uncheckable, Verdict
from accord.cookies.statements.suite import Suite

PARTS = (before, banner, after, measuring, accounts)  # importing them is what fills CHECKS


def check(suite: Suite, number: int) -> Result:
    """Check statement `number`. A page that cannot be reached is uncheckable, not a failure."""
    try:
        found = CHECKS[number](suite)
    except Uncheckable as reason:
        found = Finding(Verdict.UNCHECKABLE, suite.site.home, (str(reason),))
    except trouble() as error:
        found = Finding(Verdict.UNCHECKABLE, suite.site.home, (str(error).splitlines()[0],))
    return Result(number, found.verdict, found.where, list(found.evidence))


def check_all(suite: Suite, numbers: Iterable[int] = ()) -> Iterator[Result]:
    """Check the statements named, all thirty by default, in their order."""
    for number in sorted(numbers or CHECKS):
        yield check(suite, number)
