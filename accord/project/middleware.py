"""Who calls, in which language, and what the answer tells the browser about itself."""

from collections.abc import Callable
from ipaddress import ip_address, ip_network

from django.conf import settings
from django.http import HttpRequest, HttpResponseBase, HttpResponseNotAllowed
from django.shortcuts import render
from django.utils import translation

Next = Callable[[HttpRequest], HttpResponseBase]

PERMISSIONS = (
    "camera=(), geolocation=(), microphone=(), payment=(), usb=(), interest-cohort=(), browsing-topics=(), "
    "publickey-credentials-get=(self), publickey-credentials-create=(self)"
)


def client_address(following: Next) -> Next:
    """REMOTE_ADDR becomes the visitor's address; what proxies say is believed from ACCORD_PROXIES only."""
    proxies = [ip_network(text) for text in settings.ACCORD_PROXIES]

    def is_proxy(text: str) -> bool:
        return _is_address(text) and any(ip_address(text) in network for network in proxies)

    def middleware(request: HttpRequest) -> HttpResponseBase:
        forwarded = request.META.pop("HTTP_X_FORWARDED_FOR", "")
        if is_proxy(request.META.get("REMOTE_ADDR", "")):
            hops = [hop.strip() for hop in forwarded.split(",") if _is_address(hop.strip())]
            strangers = [hop for hop in hops if not is_proxy(hop)]
            request.META["REMOTE_ADDR"] = (strangers or [request.META["REMOTE_ADDR"]])[-1]
        else:
            request.META.pop("HTTP_X_FORWARDED_PROTO", None)
        return following(request)

    return middleware


def _is_address(text: str) -> bool:
    try:
        ip_address(text)
    except ValueError:
        return False
    return True


def headers(following: Next) -> Next:
    """Pages are never kept by shared caches, and ask the browser for nothing they do not use."""

    def middleware(request: HttpRequest) -> HttpResponseBase:
        response = following(request)
        response.headers.setdefault("Permissions-Policy", PERMISSIONS)
        response.headers.setdefault("Cross-Origin-Resource-Policy", "same-origin")
        response.headers.setdefault("Cache-Control", "no-store")
        return response

    return middleware


def says_how_it_is_opened(following: Next) -> Next:
    """An address that only receives says so to whoever opens it, instead of showing an empty page."""

    def middleware(request: HttpRequest) -> HttpResponseBase:
        answer = following(request)
        if not isinstance(answer, HttpResponseNotAllowed) or answer.content or request.method != "GET":
            return answer
        said = render(request, "405.html", status=405)
        said.headers["Allow"] = answer.headers["Allow"]
        return said

    return middleware


def language(following: Next) -> Next:
    """Colleagues read Accord in the language of their account."""

    def middleware(request: HttpRequest) -> HttpResponseBase:
        if settings.SESSION_COOKIE_NAME in request.COOKIES and request.user.is_authenticated:
            translation.activate(request.user.language)
            request.LANGUAGE_CODE = translation.get_language()
        return following(request)

    return middleware
