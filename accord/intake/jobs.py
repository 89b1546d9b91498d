"""What the clock does for sign-ups: requests nobody confirmed are erased, counters remain."""

from procrastinate.contrib.django import app

from accord.intake import forgetting
from accord.intake.imports.jobs import check_import, run_import, take_up_again
from accord.intake.trials.jobs import mind_trials

__all__ = [
    "check_import",
    "forget",
    "forget_traces",
    "mind_trials",
    "run_import",
    "take_up_again",
]  # the worker looks for tasks in this module


@app.periodic(cron="*/5 * * * *")
@app.task(name="intake.forget", queueing_lock="intake.forget")
def forget(timestamp: int) -> None:
    """Erase the requests whose time has passed. `timestamp`: when the clock asked, in seconds."""
    while forgetting.forget_requests():
        pass


@app.periodic(cron="7 2 * * *")
@app.task(name="intake.forget_traces", queueing_lock="intake.forget_traces")
def forget_traces(timestamp: int) -> None:
    """Every night: forget which links have served long ago."""
    forgetting.forget_traces()
