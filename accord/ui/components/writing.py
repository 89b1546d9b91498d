"""Writing in pieces: pieces that change places, what may be filled in, a frame to look at it, pictures."""

from typing import Any

from django.forms import BoundField
from django.template import Library
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from accord.ui.components.markup import attributes, drawing, kind_of

register = Library()


@register.simple_block_tag
def pieces(content: str, label: str, *, order: str = "") -> SafeString:
    """Pieces in an order, `piece` after `piece`; with an address `order` they can be dragged, which posts to it."""
    more = attributes({"aria_label": label, "data_pieces": order})
    return format_html('<ol class="list pieces" role="list"{}>{}</ol>', more, content)


@register.simple_block_tag
def piece(content: str, id: str, title: str, sentence: str = "", **more: Any) -> SafeString:
    """One piece: what it is and what it says; its buttons stand between the tags.

    `more`: icon, warning (what it lacks), movable (it can be dragged by its grip).
    """
    warning = more.get("warning")
    grip = (
        format_html('<span class="grip" aria-hidden="true">{}</span>', drawing("drag"))
        if more.get("movable")
        else ""
    )
    lacks = format_html('<p class="lacks">{}{}</p>', drawing("alert", small=True), warning) if warning else ""
    said = format_html("<p>{}</p>", sentence) if sentence else ""
    words = format_html('<div class="item-words"><p>{}</p>{}{}</div>', title, said, lacks)
    icon = drawing(more.get("icon", ""))
    return format_html(
        '<li id="block-{0}" data-piece="{0}">{1}{2}{3}{4}</li>', id, grip, icon, words, content
    )


@register.simple_block_tag
def piece_tools(content: str) -> SafeString:
    """The buttons of a piece."""
    return format_html('<div class="cluster piece-tools">{}</div>', content)


@register.simple_block_tag
def piece_body(content: str) -> SafeString:
    """The open form of a piece, under its title."""
    return format_html('<div class="piece-body">{}</div>', content)


@register.simple_tag
def insert_button(label: str, bound: BoundField, name: str, text: str) -> SafeString:
    """Puts `text` where the cursor is in a field; without a script the form is sent with insert="field:name"."""
    more = {
        "name": "insert",
        "value": f"{bound.name}:{name}",
        "data_insert": text,
        "data_into": bound.id_for_label,
    }
    return format_html(
        '<button class="btn btn-small" type="submit" formnovalidate{}>{}</button>', attributes(more), label
    )


@register.simple_tag
def frame(src: str, title: str, *, size: str = "", links: bool = False) -> SafeString:
    """Another page seen in a closed frame: no script runs in it.

    size: "phone" is 390 pixels wide, "desktop" a wide page made smaller;
    links: its links may be followed, at a click, in the whole window; otherwise nothing leaves it.
    """
    return format_html(
        '<div class="frame{}"><iframe src="{}" title="{}" sandbox="{}"></iframe></div>',
        f" frame-{size}" if size else "",
        src,
        title,
        "allow-top-navigation-by-user-activation" if links else "",
    )


@register.simple_tag
def screens(src: str, computer: str, phone: str) -> SafeString:
    """Another page on a computer and on a telephone, side by side, smaller; its own script runs, apart from ours.

    computer and phone name the two frames.
    """
    frame = (
        '<div class="screen screen-{}"><iframe src="{}" title="{}" sandbox="allow-scripts"></iframe></div>'
    )
    both = (("computer", src, computer), ("phone", src, phone))
    return format_html('<div class="screens">{}</div>', format_html_join("", frame, both))


@register.simple_block_tag
def gallery(content: str, label: str) -> SafeString:
    """Pictures side by side: `picture` after `picture`."""
    return format_html('<ul class="gallery" role="list" aria-label="{}">{}</ul>', label, content)


@register.simple_tag
def picture(src: str, alternative: str, name: str, *, href: str = "", sentence: str = "") -> SafeString:
    """One picture with its name; `alternative` is read where it is not seen."""
    said = format_html("<small>{}</small>", sentence) if sentence else ""
    inside = format_html(
        '<img src="{}" alt="{}" loading="lazy"><span>{}{}</span>', src, alternative, name, said
    )
    return format_html("<li>{}</li>", format_html('<a href="{}">{}</a>', href, inside) if href else inside)


@register.simple_tag
def share(percent: float, *, kind: str = "no") -> SafeString:
    """A thin bar beside a number that says the same in words: a share of the largest, in percent."""
    return format_html(
        '<svg class="bar thin share" aria-hidden="true"><rect class="c-rest" width="100%" height="100%"/>'
        '<rect class="c-{}" width="{}%" height="100%"/></svg>',
        kind_of(kind),
        round(percent),
    )
