"""Cleaning what is typed about letters."""

from typing import Any

from django import forms
from django.conf import settings
from django.core.validators import MaxLengthValidator
from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accord.campaigns import blocks as b
from accord.campaigns import formatting, pictures
from accord.campaigns.models import Image
from accord.contacts.models import SavedView
from accord.outbox import fields
from accord.register.models import Channel, Purpose
from accord.staff.models import User
from accord.ui.fields import MomentField


def open_purposes() -> QuerySet[Purpose]:
    """The purposes a letter may serve: open, and reaching people by e-mail."""
    return Purpose.objects.filter(state=Purpose.State.OPEN, channels__contains=[Channel.EMAIL])


class Filled(forms.CharField):
    """Text in which fields may be filled in; a field we do not know is refused by name."""

    def clean(self, value: Any) -> str:
        """The text as typed. Raises ValidationError with one sentence per unknown field."""
        text = str(super().clean(value))
        if problems := fields.problems(text):
            raise forms.ValidationError(problems)
        return text


class Linked(forms.CharField):
    """The address a reader is sent to."""

    def clean(self, value: Any) -> str:
        """The address, "https://" added where a domain was typed alone. Raises ValidationError."""
        url = str(super().clean(value)).strip()
        if url and "://" not in url and not url.startswith(("mailto:", "tel:")) and "." in url.split("/")[0]:
            url = f"https://{url}"
        if url and (problem := fields.address_problem(url)):
            raise forms.ValidationError(problem)
        return url


class Worded(Filled):
    """Paragraphs with simple formatting; every link in them is looked at."""

    widget = forms.Textarea(attrs={"rows": 9})

    def clean(self, value: Any) -> str:
        """The text as typed. Raises ValidationError for an unknown field or half an address."""
        text = super().clean(value)
        links = formatting.links(formatting.to_html(text))
        if problems := [problem for url, _words in links if (problem := fields.address_problem(url))]:
            raise forms.ValidationError(problems)
        return text


class BeginForm(forms.Form):
    """A new letter."""

    name = forms.CharField(
        label=gettext_lazy("Name, for us"), max_length=120, help_text=gettext_lazy("Readers do not see it.")
    )
    purpose = forms.ModelChoiceField(
        Purpose.objects.none(),
        label=gettext_lazy("Purpose"),
        help_text=gettext_lazy("It decides who may receive the letter."),
    )
    language = forms.ChoiceField(label=gettext_lazy("Language"), choices=settings.LANGUAGES)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["purpose"].queryset = open_purposes()  # type: ignore[attr-defined]


class EnvelopeForm(forms.Form):
    """What is read in the inbox."""

    name = forms.CharField(label=gettext_lazy("Name, for us"), max_length=120)
    subject = Filled(
        label=gettext_lazy("Subject"),
        max_length=200,
        help_text=gettext_lazy("Forty characters are read on a telephone."),
    )
    preview_text = Filled(
        label=gettext_lazy("First words shown in the inbox"), max_length=200, required=False
    )


class AudienceForm(forms.Form):
    """Whom a letter addresses."""

    purpose = forms.ModelChoiceField(Purpose.objects.none(), label=gettext_lazy("Purpose"))
    view = forms.ModelChoiceField(
        SavedView.objects.none(),
        label=gettext_lazy("View"),
        required=False,
        empty_label=gettext_lazy("Everybody"),
    )
    language = forms.ChoiceField(label=gettext_lazy("Language of the letter"), choices=settings.LANGUAGES)

    def __init__(self, *args: Any, reader_id: str = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        views = SavedView.objects.filter(Q(is_shared=True) | Q(owner_id=reader_id), page="people").order_by(
            "name"
        )
        self.fields["purpose"].queryset = open_purposes()  # type: ignore[attr-defined]
        self.fields["view"].queryset = views  # type: ignore[attr-defined]


# Blocks


class TitleForm(forms.Form):
    """One line."""

    text = Filled(label=gettext_lazy("Title"), max_length=b.LONGEST_LINE)


class TextForm(forms.Form):
    """Paragraphs."""

    text = Worded(
        label=gettext_lazy("Text"),
        max_length=b.LONGEST_TEXT,
        help_text=gettext_lazy(
            "**bold**, *italic*, [words](https://…), and “- ” at the start of a line for a list."
        ),
    )


class PictureChoice(forms.ModelChoiceField):  # type: ignore[type-arg]
    """A picture of the library, as its number; 0 for none."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(Image.objects.defer("content"), **kwargs)

    def clean(self, value: Any) -> int:
        """The number of the picture."""
        image = super().clean(value)
        return image.pk if image else 0


class PictureForm(forms.Form):
    """A picture and where it leads."""

    image = PictureChoice(label=gettext_lazy("Picture"), empty_label=gettext_lazy("Choose in the library"))
    url = Linked(
        label=gettext_lazy("Where it leads"),
        max_length=b.LONGEST_URL,
        required=False,
        help_text=gettext_lazy("Optional."),
    )


class ButtonForm(forms.Form):
    """A button."""

    words = Filled(label=gettext_lazy("Words on the button"), max_length=80)
    url = Linked(label=gettext_lazy("Where it leads"), max_length=b.LONGEST_URL)


class ColumnsForm(forms.Form):
    """Two columns."""

    left_image = PictureChoice(label=gettext_lazy("Picture on the left"), required=False)
    left_text = Worded(label=gettext_lazy("Text on the left"), max_length=b.LONGEST_TEXT, required=False)
    right_image = PictureChoice(label=gettext_lazy("Picture on the right"), required=False)
    right_text = Worded(label=gettext_lazy("Text on the right"), max_length=b.LONGEST_TEXT, required=False)


BLOCK_FORMS: dict[str, type[forms.Form]] = {
    "title": TitleForm,
    "text": TextForm,
    "image": PictureForm,
    "button": ButtonForm,
    "columns": ColumnsForm,
}


# Pictures, schedule, test


class DescribeForm(forms.Form):
    """What a picture is called and what it shows."""

    name = forms.CharField(label=gettext_lazy("Name, for us"), max_length=120)
    alternative = forms.CharField(
        label=gettext_lazy("Alternative text"),
        max_length=300,
        help_text=gettext_lazy("Read aloud, and shown where pictures are blocked. Say what it shows."),
        error_messages={"required": gettext_lazy("Say in a few words what the picture shows.")},
    )


class PictureUpload(DescribeForm):
    """A picture for the library."""

    file = forms.FileField(
        label=gettext_lazy("File"),
        widget=forms.FileInput(attrs={"accept": "image/png,image/jpeg,image/gif,image/webp"}),
        help_text=gettext_lazy(
            "PNG, JPEG, GIF or WebP, 5 MB at most. What the camera wrote in it is removed."
        ),
    )
    field_order = ("file", "name", "alternative")

    def clean_file(self) -> Any:
        """The file, not larger than a letter bears."""
        file = self.cleaned_data["file"]
        if file.size > pictures.MOST_BYTES:
            raise forms.ValidationError(_("This file is larger than 5 MB. Save it smaller and try again."))
        return file


class ScheduleForm(forms.Form):
    """When a letter starts by itself."""

    at = MomentField(
        label=gettext_lazy("Day and time"),
        input_formats=["%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S"],
        error_messages={"invalid": gettext_lazy("Write the day and the time, for example 2026-12-01T09:30.")},
    )


class TrialForm(forms.Form):
    """To which colleagues a test is sent."""

    to = forms.ModelMultipleChoiceField(
        User.objects.none(),
        label=gettext_lazy("Colleagues"),
        widget=forms.CheckboxSelectMultiple,
        validators=[MaxLengthValidator(10, gettext_lazy("Ten colleagues at most."))],
        error_messages={"required": gettext_lazy("Choose at least one colleague.")},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["to"].queryset = User.objects.filter(is_active=True).order_by("name")  # type: ignore[attr-defined]
