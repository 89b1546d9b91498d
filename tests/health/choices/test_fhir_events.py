"""An access made in another system comes in as AuditEvent: one line for ever, which the patient sees."""

import html
import re
import threading
from datetime import UTC, datetime

import pytest
from django.db import connections
from fhir.resources.R4B.auditevent import AuditEvent as FhirEvent
from hypothesis import given, settings
from hypothesis import strategies as st

from accord.health import journal, words
from accord.health.actions import exchanging, own_log, systems
from accord.health.actions.own_log import Counter
from accord.health.codes import Purpose
from accord.health.fhir import events
from accord.health.fhir.events import Event
from accord.health.fhir.shapes import Unknown
from accord.health.models import AuditEvent
from accord.health.queries.log import log_of
from tests.conftest import as_owner
from tests.health.choices.test_fhir import AT, changed, entries

NAMES = st.sampled_from(["", "Dr Solène Vasseur", "ext:0042"])
EVENTS = st.builds(
    Event,
    id=st.from_regex(events.ID, fullmatch=True),
    type=st.sampled_from(sorted(events.TYPES)),
    subtype=st.sampled_from(sorted([*events.INTERACTIONS, *words.WHAT])),
    action=st.sampled_from(sorted(events.VERBS)),
    at=AT,
    recorded=AT,
    outcome=st.sampled_from(sorted(events.OUTCOMES)),
    patients=st.lists(st.uuids().map(str), min_size=1, max_size=3).map(tuple),
    who=NAMES,
    who_id=st.just("10999999991"),
    through=NAMES,
    observer=st.just("Imagerie"),
    purpose=st.sampled_from(["", *Purpose.values]),
    policy=st.sampled_from(["", "6f1b5a43-0000-4000-8000-000000000000"]),
)


@settings(max_examples=60)
@given(EVENTS)
def test_an_access_comes_back_as_it_left(event) -> None:
    sent = events.written(event)
    FhirEvent.model_validate(sent)
    assert events.read(sent) == event
    assert events.written(events.read(sent)) == sent


@pytest.fixture
def seen(ondine) -> dict:
    """Dr Vasseur opened Ondine's images this summer, in the system of the imaging department."""
    event = Event(
        id="img-1",
        type="110110",
        subtype="read",
        action="R",
        at=datetime(2026, 7, 3, 9, tzinfo=UTC),
        recorded=datetime(2026, 7, 3, 9, 1, tzinfo=UTC),
        outcome="0",
        patients=(str(ondine.pk),),
        who="Dr Solène Vasseur",
        who_id="10999999993",
        observer="Imagerie",
        purpose="TREAT",
    )
    return events.written(event)


def told() -> list[AuditEvent]:
    return list(AuditEvent.objects.filter(entity="ElsewhereEvent"))


def test_an_access_made_elsewhere_is_one_line_of_the_journal_and_goes_out_as_it_came(
    fhir, seen, ondine
) -> None:
    taken = fhir("post", "AuditEvent", seen, status=201)
    (row,) = told()
    assert (row.actor_name, row.action, row.outcome, row.patients) == (
        "DPI",
        "elsewhere.read",
        "success",
        [ondine.pk],
    )
    own = {"id", "meta"}
    assert {key: value for key, value in taken.items() if key not in own} == {
        key: value for key, value in seen.items() if key not in own
    }
    assert taken["meta"]["source"].endswith("#img-1")
    (out,) = [one for one in entries(fhir("get", "AuditEvent", patient=str(ondine.pk))) if "meta" in one]
    FhirEvent.model_validate(out)
    assert out == taken


def test_the_same_event_twice_is_one_whether_told_again_or_told_back(fhir, seen) -> None:
    taken = fhir("post", "AuditEvent", seen, status=201)
    assert fhir("post", "AuditEvent", seen, status=200) == taken
    assert fhir("post", "AuditEvent", taken, status=200) == taken
    assert len(told()) == 1


def test_a_patient_named_twice_or_in_capitals_is_one_and_the_event_is_still_the_same(
    fhir, seen, ondine
) -> None:
    named = {"what": {"reference": f"Patient/{str(ondine.pk).upper()}"}}
    sent = changed(seen, ("entity",), [named, named])
    fhir("post", "AuditEvent", sent, status=201)
    fhir("post", "AuditEvent", sent, status=200)
    fhir("post", "AuditEvent", seen, status=200)
    assert [row.patients for row in told()] == [[ondine.pk]]


def test_a_line_of_ours_told_back_to_us_stays_ours(fhir, ondine) -> None:
    of = {"patient": str(ondine.pk)}
    fhir("get", f"Patient/{ondine.pk}")
    for one in entries(fhir("get", "AuditEvent", **of)):
        assert fhir("post", "AuditEvent", one, status=200) == one
    assert told() == []


def test_a_number_already_told_does_not_change_what_was_told(fhir, seen, ondine) -> None:
    fhir("post", "AuditEvent", seen, status=201)
    other = changed(seen, ("agent", 0, "who", "display"), "Dr Personne")
    assert "numéro" in fhir("post", "AuditEvent", other, status=422)["detail"]
    (row,) = told()
    assert row.facts["who"] == "Dr Solène Vasseur"


def test_two_systems_may_give_the_same_number_to_two_accesses(fhir, seen, ida, client) -> None:
    fhir("post", "AuditEvent", seen, status=201)
    _row, token = systems.admit(actor=ida.actor, name="Laboratoire", scopes=[systems.WRITE])
    answer = client.post(
        "/health/api/v1/fhir/AuditEvent",
        changed(seen, ("source", "observer", "display"), "Labo"),
        content_type="application/json",
        headers={"Authorization": f"Bearer {token}"},
    )
    assert answer.status_code == 201
    assert sorted(row.actor_name for row in told()) == ["DPI", "Laboratoire"]


def test_ondine_sees_who_looked_in_which_system_and_which_system_says_so(
    fhir, seen, ondine, maud, client
) -> None:
    fhir("post", "AuditEvent", seen, status=201)
    _letter, code = own_log.make(actor=maud.actor, patient=ondine, at=Counter("patient", "document"))
    client.post("/health/my-log/", {"code": code, "born_on": "1985-05-12"})
    page = re.sub(r"\s+", " ", html.unescape(client.get("/health/my-log/read/").content.decode()))
    assert "Dr Solène Vasseur" in page
    assert "Dans « Imagerie », d’après le système « DPI »" in page
    assert "A lu vos données dans un autre système" in page
    assert "3 juillet 2026" in page


def test_it_stands_at_the_time_it_was_made_and_counts_whoever_made_it(fhir, seen, ondine) -> None:
    fhir("post", "AuditEvent", seen, status=201)
    log = log_of(ondine)
    assert (log.lines[-1].who, log.lines[-1].at) == (
        "Dr Solène Vasseur",
        datetime(2026, 7, 3, 9, tzinfo=UTC),
    )
    before = log.people
    fhir("post", "AuditEvent", changed(changed(seen, ("id",), "img-2"), ("action",), "U"), status=201)
    assert log_of(ondine).people == before
    assert log_of(ondine, most=1).lines[0].who != "Dr Solène Vasseur"


def test_a_refusal_elsewhere_is_shown_as_one(fhir, seen, ondine) -> None:
    fhir("post", "AuditEvent", changed(seen, ("outcome",), "8"), status=201)
    assert log_of(ondine).lines[-1].kind == "no"


@pytest.mark.parametrize(
    ("path", "value"),
    [
        (("resourceType",), "Provenance"),
        (("id",), "a b"),
        (("id",), ""),
        (("modifierExtension",), [{"url": "urn:not", "valueBoolean": True}]),
        (("contained",), [{}]),
        (("type", "code"), "banana"),
        (("type", "system"), "urn:else"),
        (("subtype",), []),
        (("subtype", 0, "code"), "banana"),
        (("subtype", 0, "system"), "urn:accord:health:action"),
        (("subtype", 0), {"system": "urn:accord:health:action", "code": "patient.Ondine CASTOR"}),
        (("subtype", 0), {"system": "urn:accord:health:action", "code": "patient." + "x" * 60}),
        (("action",), "X"),
        (("period",), {}),
        (("recorded",), "2026-07-03"),
        (("recorded",), "2199-07-03T09:00:00+00:00"),
        (("period", "start"), "2199-07-03T09:00:00+00:00"),
        (("period", "start"), "2026-07-03T09:00:00+16:00"),
        (("period", "start"), "0001-01-01T00:00:00+00:00"),
        (("outcome",), "1"),
        (("purposeOfEvent", 0, "coding", 0, "code"), "HMARKT"),
        (("purposeOfEvent", 0, "coding", 0, "system"), "urn:else"),
        (("purposeOfEvent",), [{}, {}]),
        (("agent",), []),
        (("agent", 0, "requestor"), False),
        (("agent", 0, "who"), {}),
        (("agent", 0, "who", "display"), "x" * 151),
        (("agent", 0, "who", "display"), "a\nb"),
        (("agent", 0, "policy"), ["urn:else"]),
        (("agent", 0, "policy"), ["Consent/285057599900197"]),
        (("agent", 0, "network"), {"address": "192.0.2.1"}),
        (("source",), {}),
        (("entity",), []),
        (("entity", 0, "what", "reference"), "Group/1"),
        (("entity", 0, "what", "reference"), "Patient/00000000-0000-4000-8000-000000000000"),
        (("agent", 0, "who", "display"), "Mme 2 85 05 75 999 001 97"),
        (("agent", 0, "who", "identifier", "value"), "285057599900197"),
        (("id",), "285057599900197"),
    ],
)
def test_what_is_not_of_our_lists_is_refused_in_a_sentence_and_leaves_no_line_about_ondine(
    fhir, seen, ondine, path, value
) -> None:
    refused = fhir("post", "AuditEvent", changed(seen, path, value), status=422)
    assert refused["detail"].endswith(".") and "285057" not in str(refused)
    assert told() == []
    line = AuditEvent.objects.get(action="fhir.refused")
    assert line.outcome == "refused" and "285057" not in str(line.facts)


@settings(max_examples=60)
@given(st.data())
def test_a_code_of_nobodys_list_is_never_read(data) -> None:
    sent = events.written(data.draw(EVENTS))
    places = {
        "type": ("type", "code"),
        "subtype": ("subtype", 0, "code"),
        "action": ("action",),
        "outcome": ("outcome",),
    }
    known = {
        "type": set(events.TYPES),
        "subtype": {*events.INTERACTIONS, *words.WHAT},
        "action": set(events.VERBS),
        "outcome": set(events.OUTCOMES),
    }
    which = data.draw(st.sampled_from(sorted(places)))
    code = data.draw(st.text(max_size=10).filter(lambda one: not words.is_known(one)))
    if code in known[which]:
        return
    with pytest.raises(Unknown):
        events.read(changed(sent, places[which], code))


def test_an_access_told_from_outside_neither_breaks_nor_alters_our_chain(fhir, seen) -> None:
    before = {row.pk: bytes(row.hash) for row in AuditEvent.objects.all()}
    fhir("post", "AuditEvent", seen, status=201)
    fhir("post", "AuditEvent", changed(seen, ("action",), "banana"), status=422)
    assert {row.pk: bytes(row.hash) for row in AuditEvent.objects.filter(pk__in=before)} == before
    assert list(journal.verify()) == []


@pytest.mark.parametrize(
    "change", ["facts = jsonb_set(facts, '{who}', '\"Dr Personne\"')", "entity_id = 'img-9'"]
)
def test_whoever_changes_what_was_told_is_seen(fhir, seen, change: str) -> None:
    fhir("post", "AuditEvent", seen, status=201)
    with as_owner("health"), connections["health"].cursor() as cursor:
        cursor.execute(f"UPDATE health_auditevent SET {change} WHERE entity = 'ElsewhereEvent'")
    assert [fault.what for fault in journal.verify()] == ["a line was changed"]


@pytest.mark.django_db(databases=["default", "health"], transaction=True)
def test_told_twice_at_once_it_is_one(seen, ida) -> None:
    event, numbers = events.read(seen), []

    def tell() -> None:
        try:
            numbers.append(exchanging.take_in_event(actor=ida.actor, told=event)[0].pk)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=tell) for _one in range(4)]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    assert len(numbers) == 4 and len(set(numbers)) == 1
    assert len(told()) == 1
