"""The scanner's folder: whole files are taken in one by one, then removed; only the sealed copy stays."""

import time
from pathlib import Path

from django.conf import settings

from accord.health.actions.scanning import take_in
from accord.health.models import ScanFile
from accord.health.paper.scans import MOST_BYTES
from accord.lib.actor import SYSTEM

SETTLED = 10  # seconds without a change: the scanner has finished writing
MOST_FILES = 20  # at one look


def look() -> int:
    """Take in what lies in the folder of HEALTH_SCANS; returns how many files. Nothing without that setting.

    Hidden files, links, folders, files still being written and those too big to be a scan are left alone.
    """
    if not settings.HEALTH_SCANS or not settings.ACCORD_HEALTH:
        return 0
    waiting = sorted(file for file in Path(settings.HEALTH_SCANS).glob("[!.]*") if _is_whole(file))[
        :MOST_FILES
    ]
    for file in waiting:
        take_in(actor=SYSTEM, data=file.read_bytes(), source=ScanFile.Source.FOLDER)
        file.unlink()
    return len(waiting)


def _is_whole(file: Path) -> bool:
    if file.is_symlink() or not file.is_file():
        return False
    found = file.stat()
    return 0 < found.st_size <= MOST_BYTES and found.st_mtime < time.time() - SETTLED
