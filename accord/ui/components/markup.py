"""What every component stands on: icons, attributes and small parts of templates."""

from functools import lru_cache
from typing import Any

from django.template.loader import render_to_string
from django.utils.html import conditional_escape, format_html
from django.utils.safestring import SafeString, mark_safe

from accord.ui.components.drawings import DRAWINGS

KINDS = {"yes", "no", "soon", "late", "na", "neutral", ""}
ICON_OF = {"yes": "yes", "no": "no", "soon": "clock", "late": "alert", "na": "", "neutral": "", "": ""}


def attributes(values: dict[str, Any]) -> SafeString:
    """HTML attributes from keyword arguments: `hx_get` becomes hx-get, None and False disappear, True stands alone."""
    alone, valued = [], []
    for name, value in values.items():
        if value is None or value is False or (value == "" and name not in {"value", "alt"}):
            continue
        word = name.rstrip("_").replace("_", "-")
        if value is True:
            alone.append(f" {word}")
        else:
            valued.append(f' {word}="{conditional_escape(str(value))}"')
    return mark_safe("".join([*sorted(valued), *sorted(alone)]))  # noqa: S308 names are ours, values escaped


def trim(content: str) -> SafeString:
    """What stands between two tags, without the white space around it."""
    return mark_safe(content.strip())  # noqa: S308 rendered by the template engine, which has escaped it


def part(name: str, /, **context: Any) -> SafeString:
    """The small template ui/parts/<name>.html, rendered."""
    return render_to_string(f"ui/parts/{name}.html", context)


def drawing(name: str, *, small: bool = False, label: str = "") -> SafeString:
    """The icon `name` as an inline SVG, hidden from screen readers unless it carries a `label`."""
    return _drawn(name, small, str(label)) if name else SafeString("")


@lru_cache(maxsize=1024)
def _drawn(name: str, small: bool, label: str) -> SafeString:
    said = format_html('role="img" aria-label="{}"', label) if label else SafeString('aria-hidden="true"')
    return format_html(
        '<svg class="i{}" viewBox="0 0 24 24" {}>{}</svg>',
        " i-s" if small else "",
        said,
        mark_safe(DRAWINGS[name]),  # noqa: S308 the drawings are ours
    )


def kind_of(kind: str) -> str:
    """`kind` when it is one of the tones of the house; a mistake in a template is said at once."""
    if kind not in KINDS:
        raise ValueError(f"Unknown kind {kind!r}: one of {', '.join(sorted(KINDS))}.")
    return kind
