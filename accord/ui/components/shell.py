"""What stands around every page: brand, side menu, language, messages."""

from collections.abc import Callable, Mapping
from typing import Any

from django.conf import settings
from django.template import Library
from django.template.context import Context
from django.utils.safestring import SafeString
from django.utils.translation import get_language, get_language_info

from accord.lib.access import may
from accord.lib.links import address
from accord.ui.components.markup import part
from accord.ui.menu import first_page, resolve

register = Library()


@register.simple_tag
def mark() -> SafeString:
    """The sign of Accord: two rings that overlap."""
    return part("mark")


@register.simple_tag(takes_context=True)
def side_menu(context: Context) -> SafeString:
    """What exists and what this colleague may see. Counters: context function `counters`, url name → number."""
    request = context["request"]
    count: Callable[[], Mapping[str, Any]] = context.get("counters") or dict
    match = request.resolver_match
    groups = resolve(request.user, request.path, match.view_name if match else "", count())
    return part("side_menu", groups=groups)


@register.simple_tag(takes_context=True, name="first_page")
def beginning(context: Context) -> str:
    """The address this colleague begins at."""
    return first_page(context["request"].user)


@register.simple_tag(takes_context=True)
def search_address(context: Context) -> str:
    """Where people, pages and actions are looked for; "" for a colleague to whom it is not open."""
    return address("desk:search") if may(context["request"].user, "people.read") else ""


@register.simple_tag(takes_context=True)
def keys_help(context: Context) -> SafeString:
    """The keys of the house, in a window that `?` opens: those everywhere, those of lists, and where g leads."""
    user = context["request"].user
    lines = [line for section in resolve(user, "", "", {}) for line in section.lines if line.key]
    is_off = getattr(user, "has_shortcuts", True) is False
    return part("keys", pages=lines, is_off=is_off)


@register.simple_tag(takes_context=True)
def language_switch(context: Context, look: str = "link") -> SafeString:
    """The pages in the other language; comes back here. look "link" (public pages) or "menu" (staff pages)."""
    now = (get_language() or settings.LANGUAGE_CODE)[:2]
    others = [get_language_info(code) for code, _name in settings.LANGUAGES if code != now]
    request = context.get("request")
    return part(
        "language_switch",
        others=others,
        now=get_language_info(now),
        look=look,
        here=request.get_full_path() if request else "/",
        token=context.get("csrf_token", ""),
    )


@register.simple_tag(takes_context=True)
def messages_list(context: Context) -> SafeString:
    """What Accord has to say after an action, above the page."""
    return part("messages", messages=context.get("messages") or ())
