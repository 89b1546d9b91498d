"""The house of the desk; a program that listens to what happens to people."""

from tests.desk.conftest import house, meet
from tests.intake.conftest import (
    ask,
    form,
    just_started,
    letter_purpose,
    lumen,
    notice,
    purposes,
    trial,
    trial_notice,
    visitor,
)
from tests.intake.test_trials import begin, clock, offer
from tests.outbox.test_hooks import inside, receiver

__all__ = [
    "ask",
    "begin",
    "clock",
    "form",
    "house",
    "inside",
    "just_started",
    "letter_purpose",
    "lumen",
    "meet",
    "notice",
    "offer",
    "purposes",
    "receiver",
    "trial",
    "trial_notice",
    "visitor",
]
