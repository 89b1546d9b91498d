"""`accord demo`: the demonstration, started afresh."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from accord.project import demonstration
from accord.staff.models import User


class Command(BaseCommand):
    """Erases and loads again; with --first, only loads where nobody works yet."""

    requires_system_checks: list[str] = []  # settings were looked at before; the rest is for developers
    help = "Start the demonstration afresh. Refuses to erase a base that holds anything else."

    def add_arguments(self, parser: CommandParser) -> None:
        """One option, which `accord run` uses; another for whoever signs in to health."""
        parser.add_argument("--first", action="store_true", help="only where nobody works yet")
        parser.add_argument(
            "--codes", action="store_true", help="only say the codes of the second factor, as of now"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Load, then list who may sign in."""
        if options["codes"]:
            self._say_codes()
            return
        if options["first"]:
            is_demonstration = demonstration.first()
        else:
            demonstration.afresh()
            is_demonstration = True
        if is_demonstration:
            self.stdout.write("\n".join(demonstration.sign_ins()))
        elif not User.objects.exists():
            self.stderr.write(
                "Nobody works here yet: welcome the first colleague with “accord administrator MAIL NAME”."
            )

    def _say_codes(self) -> None:
        if not demonstration.is_demonstration():
            raise CommandError("This base does not hold the demonstration: nobody’s codes are known here.")
        self.stdout.write("\n".join(demonstration.codes()))
