"""The patient's own log: given at the desk on paper, or read at home with a letter's code and the date of birth."""

from collections.abc import Callable
from uuid import UUID

from django.conf import settings
from django.core.cache import cache
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from accord.health import journal
from accord.health.actions import own_log as actions
from accord.health.codes import Purpose
from accord.health.door import health, own
from accord.health.forms.own_log import CounterForm, EnterForm
from accord.health.impossible import Impossible
from accord.health.letters import log_letter
from accord.health.models import House, Patient
from accord.health.press import sender
from accord.health.queries import log as queries
from accord.health.queries.patients import one_person, read
from accord.health.views import doing
from accord.health.views.log import sheet
from accord.health.who import said
from accord.lib.network import client_address
from accord.staff.who import actor_of, user_of

COOKIE = "own_log"
TRIES_PER_HOUR = 20


# At the desk


@health("health.counter")
def hand_log(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Somebody asks at the desk who opened their record: the log on paper, or a letter to read it at home."""
    patient, form = read(user=user_of(request), pk=pk), CounterForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        give = _letter if request.POST.get("how") == "letter" else _sheet
        try:
            return give(request, patient, form.counter())
        except Impossible as why:
            form.add_error(None, str(why.sentence))
    return doing.page(request, "health/own_log_hand.html", form, patient=patient)


def _letter(request: HttpRequest, patient: Patient, at: actions.Counter) -> HttpResponse:
    row, code = actions.make(actor=actor_of(request), patient=patient.speaks, at=at)
    address = settings.SITE_URL + reverse("health:own_log_enter")
    return doing.file(log_letter(row, code, address), "application/pdf", "lettre.pdf")


def _sheet(request: HttpRequest, patient: Patient, at: actions.Counter) -> HttpResponse:
    actions.must_be_seen(at)
    journal.record(
        **said(user_of(request)),
        action="log.printed",
        patients=one_person(patient),
        purpose=Purpose.PATIENT_REQUEST,
        category="log",
        facts=at.facts(),
    )
    return doing.file(
        sheet(patient, queries.log_of(patient, most=queries.ON_PAPER)), "application/pdf", "journal.pdf"
    )


# At home


def _around(**more: object) -> dict[str, object]:
    return {"organisation": sender()[0], "contact": House.now().contact, **more}


@own
def enter(request: HttpRequest) -> HttpResponse:
    """The code of the letter and the date of birth."""
    form = EnterForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        opened = actions.enter(**form.cleaned_data) if _may_try(request) else None
        if opened:
            return _with_visit(redirect("health:own_log"), f"{opened[0].pk}.{opened[1]}")
        form.refuse()
    return render(
        request, "health/own_log_enter.html", _around(form=form), status=422 if form.errors else 200
    )


def _may_try(request: HttpRequest) -> bool:
    """Some times an hour for one visitor."""
    key = f"health.own-log:{client_address(request)}"
    cache.add(key, 0, 3600)
    return cache.incr(key) <= TRIES_PER_HOUR


def _with_visit(answer: HttpResponse, value: str) -> HttpResponse:
    answer.set_cookie(
        COOKIE,
        value,
        max_age=actions.VISIT,
        path=reverse("health:own_log_enter"),
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Strict",
    )
    return answer


def _visit(request: HttpRequest) -> tuple[UUID, str] | None:
    pk, _dot, token = request.COOKIES.get(COOKIE, "").partition(".")
    try:
        return UUID(pk), token
    except ValueError:
        return None


def _shown(
    request: HttpRequest,
    action: str,
    show: Callable[[Patient, queries.Log], HttpResponse],
    most: int = queries.SHOWN,
) -> HttpResponse:
    visit = _visit(request)
    patient = actions.read(pk=visit[0], token=visit[1], action=action) if visit else None
    if patient is None:
        return redirect("health:own_log_enter")
    return show(patient, queries.log_of(patient, most=most))


@own
def log(request: HttpRequest) -> HttpResponse:
    """Who opened the record, for whoever it is about."""
    return _shown(
        request,
        "log.read",
        lambda patient, found: render(request, "health/own_log.html", _around(log=found, patient=patient)),
    )


@own
def own_sheet(request: HttpRequest) -> HttpResponse:
    """The same on paper."""
    return _shown(
        request,
        "log.printed",
        lambda patient, found: doing.file(sheet(patient, found), "application/pdf", "journal.pdf"),
        queries.ON_PAPER,
    )


@require_POST
@own
def leave(request: HttpRequest) -> HttpResponse:
    """Close the page: the letter opens nothing more."""
    visit = _visit(request)
    if visit:
        actions.leave(pk=visit[0], token=visit[1])
    answer = redirect("health:own_log_enter")
    answer.delete_cookie(COOKIE, path=reverse("health:own_log_enter"))
    return answer
