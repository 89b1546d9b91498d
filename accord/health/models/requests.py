"""Requests for a record (L.1111-7 CSP): who asks, what they showed, the clock of each document, what left and when."""

import json
import uuid
from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accord.health import vault
from accord.health.codes import IdentityCheck, Item, Mode, Motive, Requester
from accord.health.crypto import Place
from accord.health.delays import Rule
from accord.health.models.documents import DocumentReference
from accord.health.models.patients import Patient
from accord.health.requesting import Asked


class AccessRequest(models.Model):
    """One request (FHIR Task). `who_sealed`: name, address and contact of whoever asks, and the words of a refusal."""

    class State(models.TextChoices):
        """Where it stands."""

        OPEN = "open", _("to be answered")
        ANSWERED = "answered", _("answered")
        REFUSED = "refused", _("refused")
        WITHDRAWN = "withdrawn", _("given up by the requester")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    patient = models.ForeignKey(Patient, models.PROTECT, related_name="access_requests")
    kind = models.CharField(_("who asks"), max_length=12, choices=Requester.choices)
    motive = models.CharField(_("reason of the heir"), max_length=10, choices=Motive.choices, blank=True)
    # Each way ticked is one to hand them over by; one that is no longer wanted is taken away.
    modes = ArrayField(
        models.CharField(max_length=20, choices=Mode.choices),
        verbose_name=_("how to receive the documents"),
        default=list,
    )
    who_sealed = models.BinaryField(default=b"", blank=True)
    received_at = models.DateTimeField(_("received"))
    form_issue_id = models.UUIDField(null=True, blank=True, unique=True)  # the printed form it came on
    is_whole = models.BooleanField(_("the whole record is asked for"), default=False)
    is_commission_seized = models.BooleanField(_("the psychiatric care commission is seized"), default=False)
    has_objected = models.BooleanField(_("the patient did not want this person to be told"), default=False)
    proofs = ArrayField(models.CharField(max_length=16), default=list, blank=True)
    identity_check = models.CharField(max_length=10, choices=IdentityCheck.choices, blank=True)
    identity_checked_at = models.DateTimeField(null=True, blank=True)
    identity_checked_by = models.CharField(max_length=150, blank=True)
    state = models.CharField(max_length=10, choices=State.choices, default=State.OPEN)
    closed_at = models.DateTimeField(null=True, blank=True)
    refusal = models.CharField(max_length=16, blank=True)  # a code of `refusing.Ground`
    owner_id = models.CharField(max_length=64, blank=True)
    owner_name = models.CharField(max_length=150, blank=True)
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        ordering = ("received_at",)
        indexes: ClassVar = [models.Index(fields=["state", "received_at"], name="health_requests_waiting")]

    def __str__(self) -> str:
        return str(self.pk)

    def place(self) -> Place:
        """Where the sealed words stand."""
        return Place("health_accessrequest", str(self.pk), "who")

    @property
    def who(self) -> dict[str, str]:
        """Of whoever asks: "name", "contact", "doctor", "details"; of a refusal: "words".

        Raises Unreadable, Destroyed.
        """
        if not self.who_sealed:
            return {}
        opened: dict[str, str] = json.loads(
            vault.unseal(self.patient.key, self.place(), bytes(self.who_sealed))
        )
        return opened

    def put_who(self, words: dict[str, str]) -> None:
        """Seal these words; the row is not saved."""
        content = json.dumps(
            {name: text for name, text in words.items() if text}, ensure_ascii=False
        ).encode()
        self.who_sealed = vault.seal(self.patient.key, self.place(), content)

    def ways(self) -> list[tuple[str, str, bool]]:
        """Each way asked for: its code, its words, whether all that was handed over has left by it."""
        gone = {mode: set[str]() for mode in self.modes}
        for mode, manifest in self.bundles.values_list("mode", "manifest"):
            gone.setdefault(mode, set()).update(one["document"] for one in manifest)
        given = self.lines.filter(outcome=RequestedItem.Outcome.GIVEN).values_list("document", flat=True)
        wanted = {str(document) for document in given}
        return [(mode, str(Mode(mode).label), bool(wanted) and wanted <= gone[mode]) for mode in self.modes]

    @property
    def modes_shown(self) -> str:
        """How the documents are received, in words."""
        return ", ".join(str(Mode(mode).label) for mode in self.modes)

    def as_asked(self) -> Asked:
        """The same, as the rules of `requesting` see it."""
        return Asked(
            kind=self.kind,
            proofs=frozenset(self.proofs)
            if self.identity_checked_at
            else frozenset(self.proofs) - {"identity"},
            motive=self.motive,
            born_on=self.patient.traits.born_on,
            died_on=self.patient.died_on,
            has_objected=self.has_objected,
        )


class RequestedItem(models.Model):
    """One thing asked for. Its clock is computed when the document is known, and kept with it.

    document: None until it is found; a request by item starts with none.
    """

    class Outcome(models.TextChoices):
        """What became of it."""

        PENDING = "pending", _("to be answered")
        GIVEN = "given", _("handed over")
        NOT_FOUND = "not_found", _("does not exist")
        WITHHELD = "withheld", _("not communicable")
        REFUSED = "refused", _("refused")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    request = models.ForeignKey(AccessRequest, models.PROTECT, related_name="lines")
    item = models.CharField(max_length=5, choices=Item.choices)
    document = models.ForeignKey(
        DocumentReference, models.PROTECT, null=True, blank=True, related_name="requested"
    )
    rule = models.CharField(max_length=12, choices=Rule.choices)
    opens_at = models.DateTimeField()
    due_on = models.DateField(db_index=True)
    outcome = models.CharField(max_length=10, choices=Outcome.choices, default=Outcome.PENDING)
    outcome_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("due_on", "item")
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["request", "document"],
                condition=models.Q(document__isnull=False),
                name="health_a_document_is_asked_once",
            )
        ]

    def __str__(self) -> str:
        return f"{self.item} {self.outcome}"


class AttachedFile(models.Model):
    """A copy put here to answer one line, sealed with the patient's key; destroyed afterwards, its hash stays."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    line = models.OneToOneField(RequestedItem, models.PROTECT, related_name="file")
    extension = models.CharField(max_length=5)
    size = models.PositiveIntegerField()
    sha256 = models.CharField(max_length=64)
    content_sealed = models.BinaryField()
    attached_at = models.DateTimeField(default=timezone.now, editable=False)
    attached_by = models.CharField(max_length=150)
    destroyed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(destroyed_at__isnull=True) | models.Q(content_sealed=b""),
                name="health_a_destroyed_file_is_gone",
            )
        ]

    def __str__(self) -> str:
        return str(self.pk)

    def place(self) -> Place:
        """Where the sealed content stands."""
        return Place("health_attachedfile", str(self.pk), "content")


class DisclosureBundle(models.Model):
    """What left in answer to a request: which documents, with which hash, how, and the proof that it was received.

    manifest: [{"document", "item", "sha256", "size"}]; sha256: of the whole bundle. proof_sealed: tracking number …
    """

    append_only = True

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    request = models.ForeignKey(AccessRequest, models.PROTECT, related_name="bundles")
    manifest = models.JSONField()
    sha256 = models.CharField(max_length=64)
    size = models.PositiveIntegerField()
    mode = models.CharField(max_length=20, choices=Mode.choices)
    proof_sealed = models.BinaryField(default=b"", blank=True)
    by_id = models.CharField(max_length=64)
    by_name = models.CharField(max_length=150)
    at = models.DateTimeField(default=timezone.now)

    def __str__(self) -> str:
        return str(self.pk)

    def place(self) -> Place:
        """Where the sealed proof stands."""
        return Place("health_disclosurebundle", str(self.pk), "proof")

    @property
    def proof(self) -> str:
        """How its receipt was proved, in words. Raises crypto.Unreadable, vault.Destroyed."""
        if not self.proof_sealed:
            return ""
        return vault.unseal(self.request.patient.key, self.place(), bytes(self.proof_sealed)).decode()
