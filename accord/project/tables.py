"""The tables of both databases, brought up to date by their owner, and what the application may do there."""

from collections.abc import Iterator
from pathlib import Path
from pkgutil import iter_modules

from django.apps import apps
from django.core.management import call_command
from django.db import OperationalError, connections
from django.db.migrations.recorder import MigrationRecorder

from accord.health.router import belongs_to
from accord.project import databases, grants
from accord.project.bases import HEALTH, MAIN, Base
from accord.project.children import CannotRun

QUIETLY = ["--verbosity", "0"]


def bring_up(arguments: list[str]) -> None:
    """Migrate as the owner, then give the application's roles their rights. Raises CannotRun.

    arguments: those of Django's `migrate`; with the name of an app, only the database of that app.
    """
    app = next((word for word in arguments if not word.startswith("-") and not word.isdigit()), "")
    for base in databases.kept():
        if not app or belongs_to(base.alias, app):
            _bring_up(base, arguments)


def _bring_up(base: Base, arguments: list[str]) -> None:
    _refuse_old_or_silent(base)
    if arguments != QUIETLY or is_behind(base):
        only = ["health"] if base == HEALTH and "health" not in arguments else []
        call_command("migrate", *only, *arguments, database=base.alias)
    if base == HEALTH:
        call_command("health_keys", "first")
    else:
        call_command("createcachetable", verbosity=0)
    grants.grant_all(base)


def is_behind(base: Base) -> bool:
    """True when a migration waits. Only names are compared: a house that is up to date starts without reading what
    each migration did.
    """
    applied = MigrationRecorder(connections[base.alias]).applied_migrations()
    return any(migration not in applied for migration in _migrations(base))


def _migrations(base: Base) -> Iterator[tuple[str, str]]:
    for app in apps.get_app_configs():
        if base == MAIN or belongs_to(base.alias, app.label):
            for module in iter_modules([str(Path(app.path) / "migrations")]):
                yield app.label, module.name


def _refuse_old_or_silent(base: Base) -> None:
    """Raises CannotRun when the database does not answer, or is older than what Accord is tested on."""
    try:
        major = databases.server_major(base)
    except OperationalError as error:
        named = "The database" if base == MAIN else "The database of health"
        raise CannotRun(f"{named} does not answer: {str(error).strip()}") from error
    if major < databases.OLDEST:
        raise CannotRun(f"This is PostgreSQL {major}: Accord needs {databases.OLDEST} or later.")
