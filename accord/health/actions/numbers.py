"""Declaring the right to hold the NIR, then giving, revealing and ending the numbers of a patient."""

from datetime import date

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accord.health import decree, journal, vault
from accord.health.codes import IdentityStatus
from accord.health.models import NirDeclaration, Patient, PatientIdentifier
from accord.health.numbers import (
    HOUSE,
    INS_NIR,
    INS_TEST,
    LABELS,
    USES,
    WrongNumber,
    check_nir,
    contradicts,
)
from accord.health.queries.numbers import is_declared
from accord.health.router import ALIAS
from accord.lib.actor import Actor
from accord.register import actions as register
from accord.register.models import Controller, LegalBasis, Purpose, RetentionRule
from accord.register.queries import first_controller

RECORD = "dossier-patient"


class NotDeclared(PermissionError):
    """Nobody declared the right to hold this number: there is no field for it."""


class CannotDeclare(ValueError):
    """The declaration is not one of the decree, or the register cannot hold it; the message says which."""


# The declaration


@transaction.atomic
def declare(*, actor: Actor, controller: str, use: str, declared_on: date) -> NirDeclaration:
    """The controller is of this category and processes the NIR for this purpose, from this day on; it stands in the
    register too. Raises CannotDeclare outside the list of the decree, or where the register names no controller.
    """
    if not decree.is_allowed(controller, use):
        raise CannotDeclare(_("The decree does not know this purpose for this kind of organisation."))
    _register(actor, use)
    with transaction.atomic(using=ALIAS):
        return _line(actor, controller, use, declared_on, is_revoked=False)


@transaction.atomic
def revoke(*, actor: Actor, use: str) -> None:
    """The controller processes the NIR for this purpose no longer: the field is gone, what it held stays sealed."""
    last = NirDeclaration.objects.filter(purpose=use).latest("at")
    for purpose in Purpose.objects.filter(code=_code(use)):
        register.close_purpose(actor=actor, purpose=purpose)
    with transaction.atomic(using=ALIAS):
        _line(actor, last.controller, use, timezone.localdate(), is_revoked=True)


def _line(actor: Actor, controller: str, use: str, day: date, *, is_revoked: bool) -> NirDeclaration:
    line = NirDeclaration.objects.create(
        controller=controller,
        purpose=use,
        is_revoked=is_revoked,
        declared_on=day,
        by_id=actor.id,
        by_name=actor.label,
    )
    verb = "nir.revoked" if is_revoked else "nir.declared"
    facts = {"controller": controller, "purpose": use}
    journal.record(actor=actor, action=verb, entity="NirDeclaration", entity_id=line.pk, facts=facts)
    return line


def _code(use: str) -> str:
    return f"nir-{use}"


def _register(actor: Actor, use: str) -> None:
    """The purpose as the register shows it: no channel, no prospecting, nobody is reached for it."""
    controller = first_controller()
    if controller is None:
        raise CannotDeclare(_("Name the controller in the register first."))
    known = Purpose.objects.filter(code=_code(use)).first()
    purpose = known or register.save(actor=actor, row=_purpose(use, controller, _rule(actor)))
    register.open_purpose(actor=actor, purpose=purpose)


def _purpose(use: str, controller: Controller, rule: RetentionRule) -> Purpose:
    words = {
        decree.Use.INS: ("Identité nationale de santé (INS)", "National health identity (INS)"),
        decree.Use.BILLING: ("Facturation des soins", "Billing of care"),
    }[decree.Use(use)]
    in_french, in_english = decree.TEXTS[decree.Use(use)]
    return Purpose(
        code=_code(use),
        controller=controller,
        label_fr=words[0],
        label_en=words[1],
        description_fr=f"Numéro de sécurité sociale des patients. {in_french}.",
        description_en=f"Social security number of patients. {in_english}.",
        legal_basis=LegalBasis.LEGAL_OBLIGATION,
        special_category="care",
        channels=[],
        needs_confirmation=False,
        is_prospecting=False,
        retention=rule,
        position=90,
    )


def _rule(actor: Actor) -> RetentionRule:
    known = RetentionRule.objects.filter(code=RECORD).first()
    return known or register.save(
        actor=actor,
        row=RetentionRule(
            code=RECORD,
            label_fr="Dossier du patient\u00a0: 20\u00a0ans après le dernier séjour (R.1112-7 CSP)",
            label_en="Record of the patient: 20 years after the last stay (R.1112-7 CSP)",
            amount=20,
            unit=RetentionRule.Unit.YEARS,
            start=RetentionRule.Start.END_OF_RELATION,
            then=RetentionRule.Then.ERASE,
            source="CSP, art. R.1112-7",
        ),
    )


# The numbers


@transaction.atomic(using=ALIAS)
def give_number(*, actor: Actor, patient: Patient, system: str, value: str) -> PatientIdentifier:
    """Write a number of a patient, sealed at its very row; the one of that kind it had ends.

    system: one of `numbers.LABELS`. Raises NotDeclared, and WrongNumber for what cannot be that number.
    """
    if system not in LABELS:
        raise WrongNumber(_("This kind of number is not known."))
    if system in USES and not is_declared(USES[system]):
        raise NotDeclared(system)
    vault.hold_rotation()
    value = value.strip() if system == HOUSE else _checked(patient, system, value)
    for older in patient.identifiers.select_for_update().filter(system=system, ended_at=None):
        _end(actor, older)
    key_id, index = vault.number_hash(system, value)
    row = PatientIdentifier(patient=patient, system=system, index=index, index_key_id=key_id)
    row.value_sealed = vault.seal(patient.key, row.place(), value.encode())
    row.save(force_insert=True)
    _tell(actor, "number.given", row)
    return row


def _checked(patient: Patient, system: str, value: str) -> str:
    number = check_nir(value, kind=system, today=timezone.localdate())
    wrong = contradicts(number, patient.traits) if USES[system] == decree.Use.INS else None
    if wrong:
        raise WrongNumber(wrong)
    is_fictitious = patient.identity_status == IdentityStatus.FICTITIOUS
    if system == INS_NIR and is_fictitious:
        raise WrongNumber(_("A fictitious identity has no real INS: choose the INS of test."))
    if system == INS_TEST and not is_fictitious:
        raise WrongNumber(_("The INS of test is for fictitious identities only."))
    return number


@transaction.atomic(using=ALIAS)
def reveal(*, actor: Actor, row: PatientIdentifier, role: str = "", purpose: str = "") -> str:
    """The number in clear, once, with the line that says who saw it. Raises crypto.Unreadable, vault.Destroyed."""
    value = vault.unseal(row.patient.key, row.place(), row.value_sealed).decode()
    journal.record(
        actor=actor,
        role=role,
        action="number.revealed",
        patient=row.patient_id,
        purpose=purpose,
        entity="PatientIdentifier",
        entity_id=row.pk,
        category="number",
        facts={"system": row.system},
    )
    return value


@transaction.atomic(using=ALIAS)
def end_number(*, actor: Actor, row: PatientIdentifier) -> None:
    """This number is no longer, or never was, theirs."""
    _end(actor, row)


def _end(actor: Actor, row: PatientIdentifier) -> None:
    row.ended_at = timezone.now()
    row.save(update_fields=["ended_at"])
    _tell(actor, "number.ended", row)


def _tell(actor: Actor, action: str, row: PatientIdentifier) -> None:
    journal.record(
        actor=actor,
        action=action,
        patient=row.patient_id,
        entity="PatientIdentifier",
        entity_id=row.pk,
        category="number",
        facts={"system": row.system},
    )
