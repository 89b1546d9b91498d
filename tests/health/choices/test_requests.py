"""Ondine asks for her record; what leaves was looked at, what must not leave never does."""

import io
import zipfile
from datetime import date, timedelta

import pytest
import time_machine
from django.db import DatabaseError, transaction
from django.utils import timezone

from accord.health.actions import disclosing, documents, requesting, systems
from accord.health.actions.documents import Noted
from accord.health.actions.requesting import Received
from accord.health.bundling import NotCommunicable, Piece, zipped
from accord.health.codes import Item
from accord.health.delays import Rule
from accord.health.impossible import Impossible
from accord.health.letters import refusal_letter
from accord.health.models import AttachedFile, AuditEvent, DisclosureBundle, DocumentReference, RequestedItem
from accord.health.models.documents import Review
from accord.health.refusing import remedy

PDF = b"%PDF-1.7 operation of November"
THREE_DAYS = timedelta(days=3)


@pytest.fixture
def old(ondine, ida) -> DocumentReference:
    """Notes of the nurses, made more than five years ago, reviewed."""
    noted = Noted(Item.NURSING, date(2019, 5, 2))
    document = documents.note(actor=ida.actor, patient=ondine, noted=noted)
    documents.review(actor=ida.actor, document=document, outcome=Review.CLEAN)
    return document


@pytest.fixture
def receives(ida, ondine):
    """A request received three days ago: `receives(items=…)`."""

    def receive(**more):
        received = Received(**{"kind": "patient", "received_at": timezone.now() - THREE_DAYS, **more})
        return requesting.receive(actor=ida.actor, patient=ondine, received=received)

    return receive


def checked(request, ida, *proofs: str) -> None:
    requesting.check_identity(actor=ida.actor, request=request, how="document", proofs=frozenset(proofs))


def line_of(request, document) -> RequestedItem:
    return request.lines.get(document=document)


def test_one_request_has_a_clock_for_each_document(receives, report, old) -> None:
    request = receives()
    assert {line.document: line.rule for line in request.lines.all()} == {
        report: Rule.ORDINARY,
        old: Rule.OLD,
    }
    assert line_of(request, report).due_on < line_of(request, old).due_on


def test_what_is_asked_for_and_not_yet_found_is_a_line_to_look_for(receives, report, ida, ondine) -> None:
    request = receives(items=(Item.OPERATION, Item.NURSING))
    line = request.lines.get(item=Item.NURSING)
    assert line.document is None
    late = documents.note(actor=ida.actor, patient=ondine, noted=Noted(Item.NURSING, date(2018, 1, 1)))
    with pytest.raises(Impossible):
        requesting.find(actor=ida.actor, line=line, document=report)
    requesting.find(actor=ida.actor, line=line, document=late)
    assert line.rule == Rule.OLD


@pytest.mark.parametrize("kind", ["insurer", "police", "court", "neighbour"])
def test_who_has_another_route_opens_no_request(receives, kind) -> None:
    with pytest.raises(Impossible):
        receives(kind=kind)


def test_part_three_is_in_no_request(receives, ondine, ida) -> None:
    documents.note(actor=ida.actor, patient=ondine, noted=Noted("p3", date(2026, 1, 1)))
    assert not receives().lines.exists()
    with pytest.raises(Impossible):
        receives(items=("p3",))


def test_a_document_nobody_looked_at_gets_no_copy(receives, report, ida) -> None:
    request = receives()
    with pytest.raises(Impossible):
        disclosing.attach(actor=ida.actor, line=line_of(request, report), content=PDF)
    assert not AttachedFile.objects.exists()


@pytest.mark.parametrize("content", [b"", b"MZ\x90 a program", b"<html>", b"A" * 30])
def test_what_is_not_a_copy_is_refused(receives, report, ida, content) -> None:
    documents.review(actor=ida.actor, document=report, outcome=Review.CLEAN)
    with pytest.raises(Impossible):
        disclosing.attach(actor=ida.actor, line=line_of(receives(), report), content=content)


def test_nothing_leaves_before_identity_was_checked(receives, old, ida) -> None:
    request = receives()
    disclosing.attach(actor=ida.actor, line=line_of(request, old), content=PDF)
    with pytest.raises(Impossible):
        disclosing.disclose(actor=ida.actor, request=request)
    checked(request, ida)
    bundle, whole = disclosing.disclose(actor=ida.actor, request=request, proof="Reçu signé")
    assert zipfile.ZipFile(io.BytesIO(whole)).namelist() == ["00-lettre.pdf", "01-p1n-2019-05-02.pdf"]
    assert (bundle.manifest[0]["item"], bundle.proof, bundle.size) == ("p1.n", "Reçu signé", len(whole))
    request.refresh_from_db()
    assert request.state == "answered"


def test_nothing_leaves_in_the_first_48_hours_but_what_is_given_on_discharge(
    receives, old, ondine, ida
) -> None:
    letter = documents.note(
        actor=ida.actor, patient=ondine, noted=Noted(Item.LIAISON_LETTER, timezone.localdate())
    )
    documents.review(actor=ida.actor, document=letter, outcome=Review.CLEAN)
    request = receives(received_at=timezone.now())
    checked(request, ida)
    for document in (letter, old):
        disclosing.attach(actor=ida.actor, line=line_of(request, document), content=PDF)
    with pytest.raises(Impossible):
        disclosing.disclose(actor=ida.actor, request=request, lines=[line_of(request, old)])
    bundle, _whole = disclosing.disclose(actor=ida.actor, request=request, lines=[line_of(request, letter)])
    assert [one["document"] for one in bundle.manifest] == [str(letter.pk)]


@pytest.mark.parametrize(
    "spoilt", [{"review": Review.WITHHELD}, {"review": Review.NOT_REVIEWED}, {"item": "p3"}]
)
def test_a_copy_attached_earlier_does_not_leave_once_its_document_must_not(
    receives, old, ida, spoilt
) -> None:
    request = receives()
    checked(request, ida)
    disclosing.attach(actor=ida.actor, line=line_of(request, old), content=PDF)
    DocumentReference.objects.filter(pk=old.pk).update(**spoilt)
    with pytest.raises(NotCommunicable):
        disclosing.disclose(actor=ida.actor, request=request)
    assert not DisclosureBundle.objects.exists()


@pytest.mark.parametrize(("item", "may_leave"), [("p3", True), ("p3.a", True), ("p1.j", False), ("", True)])
def test_the_zip_itself_refuses_what_must_not_leave(item, may_leave) -> None:
    with pytest.raises(NotCommunicable):
        zipped([Piece("x", item, None, "pdf", PDF, may_leave)], b"%PDF")


def test_the_same_answer_is_the_same_file_until_its_copies_are_destroyed(receives, old, ida) -> None:
    request = receives()
    checked(request, ida)
    disclosing.attach(actor=ida.actor, line=line_of(request, old), content=PDF)
    bundle, whole = disclosing.disclose(actor=ida.actor, request=request)
    assert disclosing.built_again(actor=ida.actor, bundle=bundle) == whole
    with time_machine.travel(timezone.now() + timedelta(days=8), tick=False):
        assert disclosing.sweep_files() == 1
    with pytest.raises(Impossible):
        disclosing.built_again(actor=ida.actor, bundle=bundle)
    copy = AttachedFile.objects.get()
    assert (bytes(copy.content_sealed), copy.sha256) == (b"", bundle.manifest[0]["sha256"])


def test_a_copy_is_sealed_and_the_proof_of_what_left_cannot_be_changed(receives, old, ida) -> None:
    request = receives()
    checked(request, ida)
    copy = disclosing.attach(actor=ida.actor, line=line_of(request, old), content=PDF)
    assert b"operation" not in bytes(copy.content_sealed)
    disclosing.disclose(actor=ida.actor, request=request)
    with pytest.raises(DatabaseError), transaction.atomic(using="health"):
        DisclosureBundle.objects.update(sha256="")


def test_the_heir_of_a_patient_who_objected_gets_nothing(receives, old, ida, ondine) -> None:
    ondine.died_on = date(2026, 10, 1)
    ondine.save(update_fields=["died_on"])
    request = receives(kind="heir", motive="cause", has_objected=True)
    checked(request, ida, "link", "death")
    disclosing.attach(actor=ida.actor, line=line_of(request, old), content=PDF)
    with pytest.raises(Impossible):
        disclosing.disclose(actor=ida.actor, request=request)


def test_a_refusal_is_written_with_its_reason_and_closes_the_request(receives, report, ida) -> None:
    request = receives()
    requesting.refuse(actor=ida.actor, request=request, ground="no_right", words="Aucun lien n’a été montré.")
    assert request.who["words"] == "Aucun lien n’a été montré."
    assert refusal_letter(request, timezone.now()).startswith(b"%PDF")
    with pytest.raises(Impossible):
        requesting.refuse(actor=ida.actor, request=request, ground="no_right")
    assert not AuditEvent.objects.filter(facts__icontains="lien").exists()


def test_the_remedy_is_the_cada_for_a_public_hospital_and_the_judge_for_a_clinic() -> None:
    public = remedy(is_public=True, refused_on=date(2026, 11, 23))
    assert "CADA" in public
    assert "23 janvier 2027" in public
    private = remedy(is_public=False, refused_on=date(2026, 11, 23))
    assert "CADA" not in private
    assert "tribunal judiciaire" in private


def test_a_request_is_answered_once_its_last_line_is_settled(receives, report, ida) -> None:
    request = receives()
    requesting.settle(actor=ida.actor, line=line_of(request, report), outcome="not_found")
    request.refresh_from_db()
    assert request.state == "answered"


def test_copies_may_be_destroyed_at_once(receives, old, ida) -> None:
    systems.settle(actor=ida.actor, files_kept_days=0)
    request = receives()
    checked(request, ida)
    disclosing.attach(actor=ida.actor, line=line_of(request, old), content=PDF)
    disclosing.disclose(actor=ida.actor, request=request)
    assert AttachedFile.objects.get().destroyed_at


# Several ways of receiving the documents


@pytest.fixture
def twice(receives, old, ida):
    """Ondine wants to read her notes on the spot, and a copy by post; identity checked, copy attached."""
    request = receives(items=(Item.NURSING,), modes=("post", "on_site"))
    checked(request, ida)
    disclosing.attach(actor=ida.actor, line=line_of(request, old), content=PDF)
    return request


def test_each_way_asked_for_is_done_before_the_request_is_answered(twice, ida) -> None:
    assert twice.modes == ["on_site", "post"]
    with pytest.raises(Impossible, match="dites par lequel"):
        disclosing.disclose(actor=ida.actor, request=twice)
    with pytest.raises(Impossible):
        disclosing.disclose(actor=ida.actor, request=twice, mode="in_hand")
    first, _whole = disclosing.disclose(
        actor=ida.actor, request=twice, mode="on_site", proof="Lu avec une aide"
    )
    twice.refresh_from_db()
    assert (first.mode, twice.state) == ("on_site", "open")
    assert [is_done for _mode, _words, is_done in twice.ways()] == [True, False]
    with pytest.raises(Impossible):  # it has left that way already
        disclosing.disclose(actor=ida.actor, request=twice, mode="on_site")
    second, _whole = disclosing.disclose(actor=ida.actor, request=twice)  # one way is left
    twice.refresh_from_db()
    assert (second.mode, twice.state) == ("post", "answered")
    assert [one["sha256"] for one in first.manifest] == [one["sha256"] for one in second.manifest]


def test_a_way_that_is_no_longer_wanted_is_taken_away_and_the_last_one_stays(twice, ida) -> None:
    disclosing.disclose(actor=ida.actor, request=twice, mode="on_site")
    requesting.drop_way(actor=ida.actor, request=twice, mode="post")
    twice.refresh_from_db()
    assert (twice.modes, twice.state) == (["on_site"], "answered")
    assert AuditEvent.objects.get(action="request.way_dropped").facts == {"mode": "post"}


def test_the_last_way_cannot_be_taken_away(receives, old, ida) -> None:
    request = receives(modes=("post",))
    with pytest.raises(Impossible):
        requesting.drop_way(actor=ida.actor, request=request, mode="post")
    requesting.drop_way(actor=ida.actor, request=request, mode="pigeon")
    assert request.modes == ["post"]


@pytest.mark.parametrize("modes", [(), ("pigeon",)])
def test_a_request_says_how_the_documents_are_received(receives, modes) -> None:
    with pytest.raises(Impossible):
        receives(modes=modes)


def test_the_page_asks_by_which_way_and_lets_one_go(twice, records) -> None:
    page = f"/health/requests/{twice.pk}/"
    said = records.get(page).content.decode()
    assert 'name="mode"' in said and f"{page}ways/drop/" in said
    assert records.post(f"{page}disclose/", {"proof": ""}).status_code == 422
    records.post(f"{page}disclose/", {"proof": "AB 123", "mode": "post"})
    assert DisclosureBundle.objects.get().mode == "post"
    records.post(f"{page}ways/drop/", {"mode": "on_site"})
    twice.refresh_from_db()
    assert twice.state == "answered"
