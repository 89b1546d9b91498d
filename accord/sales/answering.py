"""How the person of a lead may be reached now: by telephone, by e-mail, and if not, why."""

from collections.abc import Iterable
from dataclasses import dataclass

from accord.register.models import Channel
from accord.sales import calling, writing
from accord.sales.calling import Call
from accord.sales.models import Lead
from accord.sales.reaching import Answer, Approach, CallKind, prospecting_purposes


@dataclass(frozen=True, slots=True)
class Ways:
    """The two buttons of a lead: the first yes of each channel, or the no that answering them meets."""

    call: Answer
    write: Answer


def ways(lead: Lead) -> Ways:
    """What the rules say now about calling and writing to the person of `lead`; nothing is written down."""
    person = lead.person
    calls = [Call(person, CallKind.ANSWER, lead=lead)]
    purposes = prospecting_purposes(Channel.PHONE)
    calls += [Call(person, CallKind.PROSPECTING, purpose=one, lead=lead) for one in purposes]
    letters = writing.approaches(Approach(person, CallKind.ANSWER, lead=lead))
    return Ways(_first_yes(map(calling.answer, calls)), _first_yes(map(writing.answer, letters)))


def _first_yes(answers: Iterable[Answer]) -> Answer:
    """Asks no further than the first yes."""
    first: Answer | None = None
    for one in answers:
        if one.is_permitted:
            return one
        first = first or one
    assert first is not None  # answering is always asked about
    return first
