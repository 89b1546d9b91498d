"""Five locks, each attacked: nothing leaves without the gate or a named service."""

import copy
import dataclasses
import pickle
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from django.conf import settings as django_settings
from django.core import mail
from django.core.mail import EmailMessage, get_connection
from django.core.management import call_command
from django.core.management.base import SystemCheckError
from django.db import IntegrityError, connection, transaction
from pytest_django import Settings

from accord.consent import gate
from accord.contacts.models import ContactPoint
from accord.lib.actor import SYSTEM
from accord.outbox.backend import GuardedBackend, NotFromTheOutbox
from accord.outbox.models import Letter, Mailing
from accord.outbox.post import NotPermitted, post, post_all
from accord.register.models import Purpose

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def permit(reader: Callable[..., ContactPoint], monthly: Purpose) -> gate.Permit:
    """What the gate gives for Ada."""
    ada = reader("ada", monthly)
    return gate.permit(actor=SYSTEM, contact_point_id=ada.pk, purpose=monthly, channel="email")


def test_a_permit_of_the_gate_posts_one_letter(
    permit: gate.Permit, monthly: Purpose, newsletter: Callable[..., Mailing]
) -> None:
    mailing = newsletter(monthly, started=False)
    Letter.objects.all().delete()
    assert post(permit, mailing=mailing).contact_point_id == permit.contact_point_id


def test_a_permit_cannot_be_made_by_hand(permit: gate.Permit) -> None:
    values = {field.name: getattr(permit, field.name) for field in dataclasses.fields(permit)}
    with pytest.raises(gate.Forged):
        gate.Permit(**values, seal=object())
    with pytest.raises((TypeError, ValueError, PermissionError)):
        gate.Permit(**values)
    with pytest.raises((TypeError, ValueError, PermissionError)):
        dataclasses.replace(permit, contact_point_id=permit.contact_point_id + 1)
    for way in (copy.copy, copy.deepcopy, pickle.dumps):
        with pytest.raises(gate.Forged):
            way(permit)
    with pytest.raises(dataclasses.FrozenInstanceError):
        permit.contact_point_id = 7  # type: ignore[misc]


def test_something_that_looks_like_a_permit_posts_nothing(
    permit: gate.Permit, monthly: Purpose, newsletter: Callable[..., Mailing]
) -> None:
    class Lookalike:
        decision_id, person_id, contact_point_id = permit.decision_id, 1, 1
        purpose_id, channel = monthly.pk, "email"

    mailing = newsletter(monthly, started=False)
    for forged in (Lookalike(), None, True, object.__new__(gate.Permit)):
        with pytest.raises((NotPermitted, AttributeError)):
            post(forged, mailing=mailing)  # type: ignore[arg-type]


def test_a_permit_for_one_purpose_posts_nothing_for_another(
    permit: gate.Permit, make_purpose: Callable[..., Purpose], newsletter: Callable[..., Mailing]
) -> None:
    partners = newsletter(make_purpose("partenaires"), started=False)
    with pytest.raises(NotPermitted):
        post(permit, mailing=partners)
    with pytest.raises(NotPermitted):
        post_all(permit, mailing=partners)  # type: ignore[arg-type]


def test_the_imports_keep_their_layers_and_their_protected_modules() -> None:
    command = [str(Path(sys.executable).with_name("lint-imports"))]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout


BURGLARS = {
    "campaigns/one.py": "from accord.outbox.transport import Smtp",
    "campaigns/two.py": "from accord.outbox.smtp import connect",
    "desk/three.py": "from accord.consent.models import Decision",
    "intake/four.py": "import smtplib",
    "preferences/five.py": "import requests",
    "contacts/six.py": "from accord.outbox.post import post",
}


def test_whoever_imports_past_the_gate_is_named(tmp_path: Path) -> None:
    """Each picks one lock, in a copy of the house."""
    shutil.copytree(ROOT / "accord", tmp_path / "accord", ignore=shutil.ignore_patterns("static", "locale"))
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    for name, line in BURGLARS.items():
        (tmp_path / "accord" / name).write_text(f"{line}\n")
    command = [str(Path(sys.executable).with_name("lint-imports")), "--no-cache"]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert done.returncode == 1
    for name in BURGLARS:
        module = "accord." + name.removesuffix(".py").replace("/", ".")
        assert module in done.stdout


@pytest.mark.parametrize(
    "line",
    [
        "from django.core.mail import send_mail",
        "from django.apps import apps\napps.get_model('a', 'b')",
        "from importlib import import_module",
        "from django.utils.module_loading import import_string",
        "import smtplib",
        "from urllib.request import urlopen",
        "import http.client",
    ],
)
def test_the_lint_sees_a_second_door(line: str) -> None:
    command = [str(Path(sys.executable).with_name("ruff")), "check", "--stdin-filename"]
    done = subprocess.run(
        [*command, "accord/campaigns/sneaky.py", "-"],
        cwd=ROOT,
        input=line,
        capture_output=True,
        text=True,
        check=False,
    )
    assert "TID251" in done.stdout


def test_a_message_of_django_s_own_does_not_leave() -> None:
    message = EmailMessage("Bonjour", "…", "lettre@lumen.example.org", ["ada@example.org"])
    with pytest.raises(NotFromTheOutbox):
        message.send()
    with pytest.raises(NotFromTheOutbox):
        mail.send_mail("Bonjour", "…", "lettre@lumen.example.org", ["ada@example.org"])


def test_the_backend_of_django_is_the_guard_in_tests_too() -> None:
    assert isinstance(get_connection(), GuardedBackend)


@pytest.mark.parametrize("service", ["", "newsletter", "campaign-test"])
def test_the_database_lets_no_letter_of_a_mailing_pass_as_a_service(
    monthly: Purpose, newsletter: Callable[..., Mailing], service: str
) -> None:
    mailing = newsletter(monthly, started=False)
    with pytest.raises(IntegrityError), transaction.atomic():
        Letter.objects.create(mailing=mailing, service=service, contact_point_id=1)
    with pytest.raises(IntegrityError), transaction.atomic():
        Letter.objects.create(service="newsletter", to="ada@example.org")


def test_another_backend_is_refused_at_start(settings: Settings) -> None:
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    with pytest.raises(SystemCheckError, match="GuardedBackend may send"):
        call_command("check")
    assert copy.copy(django_settings.EMAIL_BACKEND)


def test_the_database_refuses_a_letter_nobody_decided(
    monthly: Purpose, newsletter: Callable[..., Mailing]
) -> None:
    mailing = newsletter(monthly, started=False)
    for decision in (None, 987_654_321):
        with pytest.raises(IntegrityError):
            create_and_check(mailing, decision)


@transaction.atomic
def create_and_check(mailing: Mailing, decision: int | None) -> None:
    Letter.objects.create(
        mailing=mailing, decision_id=decision, contact_point_id=1, purpose_id=mailing.purpose_id
    )
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")


def test_a_letter_is_posted_once_per_mailing_and_address(
    permit: gate.Permit, monthly: Purpose, newsletter: Callable[..., Mailing]
) -> None:
    mailing = newsletter(monthly, started=False)
    frozen = gate.freeze(actor=SYSTEM, purpose=monthly, channel="email", audience=None, source_id="again")
    assert post_all(frozen, mailing=mailing) == 0
    assert Letter.objects.filter(mailing=mailing).count() == 1
