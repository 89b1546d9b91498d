"""`accord health_adt FOLDER`: HL7 v2 messages a hospital's system drops into a folder, taken in one by one."""

import time
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import transaction

from accord.health import journal
from accord.health.actions.hearing import HOSPITAL
from accord.health.actions.taking_in import take
from accord.health.exchange import adt
from accord.health.exchange.arrivals import Unfit
from accord.health.router import ALIAS

DONE, REFUSED, WHY = "done", "refused", ".why.txt"


class Command(BaseCommand):
    """A file is taken in whole, then moved to `done`; what cannot be goes to `refused`, with the reason beside it."""

    help = "Take in the HL7 v2 ADT messages (*.hl7) of a folder; --watch stays and looks again every few seconds."

    def add_arguments(self, parser: CommandParser) -> None:
        """Where, and whether to stay."""
        parser.add_argument("folder", type=Path)
        parser.add_argument("--watch", type=float, default=0, metavar="SECONDS")

    def handle(self, *args: Any, **options: Any) -> None:
        """Take in what lies there, in the order of the names."""
        if not settings.ACCORD_HEALTH:
            raise CommandError("There is no database of health here (HEALTH_DATABASE_URL).")
        folder: Path = options["folder"]
        if not folder.is_dir():
            raise CommandError(f"{folder} is not a folder.")
        while True:
            done, refused = sweep(folder)
            if done or refused or not options["watch"]:
                self.stdout.write(f"{done} messages taken in, {refused} refused.")
            if not options["watch"]:
                return
            time.sleep(options["watch"])


def sweep(folder: Path) -> tuple[int, int]:
    """Take in the messages of `folder` once; returns how many were, and how many were refused."""
    counts = [0, 0]
    for file in sorted(folder.glob("*.hl7")):
        is_refused = _take(file)
        counts[is_refused] += 1
    return counts[0], counts[1]


def _take(file: Path) -> bool:
    """True when refused; the reason names the field, never what it held."""
    try:
        with transaction.atomic(using=ALIAS):
            take(actor=HOSPITAL, arrival=adt.read(adt.decoded(file.read_bytes())))
    except Unfit as unfit:
        with transaction.atomic(using=ALIAS):
            facts = {"file": "adt"}
            journal.record(actor=HOSPITAL, action="message.refused", outcome=journal.FAILED, facts=facts)
        _move(file, REFUSED).with_suffix(WHY).write_text(f"{unfit}\n")
        return True
    _move(file, DONE)
    return False


def _move(file: Path, name: str) -> Path:
    place = file.parent / name
    place.mkdir(mode=0o700, exist_ok=True)
    return file.replace(place / file.name)
