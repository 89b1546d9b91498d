"""A throw-away PostgreSQL for the whole run, started before Django reads its settings; xdist workers share it.

Loaded with `-p tests.cluster`. `accord prepare` fills its two databases once; the database of each worker is a copy,
made by the owner of the tables, whom the environment names here; tests act as the application's role (conftest.py).
What `accord prepare` left is kept below .tools for the next run with the same migrations.
"""

import atexit
import hashlib
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import psycopg

from accord.project import bases, databases, embedded

HERE = "ACCORD_TEST_HOME"
FURNISHED = "ACCORD_TEST_FURNISHED"  # the folder of a house with all its tables and nothing in them
MAJOR = "ACCORD_TEST_POSTGRESQL"  # 16 to run on the older PostgreSQL of the wheel
ROOT = Path(__file__).parent.parent
MAKES_TABLES = (
    "accord/*/migrations/*.py",
    "accord/project/bases.py",
    "requirements-dev.lock",
    "tests/cluster.py",
)


def start() -> None:
    """Start the cluster, unless this process belongs to a run that has one."""
    if os.environ.get(HERE):
        return
    home = Path(tempfile.mkdtemp(prefix="accord-tests-"))
    home.chmod(0o755)  # the database may run as another account; its own folders inside are private
    (home / "static").mkdir()
    os.environ |= {HERE: str(home), "ACCORD_HOME": str(home), databases.AS_OWNER: "1"}
    for base in bases.BASES:
        for name in (base.setting, base.owner_setting):
            os.environ.pop(name, None)
    cluster = embedded.Cluster(home, major=int(os.environ.get(MAJOR) or embedded.NEWEST), durable=False)
    atexit.register(shutil.rmtree, home, ignore_errors=True)
    atexit.register(cluster.stop)
    furnished = _furnished(cluster.major)
    os.environ[FURNISHED] = str(furnished)
    if furnished.is_dir():
        _copy(furnished, home)
    cluster.start()
    if not furnished.is_dir():
        _furnish(cluster, furnished)
    with psycopg.connect(cluster.url(embedded.SUPERUSER, database="postgres"), autocommit=True) as connection:
        for base in bases.BASES:
            connection.execute(f"ALTER ROLE {base.owner} CREATEDB")
            connection.execute(f"GRANT SET ON PARAMETER session_replication_role TO {base.owner}")


def _furnished(major: int) -> Path:
    files = sorted(file for pattern in MAKES_TABLES for file in ROOT.glob(pattern))
    digest = hashlib.sha256(b"".join(file.name.encode() + file.read_bytes() for file in files)).hexdigest()
    return ROOT / ".tools" / "tests" / f"{major}-{digest[:16]}"


def _furnish(cluster: embedded.Cluster, furnished: Path) -> None:
    """Bring both databases up to date and lay out static files as an installation does, and keep what that made."""
    own = {base.setting: cluster.url(base.application, database=base.name) for base in bases.BASES}
    owners = {base.owner_setting: cluster.url(base.owner, database=base.name) for base in bases.BASES}
    prepare = [sys.executable, "-m", "accord", "prepare"]
    subprocess.run(prepare, stdout=subprocess.DEVNULL, env={**os.environ, **own, **owners}, check=True)
    cluster.stop()
    for old in furnished.parent.glob(f"{cluster.major}-*"):
        shutil.rmtree(old, ignore_errors=True)
    half = furnished.with_name(f"{os.getpid()}")
    half.mkdir(parents=True)
    _copy(cluster.base, half)
    half.rename(furnished)
    cluster.start()


def _copy(source: Path, target: Path) -> None:
    """Owners, rights and all."""
    subprocess.run(["cp", "-a", f"{source}/.", target], check=True)


start()
