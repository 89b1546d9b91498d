"""Where Accord keeps what it writes, and as which account its database runs."""

import hashlib
import os
import pwd
import stat
import sys
from pathlib import Path

PACKAGE = Path(__file__).resolve().parent.parent
ROOT_FOLDER = Path("/var/lib/accord")  # for root only: a place an unprivileged account can reach
ACCOUNTS = (
    "accord",
    "postgres",
    "nobody",
)  # the unprivileged accounts root may hand the database to, best first

# root's folders let the database's account walk through, without listing; what is secret in them is 0600 or 0700
HOME_MODE = 0o711 if os.geteuid() == 0 else 0o700


def home() -> Path:
    """The folder of everything Accord writes: ACCORD_HOME, else ./var in a clone, else the user's data folder."""
    if chosen := os.environ.get("ACCORD_HOME"):
        return Path(chosen).expanduser().resolve()
    clone = PACKAGE.parent
    if (clone / "pyproject.toml").is_file():
        return clone / "var"
    return _user_data() / "accord"


def _user_data() -> Path:
    if chosen := os.environ.get("XDG_DATA_HOME"):
        return Path(chosen)
    return Path.home() / ("Library/Application Support" if sys.platform == "darwin" else ".local/share")


def make_folder(folder: Path, *, mode: int = 0o700) -> Path:
    """`folder`, created with `mode` (its parents too) if it is missing; an existing one is left as it is."""
    if not folder.is_dir():
        make_folder(folder.parent, mode=0o755)
        folder.mkdir(exist_ok=True)
        folder.chmod(mode)
    return folder


def account() -> pwd.struct_passwd:
    """The account the embedded database runs as: one's own, or an unprivileged one when Accord runs as root.

    Raises LookupError when root finds none of ACCOUNTS.
    """
    if os.geteuid() != 0:
        return pwd.getpwuid(os.geteuid())
    for name in ACCOUNTS:
        try:
            return pwd.getpwnam(name)
        except KeyError:
            continue
    raise LookupError(
        "PostgreSQL refuses to run as root and this machine has no account named " + ", ".join(ACCOUNTS)
    )


def database_folder(folder: Path | None = None) -> Path:
    """Where the embedded database of `folder` (default: `home()`) lives.

    That is `folder` itself, unless root runs Accord from a place the database's account cannot enter: then a
    folder below ROOT_FOLDER named after the first.
    """
    folder = folder or home()
    if os.geteuid() != 0 or open_to_all(folder):
        return folder
    return ROOT_FOLDER / hashlib.sha256(str(folder).encode()).hexdigest()[:12]


def open_to_all(path: Path) -> bool:
    """True when any account may walk down to `path` (whatever of it exists)."""
    existing = [place for place in (path, *path.parents) if place.exists()]
    return all(place.stat().st_mode & stat.S_IXOTH for place in existing)
