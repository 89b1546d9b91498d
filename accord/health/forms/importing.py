"""Cleaning a file of identities and stays."""

from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accord.health.exchange import fhir, table
from accord.health.exchange.arrivals import Arrival, Unfit

LARGEST = 10 * 1024**2  # bytes
TOLD = 20  # lines that are wrong, shown at once


class ImportForm(forms.Form):
    """One file, all of it or nothing."""

    file = forms.FileField(label=gettext_lazy("File (CSV or FHIR)"))

    arrivals: list[tuple[int, Arrival]]

    def clean(self) -> dict[str, Any]:
        """Every line that cannot be taken in, with its number."""
        cleaned = super().clean() or {}
        file: UploadedFile[bytes] | None = cleaned.get("file")
        if file is None:
            return cleaned
        if (file.size or 0) > LARGEST:
            raise forms.ValidationError(_("This file is too large: ten megabytes at most."))
        try:
            content = file.read()
            said = list((fhir if content.lstrip()[:1] == b"{" else table).read(content))
        except Unfit as unfit:
            raise forms.ValidationError(str(unfit)) from unfit
        wrong = [(number, one) for number, one in said if isinstance(one, Unfit)]
        for number, one in wrong[:TOLD]:
            self.add_error(None, _("Line %(number)s: %(why)s") % {"number": number, "why": one})
        if not said:
            self.add_error("file", _("This file holds no line."))
        self.arrivals = [(number, one) for number, one in said if isinstance(one, Arrival)]
        return cleaned
