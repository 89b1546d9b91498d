"""What runs on the clock for the desk."""

from procrastinate.contrib.django import app

from accord.desk.daily import write_due


@app.periodic(cron="4 * * * *")
@app.task(name="desk.daily", queueing_lock="desk.daily")
def daily(timestamp: int) -> None:
    """Every hour: the letters of the day not looked at yet. `timestamp`: when the clock asked, in seconds."""
    write_due()
