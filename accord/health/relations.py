"""Who may stand beside a patient or in their place, and what shows it (codes.Requester, codes.Proof)."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from accord.health.codes import PROOFS, Proof


class Relation(models.TextChoices):
    """The part somebody plays for a patient. Those who may ask for the record have the code of the requester."""

    TRUSTED = "trusted_person", _("Person of trust")
    PARENT = "parent", _("Holder of parental authority")
    GUARDIAN = "guardian", _("In charge of a protection measure")
    MANDATARY = "mandatary", _("Holder of a mandate")
    HEIR = "heir", _("Heir, cohabitant or partner, after a death")
    TO_CALL = "to_call", _("To be called if need be")


def proofs(relation: str) -> list[Proof]:
    """What may show this relation, identity apart: for the person of trust a designation written and signed by the
    patient (L.1111-6 CSP); nothing for somebody who is only to be called.
    """
    if relation == Relation.TRUSTED:
        return [Proof.DESIGNATION]
    return sorted(PROOFS.get(relation, frozenset()) - {Proof.IDENTITY}, key=list(Proof).index)
