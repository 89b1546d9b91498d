"""Running imports in the worker."""

from procrastinate.contrib.django import app

from accord.intake.imports.checking import check_in_turn
from accord.intake.imports.running import carry_on
from accord.intake.models import Import


@app.task(name="intake.import.run")
def run_import(import_id: int) -> None:
    """Do what is left of one import."""
    carry_on(import_id)


@app.task(name="intake.import.check")
def check_import(import_id: int) -> None:
    """Do the dry run of one long file."""
    check_in_turn(import_id)


@app.periodic(cron="*/5 * * * *")
@app.task(name="intake.import.sweep", queueing_lock="intake.import.sweep")
def take_up_again(timestamp: int) -> None:
    """Take up the imports a killed worker left: each batch is whole or absent, so nothing is done twice."""
    for number in Import.objects.filter(state=Import.State.UPLOADED).values_list("pk", flat=True):
        check_in_turn(number)
    for number in Import.objects.filter(state=Import.State.RUNNING).values_list("pk", flat=True):
        carry_on(number)
