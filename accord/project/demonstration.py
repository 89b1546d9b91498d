"""The demonstration, from outside: when it is loaded, who signs in, and how it is started afresh."""

import subprocess

import psycopg
from django.conf import settings
from django.db import connection, transaction

from accord.audit.actions import record
from accord.audit.models import Entry
from accord.lib.actor import SYSTEM
from accord.project import databases, demo, environment
from accord.project.children import CannotRun, ours
from accord.project.demo import care
from accord.project.demo.house import COLLEAGUES
from accord.staff.models import User

LOADED = "project.demo.loaded"


def first() -> bool:
    """Load the demonstration where it is wanted and nobody works yet; True when this base is a demonstration."""
    if User.objects.exists():
        return is_demonstration()
    if not settings.ACCORD_DEMO:
        return False
    load()
    return True


@transaction.atomic
def load() -> None:
    """Fill an empty base with the fictional house, and remember that it did not come from real people."""
    demo.load()
    if databases.has_health():
        care.load()
    record(actor=SYSTEM, verb=LOADED)


def is_demonstration() -> bool:
    """True when what this base holds came from `load`."""
    return Entry.objects.filter(verb=LOADED).exists()


def afresh() -> None:
    """Erase the demonstration and load it again. Raises CannotRun when the base holds anything else."""
    refuse_real_people()
    for base in databases.kept():
        with psycopg.connect(databases.url(base, as_owner=True)) as owner:
            owner.execute("DROP SCHEMA public CASCADE")
            owner.execute("CREATE SCHEMA public")
    subprocess.run(ours("migrate", "--verbosity", "0"), check=True)
    load()


def refuse_real_people() -> None:
    """Raises CannotRun when anybody works in this base who is not of the demonstration."""
    if _has_tables() and User.objects.exists() and not is_demonstration():
        raise CannotRun("This base does not hold the demonstration: nothing was erased.")


def _has_tables() -> bool:
    return User._meta.db_table in connection.introspection.table_names()


def sign_ins() -> list[str]:
    """One line per colleague of the demonstration: address, password, role; for those of health, what makes the codes
    of their second factor, to type into an authenticator, and the code of the moment.
    """
    password = environment.kept_secret("DEMO_PASSWORD", length=12)
    lines = [f"{email:32} {password}   {', '.join(roles)}" for email, _name, roles in COLLEAGUES]
    if not User.objects.filter(email=care.COLLEAGUES[0][0]).exists():
        return lines
    for email, _name, roles in care.COLLEAGUES:
        lines.append(
            f"{email:32} {password}   {', '.join(roles)}   authenticator key {care.secret_of(email)}"
        )
    return [*lines, "Health asks for a code too: “accord demo --codes” says those of the moment."]


def codes() -> list[str]:
    """The codes of the second factor of each colleague of the demonstration's health part, as of now."""
    return [f"{email:32} {care.code_of(email)}" for email, _name, _roles in care.COLLEAGUES]
