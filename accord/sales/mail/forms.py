"""Cleaning what is typed about a mailbox."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accord.lib.addresses import AddressError, normalise_email
from accord.outbox.imap import PORTS, Account, Folder, Security


class MailboxForm(forms.Form):
    """A mailbox to connect. The password is asked for each time, and shown to nobody."""

    address = forms.EmailField(
        label=_("Your e-mail address in this mailbox"), help_text=_("It says which e-mails are yours.")
    )
    host = forms.CharField(
        label=_("Server (IMAP)"), max_length=200, help_text=_("For example imap.example.org.")
    )
    security = forms.ChoiceField(
        label=_("The line is encrypted"),
        choices=Security.choices,
        widget=forms.RadioSelect,
        initial=Security.TLS,
    )
    port = forms.IntegerField(
        label=_("Port, if it is another one"), min_value=1, max_value=65535, required=False
    )
    username = forms.CharField(label=_("Account"), max_length=200, help_text=_("Often your address again."))
    password = forms.CharField(
        label=_("Password"),
        max_length=500,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "off"}),
        help_text=_(
            "Best: a password made for this program alone, which you can take back at your mail provider."
        ),
    )

    def clean_address(self) -> str:
        """The address as addresses are compared."""
        try:
            return normalise_email(self.cleaned_data["address"])
        except AddressError as error:
            raise forms.ValidationError(_("This is not an e-mail address.")) from error

    def clean_host(self) -> str:
        """The name of a server, alone."""
        host = str(self.cleaned_data["host"]).strip().lower().rstrip(".")
        if not host or any(sign in host for sign in " /:@\\\x00") or not host.isascii():
            raise forms.ValidationError(_("Give the name of the server alone, such as imap.example.org."))
        return host

    @property
    def account(self) -> Account:
        """What opens the mailbox, once cleaned."""
        said: dict[str, Any] = self.cleaned_data
        port = said["port"] or PORTS[said["security"]]
        return Account(said["host"], port, said["security"], said["username"].strip(), said["password"])


class FoldersForm(forms.Form):
    """The folders to read."""

    folders = forms.MultipleChoiceField(
        label=_("Folders to read"), widget=forms.CheckboxSelectMultiple, required=False
    )

    def __init__(self, *args: Any, known: list[Folder], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["folders"].choices = [(one.name, one.name) for one in known]  # type: ignore[attr-defined]
