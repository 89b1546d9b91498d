"""The closed lists of the health part: nothing is stored, asked or answered outside them. An unknown code is a no.

Sale and marketing have no code here (L.1111-8 VII, L.4163-9 CSP): they cannot be expressed, not even to be refused.
Codes are those of FHIR R4 and HL7 France where they exist (`system` says which), ours otherwise.
"""

from django.db import models
from django.utils.translation import gettext_lazy as _

ACT_REASON = "http://terminology.hl7.org/CodeSystem/v3-ActReason"
ACT_CODE = "http://terminology.hl7.org/CodeSystem/v3-ActCode"
CONFIDENTIALITY = "http://terminology.hl7.org/CodeSystem/v3-Confidentiality"
DMP_CONFIDENTIALITY = "urn:oid:1.2.250.1.213.1.1.4.13"
PROFESSION = "https://mos.esante.gouv.fr/NOS/TRE_G15-ProfessionSante/FHIR/TRE-G15-ProfessionSante"


class Item(models.TextChoices):
    """What a record holds and may be handed over: R.1112-2 CSP, 1° (a to q) and 2° (a to d). Nothing of 3° is here."""

    REFERRAL = "p1.a", _("The letter of the doctor who referred you")
    REASONS = "p1.b", _("The reasons for your admission")
    HISTORY = "p1.c", _("Your medical history and risk factors")
    FIRST_EXAMINATION = "p1.d", _("The findings of the first examination")
    PLANNED_CARE = "p1.e", _("The care planned and the prescriptions on arrival")
    OUTPATIENT_CARE = "p1.f", _("Outpatient or emergency care")
    CARE = "p1.g", _("The follow-up of the stay: care, examinations, imaging")
    REASONING = "p1.h", _("The medical reasoning: the choices made, and why")
    ANAESTHESIA = "p1.i", _("The anaesthesia file")
    OPERATION = "p1.j", _("The report of the operation or of the delivery")
    WRITTEN_CONSENT = "p1.k", _("Your written agreement, where the law requires it")
    TRANSFUSIONS = "p1.l", _("Transfusions, and the incident sheet if there is one")
    PRESCRIPTIONS = "p1.m", _("Prescriptions, how they were carried out, further examinations")
    NURSING = "p1.n", _("The nursing file")
    OTHER_CARE = "p1.o", _("Other care (physiotherapy, dietetics…)")
    CORRESPONDENCE = "p1.p", _("Letters between health professionals")
    DIRECTIVES = "p1.q", _("Your advance directives, or the name of whoever keeps them")
    LIAISON_LETTER = "p2.a", _("The liaison letter given on discharge")
    DISCHARGE_PRESCRIPTION = "p2.b", _("The discharge prescription and its copies")
    DISCHARGE_MODE = "p2.c", _("How the discharge took place: home, transfer…")
    NURSING_LIAISON = "p2.d", _("The nursing liaison sheet")


THIRD_PARTIES = "p3"
# What a document of the record may be: an item, or part 3°, which is never handed over.
RECORD_ITEMS = [
    *Item.choices,
    (THIRD_PARTIES, _("Collected from third parties not involved in the care, or about them")),
]
PARTS = {
    1: _("1° During the consultation, in the emergency unit, on admission and during the stay"),
    2: _("2° At the end of the stay"),
    3: _("3° What comes from third parties or concerns them"),
}
GIVEN_ON_DISCHARGE = frozenset({Item.LIAISON_LETTER, Item.DISCHARGE_PRESCRIPTION, Item.NURSING_LIAISON})


def part_of(item: str) -> int:
    """The part of R.1112-2 (1, 2 or 3) a code of RECORD_ITEMS belongs to. Raises ValueError for any other."""
    return 3 if item == THIRD_PARTIES else int(Item(item).value[1])


def is_communicable(item: str) -> bool:
    """True for the items of 1° and 2° only: part 3° and unknown codes are never handed over."""
    return item in Item.values


class Purpose(models.TextChoices):
    """Why data are used: FHIR v3 PurposeOfUse (`ACT_REASON`)."""

    CARE = "TREAT", _("Care")
    EMERGENCY = "ETREAT", _("Emergency care")
    BREAK_GLASS = "BTG", _("Emergency access")
    RESEARCH = "HRESCH", _("Research")
    PATIENT_REQUEST = "PATRQT", _("Request of the patient")
    FAMILY_REQUEST = "FAMRQT", _("Request of a relative or of an heir")
    ADMINISTRATION = "HOPERAT", _("Administration of the stay")
    PAYMENT = "HPAYMT", _("Billing")
    PUBLIC_HEALTH = "PUBHLTH", _("Public health, where the law requires it")
    LEGAL = "LEGAL", _("Legal proceedings")
    SAFETY = "PATSFTY", _("Safety of the patient, control of accesses")


class Regime(models.TextChoices):
    """The legal rule of a row of the form: it decides the words printed and what an answer can produce."""

    INFORMATION = "information", _("Information")
    OPPOSITION = "opposition", _("Information, objection possible")
    CONSENT = "consent", _("Agreement needed")
    DESIGNATION = "designation", _("Written designation")


class State(models.TextChoices):
    """What is known of one choice of one patient. A blank is `not_asked`: neither yes nor no."""

    NOT_ASKED = "not_asked", _("left without an answer")
    INFORMED = "informed", _("has been informed")
    GIVEN = "given", _("has agreed")
    REFUSED = "refused", _("has not agreed")
    OBJECTED = "objected", _("has objected")
    WITHDRAWN = "withdrawn", _("has taken the agreement back")
    EXPIRED = "expired", _("no longer valid, its time is over")
    INVALIDATED = "invalidated", _("found not valid")
    UNCLEAR = "unclear", _("cannot be told, to be asked again")


class Answer(models.TextChoices):
    """A box of a row. The words depend on the regime: see `REGIMES`."""

    INFORMED = "informed", _("I was informed")
    OBJECT = "object", _("I object")
    ACCEPT = "accept", _("I accept")
    DECLINE = "decline", _("I do not accept")
    DESIGNATE = "designate", _("I designate the person below")
    LATER = "later", _("I will designate someone later")


PRODUCED = {
    Answer.INFORMED: State.INFORMED,
    Answer.OBJECT: State.OBJECTED,
    Answer.ACCEPT: State.GIVEN,
    Answer.DECLINE: State.REFUSED,
    Answer.DESIGNATE: State.GIVEN,
    Answer.LATER: State.INFORMED,
}
# The boxes each regime prints, in order: there is no other way to answer it.
ANSWERS = {
    Regime.INFORMATION: (Answer.INFORMED,),
    Regime.OPPOSITION: (Answer.INFORMED, Answer.OBJECT),
    Regime.CONSENT: (Answer.ACCEPT, Answer.DECLINE),
    Regime.DESIGNATION: (Answer.DESIGNATE, Answer.LATER),
}
ANY_TIME = frozenset({State.NOT_ASKED, State.UNCLEAR, State.INVALIDATED})
# What a row of each regime can ever become. Information alone never yields a yes or a no.
STATES = {
    Regime.INFORMATION: ANY_TIME | {State.INFORMED},
    Regime.OPPOSITION: ANY_TIME | {State.INFORMED, State.OBJECTED},
    Regime.CONSENT: ANY_TIME | {State.GIVEN, State.REFUSED, State.WITHDRAWN, State.EXPIRED},
    Regime.DESIGNATION: ANY_TIME | {State.INFORMED, State.GIVEN, State.WITHDRAWN, State.EXPIRED},
}
NO_STATES = frozenset({State.REFUSED, State.OBJECTED, State.WITHDRAWN})


def answered(regime: str, answers: "frozenset[str] | set[str]") -> State:
    """What the boxes ticked on a row mean under its regime.

    Nothing ticked: `not_asked`. « Informed » beside « object » is an objection; any other pair contradicts itself, as
    does a box the regime does not print: `unclear`. Raises ValueError for an unknown regime.
    """
    if not answers:
        return State.NOT_ASKED
    if not answers <= set(ANSWERS[Regime(regime)]):
        return State.UNCLEAR
    if answers == {Answer.INFORMED, Answer.OBJECT}:
        return State.OBJECTED
    return PRODUCED[Answer(next(iter(answers)))] if len(answers) == 1 else State.UNCLEAR


class Use(models.TextChoices):
    """What one row of the form is about. Each has its purpose and the regimes the law leaves it: see `USES`."""

    CARE_TEAM = "care_team", _("My care team")
    OUTSIDE_TEAM = "outside_team", _("A professional outside this team")
    MON_ESPACE_SANTE = "mon_espace_sante", _("Mon espace santé")
    RESEARCH = "research", _("Research")
    RECIPIENT = "recipient", _("Passing on to a person or a body I name")
    TRUSTED_PERSON = "trusted_person", _("My person of trust")


USES: dict[str, tuple[Purpose, tuple[Regime, ...], str]] = {
    Use.CARE_TEAM: (Purpose.CARE, (Regime.OPPOSITION,), "L.1110-4 CSP"),
    Use.OUTSIDE_TEAM: (Purpose.CARE, (Regime.CONSENT,), "L.1110-4 III CSP"),
    Use.MON_ESPACE_SANTE: (Purpose.CARE, (Regime.OPPOSITION,), "L.1111-15 CSP"),
    Use.RESEARCH: (Purpose.RESEARCH, (Regime.OPPOSITION, Regime.CONSENT), "L.1121-1 CSP, MR-001 à MR-004"),
    Use.RECIPIENT: (Purpose.PATIENT_REQUEST, (Regime.CONSENT,), "L.1110-4 CSP"),
    Use.TRUSTED_PERSON: (Purpose.CARE, (Regime.DESIGNATION,), "L.1111-6 CSP"),
}
# An objection to these counts for a legitimate reason, which the person writes and a named colleague decides upon.
WITH_A_REASON = frozenset({Use.MON_ESPACE_SANTE})
# One answer a named person or body, for that one only.
NAMED = frozenset({Use.OUTSIDE_TEAM, Use.RECIPIENT, Use.TRUSTED_PERSON})


def is_lawful(use: str, regime: str) -> bool:
    """True when the law leaves that regime to a row about that use: an institution may change words, never this."""
    return use in USES and regime in USES[use][1]


class Requester(models.TextChoices):
    """Who may ask for a record (R.1111-1 CSP), and what each must prove (`PROOFS`)."""

    PATIENT = "patient", _("The patient")
    PARENT = "parent", _("Holder of parental authority")
    GUARDIAN = "guardian", _("In charge of a protection measure")
    MANDATARY = "mandatary", _("Holder of a mandate")
    HEIR = "heir", _("Heir, cohabitant or partner, after a death")
    DOCTOR = "doctor", _("Doctor designated by the patient")


class OtherRoute(models.TextChoices):
    """Who also asks, but never by L.1111-7: each has its own route."""

    INSURER = "insurer", _("Insurer, or the doctor of an insurer")
    POLICE = "police", _("Police or gendarmerie")
    COURT = "court", _("Court, or expert it appointed")


class Proof(models.TextChoices):
    """What is shown beside the request."""

    IDENTITY = "identity", _("Identity document")
    PARENTAL = "parental", _("Family record book or birth certificate")
    JUDGMENT = "judgment", _("Judgment of the protection measure")
    MANDATE = "mandate", _("Express mandate, signed by the patient")
    LINK = "link", _("Proof of the link: notarial act, family record book, partnership, shared home")
    DEATH = "death", _("Death certificate")
    MEDICAL_QUALITY = "medical_quality", _("Proof of the quality of doctor (RPPS)")
    DESIGNATION = "designation", _("Designation by the patient")


# Identity is always checked, and first (R.1111-1).
PROOFS: dict[str, frozenset[Proof]] = {
    Requester.PATIENT: frozenset({Proof.IDENTITY}),
    Requester.PARENT: frozenset({Proof.IDENTITY, Proof.PARENTAL}),
    Requester.GUARDIAN: frozenset({Proof.IDENTITY, Proof.JUDGMENT}),
    Requester.MANDATARY: frozenset({Proof.IDENTITY, Proof.MANDATE}),
    Requester.HEIR: frozenset({Proof.IDENTITY, Proof.LINK, Proof.DEATH}),
    Requester.DOCTOR: frozenset({Proof.IDENTITY, Proof.MEDICAL_QUALITY, Proof.DESIGNATION}),
}


class Motive(models.TextChoices):
    """The three reasons of an heir (L.1110-4 CSP); there is no fourth."""

    CAUSE = "cause", _("to know the cause of the death")
    MEMORY = "memory", _("to defend the memory of the deceased")
    RIGHTS = "rights", _("to assert their rights")


class Mode(models.TextChoices):
    """How the documents are received (R.1111-2 CSP)."""

    ON_SITE = "on_site", _("read on the spot, with help if wanted")
    IN_HAND = "in_hand", _("copies handed over in person")
    POST = "post", _("copies by post")
    SECURE_MESSAGING = "secure_messaging", _("copies by secure health messaging")


class IdentityStatus(models.TextChoices):
    """How sure an identity is (RNIV); DOUT and FICT are attributes there, a status of their own here."""

    PROVISIONAL = "PROV", _("provisional")
    RETRIEVED = "RECUP", _("retrieved")
    VALIDATED = "VALI", _("validated")
    QUALIFIED = "QUAL", _("qualified")
    DOUBTFUL = "DOUT", _("doubtful")
    FICTITIOUS = "FICT", _("fictitious")


class IdentityCheck(models.TextChoices):
    """How somebody's identity was checked at the counter."""

    DOCUMENT = "document", _("document shown")
    BRACELET = "bracelet", _("bracelet or record")
    KNOWN = "known", _("already checked")


class SecurityLabel(models.TextChoices):
    """Confidentiality of a document: HL7 (N, R, V), then the DMP's own (CI-SIS, `DMP_CONFIDENTIALITY`)."""

    NORMAL = "N", _("ordinary")
    RESTRICTED = "R", _("of restricted access")
    VERY_RESTRICTED = "V", _("of very restricted access")
    HIDDEN_FROM_PROFESSIONALS = "MASQUE_PS", _("hidden from professionals by the patient")
    HIDDEN_FROM_PATIENT = "INVISIBLE_PATIENT", _("not yet shown to the patient")
    HIDDEN_FROM_PARENTS = "INVISIBLE_REPRESENTANTS_LEGAUX", _("hidden from the legal representatives")


class EncounterClass(models.TextChoices):
    """What kind of visit (`ACT_CODE`)."""

    STAY = "IMP", _("stay")
    OUTPATIENT = "AMB", _("outpatient visit")
    EMERGENCY = "EMER", _("emergency")
    HOME = "HH", _("hospital at home")


class Job(models.TextChoices):
    """What a professional does: the professions of the ANS (`PROFESSION`), then the jobs around the care."""

    DOCTOR = "10", _("doctor")
    PHARMACIST = "21", _("pharmacist")
    DENTIST = "40", _("dentist")
    MIDWIFE = "50", _("midwife")
    NURSE = "60", _("nurse")
    PHYSIOTHERAPIST = "70", _("physiotherapist")
    DIETITIAN = "95", _("dietitian")
    SECRETARY = "secretary", _("medical secretary")
    RECORDS = "records", _("medical records")
    ADMISSIONS = "admissions", _("admissions")
    BILLING = "billing", _("billing")
