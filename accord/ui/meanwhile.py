"""Two windows on the same thing: what was shown travels with the form; what changed meanwhile is said, not lost."""

import hashlib
import json
from typing import Any

from django import forms
from django.utils.translation import gettext as _


class Meanwhile:
    """Beside a form: what changed since it was shown is said once, field by field; saving again replaces it.

    A ModelForm of a kept row is watched by itself; another form calls `watch` once its fields are there.
    """

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if getattr(getattr(self, "instance", None), "pk", None):
            self.watch()

    def watch(self) -> None:
        """From now on the form carries what it showed."""
        seen = forms.CharField(required=False, initial=self._standing, widget=forms.HiddenInput)
        self.fields["seen"] = seen  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """Nothing said when what was shown still stands, or when the form does not say what it showed."""
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data  # type: ignore[misc,attr-defined]
        seen = cleaned.pop("seen", "")
        if seen and seen != self._standing():
            self._say_what_stands()
        return cleaned

    def _standing(self) -> str:
        """A fingerprint of what is kept now."""
        shown = {name: _plain(value) for name, value in self._kept()}
        return hashlib.sha256(json.dumps(shown, sort_keys=True).encode()).hexdigest()[:16]

    def _kept(self) -> list[tuple[str, Any]]:
        form: Any = self
        names = [name for name in form.fields if name != "seen"]
        return [(name, form.get_initial_for_field(form.fields[name], name)) for name in names]

    def _say_what_stands(self) -> None:
        form: Any = self
        kept, typed = dict(self._kept()), set(form.changed_data) - {"seen"}
        form.data = form.data.copy()
        form.data[form.add_prefix("seen")] = self._standing()
        form.add_error(
            None,
            _("Somebody changed this while you were writing. Save again to replace it by what you typed."),
        )
        for name in typed & set(form.cleaned_data):
            form.add_error(
                name, _("Kept now: %(value)s") % {"value": _shown(form.fields[name], kept[name]) or "–"}
            )


def _plain(value: Any) -> str:
    if isinstance(value, list | tuple | set):
        return ",".join(sorted(_plain(one) for one in value))
    return "" if value is None else str(getattr(value, "pk", value))


def _shown(field: forms.Field, value: Any) -> str:
    choices = dict(getattr(field, "choices", ()) or ())
    if isinstance(value, list | tuple):
        return ", ".join(_shown(field, one) for one in value)
    return str(choices.get(value, "" if value is None else value))
