"""The proof of what somebody said: on which words, how, when, and whether it still verifies."""

from urllib.parse import urlencode

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.text import capfirst

from accord.consent import queries
from accord.consent.agreed import people_of
from accord.consent.models import ConsentEvent, Evidence
from accord.consent.queries import Said
from accord.consent.terms import State
from accord.contacts.models import Person
from accord.lib.access import access, may
from accord.lib.keyset import page
from accord.register.models import Channel


@access("people.read")
def proof(request: HttpRequest, event_id: int) -> HttpResponse:
    """One event and what proves it; the parts of the evidence for those who may read proofs."""
    found = queries.proof(event_id)
    if found is None:
        raise Http404
    labels = dict(Evidence.Part.choices)
    context = {
        "proof": found,
        "state": capfirst(State(found.said.state).label),
        "person": reverse("desk:person", args=[found.person_id]) if found.person_id else "",
        "parts": [(labels[part], value) for part, value in found.parts.items()],
        "channel": Channel(found.said.channel).label if found.said.channel in Channel.values else "",
        "erased": [labels[part] for part in found.erased],
        "may_read_parts": may(request.user, "proof.read"),
    }
    return render(request, "consent/proof.html", context)


@access("proof.read")
def proofs(request: HttpRequest) -> HttpResponse:
    """Everything said, the latest first; kept to a purpose or to a kind of answer."""
    asked = {name: request.GET.get(name, "") for name in ("purpose", "state")}
    events = ConsentEvent.objects.defer("commits", "leaf")
    if asked["purpose"].isdecimal():
        events = events.filter(purpose_id=int(asked["purpose"]))
    if asked["state"] in State.values:
        events = events.filter(state=asked["state"])
    shown = page(events, ("-id",), request.GET)
    kept = {name: value for name, value in asked.items() if value}
    context = {
        "events": _with_people(queries.told(shown.rows)),
        "states": State.choices,
        "asked": asked,
        "previous": f"?{urlencode({**kept, 'before': shown.before})}" if shown.before else "",
        "following": f"?{urlencode({**kept, 'after': shown.after})}" if shown.after else "",
    }
    return render(request, "consent/proofs.html", context)


def _with_people(events: list[Said]) -> list[tuple[Said, str, str]]:
    """(event, name, address of the record), both empty once the person is gone; a fixed number of queries."""
    whose = people_of(event.id for event in events)
    names = {
        person.pk: str(person)
        for person in Person.objects.filter(pk__in=whose.values()).only("first_name", "last_name")
    }
    told = []
    for event in events:
        pk = whose.get(event.id, 0)
        told.append((event, names.get(pk, ""), reverse("desk:person", args=[pk]) if pk in names else ""))
    return told
