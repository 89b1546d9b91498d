"""A throw-away PostgreSQL for the whole run, started before Django reads its settings; xdist workers share it.

Loaded with `-p tests.cluster`. Databases are created by the owner of the tables, whom the environment names here;
tests then act as the application's role (conftest.py).
"""

import atexit
import os
import shutil
import tempfile
from pathlib import Path

import psycopg

from accord.project import bases, databases, embedded

HERE = "ACCORD_TEST_HOME"
MAJOR = "ACCORD_TEST_POSTGRESQL"  # 16 to run on the older PostgreSQL of the wheel


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
    cluster.start()
    with psycopg.connect(cluster.url(embedded.SUPERUSER, database="postgres"), autocommit=True) as connection:
        for base in bases.BASES:
            connection.execute(f"ALTER ROLE {base.owner} CREATEDB")
            connection.execute(f"GRANT SET ON PARAMETER session_replication_role TO {base.owner}")


start()
