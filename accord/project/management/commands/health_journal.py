"""`accord health_journal`: is the journal of health whole?"""

from typing import Any

from django.core.management.base import BaseCommand

from accord.health import journal
from accord.health.models import JournalLane


class Command(BaseCommand):
    """Walks every line; status 1 when one was changed, taken out or put in."""

    help = "Verify the journal of health, line by line."

    def handle(self, *args: Any, **options: Any) -> None:
        """Verify, then print the heads of the chains, to keep elsewhere and compare."""
        faults = list(journal.verify())
        for fault in faults:
            self.stdout.write(f"wrong  chain {fault.lane}, line {fault.position}: {fault.what}.")
        for lane in JournalLane.objects.order_by("lane"):
            self.stdout.write(f"chain {lane.lane}: {lane.count} lines, {bytes(lane.head).hex()}")
        if faults:
            raise SystemExit(1)
