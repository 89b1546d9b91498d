"""What is asked before a file is read: where it comes from, under which notice, for which purpose."""

import hashlib
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accord.intake.imports.reading import LARGEST
from accord.intake.models import Import
from accord.register.models import Channel, LegalBasis
from accord.register.queries import open_purposes


class UploadForm(forms.ModelForm):  # type: ignore[type-arg]
    """Source and notice first, then the file."""

    upload = forms.FileField(
        label=gettext_lazy("File"),
        help_text=gettext_lazy(
            "The archive exported by Mailchimp, or one of its CSV files. Nothing is written yet."
        ),
    )

    class Meta:
        model = Import
        fields = ("name", "origin", "origin_detail", "purpose", "notice", "was_told", "sphere")
        labels = {"purpose": gettext_lazy("Purpose"), "notice": gettext_lazy("Notice")}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        purposes = open_purposes(Channel.EMAIL).filter(legal_basis=LegalBasis.CONSENT)
        self.fields["purpose"].queryset = purposes  # type: ignore[attr-defined]
        self.fields["notice"].required = True

    def clean_upload(self) -> Any:
        """A file that is neither empty nor larger than we read."""
        upload = self.cleaned_data["upload"]
        if upload.size > LARGEST:
            most = LARGEST // 1_000_000
            raise forms.ValidationError(_("This file is larger than %(most)s MB.") % {"most": most})
        return upload

    def values(self) -> dict[str, Any]:
        """The fields of the import, its file included."""
        upload = self.cleaned_data["upload"]
        content = upload.read()
        fingerprint = hashlib.sha256(content).hexdigest()
        told = {name: self.cleaned_data[name] for name in self.Meta.fields}
        return {**told, "file": content, "file_name": upload.name[:200], "file_sha256": fingerprint}


class DecisionForm(forms.Form):
    """May the agreements this import declares be relied upon, and why."""

    is_allowed = forms.TypedChoiceField(
        label=gettext_lazy("May they be used?"),
        choices=[("yes", gettext_lazy("Yes, we can show they were given")), ("no", gettext_lazy("No"))],
        coerce=lambda value: value == "yes",
        widget=forms.RadioSelect,
    )
    why = forms.CharField(
        label=gettext_lazy("Why"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=gettext_lazy("Read one day by whoever checks: what shows that these people agreed."),
    )
