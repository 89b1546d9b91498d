"""What is wrong in this installation, and what is well: facts looked up, each said in one sentence."""

import platform
import shutil
import stat
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from ipaddress import ip_address
from typing import Literal

import django
from django.conf import settings
from django.db import connection, connections
from django.db.migrations.executor import MigrationExecutor

from accord import __version__
from accord.health import keyring, reindexing
from accord.project import databases, grants, places
from accord.project.bases import HEALTH, MAIN, Base

State = Literal["well", "weak", "wrong"]
SPARE = 5  # connections left for accord shell, backups and the person who repairs
AUDIT = "audit_entry"
LITTLE_ROOM = 2 * 1024**3  # bytes


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing looked at: well, weak (works, could be better) or wrong; and the sentence that says it."""

    state: State
    sentence: str


def examine() -> Iterator[Finding]:
    """Every finding, in the order in which one would repair."""
    for look in EXAMINATIONS if AUDIT in connection.introspection.table_names() else WITHOUT_TABLES:
        yield from look()


def _one(query: str, *values: str, base: Base = MAIN) -> str:
    with connections[base.alias].cursor() as cursor:
        cursor.execute(query, values)
        return str(cursor.fetchone()[0])


def versions() -> Iterator[Finding]:
    """Accord, Python, Django, PostgreSQL."""
    major = databases.server_major()
    words = f"Accord {__version__}, Python {platform.python_version()}, Django {django.__version__}, "
    words += f"PostgreSQL {major}."
    if major < databases.OLDEST:
        yield Finding("wrong", f"{words} PostgreSQL must be {databases.OLDEST} or later.")
    else:
        yield Finding("well", words)


def tables() -> Iterator[Finding]:
    """Is every migration applied?"""
    waiting = _waiting(MAIN)
    if waiting:
        yield Finding("wrong", f"{waiting} migrations wait: type “accord migrate”.")
    else:
        yield Finding("well", "The tables are up to date.")


def _waiting(base: Base) -> int:
    executor = MigrationExecutor(connections[base.alias])
    leaves = executor.loader.graph.leaf_nodes("health" if base == HEALTH else None)
    return len(executor.migration_plan(leaves))


def roles() -> Iterator[Finding]:
    """Who owns the tables, and may the application rewrite what must only grow?"""
    owner = _one("SELECT tableowner FROM pg_tables WHERE schemaname = 'public' AND tablename = %s", AUDIT)
    me = _one("SELECT current_user")
    if owner == me:
        yield Finding(
            "weak",
            f"The role “{me}” owns the tables and uses them: ledger and journal are protected against mistakes only. "
            "Two roles (DATABASE_OWNER_URL) protect them against the application itself.",
        )
    loose = [table for table in grants.append_only_tables() if _may_rewrite(table)]
    if loose:
        yield Finding("wrong", f"The application may rewrite {', '.join(loose)}: type “accord migrate”.")
    else:
        yield Finding("well", f"{len(grants.append_only_tables())} append-only tables can only grow.")


def _may_rewrite(table: str, base: Base = MAIN) -> bool:
    return _one("SELECT has_table_privilege(%s, 'UPDATE, DELETE, TRUNCATE')", table, base=base) == "True"


def room_for_connections() -> Iterator[Finding]:
    """Are there connections enough for every thread?"""
    processes = settings.ACCORD_WORKERS + settings.ACCORD_SENDERS
    needed = (processes + 2) * settings.ACCORD_THREADS + SPARE
    if databases.is_embedded(HEALTH):  # the same server: web processes and worker may keep as many to health
        needed += (settings.ACCORD_WORKERS + 1 + bool(settings.HEALTH_MLLP)) * settings.ACCORD_THREADS
    allowed = int(_one("SHOW max_connections")) - int(_one("SHOW superuser_reserved_connections"))
    words = f"Accord may open {needed} connections, PostgreSQL accepts {allowed}"
    if needed > allowed:
        yield Finding("wrong", f"{words}: raise max_connections, or lower ACCORD_WORKERS or ACCORD_THREADS.")
    else:
        yield Finding("well", f"{words}.")


def mail() -> Iterator[Finding]:
    """Where do letters go?"""
    if settings.MAIL_TRANSPORT == "mailbox":
        yield Finding(
            "weak", "Letters go to the mailbox page of Accord and leave for nobody (MAIL_TRANSPORT)."
        )
    else:
        yield Finding(
            "well", f"Letters leave through {settings.MAIL_TRANSPORT}, signed {settings.DEFAULT_FROM_EMAIL}."
        )
    if settings.MAIL_TRANSPORT == "smtp" and not settings.MAIL_RETURN_DOMAIN:
        yield Finding("weak", "Bounces cannot be told apart: MAIL_RETURN_DOMAIN is empty.")


def site() -> Iterator[Finding]:
    """Is the site reached safely?"""
    if settings.HTTPS or settings.SITE.hostname == "localhost":
        yield Finding("well", f"The site is {settings.SITE_URL}.")
    else:
        yield Finding(
            "wrong", f"{settings.SITE_URL} is not https: passwords and links would travel in clear."
        )


def files() -> Iterator[Finding]:
    """Are the keys private, and is there room?"""
    for name in ("secret_key", "data_key"):
        file = places.home() / name
        if file.is_file() and stat.S_IMODE(file.stat().st_mode) & 0o077:
            yield Finding("wrong", f"{file} can be read by others: chmod 600.")
    free = shutil.disk_usage(places.home()).free
    state: State = "well" if free > LITTLE_ROOM else "wrong"
    yield Finding(state, f"{free / 1024**3:.1f} GiB are free in {places.home()}.")


def upkeep() -> Iterator[Finding]:
    """Did jobs fail?"""
    failed = _one("SELECT count(*) FROM procrastinate_jobs WHERE status = 'failed'")
    if failed != "0":
        yield Finding("weak", f"{failed} jobs failed; the log says why.")


def health() -> Iterator[Finding]:
    """Is health sealed: its tables, its roles, its keys, its wall?"""
    if not databases.has_health():
        yield Finding("well", "Health has no database here (HEALTH_DATABASE_URL): that part is closed.")
        return
    waiting = _waiting(HEALTH)
    if waiting:
        yield Finding("wrong", f"{waiting} migrations of health wait: type “accord migrate”.")
        return
    yield from _health_rights()
    yield from _health_keys()
    yield from _health_listener()


def _health_rights() -> Iterator[Finding]:
    loose = [table for table in grants.append_only_tables(HEALTH) if _may_rewrite(table, HEALTH)]
    if loose:
        yield Finding("wrong", f"The application may rewrite {', '.join(loose)}: type “accord migrate”.")
    mine, theirs = (databases.application_role(base) for base in (MAIN, HEALTH))
    name = connections[HEALTH.alias].settings_dict["NAME"]
    here = (
        "SELECT count(*) FROM pg_roles WHERE rolname = %s AND has_database_privilege(rolname, %s, 'CONNECT')"
    )
    if mine == theirs:
        yield Finding(
            "wrong", "Health and the rest sign in with one role: give HEALTH_DATABASE_URL a role of its own."
        )
    elif _one(here, mine, name, base=HEALTH) != "0":
        yield Finding("wrong", f"The role “{mine}” may enter the database of health: type “accord migrate”.")
    else:
        yield Finding("well", "The rest of the house cannot enter the database of health.")


def _health_keys() -> Iterator[Finding]:
    try:
        keyring.current()
    except keyring.KeysMissing as missing:
        yield Finding("wrong", str(missing))
        return
    file = settings.HEALTH_KEYS_FILE
    if not settings.HEALTH_KEYS and stat.S_IMODE(file.stat().st_mode) & 0o077:
        yield Finding("wrong", f"{file} can be read by others: chmod 600.")
    else:
        yield Finding("well", "The keys of health are here, outside its database; keep a copy of them apart.")
    yield from _health_renewals()


def _health_renewals() -> Iterator[Finding]:
    """A change of keys that is under way, or was interrupted."""
    left = reindexing.waiting()
    if left is not None:
        words = f"What patients are found by gets a new key, {left} records are left"
        yield Finding("weak", f"{words}: if nothing does it now, type “accord health_keys index”.")
    if len(keyring.current().wrapping) > 1:
        words = "A new master key of health is under way"
        yield Finding("weak", f"{words}: if nothing does it now, type “accord health_keys rotate”.")


def _health_listener() -> Iterator[Finding]:
    if not settings.HEALTH_MLLP:
        return
    host, port = settings.HEALTH_MLLP
    if settings.HEALTH_MLLP_CLIENTS:
        yield Finding("well", f"HL7 comes in at {host}:{port}, from systems that show a certificate.")
    elif ip_address(host).is_loopback:
        yield Finding("well", f"HL7 comes in at {host}:{port}, from this machine only.")
    else:
        words = (
            "without a certificate (HEALTH_MLLP_CLIENTS) any machine that reaches it can register a patient"
        )
        yield Finding("weak", f"HL7 comes in at {host}:{port}: {words}.")


EXAMINATIONS: tuple[Callable[[], Iterator[Finding]], ...] = (
    versions,
    tables,
    roles,
    room_for_connections,
    mail,
    site,
    files,
    health,
    upkeep,
)
WITHOUT_TABLES = (versions, tables, mail, site, files)
