"""What the application's role may do: everything on its tables, except that append-only ones only grow."""

from django.apps import apps
from django.db import connection, models, transaction
from psycopg import sql

from accord.project import databases

EVERYTHING = sql.SQL("SELECT, INSERT, UPDATE, DELETE")


def append_only_tables() -> list[str]:
    """The tables whose model says `append_only = True`, sorted."""
    return sorted(model._meta.db_table for model in apps.get_models() if is_append_only(model))


def is_append_only(model: type[models.Model]) -> bool:
    """True when rows of `model` are never changed nor deleted by the application."""
    return bool(getattr(model, "append_only", False))


def grant_all() -> None:
    """Give the application's role its rights, from scratch, in one transaction. To be called as the tables' owner.

    Where owner and application are one role (no DATABASE_OWNER_URL), the owner gives up its own right to change
    append-only tables: that protects from mistakes, not from an attacker.
    """
    role = databases.application_role()
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT current_user")
        if cursor.fetchone()[0] == role:
            statements = [_revoke(table, role) for table in append_only_tables()]
        else:
            statements = list(_grants(role))
        for statement in statements:
            cursor.execute(statement.as_string(None))


def _revoke(table: str, role: str) -> sql.Composed:
    name, who = sql.Identifier(table), sql.Identifier(role)
    return sql.SQL("REVOKE UPDATE, DELETE, TRUNCATE ON {} FROM {}").format(name, who)


def _grants(role: str) -> list[sql.Composed]:
    who = sql.Identifier(role)
    closed = append_only_tables()
    return [
        sql.SQL("REVOKE ALL ON ALL TABLES IN SCHEMA public FROM {}").format(who),
        sql.SQL("GRANT USAGE ON SCHEMA public TO {}").format(who),
        sql.SQL("GRANT {} ON ALL TABLES IN SCHEMA public TO {}").format(EVERYTHING, who),
        sql.SQL("REVOKE UPDATE, DELETE ON {} FROM {}").format(_list([*closed, "django_migrations"]), who),
        sql.SQL("GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA public TO {}").format(who),
    ]


def _list(tables: list[str]) -> sql.Composed:
    return sql.SQL(", ").join(map(sql.Identifier, tables))
