"""Cleaning what is typed on the sign-up page and on the staff pages of forms."""

import re
from typing import Any

from django import forms
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accord.intake import queries
from accord.intake.models import Form
from accord.intake.pages import SignUpPage
from accord.lib.addresses import AddressError, normalise_email
from accord.register.models import Notice, Purpose

NOT_A_NAME = re.compile(r"[\d/:@<>]|www\.|\w{2}\.\w{2}", re.IGNORECASE)
LONGEST_NAME = 40
LONGEST_ADDRESS = 254  # RFC 5321, section 4.5.3.1


class AddressField(forms.CharField):
    """One e-mail address, told apart from what is none in words people understand."""

    widget = forms.EmailInput(attrs={"autocomplete": "email", "inputmode": "email"})

    def __init__(self, **more: Any) -> None:
        super().__init__(max_length=LONGEST_ADDRESS, **more)
        self.error_messages["required"] = _("Write your e-mail address: it is where we ask you to confirm.")

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


def first_name(text: str) -> str:
    """A first name, which a letter may begin with. Raises ValidationError for anything that could carry a message.

    The letter goes to whoever's address was typed: what stands in it must not be an advertisement or a link.
    """
    if NOT_A_NAME.search(text):
        raise forms.ValidationError(_("A first name has neither digits nor links. Write the name alone."))
    return text.strip()


class SignUpForm(forms.Form):
    """The public page. The boxes are those of the form, none ticked."""

    address = AddressField(label=gettext_lazy("Your e-mail address"))
    first_name = forms.CharField(
        label=gettext_lazy("First name"),
        max_length=LONGEST_NAME,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "given-name"}),
    )
    purposes = forms.TypedMultipleChoiceField(
        label=gettext_lazy("What you want to receive"),
        coerce=int,
        widget=forms.CheckboxSelectMultiple,
        error_messages={
            "required": gettext_lazy("No box is ticked: tick at least what you want to receive.")
        },
    )

    def __init__(self, *args: Any, page: SignUpPage, is_shared: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **{**kwargs, "auto_id": "%s"})
        self.fields["purposes"].choices = [  # type: ignore[attr-defined]
            (box.purpose.pk, box.words) for box in page.boxes
        ]
        if not page.form.asks_first_name:
            del self.fields["first_name"]
        if is_shared:
            for field in self.fields.values():
                field.widget.attrs["autocomplete"] = "off"

    def clean_first_name(self) -> str:
        """See `first_name`."""
        return first_name(self.cleaned_data["first_name"])

    @property
    def ticked(self) -> set[str]:
        """The boxes ticked when the page was sent, as text."""
        return set(self["purposes"].value() or ())


class CorrectionForm(forms.Form):
    """The address, written again on the page "look at your mailbox"."""

    address = AddressField(label=gettext_lazy("Your e-mail address"))


class FormForm(forms.Form):
    """A sign-up form, as a colleague describes it."""

    title_fr = forms.CharField(label=gettext_lazy("Title in French"), max_length=160)
    title_en = forms.CharField(label=gettext_lazy("Title in English"), max_length=160, required=False)
    intro_fr = forms.CharField(
        label=gettext_lazy("First sentence in French"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    intro_en = forms.CharField(
        label=gettext_lazy("First sentence in English"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    slug = forms.SlugField(
        label=gettext_lazy("Address of the page"),
        max_length=60,
        required=False,
        help_text=gettext_lazy("The end of its address, /f/…/. Made from the title when left empty."),
    )
    notice = forms.ModelChoiceField(
        Notice.objects.none(),
        label=gettext_lazy("Notice"),
        help_text=gettext_lazy("What people read beside the fields. Its words are those of the boxes."),
    )
    purposes = forms.ModelMultipleChoiceField(
        Purpose.objects.none(),
        label=gettext_lazy("Boxes"),
        widget=forms.CheckboxSelectMultiple,
        help_text=gettext_lazy(
            "One box per purpose that rests on consent, unticked. Their order is set afterwards."
        ),
    )
    sphere = forms.ChoiceField(label=gettext_lazy("Addresses asked for"), choices=Form.Sphere.choices)
    asks_first_name = forms.BooleanField(
        label=gettext_lazy("Ask for the first name"),
        required=False,
        help_text=gettext_lazy("Always optional, to greet the person in letters."),
    )
    lifetime_days = forms.IntegerField(
        label=gettext_lazy("Days to confirm"),
        min_value=1,
        max_value=30,
        help_text=gettext_lazy("Afterwards the request is erased."),
    )

    def __init__(self, *args: Any, existing: Form | None = None, **kwargs: Any) -> None:
        self.existing = existing
        super().__init__(*args, **kwargs)
        self.fields["notice"].queryset = queries.notices()  # type: ignore[attr-defined]
        self.fields["purposes"].queryset = queries.purposes_for_boxes()  # type: ignore[attr-defined]

    def clean_slug(self) -> str:
        """The end of the address, unique. Raises ValidationError when another form has it."""
        slug: str = self.cleaned_data["slug"] or slugify(self.cleaned_data.get("title_fr", ""))[:60]
        others = Form.objects.exclude(pk=self.existing.pk) if self.existing else Form.objects.all()
        if others.filter(slug=slug).exists():
            raise forms.ValidationError(
                _("Another form has the address “%(slug)s”: choose a different one.") % {"slug": slug}
            )
        return slug


class MetForm(forms.Form):
    """Somebody met: what they asked for, and how."""

    ORIGINS = (
        ("telephone", gettext_lazy("By telephone")),
        ("fair", gettext_lazy("At a fair")),
        ("counter", gettext_lazy("At the counter")),
    )

    form = forms.ModelChoiceField(Form.objects.none(), label=gettext_lazy("Form"))
    address = AddressField(label=gettext_lazy("Their e-mail address"))
    first_name = forms.CharField(label=gettext_lazy("First name"), max_length=100, required=False)
    origin = forms.ChoiceField(
        label=gettext_lazy("How they asked"), choices=ORIGINS, widget=forms.RadioSelect
    )
    words = forms.CharField(
        label=gettext_lazy("In which words"),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=gettext_lazy("They will read this sentence in the letter, with your name."),
    )
    language = forms.ChoiceField(
        label=gettext_lazy("Language"), choices=(("fr", "Français"), ("en", "English"))
    )
    purposes = forms.ModelMultipleChoiceField(
        Purpose.objects.none(), label=gettext_lazy("What they asked for"), widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["form"].queryset = Form.objects.filter(is_open=True).order_by("title_fr")  # type: ignore[attr-defined]
        self.fields["purposes"].queryset = queries.purposes_for_boxes()  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """Only what the form offers can be asked for."""
        data: dict[str, Any] = super().clean() or {}
        form, chosen = data.get("form"), data.get("purposes")
        if form and chosen is not None:
            offered = set(form.boxes.values_list("purpose", flat=True))
            for purpose in chosen:
                if purpose.pk not in offered:
                    self.add_error(
                        "purposes", _("This form has no box for “%(purpose)s”.") % {"purpose": purpose}
                    )
        return data
