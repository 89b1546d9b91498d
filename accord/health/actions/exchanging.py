"""What other systems send about choices and documents (FHIR): taken in as it is, and never over a recorded no."""

from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accord.health.actions import choosing, documents
from accord.health.actions.choosing import Chosen, Source
from accord.health.codes import State
from accord.health.fhir.consents import Told
from accord.health.fhir.records import Reference
from accord.health.impossible import Impossible
from accord.health.models import Consent, DocumentReference, Patient
from accord.health.models.choices import Method
from accord.health.router import ALIAS
from accord.lib.actor import Actor

NO_PATIENT = _("This patient is not known here.")


def known(pk: str) -> Patient:
    """The patient of that id whose record still opens. Raises Impossible."""
    try:
        found = Patient.objects.select_related("key").filter(pk=UUID(pk), key__destroyed_at=None).first()
    except ValueError:
        found = None
    if found is None:
        raise Impossible(NO_PATIENT)
    return found


@transaction.atomic(using=ALIAS)
def take_in_choice(*, actor: Actor, told: Told) -> Consent:
    """Record a choice another system tells. A yes waits for a colleague's look, whatever the other system says; a no
    counts at once. Raises Impossible.
    """
    patient = known(told.patient)
    chosen = Chosen(told.use, told.regime, frozenset(), told.actor, items=told.items, ends_at=told.ends_at)
    source = Source(Method.IMPORT, told.decided_at, policy_uri=told.policy_uri[:200])
    return choosing.record_state(
        actor=actor, patient=patient, chosen=chosen, state=State(told.state), source=source
    )


@transaction.atomic(using=ALIAS)
def take_in_document(*, actor: Actor, told: Reference) -> DocumentReference:
    """Note a document another system tells; nobody has reviewed it yet. Raises Impossible."""
    noted = documents.Noted(
        told.item, told.constituted_on, labels=told.labels, system=told.system, external_id=told.external_id
    )
    return documents.note(actor=actor, patient=known(told.patient), noted=noted)
