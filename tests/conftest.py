"""What every test stands on: a real PostgreSQL, the application's role, the e-mail guard, no network, and the cast."""

import os
import socket
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager
from ipaddress import ip_address
from typing import Any

import pytest
from django.conf import settings
from django.core.management import call_command
from django.db import connections, transaction
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.backends.signals import connection_created
from django.test import Client, TransactionTestCase
from django.utils import translation
from hypothesis import settings as hypothesis_settings

from accord.health.router import HealthRouter
from accord.project import grants
from accord.project.bases import BASES, HEALTH, Base
from accord.project.checks import GUARD
from accord.staff.models import User
from accord.staff.roles import Role

LOCAL_NAMES = {"localhost", "", None}

# A test asserts what happens, never how long it takes: machines are shared.
# Each run tries other examples, but the gate: what it says of a commit depends on that commit alone.
hypothesis_settings.register_profile("accord", deadline=None, derandomize="CI" in os.environ)
hypothesis_settings.load_profile("accord")


# Network: loopback and Unix sockets only


def _is_local(host: Any) -> bool:
    if isinstance(host, bytes):
        host = host.decode()
    if host in LOCAL_NAMES:
        return True
    try:
        address = ip_address(host)
    except ValueError:
        return False
    return address.is_loopback or address.is_unspecified


def _guarded(original: Callable[..., Any]) -> Callable[..., Any]:
    def connect(self: socket.socket, address: Any) -> Any:
        if self.family in (socket.AF_INET, socket.AF_INET6) and not _is_local(address[0]):
            raise RuntimeError(f"A test may not reach {address[0]}.")
        return original(self, address)

    return connect


def _guarded_names(original: Callable[..., Any]) -> Callable[..., Any]:
    def getaddrinfo(host: Any, *args: Any, **kwargs: Any) -> Any:
        if not _is_local(host):
            raise RuntimeError(f"A test may not look up {host}.")
        return original(host, *args, **kwargs)

    return getaddrinfo


@pytest.fixture(scope="session", autouse=True)
def no_network() -> Iterator[None]:
    """Sockets other than loopback are refused."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(socket.socket, "connect", _guarded(socket.socket.connect))
        patch.setattr(socket.socket, "connect_ex", _guarded(socket.socket.connect_ex))
        patch.setattr(socket, "getaddrinfo", _guarded_names(socket.getaddrinfo))
        yield


# Mail: Django's test runner replaces the backend, we put the guard back


@pytest.fixture(scope="session", autouse=True)
def one_door_out(django_test_environment: None) -> None:
    """No test sends but through the outbox."""
    settings.EMAIL_BACKEND = GUARD


@pytest.fixture(autouse=True)
def in_french() -> Iterator[None]:
    """A page read in English leaves no trace in the next test."""
    yield
    translation.activate(settings.LANGUAGE_CODE)


@pytest.fixture(autouse=True)
def health_only_where_it_is_named(request: pytest.FixtureRequest) -> Iterator[None]:
    """A test that does not name the database of health is about a house without it."""
    marker = request.node.get_closest_marker("django_db")
    is_named = bool(marker) and HEALTH.alias in (marker.kwargs.get("databases") or ())
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(settings, "ACCORD_HEALTH", is_named)
        yield


# Database: created by the owner, used as the application's role


LEAVE = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s AND backend_type = 'client backend'"


_ALLOW_MIGRATE = HealthRouter.allow_migrate
APPLICATIONS = {base.alias: base.application for base in BASES}


def _act_as_application(connection: BaseDatabaseWrapper, **_kwargs: Any) -> None:
    with connection.cursor() as cursor:
        cursor.execute(f"SET ROLE {APPLICATIONS[connection.alias]}")


@contextmanager
def as_owner(alias: str = "default") -> Iterator[None]:
    """The owner of the tables for the length of a block: for what only `accord migrate` may do."""
    with connections[alias].cursor() as cursor:
        cursor.execute("RESET ROLE")
    yield
    _act_as_application(connections[alias])


def _made() -> list[Base]:
    """The databases this run made: that of health only where a test asks for it."""
    return [base for base in BASES if connections[base.alias].settings_dict["NAME"].startswith("test_")]


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings: None) -> None:
    """Both are copies of what `accord migrate` made; Django's own migrations do not look at that of health."""
    for base in BASES:
        connections[base.alias].settings_dict["TEST"]["TEMPLATE"] = base.name
    connections[HEALTH.alias].settings_dict["TEST"]["MIGRATE"] = False
    HealthRouter.allow_migrate = lambda _router, db, app_label, **_hints: (
        db != "health" and app_label != "health"
    )


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    """The tables and the grants of `accord migrate`; from then on every connection is the application's."""
    with django_db_blocker.unblock():
        HealthRouter.allow_migrate = _ALLOW_MIGRATE
        for base in _made():
            if base == HEALTH:
                call_command("migrate", "health", database=base.alias, verbosity=0)
            grants.grant_all(base)
            with connections[base.alias].cursor() as cursor:
                _remember(cursor)
            connections[base.alias].close()
    connection_created.connect(_act_as_application)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(TransactionTestCase, "_fixture_teardown", _as_begun)
        yield
    connection_created.disconnect(_act_as_application)
    for base in _made():
        with django_db_blocker.unblock(), connections[base.alias]._nodb_cursor() as cursor:
            name = connections[base.alias].settings_dict["NAME"]
            cursor.execute(f'ALTER DATABASE "{name}" ALLOW_CONNECTIONS false')
            cursor.execute(LEAVE, [name])  # threads and children of a test may still hold a connection


KEPT = ["django_content_type", "auth_permission", "django_migrations"]
TABLES = "SELECT quote_ident(tablename) FROM pg_tables WHERE schemaname = %s AND tablename <> ALL (%s)"


def _tables(cursor: Any, schema: str) -> list[str]:
    cursor.execute(TABLES, [schema, KEPT])
    return [name for (name,) in cursor.fetchall()]


def _filled(cursor: Any, tables: list[str]) -> list[str]:
    cursor.execute(" UNION ALL ".join(f"SELECT '{name}' WHERE EXISTS (TABLE {name})" for name in tables))
    return [name for (name,) in cursor.fetchall()]


def _remember(cursor: Any) -> None:
    """What the migrations put into the tables, for `_as_begun`."""
    cursor.execute("CREATE SCHEMA begun")
    for name in _filled(cursor, _tables(cursor, "public")):
        cursor.execute(f"CREATE TABLE begun.{name} AS TABLE {name}")


def _as_begun(self: TransactionTestCase) -> None:
    """What a test committed is gone. Django's own way, a TRUNCATE of every table there is, takes far longer."""
    for alias in self._databases_names(include_mirrors=False):
        with as_owner(alias), transaction.atomic(alias), connections[alias].cursor() as cursor:
            cursor.execute("SET LOCAL session_replication_role = replica")  # no reference is looked at
            tables = _tables(cursor, "public")
            cursor.execute(f"LOCK TABLE {', '.join(tables)} IN SHARE ROW EXCLUSIVE MODE")  # last requests end
            for name in _filled(cursor, tables):
                cursor.execute(f"DELETE FROM {name}")
            for name in _tables(cursor, "begun"):
                cursor.execute(f"INSERT INTO {name} TABLE begun.{name}")


Furnishing = Callable[..., AbstractContextManager[None]]


@pytest.fixture(scope="session")
def once_for_all(django_db_setup: None, django_db_blocker: Any) -> Furnishing:
    """What is written within the block is there for every test of a module, and gone at its end.

    `with once_for_all("default", "health"): …; yield` in a fixture of the module; what a test changes is undone.
    """

    @contextmanager
    def opened(*aliases: str) -> Iterator[None]:
        with django_db_blocker.unblock(), ExitStack() as open_until_the_end:
            for alias in aliases:
                open_until_the_end.enter_context(transaction.atomic(alias))
            yield
            for alias in aliases:
                transaction.set_rollback(True, using=alias)

    return opened


# The cast


Colleague = Callable[..., User]


@pytest.fixture
def colleague(db: None) -> Colleague:
    """Makes a colleague who can sign in: `colleague("Alice", Role.ADMINISTRATOR)`."""

    def make(name: str, *roles: Role, language: str = "fr") -> User:
        return User.objects.create_user(
            f"{name.lower()}@lumen.example",
            "correct horse battery",
            name=name,
            roles=list(roles),
            language=language,
        )

    return make


@pytest.fixture
def alice(colleague: Colleague) -> User:
    """Alice, administrator."""
    return colleague("Alice", Role.ADMINISTRATOR)


@pytest.fixture
def bob(colleague: Colleague) -> User:
    """Bob, sales."""
    return colleague("Bob", Role.SALES)


@pytest.fixture
def charlie(colleague: Colleague) -> User:
    """Charlie, signed in and without any role."""
    return colleague("Charlie")


@pytest.fixture
def diane(colleague: Colleague) -> User:
    """Diane, data protection officer."""
    return colleague("Diane", Role.DPO)


@pytest.fixture
def signed_in() -> Callable[[User], Client]:
    """A browser in which somebody is signed in: `signed_in(alice).get("/")`."""

    def sign_in(user: User) -> Client:
        client = Client()
        client.force_login(user, backend=settings.AUTHENTICATION_BACKENDS[0])
        return client

    return sign_in
