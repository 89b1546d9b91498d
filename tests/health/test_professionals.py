"""Professionals sign in with a service that knows them: only whom it vouches for and an administrator declared."""

from collections.abc import Callable, Iterator
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
import requests
from cryptography.hazmat.primitives.asymmetric import rsa
from django.http import HttpResponse
from django.test import Client

from accord.health.actions.house import declare_practitioner
from accord.health.models import AuditEvent
from accord.staff.models import User
from accord.staff.roles import Role
from tests.conftest import Colleague
from tests.health.oidc import CLIENT, SECRET, Provider

RPPS = "10009999999"


@pytest.fixture(scope="module")
def running() -> Iterator[Provider]:
    provider = Provider()
    yield provider
    provider.stop()


@pytest.fixture
def service(running: Provider, settings: Any) -> Provider:
    """The provider, honest again, and an Accord that knows it."""
    running.key, running.algorithm, running.claims, running.said = running.true_key, "RS256", {}, {}
    settings.HEALTH_OIDC_SERVER = f"{running.url}/.well-known/wallet-openid-configuration"
    app = {
        "provider_id": "professionals",
        "name": "Pro Santé Connect",
        "client_id": CLIENT,
        "secret": SECRET,
        "settings": {"server_url": settings.HEALTH_OIDC_SERVER, "scope": ["openid", "scope_all"]},
    }
    settings.SOCIALACCOUNT_PROVIDERS = {"professionals": {"APPS": [app]}}
    return running


@pytest.fixture
def declared(karim: User, colleague: Colleague) -> User:
    """Karim, declared with his national number by the administrator."""
    ada = colleague("Ada", Role.ADMINISTRATOR)
    declare_practitioner(actor=ada.actor, name="Dr Karim", job="doctor", rpps=RPPS, user_id=karim.pk)
    return karim


def leave(client: Client) -> str:
    """To the service and through it: the address it sends the browser back to."""
    away = client.get("/account/professionals/")
    there = requests.get(away.headers["Location"], allow_redirects=False, timeout=20)
    back = urlsplit(there.headers["Location"])
    return f"{back.path}?{back.query}"


def sign_in(client: Client) -> HttpResponse:
    return client.get(leave(client))  # type: ignore[return-value]


def is_in(client: Client) -> bool:
    return "_auth_user_id" in client.session


def test_a_declared_professional_signs_in_and_opens_the_health_part(
    service: Provider, declared: User, client: Client
) -> None:
    assert "Pro Santé Connect" in client.get("/account/login/").content.decode()
    sign_in(client)
    assert client.session["_auth_user_id"] == str(declared.pk)
    assert client.get("/health/patients/").status_code == 200
    assert service.asked["acr_values"] == "eidas1"
    assert set(service.asked["scope"].split()) == {"openid", "scope_all"}
    assert AuditEvent.objects.filter(action="professional.signed_in", actor_id=str(declared.pk)).count() == 1


def test_nobody_is_created_by_signing_in(service: Provider, karim: User, client: Client) -> None:
    before = User.objects.count()
    page = sign_in(client)
    assert page.status_code == 403 and "RPPS" in page.content.decode()
    assert not is_in(client)
    assert User.objects.count() == before
    assert AuditEvent.objects.latest("id").facts == {"why": "unknown"}


@pytest.mark.parametrize(
    "number", ["", "810009999998", "010009999999", "10009999999 ", None, "8" + RPPS + "1"]
)
def test_another_number_is_nobody(
    service: Provider, declared: User, client: Client, number: str | None
) -> None:
    service.said = {"SubjectNameID": number}
    assert sign_in(client).status_code == 403
    assert not is_in(client)


def test_a_colleague_who_left_or_is_declared_twice_does_not_come_in(
    service: Provider, declared: User, client: Client, colleague: Colleague, maud: User
) -> None:
    declared.is_active = False
    declared.save()
    assert sign_in(client).status_code == 403
    declared.is_active = True
    declared.save()
    declare_practitioner(actor=maud.actor, name="Twin", job="doctor", rpps=RPPS, user_id=maud.pk)
    assert sign_in(client).status_code == 403
    assert not is_in(client)


@pytest.mark.parametrize(
    ("least", "acr"),
    [("eidas1", None), ("eidas1", "0"), ("eidas1", "eidas9"), ("eidas2", "eidas1"), ("eidas3", "eidas2")],
)
def test_a_level_that_is_missing_or_too_low_is_refused_in_a_sentence(
    service: Provider, declared: User, client: Client, settings: Any, least: str, acr: str | None
) -> None:
    settings.HEALTH_OIDC_ACR = least
    service.claims = {"acr": acr}
    page = sign_in(client)
    assert page.status_code == 403 and "e-CPS" in page.content.decode()
    assert not is_in(client)


def test_a_level_below_that_of_a_second_factor_opens_accord_and_not_the_health_part(
    service: Provider, declared: User, client: Client, settings: Any
) -> None:
    settings.HEALTH_OIDC_TWO_FACTORS = "eidas2"
    sign_in(client)
    assert is_in(client)
    assert "seconde preuve" in client.get("/health/patients/").content.decode().lower()


def stranger(_service: Provider) -> dict[str, Any]:
    return {"key": rsa.generate_private_key(public_exponent=65537, key_size=2048)}


def public_key_as_secret(_service: Provider) -> dict[str, Any]:
    return {"algorithm": "HS256", "key": "the public key, as a secret, long enough for the library"}


def unsigned(_service: Provider) -> dict[str, Any]:
    return {"algorithm": "none", "key": None}


@pytest.mark.parametrize("bend", [stranger, public_key_as_secret, unsigned])
def test_a_forged_token_opens_nothing(
    service: Provider, declared: User, client: Client, bend: Callable[[Provider], dict[str, Any]]
) -> None:
    for name, value in bend(service).items():
        setattr(service, name, value)
    page = sign_in(client)
    assert page.status_code == 403 and "vérifiée" in page.content.decode()
    assert not is_in(client)
    assert AuditEvent.objects.latest("id").facts == {"why": "unverified"}


@pytest.mark.parametrize(
    "claims",
    [
        {"nonce": "of another sign-in"},
        {"nonce": None},
        {"aud": "another"},
        {"iss": "http://127.0.0.1:1"},
        {"exp": 1},
        {"sub": "f:43"},
    ],
)
def test_a_token_made_for_something_else_opens_nothing(
    service: Provider, declared: User, client: Client, claims: dict[str, Any]
) -> None:
    service.claims = claims
    assert sign_in(client).status_code == 403
    assert not is_in(client)


def test_an_answer_opens_only_the_session_that_asked_and_once(
    service: Provider, declared: User, client: Client
) -> None:
    back, other = leave(client), Client()
    assert other.get(back).status_code == 403
    assert not is_in(other)
    state = parse_qs(urlsplit(back).query)["state"][0]
    assert client.get(f"/account/professionals/back/?code=made-up&state={state}").status_code == 403
    assert client.get(back).status_code == 403  # the state was used
    assert not is_in(client)


def test_a_stolen_code_does_not_fit_the_proof_of_another_session(
    service: Provider, declared: User, client: Client
) -> None:
    stolen = parse_qs(urlsplit(leave(Client())).query)["code"][0]
    state = parse_qs(urlsplit(leave(client)).query)["state"][0]
    assert client.get(f"/account/professionals/back/?code={stolen}&state={state}").status_code == 403
    assert not is_in(client)


def test_giving_up_there_is_said(service: Provider, declared: User, client: Client) -> None:
    state = parse_qs(urlsplit(leave(client)).query)["state"][0]
    page = client.get(f"/account/professionals/back/?error=access_denied&state={state}")
    assert page.status_code == 403 and "abandonné" in page.content.decode().lower()


def test_a_service_that_does_not_answer_leaves_the_password(
    service: Provider, settings: Any, client: Client
) -> None:
    settings.SOCIALACCOUNT_PROVIDERS["professionals"]["APPS"][0]["settings"]["server_url"] = (
        "http://127.0.0.1:9/.well-known/x"
    )
    page = client.get("/account/professionals/")
    assert page.status_code == 403 and "ne répond pas" in page.content.decode()


def test_without_a_service_there_is_no_such_address(client: Client) -> None:
    assert client.get("/account/professionals/").status_code == 404
    assert client.get("/account/professionals/back/").status_code == 404
    assert "Pro Santé" not in client.get("/account/login/").content.decode()


def test_an_address_cannot_ask_the_service_for_less(service: Provider, client: Client) -> None:
    away = client.get(
        "/account/professionals/?auth_params=acr_values%3D0&scope=more&next=https://evil.example"
    ).headers["Location"]
    asked = parse_qs(urlsplit(away).query)
    assert asked["acr_values"] == ["eidas1"] and "more" not in asked["scope"][0]
