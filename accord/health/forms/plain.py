"""What every form of health refuses: a number of the social security outside its own field."""

from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext as _

from accord.lib import nir


class PlainForm(forms.Form):
    """A form whose fields may hold anything but a NIR; one typed here is refused, and not shown again."""

    holds_nir: tuple[str, ...] = ()  # the fields made for it

    def clean(self) -> dict[str, Any]:
        """Refuse a NIR, wherever it was typed."""
        cleaned = super().clean() or {}
        for name, value in list(cleaned.items()):
            if isinstance(value, str) and name not in self.holds_nir and nir.find(value):
                self.forget(name)
                self.add_error(
                    name, _("This looks like a social security number: it may not be written here.")
                )
        return cleaned

    def forget(self, name: str) -> None:
        """What was typed into `name` is not drawn again."""
        data = QueryDict(mutable=True)
        data.update({key: "" if key == self.add_prefix(name) else value for key, value in self.data.items()})
        self.data = data
