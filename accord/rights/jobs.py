"""What the clock does about rights, every night."""

from procrastinate.contrib.django import app

from accord.rights import trial_ends


@app.periodic(cron="23 2 * * *")
@app.task(name="rights.trial_ends", queueing_lock="rights.trial_ends")
def end_of_trials(timestamp: int) -> None:
    """Do what was said of the data of trials that ended. `timestamp`: when the clock asked, in seconds."""
    trial_ends.keep_the_word()
