"""Django's DATABASES from DATABASE_URL and HEALTH_DATABASE_URL, or the embedded PostgreSQL when there is none."""

import os
import sys
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

from django.db import connections

from accord.health.patience import Impatient
from accord.project import embedded, environment, places
from accord.project.bases import HEALTH, MAIN, Base

AS_OWNER = "ACCORD_AS_OWNER"  # set by our own commands in their process, never by people
WITHOUT_DATABASE = "ACCORD_WITHOUT_DATABASE"

# The rest does not wait for a server of health that is silent: seconds until it answered, milliseconds unacknowledged.
SOON = {"connect_timeout": 3, "tcp_user_timeout": 5000}
HURRIED: dict[str, Any] = {"timeout": SOON["connect_timeout"] + 1, "connection_class": Impatient}  # its pool
OLDEST = 16  # the oldest major version of PostgreSQL Accord is tested on


def server_major(base: Base = MAIN) -> int:
    """The major version of the PostgreSQL we are connected to. Raises OperationalError when it does not answer."""
    with connections[base.alias].cursor() as cursor:
        cursor.execute("SHOW server_version_num")
        return int(cursor.fetchone()[0]) // 10_000


def cluster() -> embedded.Cluster:
    """The embedded PostgreSQL of this installation, started or not."""
    return embedded.Cluster(places.database_folder())


def is_embedded(base: Base = MAIN) -> bool:
    """True when `base` lies in the embedded PostgreSQL: neither it nor the main one is named by a setting."""
    return not (environment.text(MAIN.setting) or environment.text(base.setting))


def has_health() -> bool:
    """True when there is a database for health: the embedded one, or the one HEALTH_DATABASE_URL names."""
    return is_embedded(HEALTH) or bool(environment.text(HEALTH.setting))


def kept() -> list[Base]:
    """The databases of this installation, the main one first."""
    return [MAIN, HEALTH] if has_health() else [MAIN]


def url(base: Base = MAIN, *, as_owner: bool = False) -> str:
    """The address of `base` for the application, or for the owner of its tables."""
    if is_embedded(base):
        return cluster().url(base.owner if as_owner else base.application, database=base.name)
    own = environment.text(base.setting)
    return (environment.text(base.owner_setting) or own) if as_owner else own


def application_role(base: Base = MAIN) -> str:
    """The name of the role the application signs in with."""
    own = environment.text(base.setting)
    return parse(own, base)["USER"] if own else base.application


def parse(address: str, base: Base = MAIN) -> dict[str, Any]:
    """A `postgresql://user:password@host:port/name?option=value` address as an entry of Django's DATABASES.

    Raises SettingError when it is not one.
    """
    parts = urlsplit(address)
    if parts.scheme not in ("postgres", "postgresql") or not parts.path.strip("/"):
        raise environment.SettingError(
            f"{base.setting} must look like postgresql://user:password@host:5432/name."
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

    The application keeps as many connections as it has threads; those to health are opened when they are needed.
    Raises SettingError where the settings contradict each other.
    """
    entries = {base.alias: _entry(base) for base in kept()}
    _refuse_one_for_both(entries)
    if os.environ.get(WITHOUT_DATABASE):
        return {alias: {"ENGINE": "django.db.backends.dummy"} for alias in ("default", "health")}
    return {"health": {"ENGINE": "django.db.backends.dummy"}, **entries}


def _entry(base: Base) -> dict[str, Any]:
    if environment.text(base.owner_setting) and not environment.text(base.setting):
        raise environment.SettingError(f"{base.owner_setting} has no effect without {base.setting}.")
    as_owner = bool(os.environ.get(AS_OWNER))
    entry = parse(url(base, as_owner=as_owner), base)
    if base == HEALTH:
        entry["OPTIONS"] = {**SOON, **entry["OPTIONS"]}
    if environment.flag("ACCORD_PREPARED"):
        entry["OPTIONS"]["prepare_threshold"] = (
            sys.maxsize
        )  # prepare what asks for it (lib.statements), nothing else
    if not as_owner:
        least = 1 if base == MAIN else 0
        entry["OPTIONS"]["pool"] = {
            "min_size": least,
            "max_size": environment.number("ACCORD_THREADS", most=64),
            **(HURRIED if base == HEALTH else {}),
        }
        entry["CONN_HEALTH_CHECKS"] = True  # a database that was restarted costs nobody an error page
    return entry


def _refuse_one_for_both(entries: dict[str, dict[str, Any]]) -> None:
    places = [(entry["HOST"], entry["PORT"], entry["NAME"]) for entry in entries.values()]
    if len(set(places)) < len(places):
        raise environment.SettingError(
            "HEALTH_DATABASE_URL names the database of DATABASE_URL: health has one of its own."
        )
