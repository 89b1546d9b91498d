"""The small scripts of public pages, and the proof of work of forms: the browser computes while the person types."""

import json
from collections.abc import Mapping
from typing import Any

from django.template import Library
from django.templatetags.static import static
from django.utils.html import format_html
from django.utils.safestring import SafeString

register = Library()


@register.simple_tag
def proof_of_work(challenge: str, bits: int) -> SafeString:
    """Put inside a form: carries `challenge` and, where scripts run, the number that answers it (lib/pow.py)."""
    return format_html(
        '<input type="hidden" name="challenge" value="{0}"><input type="hidden" name="proof" data-work="{0}" '
        'data-bits="{1}"><script src="{2}" defer></script>',
        challenge,
        bits,
        static("ui/proof.js"),
    )


@register.simple_tag
def tell_height() -> SafeString:
    """In the head of a page that others frame: tells whoever frames it how high it is, and nothing else."""
    return format_html('<script src="{}" defer></script>', static("ui/framed.js"))


@register.simple_tag
def tell_opener(told: Mapping[str, Any], origin: str) -> SafeString:
    """In the head of a page: sends `told` to the page that opened or frames it, if that one is of `origin`."""
    return format_html(
        '<script src="{}" data-told="{}" data-origin="{}"></script>',
        static("ui/opener.js"),
        json.dumps(told),
        origin,
    )


@register.simple_tag
def come_back(seconds: int, url: str) -> SafeString:
    """In the head of a page on a shared screen: `url` is shown again once nobody has touched it for so many seconds."""
    return format_html(
        '<script src="{2}" data-after="{0}" data-to="{1}" defer></script>'
        '<noscript><meta http-equiv="refresh" content="{0}; url={1}"></noscript>',
        seconds,
        url,
        static("ui/return.js"),
    )
