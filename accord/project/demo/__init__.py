"""The demonstration: a fictional publisher with some hundred people, in every state the gate knows.

Deterministic: the same people, in the same states, on whatever day it is loaded; dates are counted back from that day.
"""

from django.contrib.auth.hashers import make_password
from django.db import transaction

from accord.lib.actor import SYSTEM
from accord.project import environment
from accord.project.demo import (
    activities,
    arrivals,
    banner,
    deals,
    house,
    leads,
    letters,
    meetings,
    people,
    register,
    texts,
    trial,
    trials,
)
from accord.staff.actions import welcome


@transaction.atomic
def load() -> None:
    """Fill an empty base; everything goes through the same actions as in real life."""
    _colleagues()
    catalogue = register.load()
    people.load(catalogue)
    arrivals.load(catalogue)
    letters.load(catalogue)
    leads.load(catalogue)
    deals.load()
    activities.load()
    texts.load()
    meetings.open_page()
    trials.open_offer(catalogue.trial)
    trial.arrive(catalogue.trial)
    trials.load(catalogue.trial)
    banner.load()


def _colleagues() -> None:
    password = make_password(environment.kept_secret("DEMO_PASSWORD", length=12))
    for email, name, roles in house.COLLEAGUES:
        user = welcome(actor=SYSTEM, email=email, name=name, roles=list(roles))
        user.password = password
        user.save(update_fields=["password"])
