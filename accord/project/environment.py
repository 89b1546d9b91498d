"""Every setting that comes from the environment, in one table: name, default, meaning."""

import json
import os
import re
import secrets
from contextlib import suppress
from dataclasses import dataclass
from datetime import time
from ipaddress import ip_address, ip_network
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import Any
from urllib.parse import SplitResult, urlsplit
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from accord.project import places


class SettingError(ValueError):
    """A setting cannot be used; the message names it and says what it may be."""


@dataclass(frozen=True, slots=True)
class Setting:
    """One environment variable. A secret may instead be the content of the file named by NAME_FILE."""

    name: str
    default: str
    meaning: str
    is_secret: bool = False

    def text(self) -> str:
        """The value given in the environment, or the content of the file NAME_FILE names, or the default.

        Raises SettingError when both are given or the file cannot be read.
        """
        value, file = os.environ.get(self.name, ""), os.environ.get(f"{self.name}_FILE", "")
        if value and file:
            raise SettingError(f"{self.name} and {self.name}_FILE are both set: keep one.")
        if not file:
            return value or self.default
        try:
            return Path(file).read_text().strip()
        except OSError as error:
            raise SettingError(
                f"{self.name}_FILE names {file}, which cannot be read: {error.strerror}."
            ) from error


# One setting a line.
# fmt: off
TABLE = [
    Setting("ACCORD_HOME", "./var in a clone, else the user's data folder", "where everything Accord writes is kept"),
    Setting("PORT", "8000", "port of the web server"),
    Setting("ACCORD_BIND", "127.0.0.1", "address the web server listens on; 0.0.0.0 for all"),
    Setting("ACCORD_SITE_URL", "", "address people type, written in letters; http://localhost:PORT when empty"),
    Setting("ACCORD_HOSTS", "", "further host names the site answers to, separated by commas"),
    Setting("ACCORD_PROXIES", "", "networks (10.0.0.0/8, …) of the proxies whose X-Forwarded-For is believed"),
    Setting("ACCORD_DEBUG", "no", "error pages with details, and the component pages at /ui/; never in production"),
    Setting("ACCORD_DEMO", "", "load the demonstration at the first start; yes at http://localhost, no elsewhere"),
    Setting("ACCORD_WORKERS", "2", "web server processes"),
    Setting("ACCORD_THREADS", "4", "threads of each, and database connections of each"),
    Setting("ACCORD_PREPARED", "yes", "prepare frequent statements; no behind a pooler that changes connections"),
    Setting("ACCORD_SENDERS", "1", "processes that send letters; 0 where another machine sends"),
    Setting("ACCORD_TIME_ZONE", "Europe/Paris", "time zone of the pages; times are stored in UTC"),
    Setting("ACCORD_LOG_LEVEL", "INFO", "DEBUG, INFO, WARNING or ERROR"),
    Setting("ACCORD_LOG_FORMAT", "text", "text, or json: one object a line"),
    Setting("DATABASE_URL", "", "your own PostgreSQL 16 or later; the embedded one when empty", is_secret=True),
    Setting("DATABASE_OWNER_URL", "", "the same database as the owner of its tables, to migrate", is_secret=True),
    Setting("HEALTH_DATABASE_URL", "", "database of health, apart; embedded when both are empty", is_secret=True),
    Setting("HEALTH_DATABASE_OWNER_URL", "", "the same as the owner of its tables, to migrate", is_secret=True),
    Setting("HEALTH_KEYS", "", "keys of health (JSON); those of ACCORD_HOME/health_keys when empty", is_secret=True),
    Setting("HEALTH_SCANS", "", "folder of the scanner: whole files put there are read, then removed"),
    Setting("HEALTH_MLLP", "", "address:port where hospital systems send HL7 v2 (ADT) over MLLP; none when empty"),
    Setting("HEALTH_MLLP_CERTIFICATE", "", "file (PEM) of the certificate and key of MLLP; without it, no TLS"),
    Setting("HEALTH_MLLP_CLIENTS", "", "file (PEM) of the authorities of the systems' certificates, then asked for"),
    Setting("HEALTH_MAIL", "", "mail server of health alone: smtp://user:password@host:port, or smtps", is_secret=True),
    Setting("HEALTH_MAIL_RETURN_DOMAIN", "", "neutral domain that receives what comes back of the mails of health"),
    Setting("HEALTH_MAIL_FROM", "", "who tells patients that a document awaits: a neutral name <address>"),
    Setting("HEALTH_OIDC_SERVER", "", "discovery address of the service professionals sign in with; none when empty"),
    Setting("HEALTH_OIDC_CLIENT", "", "the identifier it gave us"),
    Setting("HEALTH_OIDC_SECRET", "", "the secret it gave us", is_secret=True),
    Setting("HEALTH_OIDC_NAME", "Pro Santé Connect", "how the sign-in page calls it"),
    Setting("HEALTH_OIDC_SCOPE", "openid,scope_all", "what is asked of it, separated by commas"),
    Setting("HEALTH_OIDC_ID", "SubjectNameID", "where it says the national number (RPPS)"),
    Setting("HEALTH_OIDC_ACR", "eidas1", "least level it must vouch for: eidas1, eidas2 or eidas3"),
    Setting("HEALTH_OIDC_TWO_FACTORS", "eidas1", "level from which it stands for the second factor of health"),
    Setting("SECRET_KEY", "", "signs sessions and links; made in ACCORD_HOME when empty", is_secret=True),
    Setting("DATA_KEY", "", "key of keyed hashes and codes; made in ACCORD_HOME when empty", is_secret=True),
    Setting("DEMO_PASSWORD", "", "password of the demo sign-ins; made in ACCORD_HOME when empty", is_secret=True),
    Setting("MAIL_TRANSPORT", "mailbox", "mailbox (pages of Accord), smtp, or the name of an Anymail provider"),
    Setting("MAIL_FROM", "", "address that signs what Accord itself writes (sign-in, confirmations)"),
    Setting("MAIL_RETURN_DOMAIN", "", "domain that receives bounces; each letter then gets its own return address"),
    Setting("MAIL_RECEIVE", "", "address:port where your mail server hands over bounces and copies; none when empty"),
    Setting("MAIL_COPY_ADDRESS", "", "address colleagues copy their e-mails to; each gets copie+secret@… of their own"),
    Setting("MAIL_IMAP_HOSTS", "", "mail servers inside your network (host or host:port) colleagues may connect"),
    Setting("MAIL_PROVIDER_SETTINGS", "", "settings of the Anymail provider as a JSON object", is_secret=True),
    Setting("MAIL_WEBHOOK_SECRET", "", "user:password the provider must present to our webhook", is_secret=True),
    Setting("MAIL_DKIM_SELECTOR", "", "sign letters ourselves (DKIM) with this selector; empty: your server does"),
    Setting("MAIL_DKIM_DOMAIN", "", "the domain that signs"),
    Setting("MAIL_DKIM_KEY", "", "its private key, PEM", is_secret=True),
    Setting("SMTP_HOST", "localhost", "your mail server"),
    Setting("SMTP_PORT", "25", "its port"),
    Setting("SMTP_SECURITY", "none", "none, starttls or tls"),
    Setting("SMTP_USER", "", "its account, where it asks for one"),
    Setting("SMTP_PASSWORD", "", "its password", is_secret=True),
    Setting("ACCORD_CONFIRMATION_DAYS", "7", "days a confirmation link works"),
    Setting("ACCORD_LETTERS_PER_WEEK", "3", "most marketing letters one person gets in seven days, all campaigns"),
    Setting("ACCORD_COUNT_CLICKS", "yes", "count clicks for a whole letter, never by person; no: links as typed"),
    Setting("ACCORD_ANSWER_HOURS", "4", "hours of work within which a new lead gets its first answer"),
    Setting("ACCORD_OFFICE_HOURS", "09:00-12:30,14:00-18:00", "hours of work, Monday to Friday, holidays excepted"),
    Setting("ACCORD_API_PER_MINUTE", "300", "calls one token may make in a minute"),
    Setting("ACCORD_HOOKS_INSIDE", "", "webhooks may go to private networks, without TLS; yes at localhost"),
    Setting("ACCORD_SECOND_APPROVAL", "no", "a second person must approve a campaign before it is launched"),
]
# fmt: on
NAMES = {setting.name: setting for setting in TABLE}
YES, NO = {"yes", "true", "1", "on"}, {"no", "false", "0", "off", ""}


def text(name: str) -> str:
    """The value of setting `name`; KeyError for a name that is not in TABLE."""
    return NAMES[name].text().strip()


def text_or_file(name: str, made_here: Path) -> tuple[str, Path]:
    """The value of `name` given in the environment, and the file it is kept in otherwise: the one NAME_FILE names, or
    `made_here`. For what may change while Accord runs, and is therefore read where it is used.
    """
    file = os.environ.get(f"{name}_FILE", "")
    return ("", Path(file)) if file else (text(name), made_here)


def flag(name: str, *, default: bool = False) -> bool:
    """The value of `name` as yes or no; `default` where it is empty. Raises SettingError for other words."""
    value = text(name).lower()
    if not value:
        return default
    if value not in YES | NO:
        raise SettingError(f"{name} is “{value}”: it must be yes or no.")
    return value in YES


def number(name: str, *, least: int = 1, most: int = 65535) -> int:
    """The value of `name` as a whole number between `least` and `most`. Raises SettingError otherwise."""
    value = text(name)
    if not value.isdigit() or not least <= int(value) <= most:
        raise SettingError(f"{name} is “{value}”: it must be a whole number from {least} to {most}.")
    return int(value)


def words(name: str) -> list[str]:
    """The value of `name` as a list; items are separated by commas."""
    return [item.strip() for item in text(name).split(",") if item.strip()]


def hours(name: str) -> list[tuple[time, time]]:
    """The value of `name` as slots of a day, in order. Raises SettingError when it is not."""
    try:
        slots = [tuple(map(time.fromisoformat, item.split("-"))) for item in words(name)]
        ends = [hour for start, end in slots for hour in (start, end)]
    except ValueError as error:
        raise SettingError(f"{name} is “{text(name)}”: it must look like 09:00-12:30,14:00-18:00.") from error
    if not slots or ends != sorted(set(ends)):
        raise SettingError(f"{name} is “{text(name)}”: its hours must follow each other.")
    return [(start, end) for start, end in slots]


def one_of(name: str, *choices: str) -> str:
    """The value of `name`, which must be one of `choices`. Raises SettingError otherwise."""
    value = text(name)
    if value not in choices:
        raise SettingError(f"{name} is “{value}”: it must be one of {', '.join(choices)}.")
    return value


def json_object(name: str) -> dict[str, Any]:
    """The value of `name` as a JSON object; {} when empty. Raises SettingError otherwise."""
    try:
        value = json.loads(text(name) or "{}")
    except ValueError as error:
        raise SettingError(f"{name} is not JSON: {error}.") from error
    if not isinstance(value, dict):
        raise SettingError(f"{name} must be a JSON object, between braces.")
    return value


def networks(name: str) -> list[str]:
    """The value of `name` as networks and addresses. Raises SettingError when one is not."""
    for item in words(name):
        try:
            ip_network(item)
        except ValueError as error:
            raise SettingError(
                f"{name} holds “{item}”, which is not a network such as 10.0.0.0/8."
            ) from error
    return words(name)


def bind() -> str:
    """The address the web server listens on. Raises SettingError when it is not one."""
    value = text("ACCORD_BIND")
    try:
        return str(ip_address(value))
    except ValueError as error:
        raise SettingError(f"ACCORD_BIND is “{value}”: it must be an address such as 127.0.0.1.") from error


def site() -> SplitResult:
    """The address people type, in parts. Raises SettingError when it is not one."""
    parts = urlsplit(text("ACCORD_SITE_URL").rstrip("/") or f"http://localhost:{number('PORT')}")
    if parts.scheme not in ("http", "https") or not parts.hostname or parts.path or parts.query:
        raise SettingError("ACCORD_SITE_URL must look like https://crm.example.org, without a path.")
    return parts


def listening(name: str) -> tuple[str, int] | None:
    """The value of `name` as an address and a port to listen on; None when empty. Raises SettingError otherwise."""
    value = text(name)
    if not value:
        return None
    host, _, port = value.rpartition(":")
    try:
        return str(ip_address(host.strip("[]"))), _port(port)
    except ValueError as error:
        raise SettingError(f"{name} is “{value}”: it must look like 127.0.0.1:2525.") from error


def _port(text: str) -> int:
    number = int(text)
    if not 0 < number < 65536:
        raise ValueError(text)
    return number


def mail_address(name: str) -> str:
    """The value of `name` as one plain e-mail address in lower case; "" when empty. Raises SettingError otherwise."""
    value = text(name).lower()
    if value and not re.fullmatch(r"[a-z0-9._-]+@[a-z0-9-]+(\.[a-z0-9-]+)+", value):
        raise SettingError(f"{name} is “{value}”: it must look like copie@crm.example.org.")
    return value


def time_zone(name: str) -> str:
    """The value of `name` as a time zone. Raises SettingError when there is no such zone."""
    try:
        return ZoneInfo(text(name)).key
    except (ValueError, ZoneInfoNotFoundError) as error:
        raise SettingError(f"{name} is “{text(name)}”: it must be a zone such as Europe/Paris.") from error


def kept_secret(name: str, *, length: int = 48) -> str:
    """The secret `name`: given, or read from the file of that name in `home()`, made there (0600) the first time.

    length: random bytes of a secret made here.
    """
    if given := text(name):
        return given
    file = places.make_folder(places.home(), mode=places.HOME_MODE) / name.lower()
    if not file.exists():
        _write_once(file, secrets.token_urlsafe(length))
    if kept := file.read_text().strip():
        return kept
    raise SettingError(f"{file} is empty: delete it and start again, or restore it from a backup.")


def _write_once(file: Path, secret: str) -> None:
    """Of processes that start together the first makes the file, whole (0600): no other ever reads half of it."""
    with NamedTemporaryFile("w", dir=file.parent, prefix=f".{file.name}-") as draft:
        draft.write(secret)
        draft.flush()
        with suppress(FileExistsError):
            os.link(draft.name, file)
