"""The health part of the demonstration: a small clinic whose patients bear the names of flowers. Plainly invented:
identity status « fictitious », INS of test, numbers whose communes do not exist.
"""

import base64
import hashlib
import hmac
import time
from datetime import date, datetime, timedelta
from typing import NamedTuple

from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, hotp_value
from django.contrib.auth.hashers import make_password
from django.db import transaction
from django.utils import timezone

from accord.health.actions.house import declare_practitioner, declare_service
from accord.health.actions.numbers import declare, give_number
from accord.health.actions.patients import register
from accord.health.actions.related import name_related, show_proof
from accord.health.actions.stays import change_stay, join, open_stay
from accord.health.codes import IdentityStatus, Job, Proof
from accord.health.decree import Controller, Use
from accord.health.models import Encounter, Patient, Practitioner, Service
from accord.health.numbers import HOUSE, INS_TEST
from accord.health.router import ALIAS
from accord.health.traits import FEMALE, MALE, Traits
from accord.lib.actor import SYSTEM, Actor
from accord.project import environment
from accord.project.demo import care_paper
from accord.staff.actions import welcome
from accord.staff.models import User

COLLEAGUES = (
    ("maud@lumen.example.org", "Maud Perrin", ("admissions",)),
    ("karim@lumen.example.org", "Karim Benali", ("care",)),
    ("ida@lumen.example.org", "Ida Vasseur", ("records",)),
)
SERVICES = (("CARDIO", "Cardiologie"), ("CHIR", "Chirurgie"), ("URG", "Urgences"))
PERIOD = 30  # seconds a code is good for
TOMORROW = 100


class Story(NamedTuple):
    """One patient: who they are, their test number, and the stay: service, hours from now to the arrival (or the hour
    they are expected at tomorrow, from TOMORROW on), kind."""

    name: str
    first: str
    born_on: date
    sex: str
    place: str
    number: str
    service: str
    hours: int
    kind: str = "IMP"


STORIES = (
    Story("CAPUCINE", "Angèle Marie", date(1960, 7, 14), FEMALE, "20999", "260072099900423", "CARDIO", -50),
    Story("PIVOINE", "Amara", date(1985, 5, 2), FEMALE, "99999", "285059999900626", "CHIR", -26),
    Story("TOURNESOL", "Ange", date(1985, 5, 21), MALE, "2A999", "185052A99900209", "URG", -3, "EMER"),
    Story("MARGUERITE", "Ondine Lou", date(1985, 5, 12), FEMALE, "75999", "285057599900197", "CARDIO", -2),
    Story("BLEUET", "Noé", date(1985, 8, 30), MALE, "75999", "185207599900790", "CARDIO", -1, "AMB"),
    Story("MIMOSA", "Letizia", date(1985, 5, 9), FEMALE, "2B999", "285052B99900382", "CHIR", TOMORROW + 8),
    Story("VANILLE", "Jean-Yves", date(1985, 5, 30), MALE, "97499", "185059749900596", "CHIR", TOMORROW + 10),
)


def secret_of(email: str) -> str:
    """The key of this colleague's authenticator, drawn from the demonstration's password: 32 letters and digits."""
    password = environment.kept_secret("DEMO_PASSWORD", length=12)
    return base64.b32encode(hmac.new(password.encode(), email.encode(), hashlib.sha1).digest()).decode()


def code_of(email: str) -> str:
    """The six digits this colleague's authenticator would show now (RFC 6238)."""
    code: str = format_hotp_value(hotp_value(secret_of(email), int(time.time()) // PERIOD))
    return code


@transaction.atomic(using=ALIAS)
def load() -> None:
    """Colleagues with their second factor, services, patients, stays; through the same actions as in real life."""
    actors, nurse = _colleagues()
    desk = actors["maud"]
    services = {code: declare_service(actor=SYSTEM, code=code, name=name) for code, name in SERVICES}
    for use in Use.values:
        declare(actor=SYSTEM, controller=Controller.INSTITUTION, use=use, declared_on=timezone.localdate())
    doctor = declare_practitioner(actor=SYSTEM, name="Dr Iris Delmas", job=Job.DOCTOR, rpps="10000000000")
    patients = {
        story.name: _live(desk, story, services, [nurse, doctor], number)
        for number, story in enumerate(STORIES, start=1)
    }
    _protected(desk, services["CHIR"])
    care_paper.lay(desk, actors["ida"], patients)
    care_paper.open_in_emergency(actors["karim"], nurse, patients["TOURNESOL"])


def _colleagues() -> tuple[dict[str, Actor], Practitioner]:
    """The colleagues of health by their first name, and Karim as a professional."""
    password = make_password(environment.kept_secret("DEMO_PASSWORD", length=12))
    made = {email: _colleague(email, name, list(roles), password) for email, name, roles in COLLEAGUES}
    karim = made["karim@lumen.example.org"]
    nurse = declare_practitioner(actor=SYSTEM, name=karim.name, job=Job.NURSE, user_id=karim.pk)
    return {email.partition("@")[0]: user.actor for email, user in made.items()}, nurse


def _colleague(email: str, name: str, roles: list[str], password: str) -> User:
    user = welcome(actor=SYSTEM, email=email, name=name, roles=roles)
    user.password = password
    user.save(update_fields=["password"])
    TOTP.activate(user, secret_of(email))
    return user


def _live(
    desk: Actor, story: Story, services: dict[str, Service], team: list[Practitioner], number: int
) -> Patient:
    traits = Traits(
        story.name,
        story.first,
        born_on=story.born_on,
        sex=story.sex,
        birth_place=story.place,
        phone=f"06 39 98 00 {number:02}",
    )
    patient = register(actor=desk, traits=traits, identity_status=IdentityStatus.FICTITIOUS)
    give_number(actor=desk, patient=patient, system=INS_TEST, value=story.number)
    give_number(actor=desk, patient=patient, system=HOUSE, value=f"IPP-{1000 + number}")
    stay = _stay(desk, patient, services[story.service], story)
    if story.service == "CARDIO":
        for professional in team:
            join(actor=desk, stay=stay, practitioner=professional, starts_at=stay.starts_at)
    if story.name == "CAPUCINE":
        _beside(desk, patient)
    return patient


def _stay(desk: Actor, patient: Patient, service: Service, story: Story) -> Encounter:
    arrival = _arrival(story.hours).replace(minute=0, second=0, microsecond=0)
    return open_stay(actor=desk, patient=patient, service=service, starts_at=arrival, kind=story.kind)


def _arrival(hours: int) -> datetime:
    if hours < TOMORROW:
        return timezone.now() + timedelta(hours=hours)
    return (timezone.localtime() + timedelta(days=1)).replace(hour=hours - TOMORROW)


def _beside(desk: Actor, patient: Patient) -> None:
    trusted = name_related(
        actor=desk,
        patient=patient,
        kind="trusted_person",
        who={"name": "Basile Capucine", "contact": "06 39 98 01 01"},
    )
    show_proof(actor=desk, related=trusted, proof=Proof.DESIGNATION)
    name_related(
        actor=desk,
        patient=patient,
        kind="to_call",
        who={"name": "Flore Capucine", "contact": "01 99 00 01 02"},
    )


def _protected(desk: Actor, service: Service) -> None:
    traits = Traits("MUGUET", "Solène", born_on=date(1992, 5, 1), sex=FEMALE, birth_place="59999")
    patient = register(
        actor=desk, traits=traits, identity_status=IdentityStatus.FICTITIOUS, is_protected=True
    )
    now = timezone.now().replace(minute=0, second=0, microsecond=0)
    stay = open_stay(actor=desk, patient=patient, service=service, starts_at=now - timedelta(days=4))
    change_stay(
        actor=desk,
        stay=stay,
        service=service,
        status=Encounter.Status.FINISHED,
        starts_at=stay.starts_at,
        ends_at=now - timedelta(days=1),
    )
