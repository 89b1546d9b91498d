"""`accord run`: everything started in order, watched, and stopped in the opposite order."""

import fcntl
import os
import signal
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from http.client import HTTPConnection, HTTPException

from accord.project import checks, databases, embedded, environment, places, upgrade
from accord.project.children import CannotRun, Child, Crew, Falls, ours

NOBODY = "nobody"  # what `accord prepare` says of a house in which nobody works yet


def say(sentence: str) -> None:
    """Tell the person at the terminal how far we are."""
    print(sentence, flush=True)


def run(_arguments: list[str]) -> int:
    """Start everything, stay until Ctrl-C or SIGTERM, stop everything. Returns the exit status.

    Raises CannotRun, EmbeddedError or SettingError with a sentence for the person.
    """
    signal.signal(signal.SIGINT, signal.default_int_handler)  # a shell may have it ignored in the background
    signal.signal(signal.SIGHUP, signal.getsignal(signal.SIGTERM))
    try:
        with ExitStack() as stack:
            _start(stack)
    except KeyboardInterrupt:
        say("\nStopped.")
    return 0


def _start(stack: ExitStack) -> None:
    address, port = environment.bind(), environment.number("PORT")
    checks.refuse_contradictions()
    stack.enter_context(_alone())
    refuse_taken(address, port)
    cluster = _database(stack)
    sign_ins = _prepare()
    crew = stack.enter_context(_crew())
    stack.callback(_stop_calmly)
    _wait_for_page(crew)
    say(welcome(sign_ins))
    _watch(crew, cluster)


def _stop_calmly() -> None:
    """A second Ctrl-C does not interrupt the stopping."""
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, signal.SIG_IGN)


@contextmanager
def _alone() -> Iterator[None]:
    """One `accord run` per folder; the second one says where the first is."""
    folder = places.make_folder(places.home(), mode=places.HOME_MODE)
    with (folder / "run.lock").open("a+") as handle:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            handle.seek(0)
            raise CannotRun(f"Accord already runs from {folder}: {handle.read()}.") from error
        handle.truncate(0)
        handle.write(f"{environment.site().geturl()} (process {os.getpid()})")
        handle.flush()
        yield


def refuse_taken(address: str, port: int) -> None:
    """Raises CannotRun when another program already listens on `port` of `address`."""
    family = socket.AF_INET6 if ":" in address else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((address, port))
        except OSError as error:
            raise CannotRun(
                f"Port {port} of {address} cannot be used ({os.strerror(error.errno or 0)}): "
                f"choose another, for instance “make run PORT={port + 1}”."
            ) from error


def _database(stack: ExitStack) -> embedded.Cluster | None:
    """The embedded PostgreSQL, started; None when there is one of one's own."""
    if not databases.is_embedded():
        say("Database   your own PostgreSQL (DATABASE_URL)")
        return None
    cluster = databases.cluster()
    stack.callback(cluster.stop)
    say(
        f"Database   {'starting' if cluster.data.is_dir() else 'creating'} PostgreSQL {cluster.major} in {cluster.data}"
    )
    if os.geteuid() == 0:
        say(
            f"           it runs as the account “{places.account().pw_name}”, since Accord was started by root"
        )
    if older := upgrade.carry_over(cluster):
        say(
            f"           the data of PostgreSQL {older} were carried over; {cluster.base / f'pg{older}'} may be deleted"
        )
    cluster.start()
    return cluster


def _prepare() -> str:
    """Tables, rights, static files and, at the first start, the demonstration. Returns the demo sign-ins, if any."""
    say("Tables     bringing them up to date")
    said = _step("prepare")
    if said.strip() != NOBODY:
        return said
    if environment.flag("ACCORD_DEMO", default=environment.site().hostname == "localhost"):
        say("Content    the demonstration, since nothing is there yet")
        return _step("demo", "--first")
    say("Content    nobody works here yet: welcome the first colleague with “accord administrator MAIL NAME”")
    return ""


def _step(*arguments: str) -> str:
    done = subprocess.run(ours(*arguments), stdout=subprocess.PIPE, text=True, check=False)
    if done.returncode:
        raise CannotRun(f"“accord {arguments[0]}” failed; why stands above.")
    return done.stdout


def _crew() -> Crew:
    senders = range(1, environment.number("ACCORD_SENDERS", least=0, most=32) + 1)
    return Crew(
        Child("web server", "serve"),
        Child("worker", "work"),
        *(Child(f"sender {number}", "deliver") for number in senders),
        *([Child("receiver", "receive")] if environment.listening("MAIL_RECEIVE") else []),
        *([Child("HL7 listener", "health_mllp")] if environment.listening("HEALTH_MLLP") else []),
    )


def _wait_for_page(crew: Crew) -> None:
    say("Server     starting")
    while not answers(environment.number("PORT")):
        if crew.fallen():
            raise CannotRun(f"The {crew.fallen()[0].falls.name} did not start; why stands above.")
        time.sleep(0.1)


def answers(port: int) -> bool:
    """True when the web server of this machine answers on `port`, whatever it answers."""
    address = environment.bind()
    visitor = HTTPConnection("127.0.0.1" if address == "0.0.0.0" else address, port, timeout=10)  # noqa: S104
    try:
        visitor.request("HEAD", "/account/login/", headers={"Host": "localhost"})
        visitor.getresponse()
    except (OSError, HTTPException):
        return False
    finally:
        visitor.close()
    return True


def welcome(sign_ins: str) -> str:
    """What the terminal shows once everything answers; `sign_ins`: one line per colleague of the demonstration."""
    site = environment.site().geturl()
    lines = ["", f"Accord is ready at   {site}"]
    if environment.text("MAIL_TRANSPORT") == "mailbox":
        lines.append(f"Its letters are at   {site}/mailbox/")
    if sign_ins:
        lines += ["", "Demonstration, sign in as", *(f"  {line}" for line in sign_ins.splitlines())]
    return "\n".join([*lines, "", "Ctrl-C stops everything."])


def _watch(crew: Crew, cluster: embedded.Cluster | None) -> None:
    """Start again whatever stops by itself, until a signal ends this process."""
    falls = Falls("database")
    while True:
        time.sleep(0.5)
        if cluster and not cluster.alive():
            time.sleep(falls.note())
            cluster.stop()
            cluster.start()
        crew.revive()
