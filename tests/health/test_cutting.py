"""Old lines of the journal end by two people and the owner; what remains is still whole, and whoever cheats is seen."""

import os
import threading
from contextlib import nullcontext
from datetime import UTC, date, datetime, timedelta

import pytest
import time_machine
from django.core.management import CommandError, call_command
from django.db import IntegrityError, OperationalError, ProgrammingError, connections, transaction
from django.urls import reverse
from django.utils import timezone

from accord.health import journal
from accord.health.actions import cutting, ending
from accord.health.impossible import Impossible
from accord.health.models import (
    AuditEvent,
    Hold,
    JournalAnchor,
    JournalCut,
    JournalCutConfirmation,
    JournalGap,
    JournalLane,
)
from accord.health.queries import cuts
from accord.health.views import log
from accord.lib.actor import SYSTEM
from accord.project import command, databases
from tests.conftest import as_owner

OLD, LATER, RECENT = (datetime(year, 5, 4, 12, tzinfo=UTC) for year in (2019, 2021, 2026))
BEFORE = date(2020, 1, 1)


def line(at: datetime, patient=None, action: str = "patient.read") -> None:
    with time_machine.travel(at, tick=False), transaction.atomic(using="health"):
        journal.record(actor=SYSTEM, action=action, patient=patient, purpose="TREAT", facts={"found": 1})


@pytest.fixture
def years(ondine, anselme) -> None:
    """Two lines about Ondine in 2019, one about Anselme in 2021, one in 2026: nothing else."""
    JournalLane.objects.all().delete()
    with as_owner("health"), connections["health"].cursor() as cursor:
        cursor.execute("TRUNCATE health_auditevent")
    for at, who in ((OLD, ondine), (OLD, ondine), (LATER, anselme), (RECENT, anselme)):
        line(at, who)


@pytest.fixture
def agreed(years, diane, ida) -> JournalCut:
    """Diane proposed that the lines before 2020 go, Ida confirmed."""
    cut = cutting.propose(actor=diane.actor, before=BEFORE)
    cutting.confirm(actor=ida.actor, cut=cut)
    return cut


@pytest.fixture
def done(agreed) -> JournalCut:
    """And the owner carried it out."""
    with as_owner("health"):
        call_command("health_journal", "cut")
    return agreed


def test_the_lines_whose_time_is_over_go_and_the_others_are_still_whole(done) -> None:
    assert not AuditEvent.objects.filter(at__lt=datetime(2020, 1, 1, tzinfo=UTC)).exists()
    assert list(AuditEvent.objects.filter(at__lte=RECENT).values_list("at", flat=True)) == [LATER, RECENT]
    assert list(journal.verify()) == []
    (anchor,) = JournalAnchor.objects.all()
    assert (anchor.position, anchor.lines, anchor.cut) == (2, 2, done)
    line(timezone.now())
    assert list(journal.verify()) == []


def test_each_step_is_a_line_of_the_journal(done, diane, ida) -> None:
    said = AuditEvent.objects.filter(action__startswith="journal.").order_by("position")
    assert [(one.action, one.actor_name) for one in said] == [
        ("journal.cut_proposed", "Diane"),
        ("journal.cut_confirmed", "Ida"),
        ("journal.cut", SYSTEM.label),
    ]
    assert said.last().facts == {"before": "2020-01-01", "lines": 2}


def test_a_journal_is_cut_again_from_where_it_begins(done, diane, ida) -> None:
    cut = cutting.propose(actor=ida.actor, before=date(2022, 1, 1))
    cutting.confirm(actor=diane.actor, cut=cut)
    with as_owner("health"):
        assert cutting.carry_out(actor=SYSTEM)[1] == 1
    assert [one.position for one in JournalAnchor.objects.order_by("position")] == [2, 3]
    assert list(journal.verify()) == []
    assert (cuts.length().gone, cuts.cut_until()) == (3, date(2022, 1, 1))
    assert [one.state for one in cuts.cuts()] == ["done", "done"]


def test_less_than_three_years_back_is_refused_in_a_sentence(years, diane) -> None:
    for day in (timezone.localdate(), cutting.latest_day() + timedelta(days=1)):
        with pytest.raises(Impossible, match="3 ans"):
            cutting.propose(actor=diane.actor, before=day)
    assert cutting.propose(actor=diane.actor, before=cutting.latest_day()).before == cutting.latest_day()


def test_a_day_before_every_line_is_refused(years, diane) -> None:
    with pytest.raises(Impossible):
        cutting.propose(actor=diane.actor, before=date(2010, 1, 1))


def cut_again(diane, ida, before: date) -> int:
    """Diane proposes, Ida confirms, the owner carries it out; returns how many lines went."""
    cut = cutting.propose(actor=diane.actor, before=before)
    cutting.confirm(actor=ida.actor, cut=cut)
    with as_owner("health"):
        return cutting.carry_out(actor=SYSTEM)[1]


def test_where_every_old_line_is_about_a_patient_with_an_open_claim_nothing_goes(
    years, ondine, diane, ida
) -> None:
    hold = ending.open_claim(actor=ida.actor, patient=ondine, opened_on=date(2026, 1, 1))
    with pytest.raises(Impossible, match="recours"):
        cutting.propose(actor=diane.actor, before=BEFORE)
    ending.close_claim(actor=ida.actor, hold=hold, closed_on=date(2026, 2, 1))
    assert cutting.propose(actor=diane.actor, before=BEFORE)


def test_a_claim_opened_after_the_confirmation_still_keeps_its_lines(agreed, ondine, ida) -> None:
    ending.open_claim(actor=ida.actor, patient=ondine, opened_on=date(2026, 1, 1))
    with as_owner("health"), pytest.raises(CommandError):
        call_command("health_journal", "cut")
    assert AuditEvent.objects.filter(at=OLD).count() == 2


@pytest.fixture
def mixed(ondine, anselme) -> None:
    """In 2019 Anselme twice, Ondine, Anselme three times, Ondine, Anselme; one line in 2021, one in 2026."""
    JournalLane.objects.all().delete()
    with as_owner("health"), connections["health"].cursor() as cursor:
        cursor.execute("TRUNCATE health_auditevent")
    for who in (anselme, anselme, ondine, anselme, anselme, anselme, ondine, anselme):
        line(OLD, who)
    line(LATER, anselme)
    line(RECENT, anselme)


@pytest.fixture
def claimed(mixed, ondine, diane, ida):
    """Ondine claims; the lines before 2020 were cut all the same, but hers."""
    hold = ending.open_claim(actor=ida.actor, patient=ondine, opened_on=date(2026, 1, 1))
    assert cut_again(diane, ida, BEFORE) == 6
    return hold


def test_one_open_claim_keeps_its_own_lines_and_no_other(claimed, ondine) -> None:
    left = AuditEvent.objects.filter(at__lte=RECENT).order_by("position")
    assert [(one.position, one.patients == [ondine.pk]) for one in left] == [
        (3, True), (7, True), (9, False), (10, False),
    ]  # fmt: skip
    assert list(journal.verify()) == []
    line(timezone.now())
    assert list(journal.verify()) == []
    assert (cuts.length().gone, [one.lines for one in cuts.cuts()]) == (6, [6])


def test_once_the_claim_is_closed_the_rest_goes_and_the_chain_still_holds(claimed, diane, ida) -> None:
    ending.close_claim(actor=ida.actor, hold=claimed, closed_on=date(2026, 2, 1))
    assert cut_again(diane, ida, date(2022, 1, 1)) == 3
    assert AuditEvent.objects.order_by("position").first().at == RECENT
    assert list(journal.verify()) == []
    assert cuts.length().gone == 9
    assert [one.state for one in cuts.cuts()] == ["done", "done"]


def test_a_second_cut_while_the_claim_lasts_leaves_its_lines_again(claimed, ondine, diane, ida) -> None:
    assert cut_again(diane, ida, date(2022, 1, 1)) == 1
    assert AuditEvent.objects.filter(at=OLD, patients=[ondine.pk]).count() == 2
    assert list(journal.verify()) == []


def test_of_two_claims_the_lines_of_the_one_that_is_closed_go(
    mixed, ondine, anselme, admit, diane, ida
) -> None:
    other = admit("ALGOL", "Nour", born_on=date(1990, 1, 1))
    closed = ending.open_claim(actor=ida.actor, patient=ondine, opened_on=date(2026, 1, 1))
    ending.open_claim(actor=ida.actor, patient=other, opened_on=date(2026, 1, 1))
    cut_again(diane, ida, BEFORE)
    hers = AuditEvent.objects.filter(action="patient.registered", patients=[other.pk]).get()
    ending.close_claim(actor=ida.actor, hold=closed, closed_on=date(2026, 2, 1))
    with time_machine.travel(hers.at + timedelta(days=4 * 366)):
        cut_again(diane, ida, (hers.at + timedelta(days=2)).date())
    left = AuditEvent.objects.filter(at__lte=hers.at)
    assert [one.pk for one in left] == [hers.pk]
    assert list(journal.verify()) == []


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE health_journalgap SET leaves = sha256('x') || substring(leaves FROM 33)",
        "UPDATE health_journalgap SET first = first - 1",
        "UPDATE health_journalgap SET seal = sha256('x')",
        "DELETE FROM health_journalgap",
        "DELETE FROM health_auditevent WHERE position = 7",
        "UPDATE health_auditevent SET actor_name = 'Bob' WHERE position = 3",
    ],
)
def test_whoever_changes_what_a_claim_left_is_seen(claimed, change: str) -> None:
    with as_owner("health"), connections["health"].cursor() as cursor:
        cursor.execute(change)
    assert list(journal.verify())


def test_a_gap_made_without_the_key_hides_nothing(mixed, diane) -> None:
    cut = cutting.propose(actor=diane.actor, before=BEFORE)
    gone = AuditEvent.objects.get(position=5)
    made = {"cut": cut, "lane": gone.lane, "first": 5, "last": 5, "leaves": gone.leaf, "at": timezone.now()}
    with as_owner("health"):
        JournalGap.objects.create(**made, key_id=gone.key_id, seal=gone.leaf)
        gone.delete()
    assert [fault.what for fault in journal.verify()] == ["a gap left by a cut was changed"]


def test_nobody_does_it_alone(years, diane) -> None:
    cut = cutting.propose(actor=diane.actor, before=BEFORE)
    with pytest.raises(Impossible):
        cutting.confirm(actor=diane.actor, cut=cut)
    who = {"author_id": cut.by_id, "by_id": cut.by_id, "by_name": "Diane"}
    with pytest.raises(IntegrityError), transaction.atomic(using="health"):
        JournalCutConfirmation.objects.create(cut=cut, **who)
    with as_owner("health"), pytest.raises(CommandError):
        call_command("health_journal", "cut")


def test_a_later_proposal_gives_the_earlier_up(agreed, diane, ida) -> None:
    cutting.propose(actor=diane.actor, before=date(2019, 12, 1))
    assert [one.state for one in cuts.cuts()] == ["waiting", "given_up"]
    with pytest.raises(Impossible):
        cutting.confirm(actor=ida.actor, cut=agreed)
    with as_owner("health"), pytest.raises(CommandError):
        call_command("health_journal", "cut")


def test_accord_itself_may_not_delete_a_line_whoever_agreed(agreed) -> None:
    with pytest.raises(ProgrammingError), transaction.atomic(using="health"):
        cutting.carry_out(actor=SYSTEM)
    with pytest.raises(CommandError, match="HEALTH_DATABASE_OWNER_URL"), transaction.atomic(using="health"):
        call_command("health_journal", "cut")
    assert list(journal.verify()) == []


def test_the_command_works_as_the_owner_and_only_to_cut(monkeypatch) -> None:
    seen = []
    monkeypatch.setattr(command, "database", lambda **_needed: nullcontext())
    monkeypatch.setattr(
        command,
        "execute_from_command_line",
        lambda words: seen.append((words[1:], os.environ.get(databases.AS_OWNER))),
    )
    monkeypatch.delenv(databases.AS_OWNER, raising=False)
    command.dispatch("health_journal", [])
    command.dispatch("health_journal", ["cut"])
    assert seen == [(["health_journal"], None), (["health_journal", "cut"], "1")]


# Whoever owns the database and has not the keys


def spoil(statement: str, *values: object) -> list[str]:
    with as_owner("health"), connections["health"].cursor() as cursor:
        cursor.execute(statement, values)
    return [fault.what for fault in journal.verify()]


@pytest.mark.parametrize(
    "change",
    [
        "lines = 1",
        "position = 3",
        "head = sha256('x')",
        "at = now()",
        "lane = (lane + 1) %% 8",
        "seal = sha256('x')",
    ],
)
def test_a_changed_anchor_is_seen(done, change: str) -> None:
    assert spoil(f"UPDATE health_journalanchor SET {change}") != []


def test_a_cut_that_is_told_otherwise_is_seen(done) -> None:
    assert spoil("UPDATE health_journalcut SET by_name = 'Bob'") == ["the anchor of a cut was changed"]


def test_an_anchor_taken_away_is_seen(done) -> None:
    assert spoil("DELETE FROM health_journalanchor") == ["a line is missing"]


def test_more_lines_taken_than_were_agreed_to_are_seen(done) -> None:
    assert spoil("DELETE FROM health_auditevent WHERE at = %s", LATER) == ["a line is missing"]


def test_an_anchor_made_without_the_key_hides_nothing(done) -> None:
    faults = spoil(
        "WITH gone AS (DELETE FROM health_auditevent WHERE at = %s RETURNING lane, position, hash, key_id) "
        "INSERT INTO health_journalanchor (cut_id, lane, position, head, lines, at, key_id, seal) "
        "SELECT %s, lane, position, hash, 1, now(), key_id, sha256('x') FROM gone",
        LATER,
        done.pk,
    )
    assert faults == ["the anchor of a cut was changed"]


def test_a_journal_that_is_not_whole_is_not_cut(agreed) -> None:
    spoil("UPDATE health_auditevent SET actor_name = 'Bob' WHERE at = %s", LATER)
    with as_owner("health"), pytest.raises(CommandError):
        call_command("health_journal", "cut")
    assert AuditEvent.objects.filter(at=OLD).count() == 2


@pytest.mark.django_db(transaction=True, databases=["default", "health"])
def test_a_line_written_while_the_journal_is_verified_is_no_fault(years, monkeypatch) -> None:
    walk = journal._walk

    def write() -> None:
        line(timezone.now())
        connections["health"].close()

    def slowly(lane: JournalLane) -> journal.Fault | None:
        for _turn in range(8):  # every lane gets a line: the thread is another each time
            other = threading.Thread(target=write)
            other.start()
            other.join()
        return walk(lane)

    monkeypatch.setattr(journal, "_walk", slowly)
    assert list(journal.verify()) == []
    monkeypatch.undo()
    assert list(journal.verify()) == []


@pytest.mark.django_db(transaction=True, databases=["default", "health"])
def test_no_claim_is_opened_while_lines_that_prove_it_go(agreed, ondine, ida, monkeypatch) -> None:
    shorten, waited = cutting._shorten, []

    def claim() -> None:
        try:
            with transaction.atomic(using="health"), connections["health"].cursor() as cursor:
                cursor.execute("SET LOCAL lock_timeout = '200ms'")
                ending.open_claim(actor=ida.actor, patient=ondine, opened_on=date(2026, 1, 1))
        except OperationalError:
            waited.append(True)
        finally:
            connections["health"].close()

    def meanwhile(*said) -> int:
        other = threading.Thread(target=claim)
        other.start()
        other.join()
        return shorten(*said)

    monkeypatch.setattr(cutting, "_shorten", meanwhile)
    with as_owner("health"):
        cutting.carry_out(actor=SYSTEM)
    assert waited and all(waited)
    assert not Hold.objects.exists()


# The page


def test_the_referent_proposes_the_records_confirm_and_the_page_says_the_command(
    years, two_factors, diane, records, desk
) -> None:
    referent, page = two_factors(diane), reverse("health:journal")
    assert desk.get(page).status_code == 403
    assert records.post(page, {"before": BEFORE}).status_code == 403
    refused = referent.post(page, {"before": timezone.localdate()})
    assert refused.status_code == 422 and "3 ans" in refused.content.decode()
    assert referent.post(page, {"before": "x"}).status_code == 422
    assert referent.post(page, {"before": BEFORE}).status_code == 302
    confirm, named = reverse("health:confirm_cut"), {"cut": JournalCut.objects.get().pk}
    assert confirm not in referent.get(page).content.decode()
    assert confirm in records.get(page).content.decode()
    referent.post(confirm, named)
    assert not JournalCutConfirmation.objects.exists()
    for wrong in ({}, {"cut": "x"}, {"cut": "²"}, {"cut": "9" * 9}):
        assert records.post(confirm, wrong).status_code == 404
    records.post(confirm, named)
    assert "accord health_journal cut" in referent.get(page).content.decode()


def test_the_sheet_of_a_patient_says_until_when_lines_are_gone(done, records, anselme) -> None:
    assert records.get(reverse("health:log_sheet", args=[anselme.pk])).content.startswith(b"%PDF")
    assert any("1ᵉʳ janvier 2020" in text or "1er janvier 2020" in text for text in log.ending())
