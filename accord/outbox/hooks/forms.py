"""Cleaning what is typed about endpoints."""

from django import forms
from django.utils.translation import gettext_lazy as _

from accord.outbox.hooks import door
from accord.outbox.hooks.events import TABLE
from accord.outbox.hooks.models import Endpoint
from accord.register.models import Recipient


class EndpointForm(forms.ModelForm):  # type: ignore[type-arg]
    """A program elsewhere, and what it is told."""

    url = forms.CharField(
        label=_("address"),
        max_length=500,
        widget=forms.URLInput,
        help_text=_("Over https, on the public Internet, without a name or a password in it."),
    )
    events = forms.MultipleChoiceField(
        label=_("what it is told"),
        choices=[(event.code, event.label) for event in TABLE],
        widget=forms.CheckboxSelectMultiple,
    )
    recipient = forms.ModelChoiceField(
        label=_("recipient of the register"),
        queryset=Recipient.objects.filter(closed_at__isnull=True).order_by("name"),
        required=False,
        empty_label=_("none: it is told numbers only"),
        help_text=_(
            "Name and e-mail address of the person are told only to a recipient people were informed of (art. 13, 14)."
        ),
    )

    class Meta:
        model = Endpoint
        fields = ("name", "url", "events", "recipient", "is_active")

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        if not self.instance.pk:
            del self.fields["is_active"]

    def clean_url(self) -> str:
        """An address webhooks may go to."""
        url: str = self.cleaned_data["url"].strip()
        try:
            door.checked(url)
        except door.Forbidden as refused:
            raise forms.ValidationError(str(refused)) from refused
        return url
