"""What the application's roles may do: everything on their tables, except that append-only ones only grow."""

from django.apps import apps
from django.db import connections, models, transaction
from django.db.backends.utils import CursorWrapper
from psycopg import sql

from accord.health.router import belongs_to
from accord.project import bases, databases
from accord.project.bases import MAIN, Base

EVERYTHING = sql.SQL("SELECT, INSERT, UPDATE, DELETE")


def append_only_tables(base: Base = MAIN) -> list[str]:
    """The tables of `base` whose model says `append_only = True`, sorted."""
    return sorted(
        model._meta.db_table
        for model in apps.get_models()
        if is_append_only(model) and belongs_to(base.alias, model._meta.app_label)
    )


def is_append_only(model: type[models.Model]) -> bool:
    """True when rows of `model` are never changed nor deleted by the application."""
    return bool(getattr(model, "append_only", False))


def grant_all(base: Base = MAIN) -> None:
    """Give the application's role its rights on `base`, from scratch, in one transaction, and close its door to all
    other roles. To be called as the tables' owner.

    Where owner and application are one role (no DATABASE_OWNER_URL), the owner gives up its own right to change
    append-only tables: that protects from mistakes, not from an attacker.
    """
    role = databases.application_role(base)
    with transaction.atomic(using=base.alias), connections[base.alias].cursor() as cursor:
        for statement in _statements(base, role, cursor):
            cursor.execute(statement.as_string(None))


def _statements(base: Base, role: str, cursor: CursorWrapper) -> list[sql.Composed]:
    cursor.execute("SELECT current_user, current_database()")
    me, database = cursor.fetchone()
    if me == role:
        return [_revoke(table, role) for table in append_only_tables(base)]
    return [*_grants(base, role), *bases.closed(database, role)]


def _revoke(table: str, role: str) -> sql.Composed:
    name, who = sql.Identifier(table), sql.Identifier(role)
    return sql.SQL("REVOKE UPDATE, DELETE, TRUNCATE ON {} FROM {}").format(name, who)


def _grants(base: Base, role: str) -> list[sql.Composed]:
    who = sql.Identifier(role)
    closed = append_only_tables(base)
    return [
        sql.SQL("REVOKE ALL ON ALL TABLES IN SCHEMA public FROM {}").format(who),
        sql.SQL("GRANT USAGE ON SCHEMA public TO {}").format(who),
        sql.SQL("GRANT {} ON ALL TABLES IN SCHEMA public TO {}").format(EVERYTHING, who),
        sql.SQL("REVOKE UPDATE, DELETE ON {} FROM {}").format(_list([*closed, "django_migrations"]), who),
        sql.SQL("GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA public TO {}").format(who),
    ]


def _list(tables: list[str]) -> sql.Composed:
    return sql.SQL(", ").join(map(sql.Identifier, tables))
