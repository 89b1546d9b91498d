"""Django's DATABASES from DATABASE_URL, or the embedded PostgreSQL when there is none."""

import os
import sys
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

from django.db import connection

from accord.project import embedded, environment, places

AS_OWNER = "ACCORD_AS_OWNER"  # set by our own commands in their process, never by people
WITHOUT_DATABASE = "ACCORD_WITHOUT_DATABASE"

OLDEST = 16  # the oldest major version of PostgreSQL Accord is tested on


def server_major() -> int:
    """The major version of the PostgreSQL we are connected to. Raises OperationalError when it does not answer."""
    with connection.cursor() as cursor:
        cursor.execute("SHOW server_version_num")
        return int(cursor.fetchone()[0]) // 10_000


def cluster() -> embedded.Cluster:
    """The embedded PostgreSQL of this installation, started or not."""
    return embedded.Cluster(places.database_folder())


def is_embedded() -> bool:
    """True when no database of one's own is named."""
    return not environment.text("DATABASE_URL")


def url(*, as_owner: bool = False) -> str:
    """The address of the database for the application, or for the owner of its tables."""
    if is_embedded():
        return cluster().url(embedded.OWNER if as_owner else embedded.APPLICATION)
    own = environment.text("DATABASE_URL")
    return (environment.text("DATABASE_OWNER_URL") or own) if as_owner else own


def application_role() -> str:
    """The name of the role the application signs in with."""
    return parse(environment.text("DATABASE_URL"))["USER"] if not is_embedded() else embedded.APPLICATION


def parse(address: str) -> dict[str, Any]:
    """A `postgresql://user:password@host:port/name?option=value` address as an entry of Django's DATABASES.

    Raises SettingError when it is not one.
    """
    parts = urlsplit(address)
    if parts.scheme not in ("postgres", "postgresql") or not parts.path.strip("/"):
        raise environment.SettingError(
            "DATABASE_URL must look like postgresql://user:password@host:5432/name."
        )
    options: dict[str, Any] = dict(parse_qsl(parts.query))
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(parts.path.strip("/")),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": options.pop("host", "") or parts.hostname or "",
        "PORT": str(parts.port or ""),
        "OPTIONS": options,
    }


def from_environment() -> dict[str, dict[str, Any]]:
    """DATABASES: as the owner in `accord migrate` and in tests, as the application's role everywhere else.

    The application keeps as many connections as it has threads.
    """
    if is_embedded() and environment.text("DATABASE_OWNER_URL"):
        raise environment.SettingError("DATABASE_OWNER_URL has no effect without DATABASE_URL.")
    as_owner = bool(os.environ.get(AS_OWNER))
    entry = parse(url(as_owner=as_owner))
    if os.environ.get(WITHOUT_DATABASE):
        return {"default": {"ENGINE": "django.db.backends.dummy"}}
    if environment.flag("ACCORD_PREPARED"):
        entry["OPTIONS"]["prepare_threshold"] = (
            sys.maxsize
        )  # prepare what asks for it (lib.statements), nothing else
    if not as_owner:
        entry["OPTIONS"]["pool"] = {"min_size": 1, "max_size": environment.number("ACCORD_THREADS", most=64)}
        entry["CONN_HEALTH_CHECKS"] = True  # a database that was restarted costs nobody an error page
    return {"default": entry}
