"""The door of every page of health: the right, the second factor, one transaction with its line of the journal."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import wraps
from http import HTTPStatus
from typing import Any, TypeVar, cast
from urllib.parse import urlencode

from allauth.account.authentication import get_authentication_records
from allauth.mfa.utils import is_mfa_enabled
from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.db import OperationalError, transaction
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.template.response import SimpleTemplateResponse
from django.urls import reverse
from django.utils.cache import add_never_cache_headers
from django.views.decorators.csrf import csrf_exempt

from accord.health import journal
from accord.health.crypto import Unreadable
from accord.health.router import ALIAS
from accord.health.silence import Silent, patiently
from accord.health.vault import Destroyed
from accord.lib import nir
from accord.lib.access import PUBLIC, access
from accord.staff.models import User
from accord.ui.menu import first_page

View = TypeVar("View", bound=Callable[..., HttpResponseBase])


class Refused(PermissionDenied):
    """The rules of health say no to this colleague, here; the refusal is written into the journal, then shown.

    facts: keyword arguments of `journal.record` (patient, entity, policy …).
    """

    def __init__(self, action: str, **facts: Any) -> None:
        super().__init__(action)
        self.action, self.facts = action, facts


def health(capability: str) -> Callable[[View], View]:
    """Declare a view of health: `access(capability)`, then a session opened with two factors, then the view and what
    it renders inside one transaction of health. Nothing of it is kept by the browser.
    """

    def declare(view: View) -> View:
        @access(capability)
        @wraps(view)
        def entered(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            if not settings.ACCORD_HEALTH:
                return render(request, "health/closed.html", status=503)
            if not has_two_factors(request):
                return _ask_second_factor(request)
            answer = _within_transaction(view, request, *args, **kwargs)
            add_never_cache_headers(cast(HttpResponse, answer))
            return answer

        return cast(View, entered)

    return declare


def own(view: View) -> View:
    """Declare a public page of a patient's own log: no colleague is signed in, the view itself asks for a letter's code
    and a date of birth. One transaction of health; nothing of it is kept by the browser.

    No token of a form: public pages send no referrer, hence no origin either. Who forges the form would have to know
    the code and the date of birth; the visit itself is a cookie that no other site can send (SameSite Strict).
    """

    @csrf_exempt
    @access(PUBLIC)
    @wraps(view)
    def entered(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not settings.ACCORD_HEALTH:
            raise Http404
        try:
            with _one_transaction():
                answer = view(request, *args, **kwargs)
        except (Unreadable, Destroyed, Silent):
            answer = render(request, "health/own_log_closed.html", status=503)
        add_never_cache_headers(cast(HttpResponse, answer))
        return answer

    return cast(View, entered)


def has_two_factors(request: HttpRequest) -> bool:
    """True when this very session was opened, or strengthened, with a second factor or a passkey, or by a service that
    vouches for as much (Pro Santé Connect).
    """
    records = get_authentication_records(request, cast(User, request.user))
    return any(map(_is_second_factor, records))


def _is_second_factor(record: dict[str, Any]) -> bool:
    by_service = record.get("method") == "professional" and record.get("is_second_factor") is True
    return record.get("method") == "mfa" or by_service


def _ask_second_factor(request: HttpRequest) -> HttpResponseBase:
    if is_mfa_enabled(request.user):
        wanted = request.path if request.method == "GET" else first_page(request.user)
        return redirect(f"{reverse('mfa_reauthenticate')}?{urlencode({'next': wanted})}")
    return render(request, "health/second_factor.html", status=200)


@contextmanager
def _one_transaction() -> Iterator[None]:
    """A transaction of health for one page. Raises Silent where nothing answers, and where the count in the menu, which
    gives up quietly, lost it: without its line in the journal nothing is shown.
    """
    with patiently(), transaction.atomic(using=ALIAS):
        yield
        if transaction.get_rollback(using=ALIAS):
            raise OperationalError("The line of the journal is lost.")


def _within_transaction(
    view: Callable[..., HttpResponseBase], request: HttpRequest, *args: Any, **kwargs: Any
) -> HttpResponseBase:
    try:
        with _one_transaction():
            answer = view(request, *args, **kwargs)
            _note_contested(request, answer)
            return answer.render() if isinstance(answer, SimpleTemplateResponse) else answer
    except Refused as refusal:
        with transaction.atomic(using=ALIAS):
            actor = cast(User, request.user).actor
            journal.record(actor=actor, action=refusal.action, outcome=journal.REFUSED, **refusal.facts)
        return render(
            request,
            "health/refused.html",
            {"refusal": refusal, "may_open": cast(User, request.user).may("health.care")},
            status=403,
        )
    except (Unreadable, Destroyed) as trouble:
        with transaction.atomic(using=ALIAS):
            actor, row = cast(User, request.user).actor, kwargs.get("pk", "")
            journal.record(actor=actor, action=_name(view), entity_id=row, outcome=journal.FAILED)
        gone = isinstance(trouble, Destroyed)
        return render(request, "health/unreadable.html", {"gone": gone}, status=410 if gone else 503)
    except Silent:
        return render(request, "health/silent.html", status=503)


def _note_contested(request: HttpRequest, answer: HttpResponseBase) -> None:
    """Somebody said that what looks like a social security number is none, and it was taken: noted without it."""
    if nir.NOT_ONE not in request.POST or answer.status_code >= HTTPStatus.BAD_REQUEST:
        return
    found = [name for name, values in request.POST.lists() if any(map(nir.find, values))]
    if found:
        facts = {"fields": found}
        journal.record(actor=cast(User, request.user).actor, action="nir.contested", facts=facts)


def _name(view: Callable[..., Any]) -> str:
    return f"page.{view.__name__}"
