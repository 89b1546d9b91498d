"""What runs on the clock."""

from procrastinate.contrib.django import app
from procrastinate.exceptions import AlreadyEnqueued

from accord.outbox.actions import tidy
from accord.outbox.hooks import knocking, reading
from accord.outbox.hooks.actions import tidy_deliveries


@app.periodic(cron="17 3 * * *")
@app.task(queueing_lock="outbox.tidy")
def tidy_letters(timestamp: int) -> None:
    """Every night: forget what nobody needs any more."""
    tidy()
    tidy_deliveries()


@app.periodic(cron="* * * * * */10")
@app.task(name="outbox.tell", queueing_lock="outbox.tell")
def tell(timestamp: int) -> None:
    """Every ten seconds: read what the journal says of new, and have what is due delivered."""
    reading.read()
    for delivery in knocking.due():
        job = knock.configure(
            queueing_lock=f"outbox.delivery.{delivery.pk}", lock=f"outbox.endpoint.{delivery.endpoint_id}"
        )
        try:
            job.defer(delivery_id=delivery.pk)
        except AlreadyEnqueued:
            continue


@app.task(name="outbox.knock")
def knock(delivery_id: int) -> None:
    """One try of one delivery; those of one endpoint follow each other."""
    knocking.knock(delivery_id)
