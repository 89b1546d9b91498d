"""Cleaning what is typed on the public page, and by a colleague who met somebody."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accord.intake import answers, queries
from accord.intake.addressing import AddressField
from accord.intake.definitions import Question
from accord.intake.models import Form
from accord.intake.showing import SignUpPage
from accord.register.models import Purpose


class SignUpForm(answers.NoNIR):
    """The public page: the questions of the version and its boxes, none ticked."""

    def __init__(self, *args: Any, page: SignUpPage, is_shared: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **{**kwargs, "auto_id": "%s"})
        self.questions = page.questions
        self.fields = dict(_controls(page, is_shared=is_shared))

    @property
    def ticked(self) -> set[str]:
        """The boxes ticked when the page was sent, as text."""
        return set(self["purposes"].value() or ())

    @property
    def sections(self) -> list["Section"]:
        """The questions under their headings, each with its field."""
        return sections(self, self.questions)


class Section:
    """Questions under one heading: `lines` of (field, what it is needed for)."""

    def __init__(self, heading: str) -> None:
        self.heading = heading
        self.lines: list[tuple[forms.BoundField, str]] = []


def sections(form: forms.Form, questions: tuple[Question, ...]) -> list[Section]:
    """`questions` under their headings; one without a heading stands under the one before it."""
    found: list[Section] = []
    for question in questions:
        if not found or (question.heading and question.heading != found[-1].heading):
            found.append(Section(question.heading))
        why = " ".join(part for part in (question.reason, question.help, question.legal) if part)
        found[-1].lines.append((form[question.code], why))
    return found


def _controls(page: SignUpPage, *, is_shared: bool) -> dict[str, forms.Field]:
    """The fields of the page, made once: every visitor's form has the same, and none changes them."""
    made = page.controls.get(is_shared)
    if made is None:
        made = {question.code: answers.control(question) for question in page.questions}
        made["purposes"] = _boxes(page)
        if is_shared:
            for field in made.values():
                field.widget.attrs["autocomplete"] = "off"
        page.controls[is_shared] = made
    return made


def _boxes(page: SignUpPage) -> forms.Field:
    return forms.MultipleChoiceField(
        label=_("What you want to receive"),
        choices=[(box.key, box.words) for box in page.boxes],
        required=not page.is_lead,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("No box is ticked: tick at least what you want to receive.")},
    )


class MoreForm(answers.NoNIR):
    """The questions asked after the confirming click, none of them required."""

    def __init__(self, *args: Any, questions: tuple[Question, ...], **kwargs: Any) -> None:
        super().__init__(*args, **{**kwargs, "auto_id": "%s"})
        self.questions = questions
        for question in questions:
            self.fields[question.code] = answers.control(question)

    @property
    def sections(self) -> list[Section]:
        """The questions under their headings, each with its field."""
        return sections(self, self.questions)


class CorrectionForm(forms.Form):
    """The address, written again on the page "look at your mailbox"."""

    address = AddressField(label=gettext_lazy("Your e-mail address"))


class MetForm(forms.Form):
    """Somebody met: what they asked for, and how."""

    ORIGINS = (
        ("telephone", gettext_lazy("By telephone")),
        ("fair", gettext_lazy("At a fair")),
        ("counter", gettext_lazy("At the counter")),
    )

    form = forms.ModelChoiceField(
        Form.objects.none(), label=gettext_lazy("Form"), empty_label=gettext_lazy("Choose")
    )
    address = AddressField(
        label=gettext_lazy("Their e-mail address"),
        error_messages={
            "required": gettext_lazy("Write their e-mail address: it is where they are asked to confirm.")
        },
    )
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
