"""The CNIL's thirty statements on cookies, each a check a browser can make on any site.

`check_all(Suite(site, browser))` visits the site as people do and says of each statement whether it passes, fails or
cannot be checked, where, and on what evidence. Nothing here knows a model: a site of ours is described by
`asked.of_snapshot`, any other by its address. Playwright is not needed to import this, only to give it a browser.

Sources of the statements: CNIL, délibérations 2020-091 and 2020-092 (17 September 2020) and 2025-131 (18 December
2025); « Cookies : solutions pour les outils de mesure d’audience » (4 July 2025); its sanctions where one made a rule
plain.
"""

from accord.cookies.statements.asked import Asked, of_snapshot
from accord.cookies.statements.results import Result, Verdict
from accord.cookies.statements.running import check, check_all
from accord.cookies.statements.suite import Published, Suite
from accord.cookies.statements.texts import STATEMENTS

__all__ = [
    "STATEMENTS",
    "Asked",
    "Published",
    "Result",
    "Suite",
    "Verdict",
    "check",
    "check_all",
    "of_snapshot",
]
