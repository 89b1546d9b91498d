"""What a patient chose about the use of their data: immutable lines, the last ones count (`standing.py`)."""

import json
import uuid
from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accord.health import vault
from accord.health.codes import Regime, State, Use
from accord.health.crypto import Place
from accord.health.models.patients import Patient
from accord.health.standing import Choice


class Method(models.TextChoices):
    """How a choice reached the house."""

    FORM = "form", _("on the printed form, read back and checked")
    PAPER = "paper", _("on paper, typed in from it")
    COUNTER = "counter", _("said at the desk")
    TELEPHONE = "telephone", _("by telephone")
    POST = "post", _("by letter")
    IMPORT = "import", _("received from another system")


class Consent(models.Model):
    """One choice, for ever as it was made (FHIR Consent, category LOINC 59284-0, scope patient-privacy).

    decided_at: when the patient expressed it (a paper that bears only a day: the first instant of that day);
    recorded_at: when we wrote it. source, source_id: what it was read from. policy_uri: the version of the text shown.
    replaces: the line that held before; lifts: the objection it expressly takes back. words_sealed: what the patient
    wrote beside it (who is named, a reason), sealed with their key. is_checked: seen by a second person.
    """

    append_only = True

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    patient = models.ForeignKey(Patient, models.PROTECT, related_name="consents")
    use = models.CharField(max_length=20, choices=Use.choices)
    regime = models.CharField(max_length=20, choices=Regime.choices)
    state = models.CharField(max_length=20, choices=State.choices)
    decided_at = models.DateTimeField()
    recorded_at = models.DateTimeField(default=timezone.now)
    method = models.CharField(max_length=12, choices=Method.choices)
    source = models.CharField(max_length=20, blank=True)
    source_id = models.UUIDField(null=True, blank=True, db_index=True)
    policy_uri = models.CharField(max_length=200, blank=True)
    replaces = models.UUIDField(null=True, blank=True)
    lifts = models.UUIDField(null=True, blank=True)
    words_sealed = models.BinaryField(default=b"", blank=True)
    is_checked = models.BooleanField(default=False)
    checked_by = models.CharField(max_length=150, blank=True)
    by_id = models.CharField(max_length=64, blank=True)
    by_name = models.CharField(max_length=150, blank=True)

    class Meta:
        ordering = ("-recorded_at", "-id")
        indexes: ClassVar = [models.Index(fields=["patient", "use"], name="health_choices_of_a_patient")]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(decided_at__lte=models.F("recorded_at")),
                name="health_a_choice_is_made_before_it_is_written",
            )
        ]

    def __str__(self) -> str:
        return f"{self.use}: {self.state}"

    def place(self) -> Place:
        """Where the sealed words stand."""
        return Place("health_consent", str(self.pk), "words")

    @property
    def words(self) -> dict[str, str]:
        """What the patient wrote: "who", "reason"; "cosigned" when the person designated signed too.

        Raises crypto.Unreadable, vault.Destroyed.
        """
        if not self.words_sealed:
            return {}
        opened: dict[str, str] = json.loads(
            vault.unseal(self.patient.key, self.place(), bytes(self.words_sealed))
        )
        return opened

    def put_words(self, words: dict[str, str]) -> None:
        """Seal what the patient wrote; nothing when there is nothing. The row is not saved."""
        said = {name: text for name, text in words.items() if text}
        if said:
            content = json.dumps(said, ensure_ascii=False).encode()
            self.words_sealed = vault.seal(self.patient.key, self.place(), content)


class ConsentProvision(models.Model):
    """What a choice covers (FHIR Consent.provision): one line in each, the evaluator reads nothing else.

    kind: permit or deny; actor: the professional, person or body named (identifier, "" for none); items: codes it is
    limited to (empty: everything); ends_at: when a yes ends.
    """

    append_only = True
    PERMIT, DENY = "permit", "deny"

    consent = models.OneToOneField(Consent, models.PROTECT, primary_key=True, related_name="provision")
    kind = models.CharField(max_length=6)
    purpose = models.CharField(max_length=20)
    actor = models.CharField(max_length=64, blank=True)
    items = ArrayField(models.CharField(max_length=5), default=list)
    ends_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return f"{self.kind} {self.purpose}"

    def as_choice(self) -> Choice:
        """The same, as the evaluator sees it."""
        of = self.consent
        return Choice(
            id=str(of.pk),
            use=of.use,
            state=of.state,
            decided_at=of.decided_at,
            actor=self.actor,
            expires_at=self.ends_at,
            items=frozenset(self.items),
            lifts=str(of.lifts or ""),
            history=str(of.patient_id),
            is_checked=of.is_checked,
        )
