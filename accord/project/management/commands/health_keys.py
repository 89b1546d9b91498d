"""`accord health_keys`: the keys of health, made once and renewed while Accord runs."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from accord.health import reindexing, rotation
from accord.health.crypto import Unreadable
from accord.health.keyring import KeysMissing
from accord.lib.actor import SYSTEM

SAID = {
    "rotate": "{count} keys are wrapped by the new master key. Make a backup now, and keep a copy of {file} apart: "
    "what was backed up before no longer opens with it.",
    "index": "{count} records are found by the new key. Make a backup now, and keep a copy of {file} apart: "
    "in what was backed up before, nobody is found with it.",
}


class Command(BaseCommand):
    """first: make them where there are none; rotate: a new master key; index: a new key of what finds patients."""

    help = (
        "first: make the keys of health where there are none. rotate: wrap every patient's key by a new master key. "
        "index: make what patients are found by anew, with a new key."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        """Which of the three."""
        parser.add_argument("verb", choices=["first", "rotate", "index"])

    def handle(self, *args: Any, **options: Any) -> None:
        """Do it, and say what to do next."""
        if not settings.ACCORD_HEALTH:
            raise CommandError("There is no database of health here (HEALTH_DATABASE_URL).")
        if options["verb"] == "first":
            rotation.make_first_keys()
            return
        renew = rotation.rotate if options["verb"] == "rotate" else reindexing.renew
        try:
            count = renew(actor=SYSTEM)
        except (KeysMissing, Unreadable) as error:
            raise CommandError(str(error)) from error
        self.stdout.write(SAID[options["verb"]].format(count=count, file=settings.HEALTH_KEYS_FILE))
