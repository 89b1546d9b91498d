"""Whatever a program sends, the API answers what its description says: never an error of ours."""

from collections.abc import Callable, Iterator
from functools import cache
from typing import Any

import pytest
import schemathesis
from django.core.signals import request_finished, request_started
from django.db import close_old_connections
from hypothesis import HealthCheck, settings
from schemathesis.checks import load_all_checks
from schemathesis.config import SchemathesisConfig
from schemathesis.generation.feedback import FeedbackSources
from schemathesis.pytest._test_builder import build_operation_test

from accord.audit.models import Entry
from accord.contacts.models import Person
from accord.desk.api.house import api
from accord.project.wsgi import application
from accord.staff.models import User

from .api import Program
from .conftest import House

ADDRESS = "/api/v1/openapi.json"
# What the description cannot say (an address somebody has, a key that does not hold, a date to come) is refused too.
REFUSED_TOO = ["2xx", "401", "403", "404", "409", "422", "429"]
CONFIG = {"checks": {"positive_data_acceptance": {"expected-statuses": REFUSED_TOO}}}

QUIET = list(HealthCheck)  # the machine may be slow, the data large
BOUNDED = settings(max_examples=12, deadline=None, suppress_health_check=QUIET)
FEW = settings(max_examples=4, deadline=None, suppress_health_check=QUIET)


# Without a token nothing of a request is read but its header: the coverage phase would repeat one answer, 401.
PLAIN = {**CONFIG, "phases": {"coverage": {"enabled": False}}}


OPERATIONS = [
    (method.upper(), path)
    for path, methods in api.get_openapi_schema()["paths"].items()
    for method in methods
]


@cache
def described(is_plain: bool) -> Any:
    """The API as it describes itself."""
    config = SchemathesisConfig.from_dict(PLAIN if is_plain else CONFIG)
    return schemathesis.openapi.from_wsgi(ADDRESS, application, config=config)


def ask_anything(
    operation: tuple[str, str], sent: Callable[[Any], None], bounds: settings, *, is_plain: bool
) -> None:
    """Send what the description of one operation allows, and what it does not.

    What is sent is made up here, by whoever runs the test: it takes seconds that all who count the tests would spend.
    """
    method, path = operation
    api_as_described = described(is_plain)
    load_all_checks()
    build_operation_test(
        config=api_as_described.config,
        operation=api_as_described[path][method],
        test_func=sent,
        given_kwargs={},
        feedback=FeedbackSources(),
        explicit_settings=bounds,
    )()


@pytest.fixture(autouse=True)
def one_connection(db: None) -> Iterator[None]:
    """The connection of the test serves its requests, as with Django's own client."""
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    yield
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


@pytest.fixture
def token(alice: User, house: House, ada: Person, settings: Any) -> dict[str, str]:
    """A token of Alice, who may do everything, in a house where something is to be found."""
    settings.ACCORD_API_PER_MINUTE = 1_000_000
    return {"Authorization": f"Bearer {Program(alice).text}"}


@pytest.mark.parametrize("operation", OPERATIONS, ids=" ".join)
def test_a_program_with_a_token_never_meets_an_error_of_ours(
    operation: tuple[str, str], token: dict[str, str]
) -> None:
    def sent(case: Any) -> None:
        case.call_and_validate(headers=token)

    ask_anything(operation, sent, BOUNDED, is_plain=False)


@pytest.mark.parametrize("operation", OPERATIONS, ids=" ".join)
def test_a_program_without_a_token_learns_nothing(operation: tuple[str, str], house: House) -> None:
    def sent(case: Any) -> None:
        before = Entry.objects.count()
        answer = case.call_and_validate()
        assert answer.status_code in (401, 405)
        assert Entry.objects.count() == before

    ask_anything(operation, sent, FEW, is_plain=True)
