"""What every form of health refuses: a number of the social security outside its own field.

One string of fifteen digits in 97 passes its key by chance: whoever typed it may say that it is none. The door of
health writes that down (`door.py`), without the number.
"""

from datetime import date
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext as _

from accord.lib import nir
from accord.lib.lengths import YEARS


class PlainForm(forms.Form):
    """A form whose fields may hold anything but a NIR; one typed here is refused, and not shown again, unless its
    author says that it is something else.
    """

    holds_nir: tuple[str, ...] = ()  # the fields made for it

    def clean(self) -> dict[str, Any]:
        """Refuse a NIR, wherever it was typed, and a year nobody means."""
        cleaned = super().clean() or {}
        found = [
            name
            for name, value in cleaned.items()
            if isinstance(value, str) and name not in self.holds_nir and nir.find(value)
        ]
        if not self.data.get(nir.NOT_ONE):
            self._refuse(found)
        for name, value in list(cleaned.items()):
            if isinstance(value, date) and value.year not in YEARS:
                self.add_error(name, _("This date cannot be meant: correct its year."))
        return cleaned

    def _refuse(self, found: list[str]) -> None:
        for name in found:
            self.forget(name)
            self.add_error(name, _("This looks like a social security number: it may not be written here."))
        if found:
            self.fields[nir.NOT_ONE] = forms.BooleanField(
                label=_("it is something else"),
                required=False,
                help_text=_(
                    "Write it again and tick this. The journal keeps that you said so, not the number."
                ),
            )

    def forget(self, name: str) -> None:
        """What was typed into `name` is not drawn again."""
        data = QueryDict(mutable=True)
        data.update({key: "" if key == self.add_prefix(name) else value for key, value in self.data.items()})
        self.data = data
