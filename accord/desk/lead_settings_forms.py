"""Cleaning what the house decides about leads."""

from typing import Any, ClassVar

from django import forms
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _

from accord.contacts.models import Organisation
from accord.intake.models import Form
from accord.sales.models import AssignmentRule, Question, ScoreRule
from accord.staff.models import User
from accord.staff.queries import holding

APART = "|"
PLACE = _("place in the list")


def lines(text: str) -> list[str]:
    """The lines of `text` that say something."""
    return [line.strip() for line in text.splitlines() if line.strip()]


class QuestionForm(forms.ModelForm):  # type: ignore[type-arg]
    """One question of the qualification."""

    answers = forms.CharField(
        label=_("choices, one a line"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text=_("For a question with one choice: French | English."),
    )

    field_order = ("label_fr", "label_en", "kind", "answers")

    class Meta:
        model = Question
        fields = ("label_fr", "label_en", "kind", "position", "is_active")
        labels: ClassVar = {"is_active": _("asked during the qualification"), "position": PLACE}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        english = [*self.instance.choices_en, *[""] * len(self.instance.choices)]
        pairs = zip(self.instance.choices, english, strict=False)
        self.fields["answers"].initial = "\n".join(
            f"{french} {APART} {other}" if other else french for french, other in pairs
        )

    def clean(self) -> dict[str, Any]:
        """A choice is made among two answers at least."""
        cleaned = super().clean() or {}
        pairs = [line.partition(APART) for line in lines(cleaned.get("answers", ""))]
        french = [one.strip() for one, _apart, _other in pairs]
        if cleaned.get("kind") == Question.Kind.CHOICE and len(set(french)) < 2:
            self.add_error("answers", _("Write two different choices at least."))
        self.instance.choices = french
        self.instance.choices_en = [other.strip() or one.strip() for one, _apart, other in pairs]
        if not self.instance.code:
            self.instance.code = _free_code(cleaned.get("label_en") or cleaned.get("label_fr") or "")
        return cleaned


def _free_code(label: str) -> str:
    """A code nobody uses yet, after the words of the question."""
    code = slugify(label)[:34] or "question"
    used = set(Question.objects.filter(code__startswith=code).values_list("code", flat=True))
    tries = (code if number == 1 else f"{code}-{number}" for number in range(1, len(used) + 2))
    return next(one for one in tries if one not in used)


class AssignmentForm(forms.ModelForm):  # type: ignore[type-arg]
    """Who gets which leads."""

    places = forms.CharField(
        label=_("departments or countries"),
        required=False,
        help_text=_(
            "69, 2A, the beginning of a post code, or BE for a country; separated by commas. Empty: anywhere."
        ),
    )
    headcounts = forms.MultipleChoiceField(
        label=_("headcounts"),
        choices=Organisation.Headcount.choices,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("None: any size."),
    )
    form_ids = forms.TypedMultipleChoiceField(
        label=_("forms"),
        coerce=int,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("None: any form, and leads from elsewhere."),
    )
    colleagues = forms.ModelMultipleChoiceField(
        label=_("colleagues, in turn"),
        queryset=User.objects.none(),
        widget=forms.CheckboxSelectMultiple,
    )

    field_order = ("name", "places")

    class Meta:
        model = AssignmentRule
        fields = ("name", "headcounts", "form_ids", "colleagues", "position", "is_active")
        labels: ClassVar = {"position": PLACE}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["places"].initial = ", ".join(self.instance.territory)
        self.fields["form_ids"].choices = [  # type: ignore[attr-defined]
            (form.pk, str(form)) for form in Form.objects.order_by("title_fr", "pk")
        ]
        self.fields["colleagues"].queryset = holding("leads.add")  # type: ignore[attr-defined]

    def clean_places(self) -> str:
        """Departments (69, 2A), beginnings of post codes, or countries (BE)."""
        places = [one.strip().upper() for one in self.cleaned_data["places"].split(",") if one.strip()]
        if wrong := [one for one in places if not _is_place(one)]:
            raise forms.ValidationError(
                _("“%(place)s” is neither a department nor the two letters of a country.")
                % {"place": wrong[0]}
            )
        self.instance.territory = places
        return ", ".join(places)


def _is_place(text: str) -> bool:
    is_country = len(text) == 2 and text.isalpha()
    return is_country or text in {"2A", "2B"} or (text.isdigit() and 2 <= len(text) <= 5)


class ScoreForm(forms.ModelForm):  # type: ignore[type-arg]
    """What gives points."""

    any_of = forms.CharField(
        label=_("any of"),
        required=False,
        help_text=_("Words separated by commas; empty: whatever is said."),
    )

    field_order = ("label_fr", "label_en", "axis", "points", "about", "code", "any_of")

    class Meta:
        model = ScoreRule
        fields = ("label_fr", "label_en", "axis", "points", "about", "code", "position", "is_active")
        labels: ClassVar = {"position": PLACE}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["code"].help_text = _(
            "Its code, or its label in words joined by hyphens: date-envisagee."
        )
        self.fields["any_of"].initial = ", ".join(self.instance.words)
        self.fields["points"].min_value, self.fields["points"].max_value = -100, 100  # type: ignore[attr-defined]

    def clean_points(self) -> int:
        """From -100 to 100."""
        points: int = self.cleaned_data["points"]
        if not -100 <= points <= 100:
            raise forms.ValidationError(_("From -100 to 100."))
        return points

    def clean(self) -> dict[str, Any]:
        """An answer is looked for in a field of the form."""
        cleaned = super().clean() or {}
        if cleaned.get("about") == ScoreRule.About.ANSWER and not cleaned.get("code"):
            self.add_error("code", _("Say which field of the form, by its code."))
        words = str(cleaned.get("any_of", "")).split(",")
        self.instance.words = [word.strip()[:80] for word in words if word.strip()]
        return cleaned
