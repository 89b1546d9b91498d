"""Tables whose rows become cards on a phone, and plain lists."""

from functools import lru_cache
from typing import Any

from django.template import Library
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from accord.ui.components.markup import attributes, drawing, part, trim

register = Library()


@register.simple_block_tag
def table(content: str, caption: str, *, id: str = "") -> SafeString:
    """A table named by `caption` (for screen readers): `heads`, then `row` after `row`."""
    return format_html(
        '<div class="table-wrap"><table class="table" role="table"{}><caption class="sr">{}</caption>{}</table></div>',
        attributes({"id": id}),
        caption,
        content,
    )


@register.simple_block_tag
def heads(content: str) -> SafeString:
    """The headings of a table: `head` after `head`; the rows that follow stand in `rows`."""
    return format_html('<thead role="rowgroup"><tr role="row">{}</tr></thead>', content)


@register.simple_tag
def head(
    label: str = "", *, sort: str = "", href: str = "", kind: str = "", hidden: bool = False
) -> SafeString:
    """One heading. `href` sorts by it; sort "ascending" or "descending" is the present order. kind num, wide."""
    inside: Any = format_html('<span class="sr">{}</span>', label) if hidden else label
    if href:
        arrow = drawing("up" if sort == "descending" else "down", small=True) if sort else ""
        inside = format_html('<a href="{}">{}{}</a>', href, inside, arrow)
    more = attributes({"class": _cell_class(kind), "aria_sort": sort})
    return format_html('<th scope="col" role="columnheader"{}>{}</th>', more, inside)


@register.simple_block_tag
def rows(content: str, **more: Any) -> SafeString:
    """The body of a table; `more` becomes attributes (id, hx_…)."""
    return format_html('<tbody role="rowgroup"{}>{}</tbody>', attributes(more), content)


@register.simple_block_tag
def row(content: str, *, selected: bool = False, href: str = "", kind: str = "") -> SafeString:
    """One row. `href` is what Enter opens; kind late or soon draws its edge."""
    more = attributes(
        {
            "aria_selected": "true" if selected else None,
            "data_href": href,
            "class": f"is-{kind}" if kind else None,
        }
    )
    return format_html('<tr role="row"{}>{}</tr>', more, content)


def _cell_class(kind: str) -> str | None:
    return {"": None, "num": "num", "wide": "wide", "quiet": "quiet", "select": "sel", "acts": "cell-acts"}[
        kind
    ]


@register.simple_block_tag
def row_head(content: str) -> SafeString:
    """The cell that names its row, usually a link."""
    return format_html('<th scope="row" role="rowheader">{}</th>', content)


@register.simple_block_tag
def cell(content: str, label: str = "", kind: str = "") -> SafeString:
    """One cell. `label` stands before it on a phone; kind num, quiet (grey), wide (hidden when narrow), acts."""
    return format_html('<td role="cell"{}>{}</td>', _cell_attributes(str(label), kind), trim(content))


@lru_cache(maxsize=512)
def _cell_attributes(label: str, kind: str) -> SafeString:
    """The same in every row."""
    return attributes({"class": _cell_class(kind), "data_l": capfirst(label)})


@register.simple_tag
def select_head() -> SafeString:
    """The heading that chooses every row of the page."""
    box = format_html(
        '<input type="checkbox" data-select-all aria-label="{}">', _("Choose everything on this page")
    )
    return format_html('<td class="sel" role="cell">{}</td>', box)


@register.simple_tag
def select_cell(
    value: Any, label: str, *, name: str = "chosen", checked: bool = False, form: str = "bulk"
) -> SafeString:
    """The cell that chooses its row, for the actions of `bulk` (the form of that id)."""
    more = attributes({"name": name, "value": str(value), "checked": checked, "form": form})
    said = _("Choose %(what)s") % {"what": label}
    return format_html(
        '<td class="sel" role="cell"><input type="checkbox" data-select{} aria-label="{}"></td>', more, said
    )


@register.simple_block_tag(name="list")
def list_(content: str, *, label: str = "", ordered: bool = False) -> SafeString:
    """Lines of things, each an `item`."""
    name = "ol" if ordered else "ul"
    return format_html(
        '<{0} class="list" role="list"{1}>{2}</{0}>', name, attributes({"aria_label": label}), content
    )


@register.simple_block_tag
def item(
    content: str, title: str, sentence: str = "", *, href: str = "", icon: str = "", number: str = ""
) -> SafeString:
    """One line of a list: icon or number, title (a link with `href`), sentence; the rest at its right."""
    return part(
        "item",
        title=title,
        sentence=sentence,
        href=href,
        icon=drawing(icon),
        number=number,
        trailing=trim(content),
    )


@register.simple_block_tag
def choice(content: str, label: str, *, level: int = 3) -> SafeString:
    """One thing a person decides about, in a `list`: its name, a `stack` of words, then `actions` at the right."""
    return format_html('<li class="chan"><h{0}>{1}</h{0}>{2}</li>', level, label, trim(content))
