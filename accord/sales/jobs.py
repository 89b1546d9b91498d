"""What the worker does for sales."""

from procrastinate.contrib.django import app
from procrastinate.exceptions import AlreadyEnqueued

from accord.outbox.imap import CannotRead
from accord.sales.leads import rescore_open
from accord.sales.mail import collecting
from accord.sales.reminding import remind_due


@app.task(name="sales.rescore")
def rescore() -> None:
    """Count the points of the open leads afresh: the rules have changed."""
    rescore_open()


@app.periodic(cron="* * * * *")
@app.task(name="sales.remind", queueing_lock="sales.remind")
def remind(timestamp: int) -> None:
    """Every minute: remind of what comes near. `timestamp`: when the clock asked, in seconds."""
    remind_due()


@app.periodic(cron="*/5 * * * *")
@app.task(name="sales.look_for_mail", queueing_lock="sales.look_for_mail")
def look_for_mail(timestamp: int) -> None:
    """Every five minutes: have each connected mailbox read."""
    for mailbox in collecting.due():
        try:
            read_mailbox.configure(queueing_lock=f"sales.mailbox.{mailbox.pk}").defer(number=str(mailbox.pk))
        except AlreadyEnqueued:
            continue


@app.task(name="sales.read_mailbox")
def read_mailbox(number: str) -> None:
    """Read what is new in one mailbox; why it cannot be read is noted on it, and tried again later."""
    mailbox = collecting.due().filter(pk=number).first()
    if mailbox is None:  # disconnected meanwhile
        return
    try:
        collecting.collect(mailbox)
    except CannotRead:
        return
