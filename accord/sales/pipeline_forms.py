"""Cleaning what is typed about pipelines, stages and reasons."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accord.sales.models import Pipeline, Reason, Stage


class PipelineForm(forms.ModelForm):  # type: ignore[type-arg]
    """Its names."""

    class Meta:
        model = Pipeline
        fields = ("label_fr", "label_en")


class StageForm(forms.ModelForm):  # type: ignore[type-arg]
    """Its names, how likely a deal there is won, and when it is said to sleep."""

    class Meta:
        model = Stage
        fields = ("label_fr", "label_en", "probability", "rots_after_days")
        widgets = {
            "probability": forms.NumberInput(attrs={"min": 0, "max": 100}),
            "rots_after_days": forms.NumberInput(attrs={"min": 1, "max": 365}),
        }

    def clean_probability(self) -> int:
        """At most 100."""
        probability = int(self.cleaned_data["probability"])
        if probability > 100:
            raise forms.ValidationError(_("A probability is at most 100%."))
        return probability


class ReasonForm(forms.ModelForm):  # type: ignore[type-arg]
    """Its words, and whether it is still offered."""

    class Meta:
        model = Reason
        fields = ("outcome", "label_fr", "label_en", "is_active")


class IntoForm(forms.Form):
    """Where the deals of a stage go."""

    into = forms.ModelChoiceField(label=_("to the stage"), queryset=Stage.objects.none(), empty_label=None)

    def __init__(self, *args: Any, stage: Stage, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        others = Stage.objects.filter(pipeline__is_active=True).exclude(pk=stage.pk)
        field: Any = self.fields["into"]
        field.queryset = others.select_related("pipeline").order_by("pipeline__position", "position")
        field.label_from_instance = lambda one: f"{one.pipeline} · {one}"
