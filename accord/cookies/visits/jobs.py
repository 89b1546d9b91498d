"""Control visits in the worker, and those the clock asks for."""

from procrastinate.contrib.django import app

from accord.cookies.visits import scanning
from accord.lib.actor import SYSTEM


@app.task(name="cookies.visit")
def visit(scan_id: int) -> None:
    """Do one control visit."""
    scanning.visit(scan_id)


@app.periodic(cron="23 4 * * *")
@app.task(name="cookies.visits_due", queueing_lock="cookies.visits_due")
def visits_due(timestamp: int) -> None:
    """Every night, visit the sites whose turn it is. `timestamp`: when the clock asked, in seconds."""
    scanning.forget_stalled()
    for site in scanning.due():
        visit.defer(scan_id=scanning.ask(actor=SYSTEM, site=site).pk)
