"""Cleaning what is typed on the preferences pages."""

from django import forms
from django.utils.translation import gettext_lazy as _

from accord.lib.addresses import AddressError, normalise_email


class AddressForm(forms.Form):
    """The address whose page is asked for."""

    email = forms.CharField(
        label=_("Your e-mail address"),
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )

    def clean_email(self) -> str:
        """The address as we compare it."""
        try:
            return normalise_email(str(self.cleaned_data["email"]))
        except AddressError as error:
            raise forms.ValidationError(
                _("This is not an e-mail address: it looks like name@example.org.")
            ) from error
