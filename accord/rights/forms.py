"""Why somebody's data are limited or erased."""

from django import forms
from django.utils.translation import gettext_lazy as _


def _why() -> forms.CharField:
    return forms.CharField(
        label=_("what was asked, and when"), max_length=300, widget=forms.Textarea(attrs={"rows": 2})
    )


class LimitForm(forms.Form):
    """One of the four cases of article 18(1)."""

    because = forms.ChoiceField(
        label=_("why"),
        choices=(
            ("a", _("they say the data are not accurate, which is being checked (a)")),
            ("b", _("the processing is unlawful, and they prefer a limit to an erasure (b)")),
            ("c", _("we no longer need the data, they do for a legal claim (c)")),
            ("d", _("they have objected, and the reasons are being weighed (d)")),
        ),
        widget=forms.RadioSelect,
    )
    words = _why()


class LiftForm(forms.Form):
    """Told first, then used again (art. 18(3))."""

    is_told = forms.BooleanField(label=_("they have been told that their data will be used again"))
    words = forms.CharField(
        label=_("how the matter ended"), max_length=300, widget=forms.Textarea(attrs={"rows": 2})
    )


class EraseForm(forms.Form):
    """One of the cases of article 17(1), and the word that it is meant."""

    because = forms.ChoiceField(
        label=_("why"),
        choices=(
            ("a", _("the data are no longer needed (a)")),
            ("b", _("they took back their agreement, and nothing else permits keeping them (b)")),
            ("c", _("they objected, and no reason of ours prevails (c)")),
            ("d", _("the data were processed unlawfully (d)")),
            ("e", _("the law orders it (e)")),
        ),
        widget=forms.RadioSelect,
    )
    is_asked = forms.BooleanField(
        label=_("the person asked for it"),
        help_text=_("Their addresses are then never used again; only a fingerprint is kept for that."),
        required=False,
        initial=True,
    )
    is_meant = forms.BooleanField(label=_("I have checked who asks, and what must be kept"))
