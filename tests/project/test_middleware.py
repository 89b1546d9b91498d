"""Who calls, and what the browser is told."""

import logging

import pytest
from django.test import Client, RequestFactory

from accord.project import middleware
from accord.project.logs import without_secrets


def address_seen(settings, proxies: list[str], **meta: str) -> tuple[str, bool]:
    settings.ACCORD_PROXIES = proxies
    seen: list[tuple[str, bool]] = []

    def view(request):
        seen.append((request.META["REMOTE_ADDR"], "HTTP_X_FORWARDED_PROTO" in request.META))

    middleware.client_address(view)(RequestFactory().get("/", **meta))
    return seen[0]


def test_a_visitor_cannot_choose_their_address(settings) -> None:
    told = {
        "REMOTE_ADDR": "203.0.113.9",
        "HTTP_X_FORWARDED_FOR": "198.51.100.1",
        "HTTP_X_FORWARDED_PROTO": "https",
    }
    assert address_seen(settings, [], **told) == ("203.0.113.9", False)


def test_a_known_proxy_is_believed_about_the_last_stranger(settings) -> None:
    told = {"REMOTE_ADDR": "10.0.0.2", "HTTP_X_FORWARDED_FOR": "1.2.3.4, 198.51.100.1, 10.0.0.1"}
    assert address_seen(settings, ["10.0.0.0/8"], **told)[0] == "198.51.100.1"


def test_a_proxy_that_says_nonsense_is_not_believed(settings) -> None:
    told = {"REMOTE_ADDR": "10.0.0.2", "HTTP_X_FORWARDED_FOR": "<script>"}
    assert address_seen(settings, ["10.0.0.0/8"], **told)[0] == "10.0.0.2"


@pytest.mark.django_db
def test_pages_are_strict_about_themselves() -> None:
    answer = Client().get("/account/login/")
    policy = answer.headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert "no-store" in answer.headers["Cache-Control"]
    assert answer.headers["X-Frame-Options"] == "DENY"
    assert "camera=()" in answer.headers["Permissions-Policy"]


@pytest.mark.django_db
def test_a_colleague_reads_accord_in_their_language(colleague, signed_in) -> None:
    reader = signed_in(colleague("Rémi", language="en"))
    assert reader.get("/account/password/change/").headers["Content-Language"] == "en"


@pytest.mark.parametrize(
    ("written", "kept"),
    [
        ("GET /confirm?token=abc", "GET /confirm?…"),
        ("/c/Zk3J9_dk29dkP0s8sLw92kfjs8dkW/", "/c/…/"),
        ("Sent 25 letters", "Sent 25 letters"),
        (
            "accord.project.management.commands.serve failed",
            "accord.project.management.commands.serve failed",
        ),
        ("DETAIL: Key (email)=(ada@example.org) already exists.", "DETAIL: Key (email)=(…) already exists."),
    ],
)
def test_the_log_holds_no_token_and_no_query(written: str, kept: str) -> None:
    assert without_secrets(logging.getLogger(), "info", {"event": written})["event"] == kept
