"""`accord statements ADDRESS`: the CNIL's thirty statements, checked by a browser on any site."""

from argparse import ArgumentParser
from dataclasses import replace
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from accord.cookies import publishing
from accord.cookies.models import Site
from accord.cookies.statements import STATEMENTS, Asked, Suite, Verdict, check_all
from accord.cookies.statements.words import in_words
from accord.cookies.visits import looking, scanning

WORDS = {Verdict.PASSES: "holds", Verdict.FAILS: "DOES NOT HOLD", Verdict.UNCHECKABLE: "not checked"}


class Command(BaseCommand):
    """Prints each statement with what was seen; status 1 when one does not hold."""

    help = "Check the CNIL's thirty statements on a site, by its address."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Which pages, and what else is known."""
        parser.add_argument(
            "pages", nargs="+", metavar="ADDRESS", help="pages of the site, the first one first"
        )
        parser.add_argument(
            "--site", default="", help="the code of a site declared here: its banner is known"
        )
        parser.add_argument("--sign-in", default="", help="an address that signs in an account kept for this")
        parser.add_argument("--sign-out", default="", help="the address that signs it out")
        parser.add_argument("--without-scripts", action="store_true", help="visitors let no script run")

    def handle(self, *args: Any, **options: Any) -> None:
        """Check, one after the other."""
        asked = _asked(options)
        failing = 0
        try:
            with looking.a_browser() as browser:
                for one in check_all(Suite(asked, browser, scripts=not options["without_scripts"])):
                    self.stdout.write(f"{one.number:2}  {WORDS[one.verdict]:13}  {STATEMENTS[one.number]}")
                    for line in one.evidence:
                        self.stdout.write(f"{'':19}{in_words(line)}")
                    failing += one.verdict == Verdict.FAILS
        except looking.Unable as reason:
            raise CommandError(str(reason)) from reason
        if failing:
            raise SystemExit(1)


def _asked(options: dict[str, Any]) -> Asked:
    """The site as the checks are told of it. Raises CommandError for a code that is none."""
    doors = {"sign_in": options["sign_in"], "sign_out": options["sign_out"]}
    follows = bool(options["sign_in"])
    if not options["site"]:
        return Asked(addresses=tuple(options["pages"]), follows_accounts=follows, **doors)
    site = Site.objects.filter(code=options["site"]).first()
    version = publishing.latest(site) if site else None
    if site is None or version is None:
        raise CommandError(f"No site with a published banner is called {options['site']!r}.")
    return replace(scanning.described(site, version.snapshot, options["pages"]), **doors)
