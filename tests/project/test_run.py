"""What somebody sees who types `accord run`, stops it, breaks it, and starts it again."""

import os
import signal
import socket
from http.client import HTTPConnection
from pathlib import Path

import psycopg
import pytest

from accord.project.embedded import Cluster
from tests.project.conftest import House, alive, until


def status(house: House, address: str = "/account/login/") -> int:
    visitor = HTTPConnection("localhost", house.port, timeout=20)
    visitor.request("GET", address)
    answer = visitor.getresponse()
    answer.read()
    visitor.close()
    return answer.status


def note(house: House, words: str) -> None:
    """Write something down that must survive."""
    with psycopg.connect(Cluster(house.folder).url()) as connection:
        connection.execute(
            "INSERT INTO audit_entry (at, verb, actor_kind, actor_id, about_type, about_id, facts) "
            "VALUES (now(), %s, 'system', '', '', '', '{}')",
            [words],
        )


def noted(house: House) -> list[str]:
    with psycopg.connect(Cluster(house.folder).url()) as connection:
        return [
            row[0]
            for row in connection.execute(
                "SELECT verb FROM audit_entry WHERE verb LIKE 'test.%%' ORDER BY id"
            )
        ]


def test_one_command_starts_everything_from_nothing_ctrl_c_leaves_nothing_and_data_survive_a_stop_and_a_kill(
    house: House,
) -> None:
    process = house.run()
    assert f"http://localhost:{house.port}" in house.said()
    assert "/mailbox/" in house.said()
    assert "accord administrator MAIL" in house.said()  # nobody works here yet
    assert status(house) == 200
    note(house, "test.before.stop")
    family = house.family()
    assert len(family) > 6
    process.send_signal(signal.SIGINT)
    assert process.wait(30) == 0
    assert alive(family) == set()
    process = house.run()
    note(house, "test.before.kill")
    ours = [
        number for number, args in house.family().items() if "-m accord" in args and number != process.pid
    ]
    process.kill()
    process.wait()
    until(lambda: not alive(ours))
    house.run()
    assert noted(house) == ["test.before.stop", "test.before.kill"]
    assert status(house) == 200


def test_a_killed_database_comes_back(at_work: House) -> None:
    note(at_work, "test.before.crash")
    before, pid = len(at_work.said()), at_work.folder / "pg18" / "postmaster.pid"
    os.kill(int(pid.read_text().split()[0]), signal.SIGKILL)
    until(lambda: "database stopped by itself" in at_work.said(since=before))
    until(lambda: pid.exists() and answers(at_work))
    assert noted(at_work) == ["test.before.crash"]
    until(lambda: reachable(at_work))


def answers(house: House) -> bool:
    try:
        psycopg.connect(Cluster(house.folder).url()).close()
    except psycopg.OperationalError:
        return False
    return True


def test_a_taken_port_is_said_in_one_sentence(house: House) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", house.port))
        other.listen()
        answer = house.accord("run")
    assert answer.returncode == 2
    assert f"Port {house.port}" in answer.stderr
    assert f"PORT={house.port + 1}" in answer.stderr
    assert "Traceback" not in answer.stderr


def test_a_second_start_says_where_the_first_runs(at_work: House) -> None:
    second = at_work.accord("run", PORT=str(at_work.port + 1))
    assert second.returncode == 2
    assert f"Accord already runs from {at_work.folder}: http://localhost:{at_work.port}" in second.stderr


@pytest.mark.parametrize("how", [signal.SIGTERM, signal.SIGKILL])
def test_a_web_server_that_stops_is_started_again_and_nothing_else_holds_its_port(
    at_work: House, how: signal.Signals
) -> None:
    before = len(at_work.said())
    server = next(number for number, args in at_work.family().items() if "-m accord serve" in args)
    os.kill(server, how)
    until(lambda: "web server stopped by itself" in at_work.said(since=before))
    until(lambda: reachable(at_work))
    assert "again and again" not in at_work.said()


def reachable(house: House) -> bool:
    try:
        return status(house) == 200
    except OSError:
        return False


def test_your_own_postgresql_is_used_instead(house: House, folder: Path, furnished: Path) -> None:
    House(folder / "elsewhere", house.port).furnish(furnished)
    elsewhere = Cluster(folder / "elsewhere", durable=False)
    elsewhere.start()
    try:
        own = {"DATABASE_URL": elsewhere.url(), "DATABASE_OWNER_URL": elsewhere.url("accord_owner")}
        house.run(**own)
        assert "your own PostgreSQL" in house.said()
        assert status(house) == 200
        assert not (house.folder / "pg18").exists()
    finally:
        house.started[-1].send_signal(signal.SIGTERM)
        house.started[-1].wait(30)
        elsewhere.stop()


def test_a_database_that_does_not_answer_is_said_in_one_sentence(house: House) -> None:
    nowhere = f"postgresql://accord@127.0.0.1:{house.port}/accord"
    for verb in ("migrate", "doctor", "demo"):
        answer = house.accord(verb, DATABASE_URL=nowhere)
        assert answer.returncode == 2, verb
        assert "does not answer" in answer.stderr
        assert "Traceback" not in answer.stderr
