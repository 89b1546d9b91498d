"""Home, search, journal, export and API."""

import csv
import io
from collections.abc import Callable
from datetime import timedelta

import pytest
import tablib
from django.test import Client
from django.utils import timezone

from accord.audit.actions import record
from accord.audit.models import Entry
from accord.campaigns.models import Campaign, Image
from accord.contacts.models import Acquisition, Person
from accord.staff.models import User

from .conftest import WORDS, House, Meet

pytestmark = pytest.mark.django_db
SignIn = Callable[[User], Client]


# Home


def test_an_empty_house_shows_its_four_first_steps(alice: User, signed_in: SignIn) -> None:
    steps = signed_in(alice).get("/").context["steps"]
    assert [step.state for step in steps] == ["current", "later", "later", "later"]


def test_the_step_to_take_is_the_first_not_done(alice: User, signed_in: SignIn, house: House) -> None:
    assert [step.state for step in signed_in(alice).get("/").context["steps"]] == [
        "done",
        "done",
        "current",
        "later",
    ]


def test_the_duty_to_inform_waits_with_its_clock(alice: User, signed_in: SignIn, meet: Meet) -> None:
    meet("Zoé", "Sol", says="", told=False)
    meet("Noé", "Sol", says="", told=False)
    Acquisition.objects.update(inform_by=timezone.now() + timedelta(days=3))
    (duty, *_rest) = signed_in(alice).get("/").context["things"]
    assert duty.due and "2" in duty.title
    assert [line.known.name for line in signed_in(alice).get(duty.href).context["lines"]] == [
        "Noé Sol",
        "Zoé Sol",
    ]


def test_the_last_events_say_who(alice: User, signed_in: SignIn, ada: Person, blaise: Person) -> None:
    events = signed_in(alice).get("/").context["events"]
    assert {event.name for event in events} == {"Ada Lovelace", "Blaise Pascal"}


def test_the_journal_leads_only_where_its_reader_may_go(
    alice: User, diane: User, signed_in: SignIn, house: House
) -> None:
    image = Image.objects.create(name="Atelier", media_type="image/png", width=1, height=1, sha256="0" * 64)
    record(actor=alice.actor, verb="campaigns.image.added", about=image)
    page = f"/campaigns/images/{image.pk}/"
    assert page in signed_in(alice).get("/journal/").content.decode()
    assert page not in signed_in(diane).get("/journal/").content.decode()


def test_today_names_the_day_counts_what_is_to_do_and_shows_the_last_letters(
    alice: User, signed_in: SignIn, ada: Person, house: House
) -> None:
    Campaign.objects.create(
        name="Lettre de mai",
        purpose=house.newsletter,
        launched_at=timezone.now(),
        counts={"": 3, "refused": 2},
    )
    page = signed_in(alice).get("/")
    assert page.context["greeting"].endswith("Rien ne vous attend, Alice.")
    assert [one.name for one in page.context["letters"]] == ["Lettre de mai"]
    assert "3 destinataires, 2 écartés" in page.content.decode()


def test_bob_who_may_not_read_the_journal_is_not_sent_there(
    bob: User, diane: User, signed_in: SignIn, ada: Person
) -> None:
    assert 'href="/journal/"' not in signed_in(bob).get("/").content.decode()
    assert 'href="/journal/"' in signed_in(diane).get("/").content.decode()


# Search


def test_the_palette_finds_people_pages_and_actions(bob: User, signed_in: SignIn, ada: Person) -> None:
    client = signed_in(bob)
    found = client.get("/search/?q=lovel", headers={"accept": "application/json"}).json()["found"]
    assert [line["href"] for line in found] == [f"/people/{ada.pk}/"]
    assert (
        f"/people/{ada.pk}/" in client.get("/search/?q=ada", headers={"hx-request": "true"}).content.decode()
    )
    assert "/people/new/" in client.get("/search/?q=ajouter").content.decode()


def test_charlie_finds_nobody(charlie: User, signed_in: SignIn, ada: Person) -> None:
    assert signed_in(charlie).get("/search/?q=ada").status_code == 403
    assert signed_in(charlie).get("/people/").status_code == 403
    assert signed_in(charlie).get(f"/people/{ada.pk}/").status_code == 403


# Journal


def test_diane_reads_who_did_what(diane: User, bob: User, signed_in: SignIn, ada: Person) -> None:
    signed_in(bob).post(f"/people/{ada.pk}/notes/", {"text": "Bonjour"})
    lines = signed_in(diane).get("/journal/?what=contacts&who=staff").context["lines"]
    assert [(line.by, line.href) for line in lines] == [("Bob", f"/people/{ada.pk}/")]
    assert signed_in(bob).get("/journal/").status_code == 403


def test_diane_reads_a_term_declared_without_money_nor_number_of_order(
    diane: User, signed_in: SignIn
) -> None:
    said = {"code": "essais", "label_fr": "Essais", "amount": "2", "unit": "years", "start": "last_activity"}
    signed_in(diane).post("/register/retention/new/", {**said, "then": "erase", "source": "CNIL"})
    page = signed_in(diane).get("/journal/?what=register").content.decode()
    assert (
        "Durée déclarée" in page
        and "centimes" not in page
        and 'class="behind"' in page.partition("Durée déclarée")[2]
    )


def test_the_journal_says_a_list_without_its_brackets(diane: User, alice: User, signed_in: SignIn) -> None:
    words = {"hosts": (str(["a.example.org"]), str(["a.example.org", "b.example.org"]))}
    record(actor=alice.actor, verb="cookies.site.changed", words=words)
    page = signed_in(diane).get("/journal/?what=cookies").content.decode()
    assert "a.example.org, b.example.org" in page and "[&#x27;" not in page


def test_the_journal_keeps_what_a_colleague_wrote_between_brackets(
    diane: User, alice: User, signed_in: SignIn
) -> None:
    record(actor=alice.actor, verb="cookies.site.changed", words={"name": ("", "[Boutique] d’été ['24]")})
    page = signed_in(diane).get("/journal/?what=cookies").content.decode()
    assert "[Boutique] d’été [&#x27;24]" in page


def test_the_journal_turns_its_pages(diane: User, signed_in: SignIn, ada: Person) -> None:
    Entry.objects.bulk_create(
        Entry(verb="contacts.view.saved", actor_kind="system", facts={"n": n}) for n in range(120)
    )
    client = signed_in(diane)
    first = client.get("/journal/?what=contacts.view")
    assert first.status_code == 200  # a family nobody lists is simply not a filter
    second = client.get(f"/journal/{client.get('/journal/').context['following']}")
    assert len(second.context["lines"]) == 50 and second.context["previous"]


def test_the_journal_speaks_in_words_and_names_what_it_is_about(
    diane: User, signed_in: SignIn, house: House
) -> None:
    record(
        actor=diane.actor,
        verb="consent.declared.decided",
        about=house.newsletter,
        facts={"purpose": house.newsletter.code, "import": 3, "is_allowed": True, "sha256": "ab" * 32},
        words={"why": ("", "Les preuves y sont")},
    )
    (line, *_) = signed_in(diane).get("/journal/?what=consent").context["lines"]
    assert (line.about, line.href) == (str(house.newsletter), f"/register/purposes/{house.newsletter.pk}/")
    assert line.changes == (("Pourquoi", "", "Les preuves y sont"),)
    said = {f"Finalité\xa0: {house.newsletter}", "Import\xa0: n°\xa03", "On peut s’y fier\xa0: oui"}
    assert set(line.facts.split(" · ")) == said | {"Empreinte\xa0: abababababab"}


def test_the_journal_names_the_fields_that_changed_as_their_page_does(
    diane: User, signed_in: SignIn, house: House
) -> None:
    words = {
        "label_fr": ("Lettre", "La lettre"),
        "legal_basis": ("consent", "contract"),
        "is_prospecting": ("True", "False"),
        "id": ("", "7"),
    }
    record(actor=diane.actor, verb="register.purpose.changed", about=house.newsletter, words=words)
    (line, *_) = signed_in(diane).get("/journal/?what=register").context["lines"]
    assert set(line.changes) == {
        ("Libellé en français", "Lettre", "La lettre"),
        ("Base légale", "consentement (art.\u00a06-1-a)", "contrat (art.\u00a06-1-b)"),
        ("C’est de la prospection", "oui", "non"),
    }


# Export


def export(client: Client, house: House, **more: object) -> object:
    said = {"purpose": house.newsletter.pk, "channel": "email", "format": "csv", "go": "1", "back": ""}
    return client.post("/people/export/", said | more)


def test_only_those_who_said_yes_leave_in_a_file(
    diane: User, signed_in: SignIn, ada: Person, blaise: Person, house: House
) -> None:
    answer = export(signed_in(diane), house)
    rows = list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig")), delimiter=";"))
    assert [row[:2] for row in rows[1:]] == [["Ada", "Lovelace"]]
    assert WORDS in rows[1]
    entry = Entry.objects.get(verb="desk.people.exported")
    assert (entry.facts["people"], entry.facts["left_out"]) == (1, 1)


def test_the_page_before_the_file_counts_both_sides(
    diane: User, signed_in: SignIn, ada: Person, blaise: Person, house: House
) -> None:
    page = signed_in(diane).post("/people/export/", {"back": "", "chosen": [ada.pk, blaise.pk]})
    assert (page.context["yes"], page.context["no"]) == (1, 1)
    assert not Entry.objects.filter(verb="desk.people.exported").exists()


def test_a_workbook_holds_the_people_chosen(
    diane: User, signed_in: SignIn, ada: Person, meet: Meet, house: House
) -> None:
    meet("=Zoé", "Sol")
    answer = export(signed_in(diane), house, format="xlsx")
    sheet = tablib.Dataset().load(answer.content, format="xlsx")
    assert [row[0] for row in sheet] == ["Ada", "'=Zoé"]


def test_sales_take_no_file_out(bob: User, signed_in: SignIn, ada: Person, house: House) -> None:
    assert export(signed_in(bob), house).status_code == 403


# API


def test_the_api_tells_the_same_opt_in_facts(bob: User, signed_in: SignIn, ada: Person, house: House) -> None:
    client = signed_in(bob)
    found = client.get("/api/v1/people").json()
    assert [one["last_name"] for one in found["people"]] == ["Lovelace"] and found["after"] == ""
    one = client.get(f"/api/v1/people/{ada.pk}?purpose=lettre").json()
    assert one["opt_in"]["words"] == WORDS and one["opt_in"]["confirmed_at"] > one["opt_in"]["requested_at"]
    assert one["opt_in"]["notice_version_id"] == house.version.pk


def test_the_api_gives_the_answer_of_the_gate(
    bob: User, signed_in: SignIn, ada: Person, blaise: Person
) -> None:
    client = signed_in(bob)
    (yes,) = client.get(f"/api/v1/people/{ada.pk}/permissions").json()
    (no,) = client.get(f"/api/v1/people/{blaise.pk}/permissions?purpose=lettre&channel=email").json()
    assert yes["permitted"] and yes["event_id"]
    assert (no["permitted"], no["reason"]) == (False, "withdrawn") and "Blaise Pascal" in no["sentence"]


def test_the_api_turns_pages_and_filters(bob: User, signed_in: SignIn, meet: Meet) -> None:
    for number in range(5):
        meet("Person", f"{number:03}", says="")
    client, seen, after = signed_in(bob), [], ""
    while True:
        found = client.get("/api/v1/people", {"size": 2, "after": after}).json()
        seen += [one["last_name"] for one in found["people"]]
        if not (after := found["after"]):
            break
    assert seen == [f"{number:03}" for number in range(5)]
    assert len(client.get("/api/v1/people", {"filters": "q=003"}).json()["people"]) == 1


@pytest.mark.parametrize(
    ("address", "status"),
    [
        ("/api/v1/people/999999", 404),
        ("/api/v1/people/999999/permissions", 404),
        ("/api/v1/people?size=0", 422),
        ("/api/v1/people?purpose=nothing", 404),
    ],
)
def test_the_api_says_what_is_wrong(
    bob: User, signed_in: SignIn, house: House, address: str, status: int
) -> None:
    answer = signed_in(bob).get(address)
    assert answer.status_code == status and answer.json()["detail"]


def test_the_api_opens_to_colleagues_who_read_people(
    client: Client, charlie: User, bob: User, signed_in: SignIn, ada: Person
) -> None:
    assert client.get("/api/v1/people").status_code == 401
    assert signed_in(charlie).get("/api/v1/people").status_code == 403
    assert signed_in(bob).get(f"/api/v1/people/{ada.pk}/permissions?channel=pigeon").status_code == 422
    described = signed_in(bob).get("/api/v1/openapi.json").json()
    answers = described["paths"]["/api/v1/people/{pk}"]["get"]["responses"]
    assert {"200", "401", "403", "404", "422"} <= set(answers)
