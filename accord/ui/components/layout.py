"""Where things stand on a page: header, columns, stacks, panels, prose."""

from django.template import Library
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from accord.ui.components.markup import attributes, drawing, part, trim

register = Library()


@register.simple_block_tag
def crumbs(content: str) -> SafeString:
    """Where this page stands: `crumb` after `crumb`, the last one without an address."""
    return format_html(
        '<nav class="crumbs" aria-label="{}"><ol>{}</ol></nav>', _("Where this page stands"), content
    )


@register.simple_tag
def crumb(label: str, href: str = "") -> SafeString:
    """One step of `crumbs`."""
    if not href:
        return format_html('<li><span aria-current="page">{}</span></li>', label)
    return format_html('<li><a href="{}">{}</a>{}</li>', href, label, drawing("right", small=True))


@register.simple_block_tag
def page_header(
    content: str, title: str, sentence: str = "", *, initials: str = "", icon: str = ""
) -> SafeString:
    """Title, one sentence of context, and the actions written between the tags: one primary at most."""
    return part(
        "page_header", title=title, sentence=sentence, initials=initials, icon=icon, actions=trim(content)
    )


@register.simple_block_tag
def columns(content: str, aside: str = "") -> SafeString:
    """A main column and an `aside` written after it; `aside="narrow"` or "wide" changes the share."""
    return format_html('<div class="cols{}">{}</div>', f" cols-{aside}" if aside else "", content)


@register.simple_block_tag
def aside(content: str, label: str = "") -> SafeString:
    """The side column of `columns`; `label` names it for screen readers."""
    return format_html('<aside class="stack"{}>{}</aside>', attributes({"aria_label": label}), content)


@register.simple_block_tag
def stack(content: str, gap: str = "") -> SafeString:
    """One thing under the other; gap "small" inside a panel."""
    return format_html('<div class="stack{}">{}</div>', " stack-s" if gap == "small" else "", content)


@register.simple_block_tag
def grid(content: str, of: int = 2) -> SafeString:
    """Equal columns, 2, 3 or 4, that become one on a phone."""
    return format_html('<div class="grid grid-{}">{}</div>', of, content)


@register.simple_block_tag
def flow(content: str) -> SafeString:
    """Panels of unequal height, in two columns where there is room, read downwards: none waits for its neighbour."""
    return format_html('<div class="flow">{}</div>', content)


@register.simple_block_tag
def cluster(content: str, align: str = "") -> SafeString:
    """Small things side by side that wrap; align "end" or "between"."""
    return format_html('<div class="cluster{}">{}</div>', f" cluster-{align}" if align else "", content)


@register.simple_block_tag
def prose(content: str) -> SafeString:
    """Running text to be read: headings, paragraphs, lists, at a comfortable measure."""
    return format_html('<div class="prose">{}</div>', content)


@register.simple_block_tag
def toolbar(content: str, label: str = "") -> SafeString:
    """Tools of a list or an editor, side by side, under one name for screen readers."""
    return format_html(
        '<div class="cluster toolbar" role="group"{}>{}</div>', attributes({"aria_label": label}), content
    )


@register.simple_block_tag
def panel(
    content: str, title: str = "", *, note: str = "", link: str = "", link_label: str = "", **more: str
) -> SafeString:
    """A white sheet with a title; at its right a `note` or a `link`. Tables, lists and `footer` go to its edges.

    `more`: id, icon, level (heading level, 2 by default), tone ("yes", "soon", "late").
    """
    return part("panel", content=content, title=title, note=note, link=link, link_label=link_label, more=more)


@register.simple_block_tag
def footer(content: str) -> SafeString:
    """The last line of a panel: a sentence, or its buttons."""
    return format_html('<footer class="panel-foot">{}</footer>', content)


@register.simple_block_tag
def section(content: str, title: str, sentence: str = "", *, id: str = "") -> SafeString:
    """A part of a page under a heading, without a sheet around it."""
    return part("section", content=content, title=title, sentence=sentence, id=id)
