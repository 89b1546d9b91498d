"""The decision API, for the hospital's own systems: may this professional see this, for this purpose, now, why.

FHIR identifiers in, a decision and the choice it rests on out. Own tokens, own scopes: no token of the CRM opens it.
"""

from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

from django.db import DatabaseError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern
from django.utils import timezone
from django.utils.translation import gettext as _
from ninja import NinjaAPI, Schema
from pydantic import ConfigDict, StringConstraints

from accord.health import vault
from accord.health.actions import systems
from accord.health.actions.answering import Answer, answer
from accord.health.api_fhir import router as fhir
from accord.health.api_token import NO_ANSWER, Token
from accord.health.deciding import Reason
from accord.health.keyring import KeysMissing
from accord.health.models import ClientSystem
from accord.health.queries.facts import Asked
from accord.health.silence import is_lost, silence
from accord.lib.access import PUBLIC, access
from accord.staff.api import problems
from accord.staff.api.problems import Refusal

RPPS = "https://rpps.esante.gouv.fr"
OURS = "urn:accord:health:"
Text = Annotated[str, StringConstraints(max_length=120, pattern=r"^[^\x00]*$")]
Named = Annotated[Text, StringConstraints(min_length=1)]


class Identifier(Schema):
    """A FHIR Identifier: a value, and who gave it."""

    model_config = ConfigDict(extra="forbid")
    system: Named
    value: Named


class Asking(Schema):
    """One question. `document`, or `patient` with `item` (and `labels`) for a document Accord has no reference to."""

    model_config = ConfigDict(extra="forbid")
    practitioner: Identifier
    purpose: Text = ""
    patient: Identifier | None = None
    document: Identifier | None = None
    item: Text = ""
    labels: list[Text] = []
    write: bool = False


class Decided(Schema):
    """The answer. policy: the FHIR reference of the choice or grant it rests on; never to be kept: ask again."""

    decision: str
    reason: str
    sentence: str
    policy: str
    at: datetime


api = NinjaAPI(
    title="Accord, health",
    version="1",
    urls_namespace="health:api",
    docs_url=None,
    docs_decorator=access(PUBLIC),
)
problems.install(api)


@api.exception_handler(OperationalError)
def _silent(_request: HttpRequest, trouble: OperationalError | type[OperationalError]) -> HttpResponse:
    """Nothing answers: the system is told so, whatever it asked. Any other trouble is ours."""
    assert isinstance(trouble, OperationalError)
    if not is_lost(trouble):
        raise trouble
    silence.note()
    return problems.answer(Refusal(503, _("Health does not answer: nothing was done. Ask again later.")))


@api.post("/decision", auth=Token(systems.DECIDE), response={200: Decided, **NO_ANSWER})
def decision(request: HttpRequest, asking: Asking) -> Decided:
    """May this professional see this, for this purpose, now, and by which choice. Denied by default, logged always."""
    system: ClientSystem = request.auth  # type: ignore[attr-defined]
    try:
        given = answer(
            actor=system.actor,
            asked=_asked(asking),
            purpose=asking.purpose,
            item=asking.item,
            labels=asking.labels,
            is_write=asking.write,
        )
    except (DatabaseError, KeysMissing):
        return _said(None)
    return _said(given)


def _said(given: Answer | None) -> Decided:
    reason = given.decision.reason if given else Reason.ERROR
    is_allowed = given is not None and given.decision.is_allowed
    kind = "BreakGlassGrant" if reason == Reason.BREAK_GLASS else "Consent"
    policy = f"{kind}/{given.decision.policy}" if given and given.decision.policy else ""
    return Decided(
        decision="permit" if is_allowed else "deny",
        reason=str(reason),
        sentence=str(reason.label),
        policy=policy,
        at=timezone.now(),
    )


def _asked(asking: Asking) -> Asked:
    """The identifiers as we look them up; one we cannot read finds nobody, and nobody is a no."""
    who, patient, document = asking.practitioner, asking.patient, asking.document
    is_rpps = who.system == RPPS
    known: dict[str, Any] = {"practitioner": _own(who), "rpps": who.value if is_rpps else ""}
    if patient:
        hashes = [] if _own(patient) else vault.number_hashes(_oid(patient.system), patient.value)
        known |= {"patient": _own(patient), "hashes": hashes}
    if document:
        known |= {"document": _own(document), "system": document.system, "number": document.value}
    return Asked(**known)


def _oid(system: str) -> str:
    return system.removeprefix("urn:oid:")


def _own(identifier: Identifier) -> UUID | None:
    """Our own id, when it is one."""
    try:
        return UUID(identifier.value) if identifier.system.startswith(OURS) else None
    except ValueError:
        return None


api.add_router("/fhir", fhir)
patterns = api.urls
for pattern in patterns[0]:
    if isinstance(pattern, URLPattern) and not hasattr(pattern.callback, "access"):
        setattr(pattern.callback, "access", PUBLIC)  # noqa: B010  each operation asks for a token itself
