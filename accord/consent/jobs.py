"""What the ledger does on the clock."""

import structlog
from django.utils import timezone
from procrastinate.contrib.django import app

from accord.audit.actions import record
from accord.consent.models import Evidence
from accord.consent.refolding import drifted
from accord.lib.actor import SYSTEM

log = structlog.get_logger(__name__)


@app.periodic(cron="20 2 * * *")
@app.task(queueing_lock="consent.check")
def check_permissions(timestamp: int) -> None:
    """Every night: what is stored is what the events say; a difference is written in the journal."""
    wrong = [list(key) for key in drifted()]
    if wrong:
        record(
            actor=SYSTEM, verb="consent.permissions.drifted", facts={"keys": wrong[:100], "total": len(wrong)}
        )
        log.error("permissions differ from their events", total=len(wrong))


@app.periodic(cron="40 2 * * *")
@app.task(queueing_lock="consent.erase")
def erase_evidence(timestamp: int) -> None:
    """Every night: the parts of the evidence whose term has come; the events still verify."""
    erased, _rows = Evidence.objects.filter(erase_on__lte=timezone.localdate()).delete()
    if erased:
        record(actor=SYSTEM, verb="consent.evidence.erased", facts={"parts": erased})
