"""The pages about webhooks: endpoints, what was delivered to each, one delivery with its tries."""

import json
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.db.models import Count, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accord.lib.access import access
from accord.lib.actor import Actor
from accord.lib.keyset import page
from accord.outbox.hooks import actions, events
from accord.outbox.hooks.forms import EndpointForm
from accord.outbox.hooks.models import Delivery, Endpoint

UNPROCESSABLE = 422
State = Delivery.State


@access("outbox.manage")
def endpoints(request: HttpRequest) -> HttpResponse:
    """Where webhooks go."""
    waiting = Count("deliveries", filter=Q(deliveries__state=State.WAITING))
    rows = Endpoint.objects.select_related("recipient").annotate(waiting=waiting).order_by("name", "pk")
    return render(request, "outbox/hooks/endpoints.html", {"endpoints": rows})


@access("outbox.manage")
def new_endpoint(request: HttpRequest) -> HttpResponse:
    """Tell a program elsewhere what happens; its secret is shown in the answer, and never again."""
    form = EndpointForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        endpoint, secret = actions.create_endpoint(actor=_actor(request), **_said(form))
        return render(request, "outbox/hooks/secret.html", {"endpoint": endpoint, "secret": secret})
    return render(request, "outbox/hooks/new.html", {"form": form}, status=_status(form))


@access("outbox.manage")
def endpoint(request: HttpRequest, pk: int) -> HttpResponse:
    """One endpoint and what it was told, the newest first."""
    one = get_object_or_404(Endpoint.objects.select_related("recipient"), pk=pk)
    state = request.GET.get("state", "")
    rows = one.deliveries.filter(state=state) if state in State.values else one.deliveries.all()
    shown = page(rows, ("-pk",), request.GET.dict())
    context = {
        "endpoint": one,
        "events": [events.label(code) for code in one.events],
        "rows": [{"delivery": row, "label": events.label(row.event)} for row in shown.rows],
        "tabs": _tabs(state),
        "before": _place("before", shown.before, state),
        "after": _place("after", shown.after, state),
    }
    return render(request, "outbox/hooks/endpoint.html", context)


@access("outbox.manage")
def change_endpoint(request: HttpRequest, pk: int) -> HttpResponse:
    """Change where it is, what it is told, and whether."""
    one = get_object_or_404(Endpoint, pk=pk)
    form = EndpointForm(request.POST or None, instance=one)
    if request.method == "POST" and form.is_valid():
        actions.change_endpoint(actor=_actor(request), endpoint=Endpoint.objects.get(pk=pk), **_said(form))
        messages.success(request, _("Saved."))
        return redirect("outbox:hook", pk=pk)
    name = Endpoint.objects.values_list("name", flat=True).get(pk=pk)
    context = {"form": form, "endpoint": one, "name": name}
    return render(request, "outbox/hooks/change.html", context, status=_status(form))


@require_POST
@access("outbox.manage")
def renew_secret(request: HttpRequest, pk: int) -> HttpResponse:
    """Another secret, shown in the answer, and never again."""
    one = get_object_or_404(Endpoint, pk=pk)
    secret = actions.renew_secret(actor=_actor(request), endpoint=one)
    return render(request, "outbox/hooks/secret.html", {"endpoint": one, "secret": secret})


@require_POST
@access("outbox.manage")
def remove_endpoint(request: HttpRequest, pk: int) -> HttpResponse:
    """Tell it nothing any more."""
    actions.remove_endpoint(actor=_actor(request), endpoint=get_object_or_404(Endpoint, pk=pk))
    messages.success(request, _("This program is told nothing any more."))
    return redirect("outbox:hooks")


@require_POST
@access("outbox.manage")
def try_endpoint(request: HttpRequest, pk: int) -> HttpResponse:
    """Have a message about nobody delivered."""
    actions.try_endpoint(actor=_actor(request), endpoint=get_object_or_404(Endpoint, pk=pk))
    messages.success(request, _("The message leaves within seconds: read this page again."))
    return redirect("outbox:hook", pk=pk)


@access("outbox.manage")
def delivery(request: HttpRequest, pk: int) -> HttpResponse:
    """What one delivery says, and what came of each try."""
    one = get_object_or_404(Delivery.objects.select_related("endpoint__recipient"), pk=pk)
    context = {
        "delivery": one,
        "endpoint": one.endpoint,
        "label": events.label(one.event),
        "data": json.dumps(one.data, ensure_ascii=False, indent=2),
        "attempts": one.attempts.order_by("-pk")[:50],
    }
    return render(request, "outbox/hooks/delivery.html", context)


@require_POST
@access("outbox.manage")
def replay(request: HttpRequest, pk: int) -> HttpResponse:
    """Deliver once more."""
    one = get_object_or_404(Delivery, pk=pk)
    actions.replay(actor=_actor(request), delivery=one)
    messages.success(request, _("It leaves again within seconds: read this page again."))
    return redirect("outbox:delivery", pk=pk)


@dataclass(frozen=True, slots=True)
class Tab:
    """One way to look at the deliveries."""

    label: str
    href: str
    is_current: bool


def _tabs(state: str) -> list[Tab]:
    states = [(value, f"?state={value}", str(capfirst(State(value).label))) for value in State.values]
    return [
        Tab(label, href, value == state or (not value and state not in State.values))
        for value, href, label in [("", "?", _("All")), *states]
    ]


def _said(form: EndpointForm) -> Any:
    said = dict(form.cleaned_data)
    recipient = said.pop("recipient")
    return {**said, "recipient_id": recipient.pk if recipient else None}


def _actor(request: HttpRequest) -> Actor:
    return request.user.actor  # type: ignore[union-attr]


def _status(form: EndpointForm) -> int:
    return UNPROCESSABLE if form.errors else 200


def _place(name: str, value: str, state: str) -> str:
    return f"?{name}={value}{f'&state={state}' if state else ''}" if value else ""
