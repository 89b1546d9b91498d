"""What the pages of choices and accesses share: doing something and saying so, a form on its own page, a file."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from accord.health.impossible import Impossible

UNPROCESSABLE = 422


def done(
    request: HttpRequest, act: Callable[[], Any], to: tuple[object, ...], said: "str | Promise" = ""
) -> HttpResponse:
    """Do `act`, say that it is done or why it is not, and go to the page `to` (name of an address, then its ids)."""
    try:
        act()
    except Impossible as why:
        messages.error(request, str(why.sentence))
    else:
        messages.success(request, str(said) or _("Saved."))
    return redirect(str(to[0]), *to[1:])


def done_with(request: HttpRequest, form: forms.Form, act: Callable[[], Any]) -> bool:
    """Do `act` when the form was sent and is valid; what cannot be done is said above the form. True when done."""
    if request.method != "POST" or not form.is_valid():
        return False
    try:
        act()
    except Impossible as why:
        form.add_error(None, str(why.sentence))
        return False
    messages.success(request, _("Saved."))
    return True


def page(request: HttpRequest, template: str, form: forms.Form, **context: object) -> HttpResponse:
    """A page with a form; 422 while something in it has to be mended."""
    return render(request, template, {"form": form, **context}, status=UNPROCESSABLE if form.errors else 200)


def file(content: bytes, kind: str, name: str) -> HttpResponse:
    """A file to keep. `name` says nothing about anybody."""
    answer = HttpResponse(content, content_type=kind)
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    answer.headers["X-Content-Type-Options"] = "nosniff"
    return answer
