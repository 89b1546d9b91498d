"""A first real import: what an audience export may and may not do to people."""

import csv
import io
import zipfile
from collections.abc import Iterator
from datetime import UTC, datetime
from itertools import permutations
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accord.audit.models import Entry
from accord.consent import decisions, gate, ledger
from accord.consent.ledger import Act
from accord.consent.models import ConsentEvent, Evidence, Permission, Suppression
from accord.consent.suppression import is_suppressed
from accord.consent.terms import Level, Method, State
from accord.contacts.actions import confirm_point
from accord.contacts.models import ContactPoint, Person
from accord.intake.imports import actions, checking, reading, running
from accord.intake.imports.reading import Unreadable
from accord.intake.models import Import, ImportLine
from accord.lib.actor import Actor
from accord.lib.fingerprints import address_hash
from accord.project.demo import register as demo_register
from accord.register.models import Channel
from accord.staff.models import User
from tests.conftest import Furnishing

pytestmark = pytest.mark.django_db

BASE = ["Email Address", "First Name", "Last Name", "Company", "Phone Number", "OPTIN_TIME", "OPTIN_IP"]
BASE += ["CONFIRM_TIME", "CONFIRM_IP"]
GONE = [*BASE, "UNSUB_TIME", "UNSUB_REASON"]
CLEAN = [*BASE, "CLEAN_TIME"]


def person(address: str, **more: str) -> dict[str, str]:
    told = {"Email Address": address, "First Name": "Ada", "Last Name": "O'Connor", "Company": "Caron & Fils"}
    return {**told, "OPTIN_TIME": "2025-01-02 10:00:00", "CONFIRM_TIME": "2025-01-03 11:00:00", **more}


def table(columns: list[str], *rows: dict[str, str]) -> bytes:
    out = io.StringIO(newline="")
    writer = csv.DictWriter(out, columns, lineterminator="\r\n")
    writer.writeheader()
    writer.writerows(rows)
    return out.getvalue().encode()


def archive(**files: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as packed:
        for name, content in files.items():
            packed.writestr(f"{name}.csv", content)
    return out.getvalue()


def confirmed_here(point: ContactPoint, catalogue: demo_register.Catalogue) -> None:
    """What the owner of an address said on our own pages, in two steps."""
    said = Act(
        contact_point_id=point.pk,
        purpose_id=catalogue.purposes["lettre"].pk,
        channel=Channel.EMAIL,
        state=State.CONFIRMED,
        method=Method.LINK,
        indicated_at=datetime(2025, 5, 1, tzinfo=UTC),
        level=Level.DOUBLE_OPT_IN,
        notice_version_id=catalogue.notice_versions["inscription-lettre"],
        evidence={"address": point.value},
    )
    ledger.write(actor=Actor.person(point.person_id), acts=[said])
    confirm_point(actor=Actor.person(point.person_id), point=point, at=timezone.now())


@pytest.fixture(scope="module")
def catalogue(once_for_all: Furnishing) -> Iterator[demo_register.Catalogue]:
    """The register of the demonstration."""
    with once_for_all("default"):
        yield demo_register.load()


@pytest.fixture
def bring(catalogue: demo_register.Catalogue, alice: Any) -> Any:
    """Take a file in, as Alice, with the source and notice it needs."""

    def take(content: bytes, origin: str = "former_tool", run: bool = True) -> Import:
        values = {
            "name": "Ancien outil",
            "origin": origin,
            "origin_detail": "Lettres d’avant",
            "purpose": catalogue.purposes["lettre"],
            "notice": catalogue.form.notice,
            "was_told": True,
            "sphere": "personal",
            "file": content,
            "file_name": "audience.zip",
            "file_sha256": "0" * 64,
        }
        done = actions.take_in(actor=alice.actor, values=values)
        if run:
            running.start(actor=alice.actor, import_id=done.pk)
            running.carry_on(done.pk)
        return Import.objects.get(pk=done.pk)

    return take


def send(client: Client, catalogue: demo_register.Catalogue, who: User, content: bytes) -> Any:
    """The staff page, with a file in it."""
    client.force_login(who)
    upload = io.BytesIO(content)
    upload.name = "audience.csv"
    sent = {
        "name": "Essai",
        "origin": "former_tool",
        "origin_detail": "Outil",
        "purpose": catalogue.purposes["lettre"].pk,
        "notice": catalogue.form.notice_id,
        "sphere": "personal",
        "upload": upload,
    }
    return client.post(reverse("intake:new_import"), sent)


def may_write(address: str, catalogue: demo_register.Catalogue) -> bool:
    points = ContactPoint.objects.filter(value=address).values_list("pk", flat=True)
    answers = gate.verdicts(catalogue.purposes["lettre"], Channel.EMAIL, list(points))
    return any(answer.permitted for answer in answers.values())


def test_a_dry_run_writes_no_person_and_names_every_line_refused(bring):
    content = table(
        BASE,
        person("ada@example.org"),
        person("ada@example.org"),
        person("not an address"),
        person(""),
        person("blaise@example.org", OPTIN_TIME="", CONFIRM_TIME=""),
    )
    run = bring(content, run=False)
    refused = ImportLine.objects.filter(import_run=run, outcome="refused").values_list("number", "reason")
    assert list(refused.order_by("number")) == [
        (3, "twice"),
        (4, "not_an_address"),
        (5, "no_address"),
        (6, "no_time"),
    ]
    assert not Person.objects.exists()


def test_an_agreement_declared_by_an_import_says_no_until_somebody_decides_and_is_never_our_own(
    bring, catalogue, diane
):
    run = bring(table(BASE, person("ada@example.org")))
    point = ContactPoint.objects.get(value="ada@example.org")
    verdict = gate.ask(point.pk, catalogue.purposes["lettre"], Channel.EMAIL)
    assert verdict.reason == "declared_undecided"
    decisions.allow_declared(
        actor=diane.actor,
        import_id=run.pk,
        purpose=catalogue.purposes["lettre"],
        is_allowed=True,
        why="Nos preuves.",
    )
    assert may_write("ada@example.org", catalogue)
    assert point.confirmed_at is None


@pytest.mark.parametrize("order", list(permutations(("a", "b", "c"))))
def test_whoever_left_is_never_written_to_whatever_the_order_of_the_files_and_the_imports_after(
    bring, catalogue, diane, order
):
    files = {
        "subscribed": table(
            BASE, person("ada@example.org"), person("gone@example.org"), person("dead@example.org")
        ),
        "unsubscribed": table(
            GONE, person("Gone@Example.org", UNSUB_TIME="2025-06-01 00:00:00", UNSUB_REASON="x")
        ),
        "cleaned": table(CLEAN, person("dead@example.org", CLEAN_TIME="2025-06-01 00:00:00")),
    }
    names = dict(zip(order, files, strict=True))
    run = bring(archive(**{letter: files[names[letter]] for letter in sorted(names)}))
    later = bring(
        table(
            BASE, person("gone@example.org", CONFIRM_TIME="2026-01-01 00:00:00"), person("dead@example.org")
        )
    )
    for one in (run, later):
        decisions.allow_declared(
            actor=diane.actor,
            import_id=one.pk,
            purpose=catalogue.purposes["lettre"],
            is_allowed=True,
            why="Oui.",
        )
    assert may_write("ada@example.org", catalogue)
    assert not may_write("gone@example.org", catalogue)
    assert not may_write("dead@example.org", catalogue)
    assert not ContactPoint.objects.filter(value__in=["gone@example.org", "dead@example.org"]).exists()
    assert is_suppressed(address_hash("email", "gone@example.org"))


def test_somebody_already_in_the_base_who_unsubscribed_there_is_withdrawn(bring, catalogue, diane):
    first = bring(table(BASE, person("ada@example.org")))
    decisions.allow_declared(
        actor=diane.actor,
        import_id=first.pk,
        purpose=catalogue.purposes["lettre"],
        is_allowed=True,
        why="Oui.",
    )
    bring(table(GONE, person("ada@example.org", UNSUB_TIME="2025-06-01 00:00:00", UNSUB_REASON="")))
    assert not may_write("ada@example.org", catalogue)


def test_a_run_killed_half_way_takes_up_where_it_stopped_and_does_nothing_twice(bring, alice, monkeypatch):
    monkeypatch.setattr(running, "BATCH", 2)
    run = bring(table(BASE, *[person(f"p{number}@example.org") for number in range(5)]), run=False)
    running.start(actor=alice.actor, import_id=run.pk)
    running._batch(run.pk)
    assert Person.objects.count() == 2
    running.carry_on(run.pk)
    running.carry_on(run.pk)
    assert Person.objects.count() == 5
    assert Import.objects.get(pk=run.pk).done_lines == 5
    assert Entry.objects.filter(verb="intake.import.done").count() == 1


@pytest.mark.parametrize(
    "content",
    [
        b"Email Address,OPTIN_TIME,CONFIRM_TIME\r\nElodie\xe9@example.org,,\r\n",
        b"Email Address\r\nada@example.org\r\n",
        b"PK\x03\x04 not an archive",
        b"\x00\x01\x02",
        b"",
    ],
    ids=["latin-1", "columns missing", "broken archive", "binary", "empty"],
)
def test_a_file_that_cannot_be_read_gets_a_sentence_and_leaves_nothing_behind(
    client, catalogue, alice, content
):
    answer = send(client, catalogue, alice, content)
    assert answer.status_code == 422
    assert "Outil" in answer.content.decode()
    assert not Import.objects.exists()


def test_an_archive_that_unpacks_to_more_than_it_says_is_refused(bring):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as packed:
        for number in range(30):
            packed.writestr(f"{number}.csv", b"a" * 1000)
    with pytest.raises(Unreadable):
        bring(out.getvalue())


def test_marketing_runs_an_import_but_only_the_data_protection_officer_decides_about_it(
    client, bring, colleague, diane
):
    run = bring(table(BASE, person("ada@example.org")))
    client.force_login(colleague("Marc", "marketing"))
    assert client.get(reverse("intake:decide_import", args=[run.pk])).status_code == 403
    assert client.get(reverse("intake:import", args=[run.pk])).status_code == 200
    client.force_login(diane)
    answer = client.post(reverse("intake:decide_import", args=[run.pk]), {"is_allowed": "yes", "why": ""})
    assert answer.status_code == 422


def test_the_same_file_brought_twice_leaves_everybody_and_every_decision_as_they_were(
    bring, catalogue, diane
):
    content = archive(
        subscribed=table(BASE, person("ada@example.org"), person("bea@example.org")),
        unsubscribed=table(GONE, person("gone@example.org", UNSUB_TIME="2025-06-01 00:00:00")),
    )
    first = bring(content)
    decisions.allow_declared(
        actor=diane.actor,
        import_id=first.pk,
        purpose=catalogue.purposes["lettre"],
        is_allowed=True,
        why="Oui.",
    )
    second = bring(content)
    assert second.totals["known"] == {"": 2} and "new" not in second.totals
    assert Person.objects.count() == 2
    assert may_write("ada@example.org", catalogue) and may_write("bea@example.org", catalogue)
    assert not decisions.declared(second.pk)


def test_a_confirmation_without_a_sign_up_is_kept_as_declared_with_its_time_and_address(bring, catalogue):
    bring(table(BASE, person("ada@example.org", OPTIN_TIME="", CONFIRM_IP="198.51.100.9")))
    event = ConsentEvent.objects.get()
    assert (event.state, event.evidence_level, event.method) == ("given", Level.DECLARED, "import")
    assert event.indicated_at.isoformat() == "2025-01-03T11:00:00+00:00"
    parts = dict(Evidence.objects.values_list("part", "value"))
    assert parts["network"] == "198.51.100.9"
    assert parts["typed"] == "OPTIN_TIME= CONFIRM_TIME=2025-01-03 11:00:00"
    assert ContactPoint.objects.get(kind="email").confirmed_at is None


def test_our_own_double_opt_in_is_not_lowered_by_a_later_file(bring, catalogue):
    bring(table(BASE, person("ada@example.org")))
    confirmed_here(ContactPoint.objects.get(value="ada@example.org"), catalogue)
    bring(table(BASE, person("ada@example.org", CONFIRM_TIME="2026-01-01 00:00:00")))
    assert may_write("ada@example.org", catalogue)


def test_a_line_refused_does_not_hide_a_good_one_of_the_same_person(bring):
    run = bring(
        table(BASE, person("ada@example.org", OPTIN_TIME="", CONFIRM_TIME=""), person("ada@example.org"))
    )
    assert run.totals["refused"] == {"no_time": 1} and run.totals["new"] == {"": 1}
    assert Person.objects.count() == 1


def test_a_number_that_is_none_is_left_out_and_counted_by_the_dry_run(bring):
    run = bring(
        table(
            BASE,
            person("ada@example.org", **{"Phone Number": "+33 6 39 98 01 02"}),
            person("bea@example.org", **{"Phone Number": "appeler le soir"}),
        )
    )
    assert run.totals["left"] == {"not_a_phone": 1}
    assert Person.objects.count() == 2
    assert list(ContactPoint.objects.filter(kind="phone").values_list("value", flat=True)) == ["+33639980102"]


def test_a_quote_left_open_swallows_nobody(bring):
    broken = table(BASE, person("ada@example.org"), person("bea@example.org")).replace(b"O'Connor", b'"O', 1)
    with pytest.raises(Unreadable):
        bring(broken)
    assert not Person.objects.exists()


def test_an_archive_that_would_unpack_to_a_giant_is_refused_before_it_is_unpacked(bring):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("audience.csv", b"a" * (reading.LARGEST_UNPACKED + 1))
    assert len(out.getvalue()) < 1_000_000
    with pytest.raises(Unreadable):
        bring(out.getvalue())


MAILCHIMP = [
    *["Email Address", "First Name", "Last Name", "Company", "Phone Number", "MEMBER_RATING"],
    *["OPTIN_TIME", "OPTIN_IP", "CONFIRM_TIME", "CONFIRM_IP", "LATITUDE", "LONGITUDE", "GMTOFF", "DSTOFF"],
    *["TIMEZONE", "CC", "REGION", "LAST_CHANGED", "LEID", "EUID", "NOTES", "TAGS"],
]


def audience(status: str, lines: int, *columns: str) -> bytes:
    people = [
        person(f"{status}{n}@example.org", MEMBER_RATING="3", TAGS='"Client","VIP"') for n in range(lines)
    ]
    left = dict.fromkeys(columns, "2025-06-01 00:00:00")
    return table([*MAILCHIMP, *columns], *[one | left for one in people])


def test_a_whole_audience_comes_in_through_the_page_and_nobody_who_left_becomes_a_person(
    client, catalogue, alice
):
    content = archive(
        cleaned_members=audience("cleaned", 3, "CLEAN_TIME", "CLEAN_CAMPAIGN_TITLE"),
        subscribed_members=audience("subscribed", 9),
        unsubscribed_members=audience("unsubscribed", 5, "UNSUB_TIME", "UNSUB_REASON"),
    )
    answer = send(client, catalogue, alice, content)
    assert answer.status_code == 302
    run = Import.objects.get()
    assert run.totals == {
        "all": {"": 17},
        "new": {"": 9},
        "suppressed": {"cleaned": 3, "unsubscribed": 5},
    }
    assert not Person.objects.exists()
    client.post(reverse("intake:start_import", args=[run.pk]))
    running.carry_on(run.pk)
    assert Person.objects.count() == 9 and Suppression.objects.count() == 8
    assert not Permission.objects.filter(state="confirmed").exists()
    page = client.get(reverse("intake:import", args=[run.pk]))
    assert "17 lignes sur 17" in page.text


def test_the_dry_run_of_a_long_file_is_left_to_the_worker_which_does_it_once(
    client, catalogue, alice, monkeypatch
):
    monkeypatch.setattr(actions, "AT_ONCE", 1)
    send(client, catalogue, alice, table(BASE, person("ada@example.org"), person("bea@example.org")))
    run = Import.objects.get()
    assert (run.state, run.line_count, run.lines.count()) == ("uploaded", 2, 0)
    assert 'hx-trigger="every 2s"' in client.get(reverse("intake:import", args=[run.pk])).text
    client.post(reverse("intake:start_import", args=[run.pk]))
    checking.check_in_turn(run.pk)
    checking.check_in_turn(run.pk)
    run.refresh_from_db()
    assert (run.state, run.totals["new"]) == ("checked", {"": 2})
    assert Entry.objects.filter(verb="intake.import.checked").count() == 1
