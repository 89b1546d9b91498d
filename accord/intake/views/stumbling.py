"""Where people stumble on a form: carried by the page itself, counted without knowing who they are."""

from typing import Any

from django.http import HttpRequest
from django.utils import timezone

from accord.intake import statistics
from accord.intake.counting import count
from accord.intake.forms import SignUpForm
from accord.intake.showing import SignUpPage

BEGUN, STUMBLED = "begun", "stumbled"


def is_first(request: HttpRequest) -> bool:
    """True when this page is sent for the first time by whoever has it before their eyes."""
    return BEGUN not in request.POST


def stopped(request: HttpRequest, page: SignUpPage, filled: SignUpForm) -> dict[str, Any]:
    """Count what stopped the visitor; what the page they get back carries."""
    if is_first(request):
        count(page.form.pk, timezone.localdate(), started=1)
    before = _before(request, filled)
    now = [name for name in filled.fields if name in filled.errors]
    if new := [name for name in now if name not in before]:
        statistics.stumble(page.form.pk, new, is_overcome=False)
    return {"begun": True, "stumbled": " ".join(dict.fromkeys([*before, *now]))}


def overcome(request: HttpRequest, page: SignUpPage, filled: SignUpForm) -> None:
    """Whoever was stopped got past it."""
    if before := _before(request, filled):
        statistics.stumble(page.form.pk, before, is_overcome=True)


def _before(request: HttpRequest, filled: SignUpForm) -> list[str]:
    return [name for name in request.POST.get(STUMBLED, "").split() if name in filled.fields]
