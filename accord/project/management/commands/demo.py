"""`accord demo`: the demonstration, started afresh."""

from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from accord.project import demonstration
from accord.staff.models import User


class Command(BaseCommand):
    """Erases and loads again; with --first, only loads where nobody works yet."""

    help = "Start the demonstration afresh. Refuses to erase a base that holds anything else."

    def add_arguments(self, parser: CommandParser) -> None:
        """One option, which `accord run` uses."""
        parser.add_argument("--first", action="store_true", help="only where nobody works yet")

    def handle(self, *args: Any, **options: Any) -> None:
        """Load, then list who may sign in."""
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
