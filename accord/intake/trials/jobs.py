"""What the clock does for trials, every quarter of an hour."""

from procrastinate.contrib.django import app

from accord.intake.trials import reminding


@app.periodic(cron="*/15 * * * *")
@app.task(name="intake.trials", queueing_lock="intake.trials")
def mind_trials(timestamp: int) -> None:
    """Remind before the end, end what has come to its end. `timestamp`: when the clock asked, in seconds."""
    while reminding.remind():
        pass
    while reminding.expire():
        pass
