"""A visitor asks for a trial and confirms, as in a browser."""

from typing import Any

from django.test import Client

from accord.contacts.models import Person
from tests.intake.conftest import filled, tokens


def send(visitor: Client, **said: Any) -> None:
    """Fill in the trial form and send it."""
    page = visitor.get("/f/essai/")
    visitor.post("/f/essai/", {"csrfmiddlewaretoken": page.context["csrf_token"], **filled(**said)})


def confirmed(visitor: Client, **said: Any) -> Person:
    """Ask, and click the button of the letter."""
    send(visitor, **said)
    visitor.post(f"/c/{tokens()[-1]}/", {"answer": "yes"})
    return Person.objects.latest("pk")
