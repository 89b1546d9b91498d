"""What campaigns do on the clock."""

from procrastinate.contrib.django import app

from accord.campaigns import launching


@app.periodic(cron="* * * * *")
@app.task(queueing_lock="campaigns-due", pass_context=False)
def start_scheduled(timestamp: int) -> None:
    """Every minute: start the letters whose moment has come."""
    launching.launch_due()
