"""What runs on the clock."""

from procrastinate.contrib.django import app

from accord.staff import repeated


@app.periodic(cron="11 * * * *")
@app.task(name="staff.forget_answers", queueing_lock="staff.forget_answers")
def forget_answers(timestamp: int) -> None:
    """Every hour: forget what writes of the API were answered a day ago. `timestamp`: when the clock asked."""
    repeated.forget()
