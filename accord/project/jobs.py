"""What the clock does for the house itself."""

from django.conf import settings
from django.core.management import call_command
from procrastinate.contrib.django import app

from accord.health.actions.disclosing import sweep_files
from accord.health.actions.hearing import forget_messages
from accord.project import health_mail

STALLED_AFTER = 60  # seconds without a sign of life from a worker
DONE_KEPT = 72  # hours a finished job stays readable


@app.periodic(cron="* * * * *")
@app.task(name="project.rescue", queueing_lock="project.rescue")
async def rescue(timestamp: int) -> None:
    """Put the jobs of a worker that died back into the queue. `timestamp`: when the clock asked, in seconds."""
    for job in await app.job_manager.get_stalled_jobs(seconds_since_heartbeat=STALLED_AFTER):
        await app.job_manager.retry_job(job)


@app.periodic(cron="17 3 * * *")
@app.task(name="project.tidy", queueing_lock="project.tidy")
async def tidy(timestamp: int) -> None:
    """Forget finished jobs. `timestamp`: when the clock asked, in seconds."""
    await app.job_manager.delete_old_jobs(nb_hours=DONE_KEPT, include_failed=False)


@app.periodic(cron="27 3 * * *")
@app.task(name="project.forget_sessions", queueing_lock="project.forget_sessions")
def forget_sessions(timestamp: int) -> None:
    """Forget sessions that have ended. `timestamp`: when the clock asked, in seconds."""
    call_command("clearsessions")


@app.periodic(cron="37 3 * * *")
@app.task(name="project.forget_copies", queueing_lock="project.forget_copies")
def forget_copies(timestamp: int) -> None:
    """Destroy the copies health kept to answer requests, and forget which messages came long ago. `timestamp`: when
    the clock asked, in seconds.
    """
    if settings.ACCORD_HEALTH:
        sweep_files()
        forget_messages()


@app.periodic(cron="* * * * *")
@app.task(name="project.health_mail", queueing_lock="project.health_mail")
def mail_of_health(timestamp: int) -> None:
    """Every minute, send the mails of health that wait. `timestamp`: when the clock asked, in seconds."""
    if settings.ACCORD_HEALTH:
        health_mail.run()


@app.periodic(cron="* * * * *")
@app.task(name="project.scans", queueing_lock="project.scans")
def scans(timestamp: int) -> None:
    """Every minute, take in what the scanner put into its folder. `timestamp`: when the clock asked, in seconds."""
    if settings.HEALTH_SCANS:
        call_command("health_scans")
