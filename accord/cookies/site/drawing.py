"""The banner and what stands in place of hidden contents, as HTML: the same parts as the script draws (banner.js).

They live in a shadow root with the banner's own sheet, so that the style of the site does not reach in; the names of
classes are those of that sheet. Where the script runs, it takes the banner over.
"""

from collections.abc import Mapping
from typing import Any

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString


def banner(
    banner: Mapping[str, Any], language: str, address: str, inside: SafeString, *, is_told: bool = False
) -> SafeString:
    """The element the script looks for, with what stands in it now, and the script itself, which tells what is told."""
    return format_html(
        '<div id="{}" lang="{}"><template shadowrootmode="open"><link rel="stylesheet" href="{}.css">{}</template>'
        "</div>"
        '<script src="{}.js?lang={}{}" defer></script>',
        banner["alias"],
        language,
        address,
        inside,
        address,
        language,
        "&account" if is_told else "",
    )


def question(
    words: Mapping[str, Any], order: tuple[str, str], address: str, sent: Mapping[str, str], action: str
) -> SafeString:
    """The question: two buttons drawn by one rule, and the way to the third parties; `sent`: what travels unseen."""
    hidden = format_html_join("", '<input type="hidden" name="{}" value="{}">', sent.items())
    purposes = format_html_join("", "<li><label>{}</label>{}</li>", words["p"])
    buttons = format_html_join(
        "", '<button name="answer" value="{}">{}</button>', ((one, words[one]) for one in order)
    )
    second = f"{address}/?lang={sent['lang']}"
    links = format_html_join(
        "", '<a href="{}">{}</a>', ((second, words["choose"]), (f"{second}#third-parties", words["list"]))
    )
    return format_html(
        '<form method="post" action="{}">{}<section role="dialog" aria-label="{}" aria-describedby="d"><h2>{}</h2>'
        '<p id="d">{}</p><ul>{}</ul><p class="quiet">{}</p><div class="answers">{}</div><p class="links">{}</p>'
        "</section></form>",
        action,
        hidden,
        words["title"],
        words["title"],
        words["intro"],
        purposes,
        words["after"],
        buttons,
        links,
    )


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
