"""What the clock does for banners: proofs end, versions follow the script, the list of partners is kept up to date."""

from procrastinate.contrib.django import app

from accord.cookies import partners, publishing, purging
from accord.cookies.models import Site
from accord.cookies.visits.jobs import visit, visits_due

__all__ = ["follow", "purge", "visit", "visits_due"]  # the worker looks for tasks in this module


@app.periodic(cron="37 2 * * *")
@app.task(name="cookies.purge", queueing_lock="cookies.purge")
def purge(timestamp: int) -> None:
    """Every night, remove what has reached its end. `timestamp`: when the clock asked, in seconds."""
    for site in Site.objects.all():
        purging.purge(site)
    purging.forget_accounts()
    purging.forget_counters()


@app.periodic(cron="*/10 * * * *")
@app.task(name="cookies.follow", queueing_lock="cookies.follow")
def follow(timestamp: int) -> None:
    """After an upgrade, publish banners again with the new script; keep each list of partners that has changed."""
    publishing.renew_code()
    for site in (
        Site.objects.filter(is_open=True, versions__isnull=False).select_related("controller").distinct()
    ):
        partners.keep(site)
