"""What can be done: buttons, links that look like buttons, menus, dialogs, tabs, steps."""

from collections.abc import Callable
from typing import Any

from django.template import Library
from django.template.context import Context
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from accord.ui.components.markup import attributes, drawing, part

register = Library()

LOOKS = {"", "plain", "primary", "quiet", "danger", "link"}


def _classes(kind: str, size: str, label: str) -> str:
    if kind not in LOOKS:
        raise ValueError(f"Unknown button {kind!r}: one of {', '.join(sorted(LOOKS))}.")
    names = ["btn"]
    if kind not in {"", "plain"}:
        names.append(f"btn-{kind}")
    if size:
        names.append(f"btn-{size}")
    if not label:
        names.append("btn-ico")
    return " ".join(names)


@register.simple_tag
def button(
    label: str = "", *, icon: str = "", kind: str = "", size: str = "", after: str = "", **more: Any
) -> SafeString:
    """A button that sends its form. kind: primary, plain, quiet, danger, link; size: small, wide.

    An icon alone needs `aria_label`. `more` becomes attributes (name, value, form, type, hx_post, disabled …).
    """
    more.setdefault("type", "submit")
    return format_html(
        '<button class="{}"{}>{}{}{}</button>',
        _classes(kind, size, label),
        attributes(more),
        drawing(icon),
        label,
        drawing(after),
    )


@register.simple_tag
def link_button(
    label: str, href: str, *, icon: str = "", kind: str = "", size: str = "", after: str = "", **more: Any
) -> SafeString:
    """A link that looks like a button: it goes somewhere and changes nothing.

    The main one that creates something (icon plus, kind primary) answers to the key n.
    """
    if icon == "plus" and kind == "primary":
        more["data_new"] = True
    return format_html(
        '<a class="{}" href="{}"{}>{}{}{}</a>',
        _classes(kind, size, label),
        href,
        attributes(more),
        drawing(icon),
        label,
        drawing(after),
    )


@register.simple_tag
def unavailable(label: str, why: str, *, icon: str = "lock", kind: str = "") -> SafeString:
    """A button that cannot be used yet, and says why in words (also to screen readers)."""
    return format_html(
        '<span class="{}" role="link" aria-disabled="true" title="{}">{}{}<span class="sr"> – {}</span></span>',
        _classes(kind, "", label),
        why,
        drawing(icon),
        label,
        why,
    )


@register.simple_tag(takes_context=True)
def post_button(context: Context, label: str, action: str, **more: Any) -> SafeString:
    """One button that does one thing by POST, in a form of its own. `more`: as for `button`, and `fields` (a dict)."""
    fields = more.pop("fields", {})
    confirm = more.pop("confirm", "")
    return part(
        "post_button",
        action=action,
        fields=fields,
        confirm=confirm,
        button=button(label, **more),
        token=context.get("csrf_token", ""),
    )


@register.simple_tag(takes_context=True)
def follow_button(context: Context) -> SafeString:
    """Follow the record of this page, or no longer. Context function `follow`: (address, fields, followed) or None."""
    ask: Callable[[], tuple[str, dict[str, Any], bool] | None] = context.get("follow") or (lambda: None)
    found = ask()
    if found is None:
        return SafeString("")
    action, fields, is_followed = found
    label, kind = (_("Followed"), "link") if is_followed else (_("Follow"), "quiet")
    said = _("Follow no longer") if is_followed else _("Follow: be told of what changes")
    icon = "check" if is_followed else "eye"
    return post_button(context, label, action, fields=fields, icon=icon, kind=kind, title=said)


@register.simple_block_tag
def actions(content: str, align: str = "") -> SafeString:
    """Buttons side by side; align "end" puts them at the right."""
    return format_html('<div class="acts{}">{}</div>', f" acts-{align}" if align else "", content)


@register.simple_block_tag
def menu(
    content: str, label: str = "", *, icon: str = "", kind: str = "", size: str = "", aria_label: str = ""
) -> SafeString:
    """A button that opens a short list of `menu_link` and `menu_post`; without a label, three dots."""
    head = format_html(
        '<summary class="{}"{}>{}{}{}</summary>',
        _classes(kind, size, label),
        attributes({"aria_label": aria_label or ("" if label else _("More actions"))}),
        drawing(icon or ("" if label else "more")),
        label,
        drawing("down", small=True) if label else "",
    )
    return format_html('<details class="menu">{}<div class="menu-list">{}</div></details>', head, content)


@register.simple_tag
def menu_link(label: str, href: str, *, icon: str = "", current: bool = False) -> SafeString:
    """One entry of `menu` that goes somewhere."""
    current_ = attributes({"aria_current": "true" if current else None})
    return format_html('<a href="{}"{}>{}{}</a>', href, current_, drawing(icon), label)


@register.simple_tag(takes_context=True)
def menu_post(context: Context, label: str, action: str, **more: Any) -> SafeString:
    """One entry of `menu` that does something by POST."""
    return post_button(context, label, action, kind="quiet", **more)


@register.simple_block_tag
def dialog(content: str, id: str, title: str, sentence: str = "") -> SafeString:
    """A window over the page, opened by `dialog_button` of the same id."""
    return part("dialog", content=content, id=id, title=title, sentence=sentence)


@register.simple_tag
def dialog_button(
    label: str, dialog: str, *, href: str, icon: str = "", kind: str = "", size: str = ""
) -> SafeString:
    """Opens the `dialog`; without a script it is a link to `href`, the same thing as a page."""
    return link_button(label, href, icon=icon, kind=kind, size=size, data_dialog=dialog)


@register.simple_block_tag
def tabs(content: str, label: str) -> SafeString:
    """Views of one thing, each with its own address: `tab` after `tab`."""
    return format_html('<nav class="tabs" aria-label="{}">{}</nav>', label, content)


@register.simple_tag
def tab(
    label: str,
    href: str,
    *,
    current: bool = False,
    count: int | str | None = None,
    kind: str = "",
    icon: str = "",
) -> SafeString:
    """One of `tabs`; `count` is shown beside it, `kind` soon or late colours it."""
    shown = (
        format_html(' <span class="n{}">{}</span>', f" is-{kind}" if kind else "", count)
        if count not in (None, "")
        else ""
    )
    here = attributes({"aria_current": "page" if current else None})
    return format_html('<a href="{}"{}>{}{}{}</a>', href, here, drawing(icon, small=True), label, shown)


@register.simple_block_tag
def steps(content: str, label: str = "") -> SafeString:
    """The road of a task in a few `step`."""
    return format_html('<ol class="steps" aria-label="{}">{}</ol>', label or _("Steps"), content)


@register.simple_tag
def step(label: str, state: str = "todo", href: str = "") -> SafeString:
    """One of `steps`: state done, current or todo."""
    inside = format_html('<a href="{}">{}</a>', href, label) if href else label
    mark = (
        format_html('{}<span class="sr">{} </span>', drawing("check"), _("Done:")) if state == "done" else ""
    )
    here = attributes(
        {"class": "done" if state == "done" else None, "aria_current": "step" if state == "current" else None}
    )
    return format_html("<li{}>{}<span>{}</span></li>", here, mark, inside)
