"""Exempt audience measurement: statements 20 to 24 (cnil.fr, 4 July 2025)."""

import re
from datetime import date

from dateutil.relativedelta import relativedelta
from django.utils import timezone

from accord.cookies.choice_cookie import OBJECTION
from accord.cookies.statements.before import quiet
from accord.cookies.statements.results import Finding, Uncheckable, statement, wrong
from accord.cookies.statements.suite import Suite

OBJECT = re.compile(r"m’opposer|s’opposer|object to|opt out", re.IGNORECASE)
MOST_MONTHS = 25  # of what is measured


def must_measure(suite: Suite) -> None:
    """Raises Uncheckable on a site that measures nothing without consent."""
    if not suite.site.measures:
        raise Uncheckable("This site measures nothing without consent.")


@statement(20)
def alone(suite: Suite) -> Finding:
    """Measuring calls nobody else, and its tracker is kept for this host alone."""
    must_measure(suite)
    with suite.visitor() as visitor:
        visitor.walk()
        shared = [
            f"kept for all of {one['domain']}: {one['name']}"
            for one in visitor.cookies()
            if suite.site.is_exempt(one["name"]) and one["domain"].startswith(".")
        ]
        return wrong(
            visitor.where, [*quiet(visitor), *shared], "no third party, nothing shared with other hosts"
        )


@statement(21)
def objecting(suite: Suite) -> Finding:
    """The page of third parties tells of it, with a way to object."""
    must_measure(suite)
    if not suite.site.public:
        raise Uncheckable("Where this site tells of its measurement is not known.")
    with suite.visitor() as visitor:
        visitor.open(f"{suite.site.public}/")
        where = visitor.where
        ways = visitor.page.locator("button, a, input[type=submit]").filter(has_text=OBJECT).count()
        found = [] if ways else ["no way to object"]
        visitor.open(f"{suite.site.home}#{OBJECTION.replace('_', '-')}-no")
        visitor.requests.clear()
        visitor.walk()
        counted = f"{suite.site.public}/visit"
        found += [
            f"{visitor.where}: counted after an objection" for one in visitor.requests if one == counted
        ]
        return wrong(where, found, "a way to object is there, and whoever objected is not counted")


@statement(22)
def tracker_ends(suite: Suite) -> Finding:
    """No exempt tracker lives longer than thirteen months, and a second visit leaves its end where it was."""
    must_measure(suite)
    with suite.visitor() as visitor:
        visitor.open()
        first = {one["name"]: one["expires"] for one in visitor.cookies()}
        now = visitor.page.evaluate("Date.now()") / 1000
        visitor.walk()
        second = {one["name"]: one["expires"] for one in visitor.cookies()}
    found = [f"a visit prolongs {name}" for name, end in first.items() if second.get(name, end) > end + 1]
    found += [
        f"{name}: {(end - now) / 86_400:.0f} days"
        for name, end in second.items()
        if end - now > suite.site.most_days * 86_400
    ]
    return wrong(suite.site.home, found, ", ".join(second) or "no tracker at all")


@statement(23)
def data_ends(suite: Suite) -> Finding:
    """What is kept of it, as the records say."""
    must_measure(suite)
    if not suite.site.measure_months:
        raise Uncheckable("How long the figures are kept is not known.")
    found = [f"{suite.site.measure_months} months"] if suite.site.measure_months > MOST_MONTHS else []
    return wrong(suite.site.home, found, f"{suite.site.measure_months} months")


@statement(24)
def reviewed(suite: Suite) -> Finding:
    """When the two lives were last looked at, as the records say: since what is kept today began to be."""
    must_measure(suite)
    if not suite.site.measure_reviewed:
        raise Uncheckable("When this was last reviewed is not known.")
    day = date.fromisoformat(suite.site.measure_reviewed)
    is_old = day + relativedelta(months=MOST_MONTHS) < timezone.localdate()
    return wrong(suite.site.home, [f"not reviewed since {day}"] if is_old else [], f"reviewed on {day}")
