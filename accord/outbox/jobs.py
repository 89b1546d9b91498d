"""What runs on the clock."""

from procrastinate.contrib.django import app

from accord.outbox.actions import tidy


@app.periodic(cron="17 3 * * *")
@app.task(queueing_lock="outbox.tidy")
def tidy_letters(timestamp: int) -> None:
    """Every night: forget what nobody needs any more."""
    tidy()
