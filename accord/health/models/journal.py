"""Who looked at what, when, for which purpose: append-only, chained, sealed with a key that is not here."""

from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models

LANES = 8
ELSEWHERE = "ElsewhereEvent"


class JournalLane(models.Model):
    """One chain of the journal: how many lines it has and the hash of the last. Several, so that readers do not wait
    for each other.
    """

    lane = models.PositiveSmallIntegerField(primary_key=True)
    count = models.BigIntegerField(default=0)
    head = models.BinaryField(default=b"")

    def __str__(self) -> str:
        return f"{self.lane}: {self.count}"


class AuditEvent(models.Model):
    """One read, search, print, export, write, refusal or failure (FHIR AuditEvent; ANS TDEAuditEvent).

    patients: whose data, by plain id; action: "patient.read"; purpose: HL7 PurposeOfUse code; entity: what was
    touched, by type and id; category: which kind of data; policy: the choice or rule that allowed it; facts: figures
    and codes, never a word about a patient. leaf: HMAC of the line; hash: SHA-256(hash before ‖ leaf).

    An access made elsewhere is a line too (entity `ELSEWHERE`): written by the system that told it, entity_id: its
    number there, facts: when it was made, by whom, in which system.
    """

    append_only = True

    at = models.DateTimeField(db_index=True)
    actor_kind = models.CharField(max_length=10)
    actor_id = models.CharField(max_length=64, blank=True)
    actor_name = models.CharField(max_length=150, blank=True)
    actor_role = models.CharField(max_length=80, blank=True)
    service = models.CharField(max_length=120, blank=True)
    action = models.CharField(max_length=60)
    outcome = models.CharField(max_length=10, default="success")  # success | refused | failed
    purpose = models.CharField(max_length=20, blank=True)
    patients = ArrayField(models.UUIDField(), default=list)
    entity = models.CharField(max_length=40, blank=True)
    entity_id = models.CharField(max_length=64, blank=True)
    category = models.CharField(max_length=40, blank=True)
    policy = models.CharField(max_length=120, blank=True)
    facts = models.JSONField(default=dict)
    lane = models.PositiveSmallIntegerField()
    position = models.BigIntegerField()
    key_id = models.CharField(max_length=16)
    leaf = models.BinaryField(max_length=32)
    hash = models.BinaryField(max_length=32)

    class Meta:
        indexes: ClassVar = [GinIndex(fields=["patients"], name="health_auditevent_patients")]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["lane", "position"], name="health_auditevent_place"),
            models.UniqueConstraint(
                fields=["actor_id", "entity_id"],
                condition=models.Q(entity=ELSEWHERE),
                name="health_an_access_elsewhere_once",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M} {self.action}"

    @property
    def is_elsewhere(self) -> bool:
        """True for an access another system told."""
        return self.entity == ELSEWHERE
