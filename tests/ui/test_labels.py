"""Nobody reads a field that has no name in their language."""

import importlib
import pkgutil
from collections.abc import Iterator

from django import forms
from django.utils.functional import Promise

import accord
from accord.ui.components.forms import field

SAME_IN_EVERY_LANGUAGE = {"SIREN", "SIRET", "Code", "Position"}


def _forms(parent: type = forms.BaseForm) -> Iterator[type]:
    for child in parent.__subclasses__():
        yield child
        yield from _forms(child)


def _import_everything() -> None:
    for module in pkgutil.walk_packages(accord.__path__, "accord."):
        if not any(part in module.name for part in ("migrations", "__main__", "wsgi")):
            importlib.import_module(module.name)


def test_every_field_a_colleague_or_a_visitor_reads_has_a_name_that_is_translated() -> None:
    _import_everything()
    unnamed = [
        f"{form.__module__}.{form.__name__}.{name}: {field.label}"
        for form in set(_forms())
        if form.__module__.startswith("accord.")
        for name, field in getattr(form, "base_fields", {}).items()
        if isinstance(field.label, str)
        and not isinstance(field.label, Promise)
        and not field.widget.is_hidden
        and field.label not in SAME_IN_EVERY_LANGUAGE
    ]
    assert unnamed == []


class Grouped(forms.Form):
    town = forms.ChoiceField(label="Town", choices=[("", "---------"), ("Alps", [("annecy", "Annecy")])])


def test_a_choice_in_groups_says_choose_and_keeps_its_groups() -> None:
    page = str(field(Grouped()["town"]))
    assert ">Choisir</option>" in page
    assert '<optgroup label="Alps">' in page
    assert "---------" not in page
