"""Gives the application's role its rights (part of `accord migrate`)."""

from typing import Any

from django.core.management.base import BaseCommand

from accord.project import grants


class Command(BaseCommand):
    """Called as the owner of the tables."""

    help = "Give the application's role its rights: append-only tables only grow."

    def handle(self, *args: Any, **options: Any) -> None:
        """Grant."""
        grants.grant_all()
