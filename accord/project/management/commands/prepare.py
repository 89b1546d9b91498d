"""`accord prepare`: what `accord run` needs before its other processes start."""

from typing import Any

from django.core.management.base import BaseCommand

from accord.project import demonstration, laying, tables
from accord.project.supervisor import NOBODY
from accord.staff.models import User


class Command(BaseCommand):
    """As the owner of the tables: tables, rights, style sheets and scripts laid out."""

    requires_system_checks: list[str] = []  # settings were looked at before; the rest is for developers
    help = "Bring tables and static files up to date, and say who signs in to the demonstration (accord run does it)."

    def handle(self, *args: Any, **options: Any) -> None:
        """Prepare, then tell `accord run` who works here."""
        tables.bring_up(tables.QUIETLY)
        laying.lay_out()
        if not User.objects.exists():
            self.stdout.write(NOBODY)
        elif demonstration.is_demonstration():
            self.stdout.write("\n".join(demonstration.sign_ins()))
