"""Asking: nothing but a request in quarantine, the same answer for everybody, one letter at most."""

import re
from threading import Barrier, Thread

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accord.consent import ledger
from accord.consent.suppression import is_suppressed, suppress
from accord.consent.terms import Method
from accord.contacts.models import ContactPoint, Person
from accord.intake import confirmation, limits, pages
from accord.intake.limits import TooMany
from accord.intake.models import Form, FunnelDay, PendingRequest, Quota
from accord.lib import pow as work
from accord.lib.actor import SYSTEM
from accord.lib.addresses import AddressError, normalise_email
from accord.lib.fingerprints import address_hash
from accord.lib.network import network_of
from accord.outbox.models import Letter
from accord.register.models import Notice, NoticeVersion, Purpose
from tests.intake.conftest import Asking, later, may_write, token_of, tokens, typed

CHANGING = re.compile(rb'name="again" value="[^"]*"')


def test_asking_stores_a_request_a_counter_and_a_letter_and_nobody(
    visitor: Client, form: Form, purposes: list[Purpose]
) -> None:
    answer = visitor.post("/f/lettre/", typed(purposes), headers={"user-agent": "Firefox"})
    assert answer.status_code == 200
    request = PendingRequest.objects.get()
    assert (request.address, request.first_name, request.purpose_ids) == (
        "ada@example.org",
        "Ada",
        [purposes[0].pk],
    )
    assert request.network == {"ip": "127.0.0.1", "user_agent": "Firefox"}
    assert (FunnelDay.objects.get().asked, FunnelDay.objects.get().sent) == (1, 1)
    letter = Letter.objects.get()
    assert (letter.service, letter.priority, letter.to) == ("confirm-your-address", 0, "ada@example.org")
    assert not Person.objects.exists() and not ContactPoint.objects.exists()


def test_only_the_hash_of_the_token_is_stored(ask: Asking) -> None:
    token = ask()
    request = PendingRequest.objects.get()
    assert len(token) >= 22
    assert token not in str(PendingRequest.objects.values().get())
    assert len(bytes(request.token_hash)) == 32


def test_the_page_needs_two_queries_and_sets_no_cookie(
    visitor: Client, form: Form, django_assert_num_queries: object
) -> None:
    with django_assert_num_queries(2):  # type: ignore[operator]
        answer = visitor.get("/f/lettre/")
    assert answer.status_code == 200
    assert not answer.cookies
    assert b"checked" not in answer.content
    assert "Je souhaite recevoir la lettre chaque mois." in answer.text
    assert len(answer.content) < 7_000


@pytest.mark.parametrize("state", ["new", "pending", "confirmed", "withdrawn", "suppressed"])
def test_the_answer_is_the_same_bytes_whatever_is_known_of_the_address(
    state: str, ask: Asking, visitor: Client, form: Form, purposes: list[Purpose]
) -> None:
    known = {
        "new": lambda: None,
        "pending": lambda: ask("ada@example.org"),
        "confirmed": lambda: _confirmed(ask),
        "withdrawn": lambda: _withdrawn(ask, purposes[0]),
        "suppressed": lambda: suppress(actor=SYSTEM, reason="complaint", value="ada@example.org"),
    }
    unknown = visitor.post("/f/lettre/", typed(purposes, "bea@example.org"))
    known[state]()
    answer = Client(enforce_csrf_checks=True).post("/f/lettre/", typed(purposes, "ada@example.org"))
    assert answer.status_code == unknown.status_code
    assert dict(answer.headers) == {
        **dict(unknown.headers),
        "Content-Length": answer.headers["Content-Length"],
    }
    assert _plain(answer.content) == _plain(unknown.content).replace(b"bea@", b"ada@")


def test_every_state_costs_the_same_statements(
    ask: Asking,
) -> None:
    counts = []
    pages.page("lettre", "fr")
    for prepare in (lambda: None, lambda: None, later, lambda: _confirmed_by(tokens()[0])):
        prepare()
        with CaptureQueriesContext(connection) as seen:
            ask()
        counts.append(len([query for query in seen if "SAVEPOINT" not in query["sql"]]))
    assert len(set(counts)) == 1, counts


def a_quarter_of_an_hour_later() -> None:
    Quota.objects.update(free_at=timezone.now())


def _confirmed_by(token: str) -> None:
    confirmation.confirm(token=token, network={})


def _plain(page: bytes) -> bytes:
    return CHANGING.sub(b"", page)


def _confirmed(ask: Asking) -> ContactPoint:
    confirmation.confirm(token=ask(), network={"ip": "192.0.2.7"})
    later()
    return ContactPoint.objects.get(value="ada@example.org")


def _withdrawn(ask: Asking, purpose: Purpose) -> None:
    point = _confirmed(ask)
    ledger.withdraw(
        actor=SYSTEM,
        contact_point_id=point.pk,
        purpose_id=purpose.pk,
        channel="email",
        method=Method.ONE_CLICK,
    )


def test_somebody_registered_is_told_once_a_week_and_asked_nothing(ask: Asking) -> None:
    _confirmed(ask)
    Letter.objects.all().delete()
    ask()
    a_quarter_of_an_hour_later()
    ask()
    assert [letter.service for letter in Letter.objects.all()] == ["already-confirmed"]
    assert not PendingRequest.objects.exists()


def test_asking_for_one_more_purpose_sends_a_normal_confirmation(
    ask: Asking, purposes: list[Purpose]
) -> None:
    _confirmed(ask)
    assert ask("ada@example.org", *purposes)


@pytest.mark.parametrize("reason", ["complaint", "erasure", "refused_request"])
def test_nothing_is_sent_to_an_address_that_complained_was_erased_or_said_never(
    ask: Asking, reason: str
) -> None:
    suppress(actor=SYSTEM, reason=reason, value="ada@example.org")
    assert ask() == ""
    assert not Letter.objects.exists() and not PendingRequest.objects.exists()


@pytest.mark.parametrize("reason", ["withdrawal", "bounce", "objection"])
def test_whoever_left_comes_back_by_a_new_request_of_their_own_and_by_nothing_else(
    ask: Asking, letter_purpose: Purpose, reason: str
) -> None:
    suppress(actor=SYSTEM, reason=reason, value="ada@example.org")
    token = ask()
    assert is_suppressed(address_hash("email", "ada@example.org"))
    confirmation.confirm(token=token, network={})
    assert may_write(ContactPoint.objects.get().pk, letter_purpose)


def test_the_letter_goes_to_the_very_address_typed(ask: Asking, form: Form) -> None:
    point = _confirmed(ask)
    ContactPoint.objects.create(
        person=point.person,
        kind="email",
        value="ada@work.example",
        sphere="professional",
        address_hash=b"x" * 32,
    )
    ask("ada+autre@example.org")
    assert Letter.objects.order_by("-created_at").first().to == "ada+autre@example.org"  # type: ignore[union-attr]


# Limits


def test_one_letter_in_a_quarter_of_an_hour_and_three_in_a_week(ask: Asking) -> None:
    sent = 0
    for _ in range(5):
        sent += bool(ask())
        sent += bool(ask())
        a_quarter_of_an_hour_later()
    assert sent == 3
    assert FunnelDay.objects.get().asked == 10


def test_spellings_that_lead_to_one_mailbox_share_its_limit(ask: Asking) -> None:
    assert ask("a.da+1@gmail.com")
    assert not ask("ada@googlemail.com")
    assert not ask("ad.a+2@gmail.com")
    assert ask("bea@gmail.com")


@pytest.mark.django_db(transaction=True)
def test_a_hundred_sign_ups_of_one_address_at_once_send_one_letter(ask: Asking) -> None:
    start = Barrier(20)
    problems: list[BaseException] = []

    def many() -> None:
        start.wait()
        try:
            for number in range(5):
                ask(ip=f"10.0.{number}.1")
        except BaseException as error:
            problems.append(error)
        finally:
            connection.close()

    threads = [Thread(target=many) for _ in range(20)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not problems
    assert Letter.objects.count() == 1
    assert PendingRequest.objects.count() == 1
    assert sum(FunnelDay.objects.values_list("asked", flat=True)) == 100


def test_a_network_that_asks_too_often_is_told_to_come_back_and_nothing_is_written(
    visitor: Client, form: Form, purposes: list[Purpose]
) -> None:
    for number in range(10):
        without = typed(purposes, f"ada{number}@example.org", challenge="", proof="")
        assert visitor.post("/f/lettre/", without).status_code == 200
    full = visitor.post("/f/lettre/", typed(purposes, "bea@example.org", challenge="", proof=""))
    assert full.status_code == 429
    assert "bea@example.org" in full.text
    assert PendingRequest.objects.count() == 10
    assert visitor.post("/f/lettre/", typed(purposes, "bea@example.org")).status_code == 200


def test_a_forged_forwarded_address_is_not_believed(
    visitor: Client, form: Form, purposes: list[Purpose]
) -> None:
    visitor.post("/f/lettre/", typed(purposes), headers={"X-Forwarded-For": "203.0.113.9"})
    assert PendingRequest.objects.get().network["ip"] == "127.0.0.1"


def test_a_network_is_a_24_or_a_48() -> None:
    assert network_of("198.51.100.77") == "198.51.100.0/24"
    assert network_of("2001:db8:1:2::3") == "2001:db8:1::/48"
    assert network_of("::ffff:198.51.100.77") == "198.51.100.0/24"


def test_half_a_set_of_limits_is_never_taken(db: None) -> None:
    narrow, wide = limits.Limit("x", "ada", 1, limits.HOUR), limits.Limit("y", "ada", 9, limits.HOUR)
    assert limits.take([narrow, wide])
    assert not limits.take([narrow, wide])
    assert Quota.objects.get(key=wide.key).count == 1


# What the page does with what is typed


def test_a_robot_that_fills_the_trap_is_thanked_and_nothing_happens(
    visitor: Client, form: Form, purposes: list[Purpose]
) -> None:
    answer = visitor.post("/f/lettre/", typed(purposes, website="https://spam.example"))
    assert answer.status_code == 200
    assert not PendingRequest.objects.exists() and not Letter.objects.exists()


def test_a_proof_of_work_serves_three_times_and_no_more(
    visitor: Client, form: Form, purposes: list[Purpose]
) -> None:
    same = typed(purposes)
    for number in range(3):
        answer = visitor.post("/f/lettre/", {**same, "address": f"ada{number}@example.org"})
        assert answer.status_code == 200
    assert visitor.post("/f/lettre/", {**same, "address": "bea@example.org"}).status_code == 429


def test_without_scripts_somebody_who_takes_their_time_gets_through(
    visitor: Client, form: Form, purposes: list[Purpose], monkeypatch: pytest.MonkeyPatch
) -> None:
    quick = visitor.post("/f/lettre/", typed(purposes, proof=""))
    assert quick.status_code == 422
    assert "ada@example.org" in quick.text
    monkeypatch.setattr(work, "HASTE", -1)
    assert visitor.post("/f/lettre/", typed(purposes, proof="")).status_code == 200
    assert PendingRequest.objects.count() == 1


def test_what_is_wrong_is_said_beside_the_field_and_what_was_typed_is_kept(
    visitor: Client, form: Form, purposes: list[Purpose]
) -> None:
    answer = visitor.post("/f/lettre/", typed(purposes, "camille@example", purposes=[]))
    assert answer.status_code == 422
    assert 'value="camille@example"' in answer.text and 'value="Ada"' in answer.text
    assert not PendingRequest.objects.exists()


@pytest.mark.parametrize(
    "name", ["Gagnez https://spam.example", "www.spam.example", "spam.example", "0899 70 00 00"]
)
def test_a_first_name_cannot_carry_an_advertisement_to_somebody_elses_mailbox(
    visitor: Client, form: Form, purposes: list[Purpose], name: str
) -> None:
    answer = visitor.post("/f/lettre/", typed(purposes, first_name=name))
    assert answer.status_code == 422
    assert not Letter.objects.exists() and not PendingRequest.objects.exists()


@pytest.mark.parametrize("name", ["Anne-Marie", "J.-P.", "D’Arcy", "Nguyễn", "Maria del Mar", ""])
def test_the_first_names_people_have_are_taken_as_they_are(
    visitor: Client, form: Form, purposes: list[Purpose], name: str
) -> None:
    assert visitor.post("/f/lettre/", typed(purposes, first_name=name)).status_code == 200
    assert PendingRequest.objects.get().first_name == name


@pytest.mark.parametrize(
    ("written", "kept"),
    [
        ("o'hara@example.org", "o'hara@example.org"),
        ("Ada@BÜCHER.example", "Ada@bücher.example"),
        ("ada@xn--bcher-kva.example", "ada@bücher.example"),
        ("  ada@example.org ", "ada@example.org"),
    ],
)
def test_addresses_people_have_are_written_to_in_one_form_whatever_their_spelling(
    visitor: Client, form: Form, purposes: list[Purpose], written: str, kept: str
) -> None:
    assert visitor.post("/f/lettre/", typed(purposes, written)).status_code == 200
    assert PendingRequest.objects.get().address == normalise_email(kept) == Letter.objects.get().to


def test_a_misspelt_domain_is_asked_about_before_anything_leaves(
    visitor: Client, form: Form, purposes: list[Purpose]
) -> None:
    answer = visitor.post("/f/lettre/", typed(purposes, "ada@gmial.com"))
    assert 'value="ada@gmail.com"' in answer.text
    assert not PendingRequest.objects.exists()
    visitor.post("/f/lettre/", typed(purposes, "ada@gmial.com", use="ada@gmail.com"))
    visitor.post("/f/lettre/", typed(purposes, "bea@gmial.com", keep="1"))
    assert set(PendingRequest.objects.values_list("address", flat=True)) == {"ada@gmail.com", "bea@gmial.com"}


def test_an_address_just_typed_can_be_corrected_once(
    visitor: Client, form: Form, purposes: list[Purpose]
) -> None:
    first = visitor.post("/f/lettre/", typed(purposes, "adda@example.org"))
    again = re.search(r'name="again" value="([^"]*)"', first.text)[1]  # type: ignore[index]
    second = visitor.post("/f/lettre/", {"again": again, "address": "ada@example.org"})
    assert 'name="again"' not in second.text and "ada@example.org" in second.text
    assert PendingRequest.objects.get().address == "ada@example.org"
    visitor.post("/f/lettre/", {"again": again, "address": "bea@example.org"})
    assert PendingRequest.objects.get().address == "ada@example.org"
    assert "adda@example.org" not in str(list(PendingRequest.objects.values()))


def test_a_plain_form_on_another_site_is_accepted_and_its_origin_kept(
    visitor: Client, form: Form, purposes: list[Purpose]
) -> None:
    bare = {"address": "ada@example.org", "purposes": [purposes[0].pk]}
    answer = visitor.post("/f/lettre/", bare, headers={"Origin": "https://shop.example"})
    assert answer.status_code == 200
    request = PendingRequest.objects.get()
    assert (request.origin, request.network["site"]) == ("embed", "shop.example")


def test_somebody_who_read_an_older_notice_is_shown_the_new_one_before_anything_is_stored(
    visitor: Client, form: Form, purposes: list[Purpose], notice: Notice
) -> None:
    shown = re.search(r'name="notice" value="(\d+)"', visitor.get("/f/lettre/").text)[1]  # type: ignore[index]
    read = notice.versions.get(language="fr")
    NoticeVersion.objects.create(
        notice=notice,
        number=4,
        language="fr",
        statements=read.statements,
        sha256="1" * 64,
        published_at=timezone.now(),
    )
    answer = visitor.post("/f/lettre/", typed(purposes, notice=shown))
    assert answer.status_code == 422 and 'value="ada@example.org"' in answer.text
    assert not PendingRequest.objects.exists()
    again = re.search(r'name="notice" value="(\d+)"', answer.text)[1]  # type: ignore[index]
    assert visitor.post("/f/lettre/", typed(purposes, notice=again)).status_code == 200
    assert PendingRequest.objects.get().notice_version_id == int(again)


def test_only_the_sign_up_page_may_stand_in_a_frame(visitor: Client, ask: Asking) -> None:
    assert "frame-ancestors *" in visitor.get("/f/lettre/").headers["Content-Security-Policy"]
    assert "X-Frame-Options" not in visitor.get("/f/lettre/").headers
    for address in ("/f/lettre/kiosk/", f"/c/{ask()}/"):
        answer = visitor.get(address)
        assert "frame-ancestors 'none'" in answer.headers["Content-Security-Policy"]
        assert answer.headers["X-Frame-Options"] == "DENY"


def test_the_tablet_forgets_who_was_there(visitor: Client, form: Form, purposes: list[Purpose]) -> None:
    page = visitor.get("/f/lettre/kiosk/")
    assert 'autocomplete="off"' in page.text and 'autocomplete="email"' not in page.text
    answer = visitor.post("/f/lettre/kiosk/", typed(purposes))
    assert "ada@example.org" not in answer.text and 'http-equiv="refresh"' in answer.text
    assert answer.headers["Cache-Control"] == "no-store" and answer.headers["Clear-Site-Data"] == '"cache"'
    assert PendingRequest.objects.get().origin == "kiosk"


def test_a_closed_form_takes_nothing(visitor: Client, form: Form, purposes: list[Purpose]) -> None:
    Form.objects.update(is_open=False)
    assert visitor.get("/f/lettre/").status_code == 410
    assert visitor.post("/f/lettre/", typed(purposes)).status_code == 410
    assert not PendingRequest.objects.exists()


def test_the_english_page_speaks_english(visitor: Client, form: Form) -> None:
    page = visitor.get("/f/lettre/?lang=en")
    assert '<html lang="en">' in page.text and "Receive the letter" in page.text
    assert 'href="?lang=fr"' in page.text


def test_too_many_is_said_by_the_action_too(ask: Asking, form: Form) -> None:
    for number in range(60):
        ask(f"ada{number}@example.org")
    with pytest.raises(TooMany):
        ask("bea@example.org")
    assert not token_of(Letter(content={"facts": {}}))


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("Ada.Lovelace+lettre@Example.ORG", "ada.lovelace+lettre@example.org"),
        (" ada_l-1@mail.example.org ", "ada_l-1@mail.example.org"),
        ("o'neil@example.org", "o'neil@example.org"),
        ("ada@ÉCOLE.example.org", "ada@xn--cole-9oa.example.org"),
        (f"ada@{'a' * 63}.example.org", f"ada@{'a' * 63}.example.org"),
    ],
)
def test_an_address_is_kept_in_one_spelling(typed: str, kept: str) -> None:
    assert normalise_email(typed) == normalise_email(kept) == kept


@pytest.mark.parametrize(
    "typed",
    [
        "", "ada", "ada@", "@example.org", "ada.@example.org", ".ada@example.org", "a..b@example.org",
        "a b@example.org", "ada@example", "ada@-example.org", "ada@example..org", "ada@exa_mple.org",
        "ada@example.org.", "a@b@example.org", f"ada@{'a' * 64}.example.org", "ada@localhost",
    ],
)  # fmt: skip
def test_what_is_no_address_is_refused_however_often_it_is_typed(typed: str) -> None:
    for _time in range(2):
        with pytest.raises(AddressError):
            normalise_email(typed)
