"""The field of an e-mail address, told apart from what is none in words people understand."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accord.lib.addresses import AddressError, normalise_email

LONGEST_ADDRESS = 254  # RFC 5321, section 4.5.3.1
REQUIRED = gettext_lazy("Write your e-mail address: it is where we ask you to confirm.")


class AddressField(forms.CharField):
    """One e-mail address, told apart from what is none in words people understand."""

    widget = forms.EmailInput(attrs={"autocomplete": "email", "inputmode": "email"})

    def __init__(self, **more: Any) -> None:
        more.setdefault("error_messages", {"required": REQUIRED})
        super().__init__(max_length=LONGEST_ADDRESS, **more)

    def clean(self, value: Any) -> str:
        """The normalised address. Raises ValidationError saying what is missing."""
        text = str(super().clean(value))
        try:
            return normalise_email(text)
        except AddressError as error:
            raise forms.ValidationError(_why_not(text)) from error


def _why_not(text: str) -> str:
    local, at, domain = text.rpartition("@")
    if not at:
        return _("“%(text)s” has no @. An address looks like name@example.org.") % {"text": text}
    if not local or not domain:
        return _("“%(text)s” lacks what stands before or after the @.") % {"text": text}
    if "." not in domain:
        return _("“%(text)s” has no end of domain, such as .org or .fr. Complete it.") % {"text": text}
    return _("“%(text)s” is not an address we can write to. Look for a space or a stray sign.") % {
        "text": text
    }
