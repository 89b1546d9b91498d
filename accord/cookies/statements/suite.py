"""What every check is given: a site, a browser, and what the site's records say where they are ours."""

from collections.abc import Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from accord.cookies.statements.asked import Asked
from accord.cookies.statements.visitor import Visitor, visiting

if TYPE_CHECKING:
    from playwright.sync_api import Browser


@dataclass(frozen=True)
class Published:
    """One version of a banner: what it asked (each purpose with each third party), and what an answer to it answers."""

    number: int
    asked: frozenset[tuple[str, str]]
    ask: str


@dataclass(frozen=True)
class Suite:
    """A site and a browser to visit it with.

    scripts: visitors let scripts run; versions: those published, in order, where they are known; how: more of a
    Playwright context.
    """

    site: Asked
    browser: "Browser"
    scripts: bool = True
    versions: Sequence[Published] = ()
    how: dict[str, Any] = field(default_factory=dict)

    def visitor(self) -> AbstractContextManager[Visitor]:
        """A new one: each check has visitors of its own."""
        return visiting(self.site, self.browser, java_script_enabled=self.scripts, **self.how)
