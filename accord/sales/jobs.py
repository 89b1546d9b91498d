"""What the worker does for sales."""

from procrastinate.contrib.django import app

from accord.sales.leads import rescore_open


@app.task(name="sales.rescore")
def rescore() -> None:
    """Count the points of the open leads afresh: the rules have changed."""
    rescore_open()
