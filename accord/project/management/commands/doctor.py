"""`accord doctor`: what is well, what is weak, what is wrong."""

from typing import Any

from django.core.management.base import BaseCommand

from accord.project.doctor import examine


class Command(BaseCommand):
    """One line a finding; status 1 when something is wrong."""

    help = "Look for what is wrong in this installation."

    def handle(self, *args: Any, **options: Any) -> None:
        """Examine."""
        findings = list(examine())
        for finding in findings:
            self.stdout.write(f"{finding.state:6} {finding.sentence}")
        if any(finding.state == "wrong" for finding in findings):
            raise SystemExit(1)
