"""What the worker does for sales."""

from procrastinate.contrib.django import app

from accord.sales.leads import rescore_open
from accord.sales.reminding import remind_due


@app.task(name="sales.rescore")
def rescore() -> None:
    """Count the points of the open leads afresh: the rules have changed."""
    rescore_open()


@app.periodic(cron="* * * * *")
@app.task(name="sales.remind", queueing_lock="sales.remind")
def remind(timestamp: int) -> None:
    """Every minute: remind of what comes near. `timestamp`: when the clock asked, in seconds."""
    remind_due()
