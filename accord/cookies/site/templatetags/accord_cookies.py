"""`{% load accord_cookies %}`: the banner drawn by the server, and what stands only where it was agreed to."""

from typing import Any

from django.http import HttpRequest
from django.template import Library
from django.template.context import Context
from django.utils.safestring import SafeString
from django.utils.translation import get_language

from accord.cookies.site import account, client, drawing
from accord.cookies.site.standing import Standing, says_no, standing

register = Library()


@register.simple_tag(takes_context=True)
def cookie_banner(context: Context) -> SafeString:
    """At the end of <body>: the question while it has no answer, in the page itself; the way back to it afterwards.

    Without a script the form is sent to the site's middleware; the script, where it runs, takes the banner over.
    """
    request = context["request"]
    found = _standing(request)
    if found.banner is None:
        return SafeString("")
    return _drawn(request, found, found.banner)


def _drawn(request: HttpRequest, found: Standing, banner: client.Banner) -> SafeString:
    language, address = _language(banner), client.setting("address")
    words = banner["texts"][language]
    is_told = found.choice is not None and account.TOLD in request.COOKIES
    action, beside = client.setting("path", client.PATH), SafeString("")
    sent = {"next": request.get_full_path(), "lang": language}
    if found.choice:
        inside = drawing.way_back(words, language, address, is_told=is_told)
    elif says_no(request, found):
        inside, beside = drawing.notice(words, address, sent, action), drawing.heard(sent, action)
    else:
        inside = drawing.question(words, banner, address, sent, action)
    return drawing.banner(banner, language, address, inside, is_told=is_told) + beside


@register.simple_block_tag(takes_context=True)
def consented(context: Context, content: str, code: str, title: str = "") -> SafeString:
    """What stands between the tags, only where the purpose or third party `code` was accepted.

    Elsewhere it is not in the page at all: a sentence says that it is hidden, and leads to the choice.
    """
    found = _standing(context["request"])
    if found.allows(code):
        return SafeString(content)
    if found.banner is None:
        return SafeString("")
    language = _language(found.banner)
    words = found.banner["texts"][language]
    return drawing.hidden(words, title or code, language, client.setting("address"))


def _standing(request: Any) -> Standing:
    return getattr(request, "cookie_choice", None) or standing(request, client.banner())


def _language(banner: client.Banner) -> str:
    spoken = list(banner["texts"])
    wanted = (get_language() or "")[:2]
    return wanted if wanted in spoken else spoken[0]
