"""Forms: fields with their reason, errors tied to them, what was typed kept."""

from typing import Any

from django.db.models.fields import BLANK_CHOICE_DASH
from django.forms import BaseForm, BoundField, Field, widgets
from django.template import Library
from django.template.context import Context
from django.utils.functional import Promise
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accord.ui.components.markup import attributes, part

register = Library()

SHAPES: tuple[tuple[type[widgets.Widget], str], ...] = (
    (widgets.CheckboxSelectMultiple, "choices"),
    (widgets.RadioSelect, "choices"),
    (widgets.CheckboxInput, "checkbox"),
    (widgets.ClearableFileInput, "file"),
    (widgets.FileInput, "file"),
    (widgets.SelectMultiple, "multiple"),
    (widgets.Select, "select"),
    (widgets.Textarea, "textarea"),
)

# Where nothing was given: what is to be given, by the shape of the field or the kind of its line.
FILL_IN = gettext_lazy("To be filled in: it cannot stay empty.")
WANTED: dict[str, Promise] = {
    "email": gettext_lazy("Write an e-mail address."),
    "number": gettext_lazy("Write a number."),
    "url": gettext_lazy("Write the address of a page."),
    "password": gettext_lazy("Type the password."),
    "date": gettext_lazy("Give a day."),
    "datetime-local": gettext_lazy("Give a day and an hour."),
    "time": gettext_lazy("Give an hour."),
    "radio": gettext_lazy("Choose an answer."),
    "select": gettext_lazy("Choose an answer."),
    "choices": gettext_lazy("Choose at least one answer."),
    "multiple": gettext_lazy("Choose at least one answer."),
    "checkbox": gettext_lazy("Tick the box."),
    "file": gettext_lazy("Choose a file."),
}
MISSING = Field.default_error_messages["required"]  # what Django says of any field

DASHES = frozenset(label for _value, label in BLANK_CHOICE_DASH)


def shape(bound: BoundField) -> str:
    """Which drawing suits the widget: choices, checkbox, file, multiple, select, textarea, or a line of text."""
    return next((name for kind, name in SHAPES if isinstance(bound.field.widget, kind)), "line")


@register.filter
def faults(bound: BoundField) -> list[str]:
    """What is wrong with a field; where nothing was given and the form has no words of its own, what is to be given."""
    return [
        str(_wanted(bound)) if error.code == "required" and error.message == MISSING else said
        for error in bound.errors.as_data()
        for said in error.messages
    ]


def _wanted(bound: BoundField) -> Promise:
    kind, widget = shape(bound), bound.field.widget
    if kind == "line" or (kind == "choices" and not getattr(widget, "allow_multiple_selected", False)):
        kind = getattr(widget, "input_type", "")
    return WANTED.get(kind, FILL_IN)


def _described(bound: BoundField, why: str) -> str:
    parts = [f"{bound.auto_id}-error"] if bound.errors else []
    if bound.help_text or why:
        parts.append(f"{bound.auto_id}-help")
    return " ".join(parts)


@register.simple_block_tag(takes_context=True)
def form(
    context: Context, content: str, bound: BaseForm | None = None, action: str = "", **more: Any
) -> SafeString:
    """A form: token, hidden fields and the list of errors of `bound` (a Django form), then what is between the tags.

    `more`: method, files=True, guard=True (warns before what was typed is lost), id, hx_…
    """
    method = str(more.pop("method", "post"))
    files = more.pop("files", bool(bound and bound.is_multipart()))
    extra = {
        "enctype": "multipart/form-data" if files else None,
        "data_guard": bool(more.pop("guard", False)),
        **more,
    }
    return part(
        "form",
        content=content,
        bound=bound,
        action=action,
        method=method,
        token=context.get("csrf_token", "") if method == "post" else "",
        more=attributes(extra),
        errors=_as_read(_errors(bound), content) if bound else [],
    )


def _as_read(found: list[tuple[str, str, str]], content: str) -> list[tuple[str, str, str]]:
    """What is wrong, in the order in which the page asks; first what is wrong with the whole."""
    return sorted(found, key=lambda one: content.find(f'id="{one[0][1:]}"') if one[0] else -1)


def _errors(bound: BaseForm) -> list[tuple[str, str, str]]:
    """(address on the page, name of the field, sentence) of every error of a form."""
    found = [("", "", str(error)) for error in bound.non_field_errors()]
    for field in bound:
        target = f"#{field.auto_id}" if shape(field) != "choices" else f"#{field.auto_id}-group"
        found += [(target, str(capfirst(field.label)), error) for error in faults(field)]
    return found


@register.simple_tag
def errors(bound: BaseForm) -> SafeString:
    """The errors of a form as links to their fields; `form` draws it by itself."""
    return part("errors", errors=_errors(bound))


@register.simple_tag
def field(
    bound: BoundField, *, why: str = "", link: str = "", link_label: str = "", label: str = "", **more: Any
) -> SafeString:
    """A field of a Django form: label, what it is needed for (`why`), help, error; « optional » is said by itself.

    `link` and `link_label` stand at the right of the label; `without_help=True` leaves the form's own help out;
    `side_by_side=True` puts short choices in one row; `plain=True` does not say « optional », where everything is.
    `more` becomes attributes of the control.
    """
    if more.pop("without_help", False):
        bound.help_text = ""
    _name_the_empty_choice(bound)
    kind, in_row, is_plain = shape(bound), more.pop("side_by_side", False), more.pop("plain", False)
    described = _described(bound, why)
    control = {
        **{name.replace("_", "-"): value for name, value in more.items()},
        "aria-describedby": described or None,
        "aria-invalid": "true" if bound.errors else None,
    }
    control = {name: value for name, value in control.items() if value is not None}
    widget = bound.as_widget(attrs=control) if kind != "choices" else ""
    return part(
        "field",
        bound=bound,
        shape=kind,
        in_row=in_row,
        is_optional=not (bound.field.required or is_plain),
        why=why,
        widget=widget,
        link=link,
        link_label=link_label,
        label=capfirst(label or bound.label),
    )


def _name_the_empty_choice(bound: BoundField) -> None:
    """Django draws the choice of nothing as dashes: it says « Choose », or – where nothing is an answer."""
    widget = bound.field.widget
    if not isinstance(widget, widgets.Select):
        return
    words = _("Choose") if bound.field.required else "–"
    widget.choices = [
        (value, words if not value and label in DASHES else label) for value, label in widget.choices
    ]


@register.simple_tag
def fields(bound: BaseForm) -> SafeString:
    """Every visible field of a form, in its order."""
    drawn = [field(each) for each in bound.visible_fields()]
    return format_html_join("", "{}", ((one,) for one in drawn))


@register.simple_block_tag
def group(content: str, label: str, sentence: str = "") -> SafeString:
    """Fields that belong together, under one legend."""
    return part("group", content=content, label=label, sentence=sentence)


@register.simple_block_tag
def only(content: str, name: str, value: str) -> SafeString:
    """Fields that matter only while the choice `name` is `value`: hidden otherwise; without a script always there."""
    return format_html('<div class="stack" data-only="{}" data-value="{}">{}</div>', name, value, content)


@register.simple_tag
def checkbox(
    name: str, label: str, *, value: str = "on", checked: bool = False, sentence: str = "", **more: Any
) -> SafeString:
    """A box to tick drawn as a card: what it is, and a sentence. Never ticked for the person."""
    return _card("checkbox", name, label, {"value": value, "checked": checked, **more}, sentence)


@register.simple_tag
def radio(
    name: str, label: str, *, value: str, checked: bool = False, sentence: str = "", **more: Any
) -> SafeString:
    """One answer among several, drawn as a card."""
    return _card("radio", name, label, {"value": value, "checked": checked, **more}, sentence)


def _card(kind: str, name: str, label: str, more: dict[str, Any], sentence: str) -> SafeString:
    note = format_html("<small>{}</small>", sentence) if sentence else ""
    control = attributes({"type": kind, "name": name, **more})
    return format_html('<label class="ck"><input{}><b>{}</b>{}</label>', control, label, note)


@register.simple_tag
def hidden(name: str, value: Any) -> SafeString:
    """A value that travels with the form unseen."""
    return format_html('<input type="hidden" name="{}" value="{}">', name, value)


@register.simple_tag
def trap(name: str, label: str) -> SafeString:
    """A field that people do not see and robots fill in."""
    return part("trap", name=name, label=label)
