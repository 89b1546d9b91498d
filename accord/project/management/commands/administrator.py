"""`accord administrator`: the first colleague of a house without demonstration."""

import sys
from getpass import getpass
from typing import Any

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import transaction

from accord.lib.actor import SYSTEM
from accord.staff.actions import welcome
from accord.staff.models import User
from accord.staff.roles import Role


class Command(BaseCommand):
    """Asks for a password at the terminal, twice; from a script, it is the first line of what is piped in."""

    help = "Welcome an administrator: accord administrator MAIL NAME"

    def add_arguments(self, parser: CommandParser) -> None:
        """Who."""
        parser.add_argument("email")
        parser.add_argument("name")

    def handle(self, *args: Any, **options: Any) -> None:
        """Create the colleague, who can sign in at once."""
        email, name = str(options["email"]), str(options["name"])
        if User.objects.filter(email=email.strip().lower()).exists():
            raise CommandError(f"{email} already works here.")
        password = self._ask(User(email=email, name=name))
        with transaction.atomic():
            user = welcome(actor=SYSTEM, email=email, name=name, roles=[Role.ADMINISTRATOR])
            user.set_password(password)
            user.save(update_fields=["password"])
        self.stdout.write(f"{name} can sign in as {user.email}.")

    def _ask(self, user: User) -> str:
        password = self._typed() if sys.stdin.isatty() else sys.stdin.readline().rstrip("\n")
        try:
            validate_password(password, user)
        except ValidationError as error:
            raise CommandError(" ".join(error.messages)) from error
        return password

    def _typed(self) -> str:
        password = getpass("Password: ")
        if password != getpass("Once more: "):
            raise CommandError("The two passwords differ; nothing was done.")
        return password
