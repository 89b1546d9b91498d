"""The gate against the rules told again in plain Python: a yes needs everything to be right, whatever else is so."""

from datetime import timedelta
from typing import Any

import pytest
from dateutil.relativedelta import relativedelta
from django.db import connection
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from accord.consent import gate
from accord.consent.decisions import allow_declared
from accord.consent.models import DeclaredUse, Permission, Suppression
from accord.consent.questions import _texts as compiled
from accord.consent.rules import Rule
from accord.consent.terms import NO_STATES, State
from accord.contacts.actions import declare_exception
from accord.contacts.models import ContactPoint, Guardian, Person
from accord.lib.actor import SYSTEM
from accord.register.models import LegalBasis, Notice, NoticeVersion, Purpose
from tests.consent.conftest import somebody
from tests.consent.saying import declare, say

Facts = dict[str, Any]
GOOD: Facts = {
    "basis": "consent",
    "prospecting": True,
    "needs_confirmation": True,
    "audience": "everyone",
    "state": "active",
    "said": "confirmed",
    "declared": False,
    "decided": None,
    "sphere": "professional",
    "generic": False,
    "confirmed": True,
    "unreachable": False,
    "suppressed": "",
    "other_said": "",
    "expired": None,
    "outdated": False,
    "age": None,
    "guardian": None,
    "informed": True,
    "excused": "",
    "days": 1,
    "customer": None,
}
CHOICES: dict[str, list[Any]] = {
    "basis": [basis for basis in LegalBasis.values if basis != "vital_interests"],
    "prospecting": [True, False],
    "needs_confirmation": [True, False],
    "audience": ["everyone", "professional"],
    "state": Person.State.values,
    "said": ["", *State.values],
    "declared": [True, False],
    "decided": [None, True, False],
    "sphere": ["professional", "personal"],
    "generic": [True, False],
    "confirmed": [True, False],
    "unreachable": [True, False],
    "suppressed": ["", "complaint", "over"],
    "other_said": ["", "confirmed", *NO_STATES],
    "expired": [None, True, False],
    "outdated": [True, False],
    "age": [None, 14, 15, 40],
    "guardian": [None, True, False],
    "informed": [True, False],
    "excused": ["", "until tomorrow", "until today", "until yesterday"],
    "days": [1, 2000],
    "customer": [None, True, False],
}
facts = st.lists(st.sampled_from(sorted(CHOICES)), max_size=5, unique=True).flatmap(
    lambda names: st.fixed_dictionaries({name: st.sampled_from(CHOICES[name]) for name in names})
)


def may(f: Facts) -> bool:
    """What law.md and design.md, section 6, answer."""
    return (
        f["state"] == "active"
        and not f["unreachable"]
        and _no_no(f)
        and (f["basis"] != "consent" or _agreed(f))
        and (f["audience"] != "professional" or f["sphere"] == "professional")
        and (not f["prospecting"] or _may_prospect(f))
    )


def _no_no(f: Facts) -> bool:
    wanted = f["prospecting"] or f["basis"] == "consent"
    objectable = wanted or f["basis"] in {"legitimate_interest", "public_task"}
    noes = set(NO_STATES) if wanted else {State.OBJECTED} if objectable else set()
    return not ({f["said"], f["other_said"]} & noes) and not (wanted and f["suppressed"] == "complaint")


def _agreed(f: Facts) -> bool:
    return (
        f["said"] in {"given", "confirmed"}
        and (not f["declared"] or f["decided"] is True)
        and (f["declared"] or f["confirmed"] or not f["needs_confirmation"])
        and not f["expired"]
        and not f["outdated"]
        and (f["age"] != 14 or f["guardian"] is True)
    )


def _may_prospect(f: Facts) -> bool:
    return (
        (f["informed"] or f["excused"] in {"until tomorrow", "until today"})
        and (f["days"] == 1 or f["customer"] is True)
        and (f["basis"] == "consent" or (f["sphere"] == "professional" and not f["generic"]))
    )


@pytest.mark.django_db
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(changes=facts)
def test_the_gate_says_yes_where_everything_is_right_and_only_there(letter: Purpose, changes: Facts) -> None:
    f = GOOD | changes
    point = _live(letter, f)
    verdict = gate.ask(point.pk, letter, "email")
    assert verdict.permitted == may(f), verdict.reason
    people = Person.objects.filter(pk=point.person_id)
    assert gate.allowed(people, letter, "email").exists() == may(f)
    assert gate.counts(letter, "email", people) == {verdict.reason: 1}
    refused = gate.refused_people(letter, "email", people, verdict.reason or "any")
    assert refused.exists() != may(f)


def _live(letter: Purpose, f: Facts) -> ContactPoint:
    """Make all of `f` true of one more person and of the purpose."""
    Purpose.objects.filter(pk=letter.pk).update(
        legal_basis=f["basis"],
        interest_fr="Vendre",
        is_prospecting=f["prospecting"],
        needs_confirmation=f["needs_confirmation"],
        audience=f["audience"],
    )
    letter.refresh_from_db()
    point = somebody(sphere=f["sphere"], informed=f["informed"], days=f["days"])
    _let_them_say(point, letter, f)
    _let_the_other_holder_say(point, letter, f["other_said"])
    _let_it_be_stopped(point, f["suppressed"])
    _let_them_be_excused(point, f["excused"])
    today = timezone.localdate()
    Person.objects.filter(pk=point.person_id).update(
        state=f["state"],
        born_on=f["age"] and today - relativedelta(years=f["age"]),
        customer_until=None if f["customer"] is None else today + timedelta(days=1 if f["customer"] else -1),
    )
    if f["guardian"] is not None:
        at = timezone.now() if f["guardian"] else None
        Guardian.objects.create(child=point.person, guardian=somebody().person, agreed_at=at)
    ContactPoint.objects.filter(pk=point.pk).update(
        confirmed_at=point.confirmed_at if f["confirmed"] else None,
        unreachable_at=timezone.now() if f["unreachable"] else None,
        is_generic=f["generic"],
    )
    return point


def _let_them_say(point: ContactPoint, letter: Purpose, f: Facts) -> None:
    DeclaredUse.objects.all().delete()
    if f["decided"] is not None:
        allow_declared(actor=SYSTEM, import_id=1, purpose=letter, is_allowed=f["decided"], why="Lu.")
    if f["said"]:
        (declare if f["declared"] else say)(point, letter, f["said"])
    hours = 0 if f["expired"] is None else -1 if f["expired"] else 1
    version = _outdated_version(letter) if f["outdated"] else None
    Permission.objects.filter(contact_point=point).update(
        expires_at=timezone.now() + timedelta(hours=hours) if hours else None, notice_version_id=version
    )


def _outdated_version(letter: Purpose) -> int:
    notice, _made = Notice.objects.get_or_create(code="avant", name="Avant", controller=letter.controller)
    now = timezone.now()
    version, _made = NoticeVersion.objects.get_or_create(
        notice=notice,
        number=1,
        language="fr",
        defaults={"sha256": "0" * 64, "published_at": now, "outdated_at": now},
    )
    return version.pk


def _let_the_other_holder_say(point: ContactPoint, letter: Purpose, said: str) -> None:
    if said:
        other = somebody()
        ContactPoint.objects.filter(pk=other.pk).update(value=point.value, address_hash=point.address_hash)
        say(other, letter, said)


def _let_it_be_stopped(point: ContactPoint, how: str) -> None:
    if how == "complaint":
        Suppression.objects.create(address_hash=point.address_hash, channel="email", reason="complaint")
    if how == "over":
        past = timezone.now() - timedelta(days=1)
        Suppression.objects.create(
            address_hash=point.address_hash, channel="email", reason="bounce", expires_at=past
        )


def _let_them_be_excused(point: ContactPoint, until: str) -> None:
    """The data protection officer declared an exception of art. 14(5), to be reviewed on a day."""
    if until:
        days = {"until yesterday": -1, "until today": 0, "until tomorrow": 1}[until]
        review_on = timezone.localdate() + timedelta(days=days)
        source = point.person.acquisitions.get()
        declare_exception(actor=SYSTEM, acquisition=source, why="Adresse inconnue", review_on=review_on)


@pytest.mark.parametrize("excused", ["until tomorrow", "until today", "until yesterday"])
@pytest.mark.parametrize("basis", ["consent", "legitimate_interest"])
def test_an_exception_to_the_information_is_honoured_until_the_day_of_its_review(
    letter: Purpose, basis: str, excused: str
) -> None:
    f = GOOD | {"basis": basis, "informed": False, "excused": excused}
    verdict = gate.ask(_live(letter, f).pk, letter, "email")
    assert verdict.reason == ("not_informed" if excused == "until yesterday" else "")


@pytest.mark.parametrize("basis", ["consent", "legitimate_interest", "contract"])
@pytest.mark.parametrize("name", [name for name in sorted(CHOICES) if name != "basis"])
def test_one_thing_that_is_wrong_is_enough(letter: Purpose, basis: str, name: str) -> None:
    for value in CHOICES[name]:
        f = GOOD | {"basis": basis, name: value}
        verdict = gate.ask(_live(letter, f).pk, letter, "email")
        assert verdict.permitted == may(f), (name, value, verdict.reason)


def test_what_nobody_can_tell_is_a_no(db: None) -> None:
    odd = Rule("odd", "NULL::boolean", lambda _purpose, _channel: True)
    permitted, reason = compiled((odd,))
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT count(*) FILTER (WHERE {permitted}), {reason}")
        assert cursor.fetchone() == (0, "odd")
