"""What tests of health stand on: both databases, keys of their own, a cast with a second factor, two patients."""

import time
from collections.abc import Callable, Iterator
from datetime import date
from typing import Any

import pytest
from allauth.account.internal.flows.login import (
    _AUTHENTICATION_METHODS_USER_SESSION_KEY,
    AUTHENTICATION_METHODS_SESSION_KEY,
)
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.conf import settings
from django.test import Client

from accord.health import keyring
from accord.health.actions import issuing, rights
from accord.health.actions.patients import register
from accord.health.models import FormIssue, Patient, Service
from accord.health.silence import silence
from accord.health.traits import FEMALE, MALE, Traits
from accord.staff.models import User
from accord.staff.roles import Role
from tests.conftest import Colleague

BOTH = pytest.mark.django_db(databases=["default", "health"])


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Every test of this folder may touch both databases, unless it says something else."""
    for item in items:
        if "health" in item.path.parts and not item.get_closest_marker("django_db"):
            item.add_marker(BOTH)


@pytest.fixture(scope="session", autouse=True)
def keys(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Keys of health made for this run alone."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(settings, "HEALTH_KEYS_FILE", tmp_path_factory.mktemp("keys") / "health_keys")
        keyring.write(keyring.fresh())
        yield


@pytest.fixture(autouse=True)
def usual_rights(request: pytest.FixtureRequest) -> None:
    """Jobs open what they open at first, whatever another test left."""
    if "health" in databases_of(request):
        rights.begin()


@pytest.fixture(autouse=True)
def heard() -> Iterator[None]:
    """Health answered until now, whatever another test left."""
    silence.end()
    yield
    silence.end()


def databases_of(request: pytest.FixtureRequest) -> list[str]:
    """The databases this test may touch, which are made ready first."""
    marker = request.node.get_closest_marker("django_db")
    named = list(marker.kwargs.get("databases") or []) if marker else []
    if named:
        request.getfixturevalue("transactional_db" if marker.kwargs.get("transaction") else "db")
    return named


# The cast: Maud at the admissions desk, Karim who cares, Ida of the records, Diane who watches


@pytest.fixture
def maud(colleague: Colleague) -> User:
    """Maud, at the admissions desk."""
    return colleague("Maud", Role.ADMISSIONS)


@pytest.fixture
def karim(colleague: Colleague) -> User:
    """Karim, who cares for patients."""
    return colleague("Karim", Role.CARE)


@pytest.fixture
def ida(colleague: Colleague) -> User:
    """Ida, in charge of the records."""
    return colleague("Ida", Role.RECORDS)


@pytest.fixture
def two_factors(signed_in: Callable[[User], Client]) -> Callable[[User], Client]:
    """A browser in which somebody signed in with two factors: `two_factors(maud).get("/health/")`."""

    def sign_in(user: User) -> Client:
        client = signed_in(user)
        TOTP.activate(user, generate_totp_secret())
        session = client.session
        session[_AUTHENTICATION_METHODS_USER_SESSION_KEY] = str(user.pk)
        session[AUTHENTICATION_METHODS_SESSION_KEY] = [{"method": "mfa", "at": time.time(), "type": "totp"}]
        session.save()
        return client

    return sign_in


@pytest.fixture
def desk(two_factors: Callable[[User], Client], maud: User) -> Client:
    """The browser of the admissions desk."""
    return two_factors(maud)


@pytest.fixture
def records(two_factors: Callable[[User], Client], ida: User) -> Client:
    """The browser of the medical records."""
    return two_factors(ida)


# Two patients, plainly fictional (identity status FICT)


Admit = Callable[..., Patient]


@pytest.fixture
def admit(maud: User) -> Admit:
    """Registers a patient: `admit("CASTOR", "Ondine", born_on=date(1985, 5, 1))`."""

    def make(birth_name: str, first_names: str, **more: Any) -> Patient:
        status, is_protected = more.pop("identity_status", "FICT"), more.pop("is_protected", False)
        traits = Traits(birth_name, first_names, **more)
        return register(actor=maud.actor, traits=traits, identity_status=status, is_protected=is_protected)

    return make


@pytest.fixture
def ondine(admit: Admit) -> Patient:
    """Ondine Castor, born on 12 May 1985."""
    return admit("CASTOR", "Ondine Lou", born_on=date(1985, 5, 12), sex=FEMALE, birth_place="75999")


@pytest.fixture
def anselme(admit: Admit) -> Patient:
    """Anselme Pollux, born on 3 March 1950."""
    return admit("POLLUX", "Anselme", born_on=date(1950, 3, 3), sex=MALE, birth_place="69999")


@pytest.fixture
def ward(db: None) -> Service:
    """Cardiology."""
    return Service.objects.create(code="CARDIO", name="Cardiologie")


@pytest.fixture
def sheet(maud: User, ondine: Patient) -> FormIssue:
    """A form printed for Ondine by Maud."""
    return issuing.issue(actor=maud.actor, patient=ondine)
