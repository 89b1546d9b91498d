"""The banner and what stands in place of hidden contents, as HTML: the same parts as the script draws (banner.js).

They live in a shadow root with the banner's own sheet, so that the style of the site does not reach in; the names of
classes are those of that sheet. Where the script runs, it takes the banner over.
"""

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

RIGHT_TO_LEFT = frozenset({"ar", "he"})


def banner(
    banner: Mapping[str, Any], language: str, address: str, inside: SafeString, *, is_told: bool = False
) -> SafeString:
    """The element the script looks for, with what stands in it now, and the script itself, which tells what is told."""
    return format_html(
        '<div id="{}" lang="{}" dir="{}"><template shadowrootmode="open">'
        '<link rel="stylesheet" href="{}.css">{}</template></div>'
        '<script src="{}.js?lang={}{}" defer></script>',
        banner["alias"],
        language,
        "rtl" if language in RIGHT_TO_LEFT else "ltr",
        address,
        inside,
        address,
        language,
        "&account" if is_told else "",
    )


def question(
    words: Mapping[str, Any], banner: Mapping[str, Any], address: str, sent: Mapping[str, str], action: str
) -> SafeString:
    """The question: two buttons drawn by one rule, and the way to the third parties; `sent`: what travels unseen."""
    order = ("refuse", "accept") if banner["first"] == "refuse" else ("accept", "refuse")
    purposes = format_html_join("", "<li><label>{}</label>{}</li>", words["p"])
    second = f"{address}/?lang={sent['lang']}"
    links = format_html_join(
        "", '<a href="{}">{}</a>', ((second, words["choose"]), (f"{second}#third-parties", words["list"]))
    )
    return _asking(
        format_html(
            '<h2>{}</h2><p id="d">{}</p><ul>{}</ul><p class="quiet">{}</p><div class="answers">{}</div>'
            '<p class="links">{}{}</p>',
            words["title"],
            words["intro"],
            purposes,
            words["after"],
            _answers(words, order),
            links,
            _answers(words, ("close",) if banner.get("close") else ()),
        ),
        words["title"],
        sent,
        action,
    )


def notice(words: Mapping[str, Any], address: str, sent: Mapping[str, str], action: str) -> SafeString:
    """In its place, where the browser itself said no (Global Privacy Control): that it was believed."""
    name = "Global Privacy Control"
    inside = format_html(
        '<h2>{}</h2><p id="d">{}</p><p class="links"><button name="answer" value="gpc">{}</button>'
        '<a href="{}/?lang={}">{}</a></p>',
        name,
        words["signal"],
        words["done"],
        address,
        sent["lang"],
        words["choose"],
    )
    return _asking(inside, name, sent, action)


def heard(sent: Mapping[str, str], action: str) -> SafeString:
    """Beside that notice: where no script runs to do it, the browser has the refusal kept at once."""
    address = f"{action}?{urlencode({'gpc': 1, **sent})}"
    return format_html('<noscript><img src="{}" alt="" width="1" height="1"></noscript>', address)


def _asking(inside: SafeString, name: str, sent: Mapping[str, str], action: str) -> SafeString:
    """A form in a dialog called `name`; `sent`: what travels unseen."""
    hidden = format_html_join("", '<input type="hidden" name="{}" value="{}">', sent.items())
    return format_html(
        '<form method="post" action="{}">{}<section role="dialog" aria-label="{}" aria-describedby="d">{}</section>'
        "</form>",
        action,
        hidden,
        name,
        inside,
    )


def _answers(words: Mapping[str, Any], keys: tuple[str, ...]) -> SafeString:
    named = ((one, words[one]) for one in keys)
    return format_html_join("", '<button name="answer" value="{}">{}</button>', named)


def way_back(words: Mapping[str, Any], language: str, address: str, *, is_told: bool) -> SafeString:
    """Once answered: the permanent way back to the choice; is_told: says that the choice of the account applies."""
    told = format_html('<p role="status">{}</p>', words["applied"]) if is_told else ""
    return format_html(
        '<aside aria-label="{}">{}<a href="{}/?lang={}">{}</a></aside>',
        words["control"],
        told,
        address,
        language,
        words["control"],
    )


def hidden(words: Mapping[str, Any], title: str, language: str, address: str) -> SafeString:
    """In place of what was not agreed to: what is hidden, and the way to the choice."""
    return format_html(
        '<p>{} <a href="{}/?lang={}" data-accord-open>{}</a></p>',
        words["hidden"].replace("{title}", title),
        address,
        language,
        words["choose"],
    )
