"""The console command `accord`: our own verbs, and Django's for whoever develops."""

import os
import signal
import sys
from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from pathlib import Path
from types import FrameType

import psycopg
from django.core.management import call_command, execute_from_command_line

from accord.health.keyring import KeysMissing
from accord.project import (
    backup,
    checks,
    databases,
    embedded,
    environment,
    leash,
    loading,
    supervisor,
    upgrade,
)
from accord.project.children import CannotRun

Verb = Callable[[list[str]], int]

WITHOUT_DATABASE = {"makemigrations", "check", "collectstatic", "diffsettings", "help", "version"}
CUT = ["health_journal", "cut"]  # the application's role deletes no line of the journal: the owner does
OWNER = (["prepare"], CUT)
STARTING = {"check", "prepare", "serve", "work", "demo"}  # whose settings must not contradict each other
ASKING = {"doctor", "demo", "administrator"}  # whose first sentence must not be a stack of calls
SETTINGS = "accord.project.settings"

HELP = """\
accord run                 start everything: database, migrations, demonstration, worker, sender, web server
accord migrate             bring the database up to date and give the application's role its rights
accord administrator MAIL  welcome the first colleague, who asks for a password
accord demo                start the demonstration afresh (erases what it holds)
accord doctor              look for what is wrong in this installation, and say it
accord backup FILE         write everything into one file
accord restore FILE        put it back into an empty installation
accord health_keys rotate  wrap every patient's key by a new master key, while Accord runs
accord health_keys index   make what patients are found by anew with a new key, while Accord runs
accord health_journal      verify that no line of the journal of health was changed or taken out
accord health_journal cut  delete the lines whose time is over, once two people agreed to it
accord health_adt FOLDER   take in the HL7 v2 messages (ADT) a hospital's system drops there
accord health_mllp         take in the same messages over MLLP at HEALTH_MLLP (accord run starts it)
accord settings            list every setting, its default and its meaning
accord deliver             send the letters that wait (accord run starts it)
accord COMMAND             any command of Django: shell, makemigrations, check …
"""


def main() -> None:
    """Run the verb on the command line; exits with its status, and with 2 and one sentence when it cannot start."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", SETTINGS)
    signal.signal(signal.SIGTERM, _leave)
    leash.heed()
    name, arguments = (sys.argv[1] if len(sys.argv) > 1 else "help"), sys.argv[2:]
    try:
        sys.exit(dispatch(name, arguments))
    except (environment.SettingError, embedded.EmbeddedError, CannotRun, KeysMissing) as error:
        print(f"accord: {error}", file=sys.stderr)
        sys.exit(2)


def _leave(_signal: int, _frame: FrameType | None) -> None:
    """Stop as on Ctrl-C, so that the embedded database is stopped too."""
    sys.exit(143)


def dispatch(name: str, arguments: list[str]) -> int:
    """Run verb `name`: one of OURS, or a command of Django."""
    if name in ("help", "--help", "-h"):
        print(HELP, end="")
        return 0
    if name in OURS:
        return OURS[name](arguments)
    if name in WITHOUT_DATABASE:
        os.environ[databases.WITHOUT_DATABASE] = "1"
    if [name, *arguments[:1]] in OWNER:
        os.environ[databases.AS_OWNER] = "1"
    if name in STARTING:
        checks.refuse_contradictions()
    with database(needed=name not in WITHOUT_DATABASE):
        if name in ASKING and not databases.is_embedded():
            _refuse_silent()
        if name != "runserver":  # it watches its own loading
            loading.apps()
        execute_from_command_line(["accord", name, *arguments])
    return 0


def database(*, needed: bool = True) -> AbstractContextManager[object]:
    """The embedded PostgreSQL up for the length of a block, unless it is not needed or one's own is named."""
    if not needed or not databases.is_embedded():
        return nullcontext()
    cluster = databases.cluster()
    upgrade.carry_over(cluster)
    return embedded.running(cluster)


def migrate(arguments: list[str]) -> int:
    """Bring the databases up to date as the owner of their tables, then give the application's roles their rights.

    With the name of an app, only the database of that app.
    """
    os.environ[databases.AS_OWNER] = "1"
    with database():
        loading.apps()
        call_command("tables", arguments=arguments)
    return 0


def _refuse_silent() -> None:
    """Raises CannotRun when the database does not answer: one try, not those of a pool."""
    try:
        psycopg.connect(databases.url(), connect_timeout=10).close()
    except psycopg.OperationalError as error:
        raise CannotRun(f"The database does not answer: {str(error).strip()}") from error


def backup_to(arguments: list[str]) -> int:
    """Write everything into the file named on the command line."""
    file = _one_file("backup", arguments)
    backup.refuse_to_overwrite(file)
    with database():
        backup.backup(file)
    print(f"{file} holds everything, its keys included: keep it as safe as the data themselves.")
    if databases.has_health():
        print(
            "Only the keys of health are not in it: keep a copy of health_keys apart, or health data are lost."
        )
    return 0


def restore_from(arguments: list[str]) -> int:
    """Put back what the file named on the command line holds."""
    file = _one_file("restore", arguments)
    with backup.unpacked(file) as (folder, facts), database():
        backup.restore(folder)
    print(f"Restored what Accord {facts['accord']} wrote on {facts['written_at']}.")
    return 0


def _one_file(verb: str, arguments: list[str]) -> Path:
    if len(arguments) != 1 or arguments[0].startswith("-"):
        raise CannotRun(f"Say which file: accord {verb} FILE")
    return Path(arguments[0])


def settings(_arguments: list[str]) -> int:
    """Print the table of settings."""
    for setting in environment.TABLE:
        default = f" [{setting.default}]" if setting.default else ""
        print(
            f"{setting.name}{default}\n    {setting.meaning}{' (or NAME_FILE)' if setting.is_secret else ''}"
        )
    return 0


OURS: dict[str, Verb] = {
    "run": supervisor.run,
    "migrate": migrate,
    "backup": backup_to,
    "restore": restore_from,
    "settings": settings,
}
