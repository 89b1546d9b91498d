"""Settings that contradict each other are refused at start, in plain words."""

from collections.abc import Iterator, Sequence
from email.utils import parseaddr
from importlib.util import find_spec
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from django.apps.config import AppConfig
from django.conf import settings
from django.core import checks

from accord.project.environment import SettingError

GUARD = "accord.outbox.backend.GuardedBackend"
HERE = ("localhost", "127.0.0.1", "::1")


def register() -> None:
    """Make Django run these at every start."""
    for check in CHECKS:
        checks.register(check)


def refuse_contradictions() -> None:
    """Raises SettingError with every sentence at once, before anything is started or made."""
    found = [message for check in CHECKS for message in check(None)]
    if found:
        raise SettingError("\n        ".join(str(message.msg) for message in found))


def one_door_out(app_configs: Sequence[AppConfig] | None, **kwargs: Any) -> list[checks.CheckMessage]:
    """Only the outbox may send: another EMAIL_BACKEND would be a second door."""
    if settings.EMAIL_BACKEND == GUARD:
        return []
    return [
        checks.Critical(
            f"EMAIL_BACKEND is {settings.EMAIL_BACKEND}: only {GUARD} may send.", id="accord.C001"
        )
    ]


def a_closed_house(app_configs: Sequence[AppConfig] | None, **kwargs: Any) -> list[checks.CheckMessage]:
    """What helps a developer at http://localhost gives the house away elsewhere."""
    found: list[checks.CheckMessage] = []
    if settings.DEBUG and settings.SITE.hostname != "localhost":
        found.append(checks.Critical("ACCORD_DEBUG is only for http://localhost.", id="accord.C002"))
    if (
        settings.ACCORD_DEMO
        and settings.SITE.hostname != "localhost"
        and settings.MAIL_TRANSPORT != "mailbox"
    ):
        sentence = "ACCORD_DEMO fills the base with people who do not exist: it cannot go with a real MAIL_TRANSPORT."
        found.append(checks.Critical(sentence, id="accord.C003"))
    return found


def letters_that_can_leave(
    app_configs: Sequence[AppConfig] | None, **kwargs: Any
) -> list[checks.CheckMessage]:
    """A transport that exists, a sender people can answer, no password in clear, DKIM whole or not at all."""
    return [checks.Critical(sentence, id="accord.C004") for sentence in _mail_troubles()]


def _mail_troubles() -> Iterator[str]:
    name = settings.MAIL_TRANSPORT
    if name not in ("mailbox", "smtp") and find_spec(f"anymail.backends.{name}") is None:
        yield f"MAIL_TRANSPORT is “{name}”: it must be mailbox, smtp or a provider of Anymail, such as brevo."
    if name != "mailbox" and settings.DEFAULT_FROM_EMAIL.endswith("@localhost"):
        yield "MAIL_FROM is empty: letters that really leave need a sender people can answer."
    elif "@" not in parseaddr(settings.DEFAULT_FROM_EMAIL)[1]:
        yield f"MAIL_FROM is “{settings.DEFAULT_FROM_EMAIL}”: it must be an address such as bonjour@example.org."
    if settings.SMTP_USER and settings.SMTP_SECURITY == "none" and settings.SMTP_HOST not in HERE:
        yield "SMTP_SECURITY is none: the password of SMTP_USER would travel in clear. Set starttls or tls."
    dkim = (settings.MAIL_DKIM_SELECTOR, settings.MAIL_DKIM_DOMAIN, settings.MAIL_DKIM_KEY)
    if any(dkim) and not all(dkim):
        yield "MAIL_DKIM_SELECTOR, MAIL_DKIM_DOMAIN and MAIL_DKIM_KEY go together: set all three, or none."


def a_listener_of_health(app_configs: Sequence[AppConfig] | None, **kwargs: Any) -> list[checks.CheckMessage]:
    """MLLP needs the database of health; certificates are asked of others only inside TLS; the files are there."""
    return [checks.Critical(sentence, id="accord.C005") for sentence in _listener_troubles()]


def _listener_troubles() -> Iterator[str]:
    if settings.HEALTH_MLLP and not settings.ACCORD_HEALTH:
        yield "HEALTH_MLLP is set and health has no database here: name one with HEALTH_DATABASE_URL."
    if settings.HEALTH_MLLP_CLIENTS and not settings.HEALTH_MLLP_CERTIFICATE:
        yield "HEALTH_MLLP_CLIENTS asks for certificates: set HEALTH_MLLP_CERTIFICATE too."
    for name in ("HEALTH_MLLP_CERTIFICATE", "HEALTH_MLLP_CLIENTS"):
        if (file := getattr(settings, name)) and not Path(file).is_file():
            yield f"{name} names {file}, which is no file."


def a_service_for_professionals(
    app_configs: Sequence[AppConfig] | None, **kwargs: Any
) -> list[checks.CheckMessage]:
    """The service professionals sign in with is named whole, and reached by https."""
    return [checks.Critical(sentence, id="accord.C006") for sentence in _service_troubles()]


def _service_troubles() -> Iterator[str]:
    server = urlsplit(settings.HEALTH_OIDC_SERVER)
    app = settings.SOCIALACCOUNT_PROVIDERS["professionals"]["APPS"][0]
    if not settings.HEALTH_OIDC_SERVER:
        return
    if server.scheme != "https" and server.hostname not in HERE:
        yield "HEALTH_OIDC_SERVER must begin with https://."
    if not app["client_id"] or not app["secret"]:
        yield "HEALTH_OIDC_SERVER, HEALTH_OIDC_CLIENT and HEALTH_OIDC_SECRET go together: set all three, or none."
    if not settings.ACCORD_HEALTH:
        yield "HEALTH_OIDC_SERVER is set and health has no database here: name one with HEALTH_DATABASE_URL."


def a_mail_of_health(app_configs: Sequence[AppConfig] | None, **kwargs: Any) -> list[checks.CheckMessage]:
    """The mail server of health is an address that can be used, and its letters have a sender."""
    return [checks.Critical(sentence, id="accord.C007") for sentence in _health_mail_troubles()]


def _health_mail_troubles() -> Iterator[str]:
    if not settings.HEALTH_MAIL:
        return
    server = urlsplit(settings.HEALTH_MAIL)
    if server.scheme not in ("smtp", "smtps") or not server.hostname:
        yield "HEALTH_MAIL must be smtp://host:port or smtps://host:port, with user:password@ where it asks for one."
    if "@" not in parseaddr(settings.HEALTH_MAIL_FROM)[1]:
        yield "HEALTH_MAIL_FROM must be an address such as accueil@example.org: patients may answer it."
    if not settings.ACCORD_HEALTH:
        yield "HEALTH_MAIL is set and health has no database here: name one with HEALTH_DATABASE_URL."


CHECKS = (
    one_door_out,
    a_closed_house,
    letters_that_can_leave,
    a_listener_of_health,
    a_service_for_professionals,
    a_mail_of_health,
)
