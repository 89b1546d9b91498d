"""Cleaning what a colleague writes about a form: its title, its notice, its boxes."""

from typing import Any

from django import forms
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accord.intake import queries
from accord.intake.models import Form, FormField
from accord.intake.ready_made import answering_purpose
from accord.register.models import Channel, LegalBasis, Notice, Purpose, Recipient


class FormForm(forms.Form):
    """A sign-up form, as a colleague describes it."""

    kind = forms.ChoiceField(
        label=gettext_lazy("Kind"),
        choices=Form.Kind.choices,
        widget=forms.RadioSelect,
        required=False,
        help_text=gettext_lazy("It does not change afterwards."),
    )
    ready = forms.ChoiceField(
        label=gettext_lazy("Begin with"),
        choices=(
            ("", gettext_lazy("an empty form")),
            ("trial", gettext_lazy("a trial request (eleven fields, ready)")),
            ("meeting", gettext_lazy("a meeting (four fields, ready)")),
        ),
        required=False,
        help_text=gettext_lazy(
            "A ready form brings its fields, each with its reason; everything can be changed."
        ),
    )
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
    button_fr = forms.CharField(
        label=gettext_lazy("Words of the button in French"), max_length=40, required=False
    )
    button_en = forms.CharField(
        label=gettext_lazy("Words of the button in English"), max_length=40, required=False
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
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=gettext_lazy(
            "One box per purpose that rests on consent, unticked. Their order is set afterwards."
        ),
    )
    origin_fields = forms.MultipleChoiceField(
        label=gettext_lazy("Origin kept with the request"),
        choices=Form.Origin.choices,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=gettext_lazy(
            "Read from the address of the page. Only if the notice speaks of the campaign."
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
        if existing:
            del self.fields["kind"], self.fields["ready"]

    def clean_kind(self) -> str:
        """A sign-up when nothing is said."""
        return str(self.cleaned_data["kind"] or Form.Kind.SIGN_UP)

    def clean(self) -> dict[str, Any]:
        """A sign-up offers at least one thing to receive."""
        data: dict[str, Any] = super().clean() or {}
        kind = self.existing.kind if self.existing else data.get("kind")
        if data.get("ready"):
            kind = Form.Kind.LEAD
            if data.get("notice") and answering_purpose(data["notice"]) is None:
                sentence = _(
                    "The notice covers no purpose under which a request is answered: choose one that does."
                )
                self.add_error("notice", sentence)
        if kind == Form.Kind.SIGN_UP and not data.get("purposes") and "purposes" not in self.errors:
            self.add_error("purposes", _("Choose at least one box: a sign-up offers something to receive."))
        return data

    def clean_slug(self) -> str:
        """The end of the address, unique. Raises ValidationError when another form has it."""
        slug: str = self.cleaned_data["slug"] or slugify(self.cleaned_data.get("title_fr", ""))[:60]
        others = Form.objects.exclude(pk=self.existing.pk) if self.existing else Form.objects.all()
        if others.filter(slug=slug).exists():
            raise forms.ValidationError(
                _("Another form has the address “%(slug)s”: choose a different one.") % {"slug": slug}
            )
        return slug


class FieldForm(forms.ModelForm):  # type: ignore[type-arg]
    """One question, as a colleague words it."""

    options = forms.CharField(
        label=gettext_lazy("Answers to choose from"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=gettext_lazy(
            "For choices only, one a line: French, then | and English. “1-9 = 1 à 9 | 1 to 9” keeps a code of its own."
        ),
    )

    class Meta:
        model = FormField
        fields = (
            "label_fr",
            "label_en",
            "reason_fr",
            "reason_en",
            "kind",
            "completes",
            "purpose",
            "options",
            "help_fr",
            "help_en",
            "heading_fr",
            "heading_en",
            "is_required",
            "is_after",
        )

    def __init__(self, *args: Any, form: Form, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["purpose"].queryset = form.notice.purposes.order_by("position", "pk")  # type: ignore[attr-defined]
        self.fields["purpose"].empty_label = None  # type: ignore[attr-defined]
        self.fields["kind"].choices = FormField.Kind.choices  # type: ignore[attr-defined]
        if not self.instance.pk:
            self.initial["kind"] = FormField.Kind.TEXT
            self.initial["purpose"] = answering_purpose(form.notice)
        reason = self.fields["reason_fr"]
        reason.error_messages["required"] = _(
            "A field without a reason cannot be kept. Say it, or take the field away."
        )
        self.initial["options"] = "\n".join(map(_line, self.initial.get("options") or ()))

    def clean_options(self) -> list[dict[str, str]]:
        """The lines as choices."""
        lines = [line for line in self.cleaned_data["options"].splitlines() if line.strip()]
        return [_option(line) for line in lines]

    def _post_clean(self) -> None:
        """The action checks and writes: the row itself is left as it was."""


def _line(option: dict[str, str]) -> str:
    french, english = option.get("fr", ""), option.get("en", "")
    words = f"{french} | {english}" if english else french
    return words if option["value"] == slugify(french) else f"{option['value']} = {words}"


def _option(line: str) -> dict[str, str]:
    code, equals, words = line.partition("=")
    french, _bar, english = (words if equals else line).partition("|")
    value = code.strip() if equals else slugify(french)
    return {"value": value[:40] or "x", "fr": french.strip(), "en": english.strip()}


class BoxForm(forms.Form):
    """One more box: another channel, or a partner who would receive the address."""

    purpose = forms.ModelChoiceField(Purpose.objects.none(), label=gettext_lazy("Purpose"), empty_label=None)
    channel = forms.ChoiceField(label=gettext_lazy("Channel"), choices=Channel.choices)
    recipient = forms.ModelChoiceField(
        Recipient.objects.none(), label=gettext_lazy("Partner who receives the address"), required=False
    )

    def __init__(self, *args: Any, form: Form, **kwargs: Any) -> None:
        super().__init__(*args, **{**kwargs, "auto_id": "box_%s"})
        consent = form.notice.purposes.filter(legal_basis=LegalBasis.CONSENT, state=Purpose.State.OPEN)
        self.fields["purpose"].queryset = consent.order_by("position", "pk")  # type: ignore[attr-defined]
        partners = Recipient.objects.filter(
            kind=Recipient.Kind.PARTNER, purposes__in=consent, closed_at__isnull=True
        )
        self.fields["recipient"].queryset = partners.distinct().order_by("name")  # type: ignore[attr-defined]
        self.fields["recipient"].empty_label = _("none: we write ourselves")  # type: ignore[attr-defined]
