"""On a Django site: the banner's form without a script, and the end of cookies that scripts cannot reach."""

from collections.abc import Callable, Mapping
from time import time
from typing import Any
from uuid import UUID, uuid4

from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect, QueryDict
from django.utils.cache import add_never_cache_headers
from django.utils.http import url_has_allowed_host_and_scheme

from accord.cookies import choice_cookie
from accord.cookies.choice_cookie import Remembered
from accord.cookies.site import account, client
from accord.cookies.site.standing import says_no, standing

ACCEPT, CLOSE, GPC = "accept", "close", "gpc"  # what the form of the banner says; all else is a refusal
Next = Callable[[HttpRequest], HttpResponseBase]


def choices(following: Next) -> Next:
    """`accord.cookies.site.middleware.choices`: gives each request its `cookie_choice`, and ends what was refused."""

    def middleware(request: HttpRequest) -> HttpResponseBase:
        banner = client.banner()
        if banner and request.path == client.setting("path", client.PATH):
            if request.method == "POST":
                return _chosen(request, banner)
            if "gpc" in request.GET:
                return _heard(request, banner)
        request.cookie_choice = standing(request, banner)  # type: ignore[attr-defined]
        answer = following(request)
        if banner:
            _sweep(request, answer, banner)
            _follow(request, answer, banner)
        return answer

    return middleware


def _chosen(request: HttpRequest, banner: Mapping[str, Any]) -> HttpResponse:
    """The form of the banner: recorded by Accord, then kept in the browser. An acceptance without a proof is none."""
    if _is_from_elsewhere(request):
        return HttpResponse(status=403)
    answer = HttpResponseRedirect(_back(request))
    if wish := request.POST.get("apart"):
        return _set_apart(request, answer, banner, wish=wish == "yes")
    said = request.POST.get("answer", "")
    if said != GPC or standing(request, banner).choice is None:  # else it is kept already
        _keep(request, answer, banner, said)
    return answer


def _heard(request: HttpRequest, banner: Mapping[str, Any]) -> HttpResponse:
    """The browser itself says no (Global Privacy Control), in a page where no script hears it: recorded once."""
    if _is_from_elsewhere(request):
        return HttpResponse(status=403)
    answer = HttpResponse(status=204)
    add_never_cache_headers(answer)  # it may write the cookie of one visitor
    if says_no(request, standing(request, banner)):
        _keep(request, answer, banner, GPC)
    return answer


def _is_from_elsewhere(request: HttpRequest) -> bool:
    return request.headers.get("Sec-Fetch-Site") in {"cross-site", "same-site"}


def _keep(request: HttpRequest, answer: HttpResponse, banner: Mapping[str, Any], said: str) -> None:
    """Have a choice recorded, then kept in the browser, with what it leaves no place for ended."""
    try:
        choice = _recorded(request, banner, said)
    except client.Away:
        if said == ACCEPT:
            return
        choice = _unrecorded(request, banner)
    _clear(request, answer, banner, choice)
    shared, days = banner["domain"], banner["days"]
    choice_cookie.remember(answer.cookies, choice, days=days, shared=shared, is_secure=request.is_secure())


def _recorded(request: HttpRequest, banner: Mapping[str, Any], answer: str) -> Remembered:
    purposes, parties = (banner["purposes"], banner["third_parties"]) if answer == ACCEPT else ([], [])
    said = {
        "visitor": str(_visitor(request)),
        "nonce": str(uuid4()),
        "version": banner["version"],
        "purposes": purposes,
        "thirdParties": parties,
        "language": _sent(request).get("lang", ""),
        "layer": answer if answer in (CLOSE, GPC) else "first",
        "gpc": request.headers.get("Sec-GPC") == "1",
        "device": "phone" if "Mobi" in request.headers.get("User-Agent", "") else "desktop",
        "page": _back(request),
    }
    if (name := account.holder(request)) and banner["follows_accounts"]:
        said["account"] = account.token(name)
    kept = client.record({key: value for key, value in said.items() if value != ""})
    return Remembered(UUID(kept["visitor"]), banner["ask"], int(time()), tuple(purposes), tuple(parties))


def _unrecorded(request: HttpRequest, banner: Mapping[str, Any]) -> Remembered:
    """A refusal counts even while Accord is away."""
    return Remembered(_visitor(request), banner["ask"], int(time()))


def _sent(request: HttpRequest) -> QueryDict:
    """What the form of the banner says, or the picture in its place."""
    return request.POST or request.GET


def _visitor(request: HttpRequest) -> UUID:
    kept = choice_cookie.parse(request.COOKIES.get(choice_cookie.NAME, ""))
    return kept.visitor if kept else uuid4()


def _set_apart(
    request: HttpRequest, answer: HttpResponse, banner: Mapping[str, Any], *, wish: bool
) -> HttpResponse:
    if account.holder(request) and banner["follows_accounts"]:
        try:
            account.apart(request, answer.cookies, banner, wish=wish)
        except client.Away:
            return HttpResponse(status=503)
    return answer


def _back(request: HttpRequest) -> str:
    """The page the banner stood on, never one of another site."""
    wanted = _sent(request).get("next", "/")
    is_ours = url_has_allowed_host_and_scheme(wanted, {request.get_host()}, require_https=request.is_secure())
    return wanted if is_ours else "/"


def _sweep(request: HttpRequest, answer: HttpResponseBase, banner: Mapping[str, Any]) -> None:
    """What nobody agreed to does not stay, HttpOnly or not: without a choice that holds, nothing does."""
    choice = standing(request, banner).choice or Remembered(UUID(int=0), "", 0)
    patterns = choice_cookie.refused(banner["cookies"], choice)
    names = [name for name in choice_cookie.to_clear(patterns, request.COOKIES) if name in request.COOKIES]
    choice_cookie.clear(answer.cookies, names, request.get_host(), banner["domain"], request.path)


def _clear(request: HttpRequest, answer: HttpResponse, banner: Mapping[str, Any], choice: Remembered) -> None:
    patterns = choice_cookie.refused(banner["cookies"], choice)
    names = choice_cookie.to_clear(patterns, request.COOKIES)
    choice_cookie.clear(answer.cookies, names, request.get_host(), banner["domain"])


def _follow(request: HttpRequest, answer: HttpResponseBase, banner: Mapping[str, Any]) -> None:
    """Accounts, where the site follows them; while Accord is away, each browser keeps what it has."""
    if account.TOLD in request.COOKIES:  # this page says it
        choice_cookie.clear(answer.cookies, [account.TOLD], "", "")
    if banner["follows_accounts"]:
        try:
            account.follow(request, answer.cookies, banner)
        except client.Away:
            return
