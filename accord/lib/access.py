"""Who may enter a view: a declaration every view carries, made of strings only."""

from collections.abc import Callable
from functools import wraps
from typing import Any, TypeVar, cast
from urllib.parse import urlsplit, urlunsplit

from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponseBase
from django.urls import resolve

PUBLIC = "public"
SIGNED_IN = "signed-in"

View = TypeVar("View", bound=Callable[..., HttpResponseBase])


def access(capability: str) -> Callable[[View], View]:
    """Declare that a view is open to `capability`: "public", "signed-in" or the name of a capability.

    A visitor who is not signed in is sent to the sign-in page; a colleague without the capability gets 403.
    The declaration stays readable on the view as `view.access`.
    """

    def declare(view: View) -> View:
        @wraps(view)
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            if capability != PUBLIC:
                if not request.user.is_authenticated:
                    return redirect_to_login(_came_from(request))
                if not may(request.user, capability):
                    raise PermissionDenied(capability)
            return view(request, *args, **kwargs)

        guarded.access = capability  # type: ignore[attr-defined]
        return cast(View, guarded)

    return declare


def _came_from(request: HttpRequest) -> str:
    """Where to go after signing in: this page; for an action, which only a button may do, the page of the button."""
    if request.method in ("GET", "HEAD"):
        return request.get_full_path()
    page = urlsplit(request.headers.get("Referer", ""))
    is_ours = page.netloc == request.get_host() and page.path
    return urlunsplit(("", "", page.path, page.query, "")) if is_ours else "/"


def may(user: Any, capability: str) -> bool:
    """True when `user` (a staff user or an anonymous one) holds `capability`."""
    if capability == PUBLIC:
        return True
    if not user.is_authenticated:
        return False
    return capability == SIGNED_IN or bool(user.may(capability))


def may_open(user: Any, address: str) -> bool:
    """True when the page at `address` ("/people/7/") is open to `user`; False where there is none."""
    try:
        view = resolve(urlsplit(address).path).func
    except Http404:
        return False
    return may(user, getattr(getattr(view, "view_class", view), "access", PUBLIC))
