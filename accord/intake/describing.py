"""Cleaning what a colleague writes about a form: its title, its notice, its boxes."""

from typing import Any

from django import forms
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accord.intake import queries
from accord.intake.models import Form
from accord.register.models import Notice, Purpose


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
