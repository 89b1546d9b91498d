"""The two databases of a house: contacts and the rest in one, health in the other, each with its own two roles."""

from dataclasses import dataclass

import psycopg
from psycopg import sql


@dataclass(frozen=True, slots=True)
class Base:
    """One database. alias: Django's name for it; name: that of the embedded server; owner: the role that owns its
    tables; application: the role Accord signs in with; setting: the environment variable of one's own.
    """

    alias: str
    name: str
    owner: str
    application: str
    setting: str

    @property
    def owner_setting(self) -> str:
        """The environment variable of the owner's address."""
        return self.setting.replace("_URL", "_OWNER_URL")


MAIN = Base("default", "accord", "accord_owner", "accord", "DATABASE_URL")
HEALTH = Base("health", "accord_health", "health_owner", "health", "HEALTH_DATABASE_URL")
BASES = (MAIN, HEALTH)
ROLES = tuple(role for base in BASES for role in (base.owner, base.application))


def complete(address: str) -> None:
    """Make the roles and databases a server lacks; whatever is there is left alone. `address`: as its superuser.

    A data folder of an Accord that knew one database only gains the second this way.
    """
    with psycopg.connect(address, autocommit=True) as server:
        roles = {row[0] for row in server.execute("SELECT rolname FROM pg_roles")}
        names = {row[0] for row in server.execute("SELECT datname FROM pg_database")}
        for base in BASES:
            for statement in [*_roles(base, roles), *_database(base, names)]:
                server.execute(statement)


def _roles(base: Base, known: set[str]) -> list[sql.Composed]:
    owner, application = sql.Identifier(base.owner), sql.Identifier(base.application)
    missing = [role for role in (base.owner, base.application) if role not in known]
    made = [sql.SQL("CREATE ROLE {} LOGIN").format(sql.Identifier(role)) for role in missing]
    lent = sql.SQL("GRANT {} TO {} WITH INHERIT FALSE, SET TRUE").format(application, owner)
    return [*made, lent] if made else []


def _database(base: Base, known: set[str]) -> list[sql.Composed]:
    name = sql.Identifier(base.name)
    if base.name in known:
        return []
    return [
        sql.SQL("CREATE DATABASE {} OWNER {}").format(name, sql.Identifier(base.owner)),
        *closed(base.name, base.application),
    ]


def closed(database: str, role: str) -> list[sql.Composed]:
    """The statements that let nobody but `role` (and the owner) into `database`: the wall between the two."""
    name = sql.Identifier(database)
    return [
        sql.SQL("REVOKE CONNECT, TEMPORARY ON DATABASE {} FROM PUBLIC").format(name),
        sql.SQL("GRANT CONNECT, TEMPORARY ON DATABASE {} TO {}").format(name, sql.Identifier(role)),
    ]
