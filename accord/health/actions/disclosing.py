"""Answering a request: a copy for each line, one bundle, its proof; then the copies are destroyed."""

import hashlib
from collections.abc import Sequence
from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accord.health import journal, vault
from accord.health.actions.requesting import CLOSED, close_if_done
from accord.health.bundling import Piece, kind_of, manifest, only_communicable, zipped
from accord.health.codes import Purpose, Requester
from accord.health.impossible import Impossible
from accord.health.letters import answer_letter
from accord.health.models import AccessRequest, AttachedFile, DisclosureBundle, House, RequestedItem
from accord.health.requesting import obstacles
from accord.health.router import ALIAS
from accord.lib.actor import Actor

LARGEST = 25 * 1024 * 1024  # bytes of one copy
NOT_REVIEWED = _("Nobody has looked for what concerns third parties in this document: it cannot be attached.")
NO_DOCUMENT = _("Say first which document this line is about.")
TOO_LARGE = _("This file is over 25 MB.")
NOT_A_COPY = _("Attach a PDF, JPEG, PNG or TIFF, or a ZIP of images.")
OBSTACLES = _("This request cannot be answered yet: see what stands in the way.")
WHICH_WAY = _("Several ways of receiving the documents were asked for: say by which one these copies leave.")
NOTHING = _("There is no copy to hand over.")
GONE = _("The copies were destroyed, or have changed: this bundle can no longer be made; its proof stays.")
TOO_EARLY = _("The law lets 48 hours pass before anything but discharge papers is handed over.")
Outcome, State = RequestedItem.Outcome, AccessRequest.State


@transaction.atomic(using=ALIAS)
def attach(*, actor: Actor, line: RequestedItem, content: bytes) -> AttachedFile:
    """Put a copy here to answer `line`, sealed with the patient's key; it replaces the former. Raises Impossible."""
    if line.request.state != State.OPEN or line.outcome != Outcome.PENDING:
        raise Impossible(CLOSED)
    if line.document is None:
        raise Impossible(NO_DOCUMENT)
    if not line.document.may_leave:
        raise Impossible(NOT_REVIEWED)
    if len(content) > LARGEST:
        raise Impossible(TOO_LARGE)
    if not (extension := kind_of(content)):
        raise Impossible(NOT_A_COPY)
    AttachedFile.objects.filter(line=line).delete()
    copy = AttachedFile(
        line=line,
        extension=extension,
        size=len(content),
        sha256=hashlib.sha256(content).hexdigest(),
        attached_by=actor.label,
    )
    copy.content_sealed = vault.seal(line.request.patient.key, copy.place(), content)
    copy.save(force_insert=True)
    _tell(actor, "request.copy_attached", line.request, copy.pk, {"item": line.item})
    return copy


@transaction.atomic(using=ALIAS)
def disclose(
    *,
    actor: Actor,
    request: AccessRequest,
    lines: Sequence[RequestedItem] = (),
    proof: str = "",
    mode: str = "",
) -> tuple[DisclosureBundle, bytes]:
    """Hand over the copies attached to `lines` (all those ready when none is named): the proof kept, and the file.

    mode: by which of the ways asked for; may be left out where one is left. What has left by it is not in it again.
    Identity, proofs, motives and objections are looked at again, the clock of each line too. Lines handed over are
    settled; when none is left the request is answered. Raises Impossible, bundling.NotCommunicable.
    """
    locked = (
        AccessRequest.objects.select_for_update(of=("self",))
        .select_related("patient__key")
        .get(pk=request.pk)
    )
    if locked.state != State.OPEN:
        raise Impossible(CLOSED)
    now = timezone.now()
    if obstacles(locked.as_asked(), timezone.localdate()):
        raise Impossible(OBSTACLES)
    way = _way(locked, mode)
    ready = _ready(locked, lines, way)
    if any(now < line.opens_at for line in ready):
        raise Impossible(TOO_EARLY)
    pieces = [_piece(line) for line in ready]
    only_communicable(pieces)
    whole = zipped(pieces, answer_letter(locked, manifest(pieces), now))
    bundle = _keep(actor, locked, pieces, (whole, now), proof, way)
    RequestedItem.objects.filter(pk__in=[line.pk for line in ready]).update(
        outcome=Outcome.GIVEN, outcome_at=now
    )
    close_if_done(locked)
    sweep_files()
    return bundle, whole


def _way(request: AccessRequest, mode: str) -> str:
    """By which way these copies leave."""
    if mode and mode not in request.modes:
        raise Impossible(WHICH_WAY)
    open_ways = [way for way, _words, is_done in request.ways() if not is_done]
    if not mode and len(open_ways) != 1:
        raise Impossible(WHICH_WAY)
    return mode or open_ways[0]


def _ready(request: AccessRequest, lines: Sequence[RequestedItem], mode: str) -> list[RequestedItem]:
    gone = {
        one["document"]
        for manifest in request.bundles.filter(mode=mode).values_list("manifest", flat=True)
        for one in manifest
    }
    found = request.lines.filter(
        outcome__in=(Outcome.PENDING, Outcome.GIVEN), file__destroyed_at=None, file__isnull=False
    ).exclude(document__in=gone)
    if lines:
        found = found.filter(pk__in=[line.pk for line in lines])
    ready = list(found.select_related("document", "file", "request__patient__key"))
    if not ready:
        raise Impossible(NOTHING)
    return ready


def _piece(line: RequestedItem) -> Piece:
    document, copy = line.document, line.file
    assert document is not None  # `attach` has seen to it
    content = vault.unseal(line.request.patient.key, copy.place(), bytes(copy.content_sealed))
    may_leave = document.may_leave and not document.is_error
    return Piece(str(document.pk), document.item, document.constituted_on, copy.extension, content, may_leave)


def _keep(
    actor: Actor,
    request: AccessRequest,
    pieces: list[Piece],
    built: tuple[bytes, datetime],
    proof: str,
    mode: str,
) -> DisclosureBundle:
    whole, at = built
    bundle = DisclosureBundle(
        request=request,
        manifest=manifest(pieces),
        sha256=hashlib.sha256(whole).hexdigest(),
        size=len(whole),
        mode=mode,
        by_id=actor.id,
        by_name=actor.label,
        at=at,
    )
    if proof:
        bundle.proof_sealed = vault.seal(request.patient.key, bundle.place(), proof.encode())
    bundle.save(force_insert=True)
    facts = {"documents": len(pieces), "sha256": bundle.sha256, "mode": mode}
    _tell(actor, "request.disclosed", request, bundle.pk, facts)
    return bundle


@transaction.atomic(using=ALIAS)
def built_again(*, actor: Actor, bundle: DisclosureBundle) -> bytes:
    """The same file once more, while its copies are still here. Raises Impossible when they are destroyed."""
    documents = [one["document"] for one in bundle.manifest]
    lines = bundle.request.lines.filter(document__in=documents, file__destroyed_at=None, file__isnull=False)
    found = {
        str(line.document_id): line
        for line in lines.select_related("document", "file", "request__patient__key")
    }
    pieces = [_piece(found[one]) for one in documents if one in found]
    whole = zipped(pieces, answer_letter(bundle.request, bundle.manifest, bundle.at))
    if hashlib.sha256(whole).hexdigest() != bundle.sha256:
        raise Impossible(GONE)
    _tell(actor, "request.bundle_read", bundle.request, bundle.pk, {"sha256": bundle.sha256})
    return whole


def sweep_files() -> int:
    """Destroy the copies of requests closed long enough ago (House.files_kept_days); returns how many went."""
    limit = timezone.now() - timedelta(days=House.now().files_kept_days)
    due = AttachedFile.objects.filter(
        destroyed_at=None, line__request__closed_at__lte=limit, line__request__closed_at__isnull=False
    )
    return due.update(content_sealed=b"", destroyed_at=timezone.now())


def _tell(actor: Actor, action: str, request: AccessRequest, what: object, facts: dict[str, object]) -> None:
    is_own = request.kind == Requester.PATIENT
    journal.record(
        actor=actor,
        action=action,
        patient=request.patient_id,
        purpose=Purpose.PATIENT_REQUEST if is_own else Purpose.FAMILY_REQUEST,
        entity="DocumentReference",
        entity_id=what,
        facts=facts,
    )
