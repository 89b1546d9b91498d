"""What stands around a list: search, filters as sentences, chips, pager, actions on what is chosen."""

from typing import Any

from django.forms import BoundField
from django.template import Library
from django.template.context import Context
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from accord.ui.components.markup import attributes, drawing, part

register = Library()

SWAP = {"hx_swap": "outerHTML show:none", "hx_push_url": "true"}


@register.simple_tag
def search_box(
    label: str, *, name: str = "q", value: str = "", action: str = "", placeholder: str = "", form: str = ""
) -> SafeString:
    """Searches this list; `/` puts the cursor here. With an `action`, a form of its own; without, part of `filters`.

    form: the id of a form elsewhere on the page, of which it is a part.
    """
    said = {"label": label, "placeholder": placeholder or label}
    return part("search_box", name=name, value=value, action=action, form=form, **said)


@register.simple_block_tag
def filters(content: str, action: str = "", *, label: str = "", target: str = "") -> SafeString:
    """A sentence made of words and `pick`, sent by GET. `target` (a selector) is replaced without a new page."""
    swap = (
        {"hx_get": action or ".", "hx_target": target, "hx_trigger": "change, submit", **SWAP}
        if target
        else {}
    )
    return part(
        "filters", content=content, action=action, label=label or _("Filter this list"), more=attributes(swap)
    )


@register.simple_tag
def pick(field: BoundField, label: str = "") -> SafeString:
    """A choice inside the sentence of `filters`."""
    widget = field.as_widget(attrs={"class": "pick", "aria-label": str(label or field.label)})
    return format_html("{}", widget)


@register.simple_block_tag
def chips(content: str, clear: str = "") -> SafeString:
    """The filters in force, each a `chip` that can be taken away; `clear` is the address without any."""
    last = format_html('<a href="{}">{}</a>', clear, _("Clear everything")) if clear else ""
    return format_html(
        '<div class="cluster chips" role="group" aria-label="{}">{}{}</div>',
        _("Filters in force"),
        content,
        last,
    )


@register.simple_tag
def chip(label: str, remove: str) -> SafeString:
    """One filter in force; `remove` is the address without it."""
    said = _("Remove the filter %(label)s") % {"label": label}
    return format_html(
        '<span class="chip">{}<a href="{}" aria-label="{}">{}</a></span>',
        label,
        remove,
        said,
        drawing("close"),
    )


@register.simple_tag
def pager(*, previous: str = "", following: str = "", sentence: str = "", target: str = "") -> SafeString:
    """Previous and next, no page count; put it in the footer of the list's panel."""
    swap = attributes({"hx_target": target, **SWAP} if target else {})
    return part("pager", previous=previous, following=following, sentence=sentence, target=target, more=swap)


@register.simple_block_tag(takes_context=True)
def bulk(
    context: Context, content: str, action: str = "", *, sentence: str = "", id: str = "bulk"
) -> SafeString:
    """Actions on the rows chosen with `select_cell`: a form whose buttons stand between the tags."""
    token = context.get("csrf_token", "")
    return part("bulk", content=content, action=action, sentence=sentence, id=id, token=token)


@register.simple_block_tag
def segments(content: str, label: str) -> SafeString:
    """Two or three ways of looking at the same thing, side by side: `segment` after `segment`."""
    return format_html('<div class="seg" role="group" aria-label="{}">{}</div>', label, content)


@register.simple_tag
def segment(label: str, href: str, *, current: bool = False, icon: str = "") -> SafeString:
    """One of `segments`."""
    here: dict[str, Any] = {"aria_current": "true" if current else None}
    return format_html('<a href="{}"{}>{}{}</a>', href, attributes(here), drawing(icon, small=True), label)
