"""Consent in FHIR R4, in two shapes: FR Core, and IHE PCF « ink on paper », without code and verification. Pure."""

from dataclasses import dataclass
from datetime import datetime

from accord.health.codes import ACT_REASON, STATES, USES, Item, Purpose, Regime, State, Use, is_lawful
from accord.health.fhir.shapes import (
    ITEM,
    LOINC,
    REGIME,
    SCOPE,
    STATE,
    USE,
    Resource,
    Unknown,
    at,
    code_of,
    coding,
    concept,
    extension,
    instant,
    many,
    moment,
    must_be,
    pointed,
    pruned,
    reference,
    short,
    text,
)

FR_CORE = "https://hl7.fr/ig/fhir/core/StructureDefinition/fr-core-consent"
PCF = "https://profiles.ihe.net/ITI/PCF/StructureDefinition/IHE.PCF.consentBasic"
ROLE = "http://terminology.hl7.org/CodeSystem/v3-ParticipationType"
CONSENT_DOCUMENT = "59284-0"
NO_POLICY = "urn:accord:health:policy:none"
STATUS = {
    State.NOT_ASKED: "proposed",
    State.UNCLEAR: "draft",
    State.INFORMED: "active",
    State.GIVEN: "active",
    State.OBJECTED: "active",
    State.REFUSED: "rejected",
    State.WITHDRAWN: "inactive",
    State.EXPIRED: "inactive",
    State.INVALIDATED: "entered-in-error",
}


@dataclass(frozen=True, slots=True)
class Told:
    """One choice as it travels. patient: our id; actor: whom it names ("" for nobody); source: id of the reading."""

    id: str
    patient: str
    use: str
    regime: str
    state: str
    decided_at: datetime
    actor: str = ""
    items: tuple[str, ...] = ()
    ends_at: datetime | None = None
    policy_uri: str = ""
    source: str = ""
    scan: str = ""
    is_checked: bool = False
    organisation: str = ""


def written(told: Told, *, is_pcf: bool = False) -> Resource:
    """The choice as a FHIR Consent: FR Core, or IHE PCF with the ink form as its source."""
    patient = reference("Patient", told.patient)
    return pruned(
        {
            "resourceType": "Consent",
            "id": told.id,
            "meta": {"profile": [PCF if is_pcf else FR_CORE]},
            "extension": [
                {"url": url, "valueCode": str(code)}
                for url, code in ((USE, told.use), (REGIME, told.regime), (STATE, told.state))
            ],
            "status": STATUS[State(told.state)],
            "scope": concept(SCOPE, "patient-privacy"),
            "category": [concept(LOINC, CONSENT_DOCUMENT, "Consent Document")],
            "patient": patient,
            "dateTime": instant(told.decided_at),
            "performer": [patient],
            "organization": [{"display": told.organisation}] if told.organisation else [],
            "sourceReference": _source(told, is_pcf),
            "policy": [{"uri": told.policy_uri or NO_POLICY}],
            "verification": [] if is_pcf else [{"verified": told.is_checked}],
            "provision": _provision(told, is_pcf),
        }
    )


def _source(told: Told, is_pcf: bool) -> Resource:
    if is_pcf:
        return reference("DocumentReference", told.scan) if told.scan else {"display": "declared, no paper"}
    return reference("QuestionnaireResponse", told.source) if told.source else {}


def _kind(regime: str, state: str) -> str:
    opens = state == State.GIVEN or (state == State.INFORMED and regime == Regime.OPPOSITION)
    return "permit" if opens else "deny"


def _provision(told: Told, is_pcf: bool) -> Resource:
    actor = {
        "role": concept(ROLE, "PRCP", "primary information recipient"),
        "reference": {"identifier": {"value": told.actor}},
    }
    return pruned(
        {
            "type": _kind(told.regime, told.state),
            "period": {"end": instant(told.ends_at)} if told.ends_at else {},
            "actor": [actor] if told.actor else [],
            "purpose": [coding(ACT_REASON, USES[told.use][0].value, USES[told.use][0].label)],
            "code": [] if is_pcf else [concept(ITEM, item) for item in told.items],
        }
    )


def read(resource: Resource) -> Told:
    """The choice a Consent says. Raises Unknown at the first thing that is not of our lists, or contradicts itself."""
    must_be(resource, "Consent")
    use, regime = extension(resource, USE, Use.values), extension(resource, REGIME, Regime.values)
    state = extension(resource, STATE, State.values)
    _must_agree(resource, use, regime, state)
    provision = resource["provision"]
    return Told(
        id=str(resource.get("id", "")),
        patient=pointed(resource, "Patient", "patient"),
        use=use,
        regime=regime,
        state=state,
        decided_at=moment(resource, "dateTime"),
        actor=short(provision, 64, "actor", 0, "reference", "identifier", "value")
        if provision.get("actor")
        else "",
        items=_items(provision),
        ends_at=moment(provision, "period", "end") if provision.get("period") else None,
        policy_uri=_policy(resource),
        source=pointed(resource, "QuestionnaireResponse", "sourceReference")
        if _has_reading(resource)
        else "",
        is_checked=_is_checked(resource),
    )


def _must_agree(resource: Resource, use: str, regime: str, state: str) -> None:
    if not is_lawful(use, regime) or state not in STATES[Regime(regime)]:
        raise Unknown("extension")
    if resource.get("status") != STATUS[State(state)]:
        raise Unknown("status")
    code_of(resource, SCOPE, {"patient-privacy"}, "scope", "coding", 0)
    code_of(resource, LOINC, {CONSENT_DOCUMENT}, "category", 0, "coding", 0)
    purpose = code_of(resource, ACT_REASON, Purpose.values, "provision", "purpose", 0)
    if purpose != USES[use][0] or text(resource, "provision", "type") != _kind(regime, state):
        raise Unknown("provision")
    if set(resource["provision"]) - {"type", "period", "actor", "purpose", "code"}:
        raise Unknown("provision")  # an exception we do not read would change what the choice says


def _items(provision: Resource) -> tuple[str, ...]:
    codes = provision.get("code", [])
    if not isinstance(codes, list):
        raise Unknown("provision.code")
    return tuple(
        code_of(provision, ITEM, Item.values, "code", rank, "coding", 0) for rank in range(len(codes))
    )


def _policy(resource: Resource) -> str:
    uri = short(resource, 200, "policy", 0, "uri")
    return "" if uri == NO_POLICY else uri


def _has_reading(resource: Resource) -> bool:
    source = resource.get("sourceReference")
    return isinstance(source, dict) and str(source.get("reference", "")).startswith("QuestionnaireResponse/")


def _is_checked(resource: Resource) -> bool:
    if many(resource, "verification") != 1:
        return False
    return at(resource, "verification", 0, "verified") is True
