"""The server of health says nothing: the rest of the house goes on, and its referent is told in a sentence."""

import socket
from collections.abc import Iterator

import psycopg
import pytest
from django.db import OperationalError, connections, transaction

from accord.health import patience
from accord.health import silence as module
from accord.health.actions import exchanging, systems
from accord.health.api import api
from accord.health.patience import Impatient
from accord.health.queries import emergencies
from accord.health.silence import briefly, silence
from accord.project import databases
from accord.project.bases import HEALTH
from accord.staff.roles import Role

SAID = "La partie santé ne répond pas"


class Mute:
    """A server that takes connections and never says a word; it knows how often it was asked."""

    def __init__(self) -> None:
        self.listener = socket.create_server(("127.0.0.1", 0), backlog=8)
        self.listener.setblocking(False)
        self.port = self.listener.getsockname()[1]
        self.held: list[socket.socket] = []

    def count(self) -> int:
        """How many connections it was asked for so far."""
        while True:
            try:
                self.held.append(self.listener.accept()[0])
            except BlockingIOError:
                return len(self.held)

    def close(self) -> None:
        """Hang up."""
        self.count()
        for one in (*self.held, self.listener):
            one.close()


@pytest.fixture
def mute(transactional_db, monkeypatch) -> Iterator[Mute]:
    """Health is at a server that says nothing, at the address HEALTH_DATABASE_URL names."""
    server, connection = Mute(), connections[HEALTH.alias]
    monkeypatch.setenv("HEALTH_DATABASE_URL", f"postgresql://health:x@127.0.0.1:{server.port}/health")
    options = databases.from_environment()[HEALTH.alias]["OPTIONS"]
    connection.close()
    kept = dict(connection.settings_dict)
    asked = {key: value for key, value in options.items() if key != "pool"}
    connection.settings_dict |= {"HOST": "127.0.0.1", "PORT": str(server.port), "OPTIONS": asked}
    yield server
    connection.close()
    connection.settings_dict |= kept
    server.close()


@pytest.fixture
def diane(signed_in, colleague):
    """Diane, who watches over the data of the house."""
    return signed_in(colleague("Diane", Role.DPO))


def test_her_pages_open_say_so_and_ask_once(mute, diane) -> None:
    for _page in range(3):
        page = diane.get("/register/")
        assert page.status_code == 200 and SAID in page.content.decode()
    assert mute.count() == 1


def test_it_is_asked_again_later_and_the_sentence_goes(diane, monkeypatch) -> None:
    silence.note()
    assert SAID in diane.get("/register/").content.decode()
    monkeypatch.setattr(module, "AGAIN_AFTER", 0)
    silence.note()
    assert SAID not in diane.get("/register/").content.decode()


def test_a_question_that_lasts_is_given_up(diane, monkeypatch) -> None:
    def slow() -> None:
        connections[HEALTH.alias].cursor().execute("SELECT pg_sleep(600)")

    monkeypatch.setattr(emergencies, "waiting", slow)
    assert SAID in diane.get("/register/").content.decode()


def test_what_a_page_of_health_asks_after_the_menu_has_its_usual_time(db) -> None:
    def allowed() -> str:
        with connections[HEALTH.alias].cursor() as cursor:
            cursor.execute("SHOW statement_timeout")
            return str(cursor.fetchone()[0])

    with transaction.atomic(using=HEALTH.alias):
        usual = allowed()
        with briefly():
            assert allowed() == "2s"
        assert allowed() == usual


def test_the_public_page_of_a_patient_is_closed_with_a_sentence(mute, client) -> None:
    page = client.post("/health/my-log/", {"code": "AAAAAABBBBBBBBBB", "born_on": "1985-05-12"})
    assert page.status_code == 503
    assert "ne peut pas" in page.content.decode()
    assert silence.lasts


def test_who_does_not_watch_over_it_is_told_nothing(mute, signed_in, colleague) -> None:
    silence.note()
    page = signed_in(colleague("Salomé", Role.SALES)).get("/")
    assert SAID not in page.content.decode()
    assert mute.count() == 0


def test_its_own_pages_are_closed_with_a_sentence(mute, two_factors, maud) -> None:
    page = two_factors(maud).get("/health/patients/")
    assert page.status_code == 503
    assert "ne répond pas" in page.content.decode()


@pytest.mark.django_db(transaction=True, databases=["default", "health"])
def test_a_page_of_health_whose_line_of_the_journal_is_lost_on_the_way_is_not_shown(
    two_factors, colleague, monkeypatch
) -> None:
    def vanish() -> None:
        connections[HEALTH.alias].connection.close()
        connections[HEALTH.alias].cursor().execute("SELECT 1")

    referent = two_factors(colleague("Diane", Role.DPO))
    monkeypatch.setattr(emergencies, "unfinished", vanish)
    page = referent.get("/health/journal/")
    assert page.status_code == 503
    assert "ne répond pas" in page.content.decode()


@pytest.fixture
def token(ida) -> str:
    """That of the hospital's own system, admitted while health answered."""
    return systems.admit(actor=ida.actor, name="DPI", scopes=[systems.DECIDE])[1]


def test_a_system_that_asks_gets_no_yes(token, mute, client) -> None:
    answer = client.post(
        "/health/api/v1/decision",
        {},
        content_type="application/json",
        headers={"Authorization": f"Bearer {token}"},
    )
    assert answer.status_code == 503
    assert "ne répond pas" in answer.json()["detail"]

    assert silence.lasts


def test_a_system_that_reads_while_health_falls_silent_is_told_so(ida, ondine, client, monkeypatch) -> None:
    def lost(*_args):
        raise OperationalError("the connection is closed")

    _row, token = systems.admit(actor=ida.actor, name="Lecteur", scopes=[systems.READ])
    monkeypatch.setattr(exchanging, "known", lost)
    answer = client.get(
        f"/health/api/v1/fhir/Patient/{ondine.pk}", headers={"Authorization": f"Bearer {token}"}
    )
    assert answer.status_code == 503
    assert "ne répond pas" in answer.json()["detail"]
    assert silence.lasts


def test_every_address_of_the_api_declares_that_health_may_not_answer() -> None:
    paths = api.get_openapi_schema()["paths"]
    asked = [operation for verbs in paths.values() for operation in verbs.values()]
    assert asked and all(503 in one["responses"] for one in asked)


def test_a_server_that_took_a_question_and_froze_is_given_up_and_its_connection_closed(db) -> None:
    connections[HEALTH.alias].ensure_connection()
    at = connections[HEALTH.alias].connection.info
    told = {"host": at.host, "port": at.port, "dbname": at.dbname, "user": at.user, "password": at.password}
    with Impatient.connect(**told) as connection:
        assert connection.execute("SELECT 1").fetchone() == (1,)
        with patience.limit(1), pytest.raises(psycopg.OperationalError, match="does not answer"):
            connection.execute("SELECT pg_sleep(600)")
        assert connection.closed


def test_those_who_work_in_health_have_such_connections_too(monkeypatch) -> None:
    monkeypatch.setenv("HEALTH_DATABASE_URL", "postgresql://health:x@192.0.2.1/health")
    monkeypatch.delenv(databases.AS_OWNER, raising=False)
    entries = databases.from_environment()
    assert entries[HEALTH.alias]["OPTIONS"]["pool"]["connection_class"] is Impatient
    assert "connection_class" not in entries["default"]["OPTIONS"]["pool"]
