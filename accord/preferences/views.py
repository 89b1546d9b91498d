"""Pages in the person's own hands. Reading them changes nothing; every change is a POST and counts at once.

The address of a page is the capability: signed, without account or cookie. It can only lower what may be sent.
"""

from collections.abc import Callable
from datetime import timedelta

from django.core.cache import cache
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils import timezone, translation
from django.utils.translation import get_language
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_safe

from accord.consent.pauses import Rhythm
from accord.consent.terms import State
from accord.contacts.actions import heard_from
from accord.contacts.models import ContactPoint, Person
from accord.lib.access import PUBLIC, access
from accord.lib.actor import Actor
from accord.lib.network import client_address
from accord.outbox.links import preferences_url, read_one_click, read_preferences
from accord.preferences import actions, queries, receipts
from accord.preferences.forms import AddressForm
from accord.register.models import Purpose
from accord.register.queries import first_controller

ASKS_PER_HOUR = 20  # for one network: nobody has so many mailboxes
LONGEST_PAUSE = 366  # days
EVERYTHING = "all"


# The page of one address


@access(PUBLIC)
@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
def page(request: HttpRequest, signed: str) -> HttpResponse:
    """What one person receives, since when and on which words, with a button beside each."""
    found = _read(signed)
    if found is None:
        return _lost(request)
    point, person = found
    with translation.override(_language(request, person)):
        if request.method == "POST":
            return _changed(request, point, person)
        return _show(request, point, person)


def _read(signed: str) -> tuple[ContactPoint, Person] | None:
    try:
        return queries.person_of(read_preferences(signed))
    except ValueError:
        return None


def _language(request: HttpRequest, person: Person) -> str:
    """The person's language, unless this browser chose one."""
    chosen = translation.get_language_from_request(request)
    return chosen if "django_language" in request.COOKIES else person.language


def _lost(request: HttpRequest) -> HttpResponse:
    return render(request, "preferences/lost.html", _around(), status=404)


def _around(**more: object) -> dict[str, object]:
    """What stands around every page: who answers for it."""
    controller = first_controller()
    known = {"organisation": controller.name, "contact": controller.imprint} if controller else {}
    return {**known, **more}


def _show(request: HttpRequest, point: ContactPoint, person: Person, *, saved: bool = False) -> HttpResponse:
    context = _around(
        address=point.display,
        subjects=queries.choices(person),
        signed_url=preferences_url(point.pk),
        here=request.path,
        saved=saved,
    )
    return render(request, "preferences/page.html", context)


# Changes: "stop:3:email", "pause:3:email:30", "less:3:email:90", "normal:3:email", "all"


def _changed(request: HttpRequest, point: ContactPoint, person: Person) -> HttpResponse:
    verb, _colon, rest = request.POST.get("c", "").partition(":")
    actor = Actor.person(person.pk)
    if verb == EVERYTHING:
        actions.stop_everything(actor=actor, person_id=person.pk)
        _heard(person)
        return _stopped(request, point, person, None, [])
    line, days = _chosen(person, rest)
    if line is None:
        return _show(request, point, person)
    _heard(person)
    if verb == "stop":
        events = actions.withdraw(
            actor=actor, contact_point_id=line.point.pk, purpose=line.purpose, channel=line.channel
        )
        return _stopped(request, point, person, line.purpose, events)
    if verb in RHYTHMS:
        actions.slow_down(
            actor=actor,
            contact_point_id=line.point.pk,
            purpose_id=line.purpose.pk,
            channel=line.channel,
            rhythm=RHYTHMS[verb](days),
        )
    return _show(request, point, person, saved=verb in RHYTHMS)


def _chosen(person: Person, text: str) -> tuple[queries.Line | None, int]:
    """The line a button names, and its number of days; only lines of this person count."""
    purpose, _colon, rest = text.partition(":")
    channel, _colon, days = rest.partition(":")
    lines = [line for subject in queries.choices(person) for line in subject.lines]
    named = (line for line in lines if line.key == f"{purpose}:{channel}")
    return next(named, None), min(int(days), LONGEST_PAUSE) if days.isdecimal() else 0


def _pause(days: int) -> Rhythm:
    return Rhythm(until=timezone.now() + timedelta(days=days))


def _less(days: int) -> Rhythm:
    return Rhythm(every_days=days or None)


def _normal(_days: int) -> Rhythm:
    return Rhythm()


RHYTHMS: dict[str, Callable[[int], Rhythm]] = {"pause": _pause, "less": _less, "normal": _normal}


def _heard(person: Person) -> None:
    heard_from(person_id=person.pk, kind="preferences", at=timezone.now())


def _stopped(
    request: HttpRequest, point: ContactPoint, person: Person, purpose: Purpose | None, events: list[int]
) -> HttpResponse:
    """« C’est arrêté »: since when, what remains, and how to come back."""
    url = preferences_url(point.pk)
    context = _around(
        address=point.display,
        purpose=purpose,
        now=timezone.now(),
        still_open=queries.still_open(person),
        preferences=url,
        receipt=f"{url}receipt/{events[0]}/" if events else "",
    )
    return render(request, "preferences/stopped.html", context)


# One click (RFC 8058)


@access(PUBLIC)
@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
def one_click(request: HttpRequest, signed: str) -> HttpResponse:
    """POST stops the purpose of one letter at once, without cookie or redirect; GET shows a page with one button."""
    try:
        letter = actions.letter_of(read_one_click(signed))
    except ValueError:
        letter = None
    found = queries.person_of(letter.contact_point_id or 0) if letter else None
    if letter is None or found is None:
        return _lost(request)
    point, person = found
    purpose = Purpose.objects.get(pk=letter.purpose_id or 0)
    with translation.override(_language(request, person)):
        if request.method == "POST":
            events = actions.withdraw_by_letter(actor=Actor.person(person.pk), letter=letter)
            return _stopped(request, point, person, purpose, events)
        context = _around(address=point.display, purpose=purpose, preferences=preferences_url(point.pk))
        return render(request, "preferences/one_click.html", context)


# The person's own proof


@access(PUBLIC)
@require_safe
def receipt(request: HttpRequest, signed: str, event_id: int) -> HttpResponse:
    """What is kept about one thing this person said: a page to print, or `?as=json` to keep."""
    found = _read(signed)
    if found is None:
        return _lost(request)
    point, person = found
    kept = receipts.of(person, event_id)
    if kept is None:
        raise Http404
    if request.GET.get("as") == "json":
        answer = JsonResponse(receipts.as_data(kept), json_dumps_params={"ensure_ascii": False, "indent": 2})
        answer["Content-Disposition"] = f'attachment; filename="accord-{event_id}.json"'
        return answer
    with translation.override(_language(request, person)):
        state = receipts.SAID[State(kept.said.state)]
        context = _around(
            kept=kept, state=state, address=point.display, preferences=preferences_url(point.pk)
        )
        return render(request, "preferences/receipt.html", context)


# Asking for one's link


@access(PUBLIC)
@require_http_methods(["GET", "HEAD", "POST"])
def ask(request: HttpRequest) -> HttpResponse:
    """Somebody types their address; the answer is the same whether we know it or not."""
    form = AddressForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        address = form.cleaned_data["email"]
        if _may_ask(request):
            actions.ask_for_link(actor=Actor.person(), address=address, language=get_language() or "fr")
        return render(request, "preferences/asked.html", _around(address=address))
    status = 422 if form.errors else 200
    return render(request, "preferences/ask.html", _around(form=form), status=status)


def _may_ask(request: HttpRequest) -> bool:
    """A few times an hour for one visitor."""
    key = f"preferences.ask:{client_address(request)}"
    cache.add(key, 0, 3600)
    return cache.incr(key) <= ASKS_PER_HOUR
