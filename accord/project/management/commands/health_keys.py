"""`accord health_keys`: the keys of health, made once and renewed while Accord runs."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from accord.health import rotation
from accord.health.crypto import Unreadable
from accord.health.keyring import KeysMissing
from accord.lib.actor import SYSTEM


class Command(BaseCommand):
    """first: make them where there are none; rotate: a new master key."""

    help = "first: make the keys of health where there are none. rotate: wrap every patient's key by a new master key."

    def add_arguments(self, parser: CommandParser) -> None:
        """Which of the two."""
        parser.add_argument("verb", choices=["first", "rotate"])

    def handle(self, *args: Any, **options: Any) -> None:
        """Do it, and say what to do next."""
        if not settings.ACCORD_HEALTH:
            raise CommandError("There is no database of health here (HEALTH_DATABASE_URL).")
        if options["verb"] == "first":
            rotation.make_first_keys()
            return
        try:
            count = rotation.rotate(actor=SYSTEM)
        except (KeysMissing, Unreadable) as error:
            raise CommandError(str(error)) from error
        self.stdout.write(
            f"{count} keys are wrapped by the new master key. Make a backup now, and keep a copy of "
            f"{settings.HEALTH_KEYS_FILE} apart: what was backed up before no longer opens with it."
        )
