"""`accord health_journal`: is the journal of health whole? And the end of its old lines, once two people agreed."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import ProgrammingError

from accord.health import journal
from accord.health.actions import cutting
from accord.health.impossible import Impossible
from accord.health.keyring import KeysMissing
from accord.health.models import JournalLane
from accord.lib.actor import SYSTEM
from accord.project.bases import HEALTH

NOT_THE_OWNER = "This role may not delete a line of the journal: name the owner of its tables in {setting}."


class Command(BaseCommand):
    """Walks every line; status 1 when one was changed, taken out or put in. cut: delete what two people agreed to."""

    help = (
        "Verify the journal of health, line by line. cut: delete the lines whose time is over, once a referent "
        "proposed it and a second person confirmed it."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        """Verify, or cut."""
        parser.add_argument("verb", choices=["verify", "cut"], nargs="?", default="verify")

    def handle(self, *args: Any, **options: Any) -> None:
        """Do it, and print the heads of the chains, to keep elsewhere and compare."""
        if not settings.ACCORD_HEALTH:
            raise CommandError("There is no database of health here (HEALTH_DATABASE_URL).")
        faults = list(journal.verify())
        for fault in faults:
            self.stdout.write(f"wrong  chain {fault.lane}, line {fault.position}: {fault.what}.")
        if options["verb"] == "cut":
            self._cut(is_whole=not faults)
        for lane in JournalLane.objects.order_by("lane"):
            self.stdout.write(f"chain {lane.lane}: {lane.count} lines, {bytes(lane.head).hex()}")
        if faults:
            raise SystemExit(1)

    def _cut(self, *, is_whole: bool) -> None:
        if not is_whole:
            raise CommandError(
                "The journal is not whole: nothing was deleted, so that the fault stays to be seen."
            )
        try:
            cut, gone = cutting.carry_out(actor=SYSTEM)
        except (Impossible, KeysMissing) as why:
            raise CommandError(str(why)) from why
        except ProgrammingError as why:
            raise CommandError(NOT_THE_OWNER.format(setting=HEALTH.owner_setting)) from why
        self.stdout.write(
            f"{gone} lines before {cut.before} are deleted, as {cut.by_name} proposed and "
            f"{cut.confirmation.by_name} confirmed. Backups made before still hold them: destroy those too."
        )
