"""The person's own copy of what is kept about something they said."""

from typing import Any

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from accord.consent import queries
from accord.consent.queries import Proof, Said
from accord.consent.terms import State
from accord.contacts.models import Person
from accord.register.models import Controller

SAID = {
    State.INFORMED: _("You were informed."),
    State.REQUESTED: _("You asked for it."),
    State.GIVEN: _("You agreed."),
    State.CONFIRMED: _("You agreed, and confirmed it from your mailbox."),
    State.REFUSED: _("You refused."),
    State.WITHDRAWN: _("You took back your agreement."),
    State.OBJECTED: _("You objected."),
}


def of(person: Person, event_id: int) -> Proof | None:
    """The proof of one event, if it is about `person`."""
    proof = queries.proof(event_id)
    return proof if proof is not None and proof.person_id == person.pk else None


def as_data(proof: Proof) -> dict[str, Any]:
    """The proof as a record in the shape of ISO/IEC TS 27560, for a machine to keep."""
    said = proof.said
    return {
        "schema_version": "ISO-TS-27560:2023",
        "record_id": f"{settings.SITE_URL}/event/{said.id}",
        "pii_principal_id": proof.contact_point.value if proof.contact_point else "",
        "privacy_notice": _notice(proof),
        "purposes": [_purpose(said)],
        "parties": [_controller(said.purpose.controller)],
        "events": [_event(proof)],
        "evidence_kept": dict(proof.parts),
        "evidence_erased": list(proof.erased),
    }


def _notice(proof: Proof) -> dict[str, str]:
    notice = proof.notice
    if notice is None:
        return {"name": "", "language": "", "sha256": ""}
    return {"name": str(notice), "language": notice.language, "sha256": notice.sha256}


def _purpose(said: Said) -> dict[str, Any]:
    return {
        "purpose": said.purpose.code,
        "label": said.purpose.label,
        "lawful_basis": said.purpose.legal_basis,
        "channel": said.channel,
        "retention": str(said.purpose.retention),
        "recipients": [str(recipient) for recipient in said.purpose.recipients.all()],
        "withdrawal_method": f"{settings.SITE_URL}/p/",
    }


def _controller(controller: Controller) -> dict[str, str]:
    return {
        "party_type": "controller",
        "name": controller.name,
        "address": controller.address,
        "contact": controller.email,
    }


def _event(proof: Proof) -> dict[str, Any]:
    said = proof.said
    return {
        "event_id": said.id,
        "event_state": said.state,
        "event_time": said.indicated_at.isoformat(),
        "recorded_time": said.recorded_at.isoformat(),
        "collection_method": said.method,
        "words": said.words,
        "answers_event": proof.answered.id if proof.answered else None,
        "leaf_sha256": proof.leaf,
    }
