"""A data folder made by an older PostgreSQL is dumped with the old binaries and loaded into the new one."""

import shutil
import tempfile
from pathlib import Path

from accord.project import clients, embedded
from accord.project.bases import BASES
from accord.project.embedded import DATABASE, NEWEST, OWNER, Cluster, EmbeddedError

BY_HAND = """\
The data in {base} were written by PostgreSQL {major}, which this Accord does not bring along.
Install PostgreSQL {major}, then carry them over with these two commands:
  pg_ctl -D {base}/pg{major} -o "-c listen_addresses= -c unix_socket_directories={base}/run" start
  pg_dump -Fc --no-owner --no-privileges -h {base}/run -U {owner} -f accord.dump {database}
and load them: DATABASE_URL of an empty database, then pg_restore --no-owner -d DATABASE_URL accord.dump."""


def majors(base: Path) -> list[int]:
    """The major versions that have data in `base`, oldest first."""
    names = (
        folder.name.removeprefix("pg") for folder in base.glob("pg*") if (folder / "PG_VERSION").is_file()
    )
    return sorted(int(name) for name in names if name.isdigit())


def carry_over(cluster: Cluster) -> int | None:
    """Bring the data of an older PostgreSQL into `cluster`, which is not running; the old folder stays.

    Returns the older major version, or None when there was nothing to do. Raises EmbeddedError when the older
    PostgreSQL is not at hand, with what to type, or when the data are newer than this Accord.
    """
    found = majors(cluster.base) if cluster.base.is_dir() else []
    if not found or cluster.major in found:
        return None
    newest = found[-1]
    if newest > cluster.major:
        raise EmbeddedError(
            f"The data in {cluster.base} belong to PostgreSQL {newest}: use the Accord that wrote them."
        )
    if newest not in embedded.BINARIES:
        raise EmbeddedError(BY_HAND.format(base=cluster.base, major=newest, owner=OWNER, database=DATABASE))
    _rewrite(cluster, Cluster(cluster.base, major=newest))
    return newest


def _rewrite(cluster: Cluster, old: Cluster) -> None:
    """Dump `old`, load it beside, and rename the result into place only once it is complete."""
    beside = Cluster(cluster.base / "upgrade", major=NEWEST)
    shutil.rmtree(beside.base, ignore_errors=True)
    with tempfile.TemporaryDirectory(prefix="accord-upgrade-") as folder:
        with embedded.running(old):
            for base in BASES:
                clients.dump(old.url(base.owner, database=base.name), Path(folder) / base.name, major=NEWEST)
        with embedded.running(beside):
            for base in BASES:
                clients.load(beside.url(base.owner, database=base.name), Path(folder) / base.name)
    beside.data.rename(cluster.data)
    shutil.rmtree(beside.base)
