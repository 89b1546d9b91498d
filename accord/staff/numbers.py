"""A social security number (NIR) typed by a colleague anywhere but in health is found, shown and never stored.

Health has a field for it and refuses it elsewhere by itself; the API answers 422 to whoever it has admitted; public
pages ask their visitor. Source: decree 2019-341,
which lists who may use the number, and for what.
"""

from collections.abc import Callable
from http import HTTPStatus
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.utils.translation import gettext as _

from accord.audit.actions import record
from accord.lib import nir
from accord.lib.access import PUBLIC
from accord.staff.who import actor_of, user_of

ELSEWHERE = ("/api/", "/health/")  # each looks for itself
TOKEN = "csrfmiddlewaretoken"  # noqa: S105 - the name of a field


class RefusesNir:
    """Middleware. What a colleague sends with a NIR in it comes back to be mended."""

    def __init__(self, following: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.following = following

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        return self.following(request)

    def process_view(
        self, request: HttpRequest, view: Any, _args: Any, _kwargs: Any
    ) -> HttpResponseBase | None:
        """Look at what is sent before the view does; None lets it through."""
        if request.method in {"GET", "HEAD", "OPTIONS"} or request.path.startswith(ELSEWHERE):
            return None
        is_ours = getattr(view, "access", PUBLIC) != PUBLIC and request.user.is_authenticated
        return _to_a_colleague(request) if is_ours else None


def _to_a_colleague(request: HttpRequest) -> HttpResponse | None:
    found = [name for name, values in request.POST.lists() if any(map(nir.find, values))]
    if not found:
        return None
    if nir.NOT_ONE in request.POST:
        actor = actor_of(request)
        record(actor=actor, verb="staff.nir.contested", about=user_of(request), facts={"fields": found})
        return None
    form = None if request.FILES else Mending(request, found)
    context = {"form": form, "sentence": nir.sentence(), "action": request.get_full_path()}
    return render(request, "staff/number_found.html", context, status=HTTPStatus.UNPROCESSABLE_ENTITY)


class Mending(forms.Form):
    """Everything that was sent, to be sent again: what holds a number can be changed, the rest is carried along."""

    def __init__(self, request: HttpRequest, found: list[str]) -> None:
        super().__init__()
        for name, values in request.POST.lists():
            if name in found:
                area = forms.Textarea(attrs={"rows": 4})
                label = _("what you wrote")
                self.fields[name] = forms.CharField(label=label, initial=values[-1], widget=area)
            elif name != TOKEN:
                self.fields[name] = forms.Field(initial=values, widget=forms.MultipleHiddenInput())
        self.fields[nir.NOT_ONE] = forms.BooleanField(
            label=_("it is something else"),
            required=False,
            help_text=_("Send it as it is. The journal keeps that you said so, not the number."),
        )
