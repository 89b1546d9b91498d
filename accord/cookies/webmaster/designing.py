"""Drawing a banner: what may be set (place, colours, words), contrast told meanwhile; never two unequal buttons."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django import forms
from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accord.cookies import looks
from accord.cookies.models import Site
from accord.cookies.wordings import fixed

PLACES = (
    ("bottom", gettext_lazy("At the foot of the page")),
    ("top", gettext_lazy("At the top of the page")),
    ("centre", gettext_lazy("In the middle")),
    ("corner", gettext_lazy("In a corner")),
)
FIRST = (("accept", gettext_lazy("“I accept” first")), ("refuse", gettext_lazy("“I refuse” first")))
CONTROLS = (
    ("start", gettext_lazy("Small tab, at the beginning of the line")),
    ("end", gettext_lazy("Small tab, at the end of the line")),
    ("link", gettext_lazy("A link of the site itself")),
)
COLOURS = {
    "button": gettext_lazy("Both buttons"),
    "on_button": gettext_lazy("Words on the buttons"),
    "paper": gettext_lazy("Ground"),
    "ink": gettext_lazy("Words"),
    "quiet": gettext_lazy("Quiet words"),
}
PAIRS = {
    ("on_button", "button"): gettext_lazy("words on the buttons"),
    ("button", "paper"): gettext_lazy("buttons and links on the ground"),
    ("ink", "paper"): gettext_lazy("words on the ground"),
    ("quiet", "paper"): gettext_lazy("quiet words on the ground"),
}
MODES = {"light": gettext_lazy("Light mode"), "dark": gettext_lazy("Dark mode")}
# What a site may say otherwise. The words of the two buttons are not among them: an obscure “no” is not a free choice.
KEYS = {
    "title": gettext_lazy("Title"),
    "intro": gettext_lazy("What is asked"),
    "after": gettext_lazy("What follows"),
    "choose": gettext_lazy("Way to the choice by purpose"),
    "list": gettext_lazy("Link to the third parties"),
    "close": gettext_lazy("Way on that refuses"),
    "control": gettext_lazy("Way back to the question"),
}
LONG = frozenset({"intro", "after"})
TESTED = ("title", "intro", "after")
BLANK = re.compile(r"\{[^{}]*\}")
BLANKS = frozenset({"{who}", "{count}", "{months}", "{domain}"})


class ColourInput(forms.TextInput):
    """A colour, chosen in the browser’s own palette."""

    input_type = "color"


@dataclass(frozen=True, slots=True)
class Contrast:
    """How well one colour is read on another: the ratio (1 to 21) and whether it is enough."""

    label: str
    ratio: float

    @property
    def words(self) -> str:
        """The ratio as it is read: « 8,1 : 1 »."""
        return f"{number_format(self.ratio, 1)} : 1"

    @property
    def is_enough(self) -> bool:
        """At least 4.5 (WCAG 2.2, 1.4.3)."""
        return self.ratio >= looks.LEAST_CONTRAST


class DesignForm(forms.Form):
    """How the banner looks. One colour draws both buttons; there is no other setting for either of them."""

    place = forms.ChoiceField(label=gettext_lazy("Place"), choices=PLACES)
    first = forms.ChoiceField(
        label=gettext_lazy("Order of the buttons"),
        choices=FIRST,
        help_text=gettext_lazy("They stay side by side, as large and as visible as each other."),
    )
    control = forms.ChoiceField(
        label=gettext_lazy("Way back to the question"),
        choices=CONTROLS,
        help_text=gettext_lazy("It stays on every page. A link of the site carries data-accord-open."),
    )
    close = forms.BooleanField(
        label=gettext_lazy("“Continue without accepting”"),
        required=False,
        help_text=gettext_lazy("A third way on, that refuses and says so."),
    )
    radius = forms.IntegerField(
        label=gettext_lazy("Rounded corners, in pixels"), min_value=0, max_value=looks.LARGEST_RADIUS
    )

    def __init__(self, *args: Any, design: Mapping[str, Any], **kwargs: Any) -> None:
        whole = looks.whole(design)
        kwargs["initial"] = _flat(whole)
        super().__init__(*args, **kwargs)
        for mode in MODES:
            for name, label in COLOURS.items():
                self.fields[f"{mode}_{name}"] = forms.RegexField(
                    looks.COLOUR, label=label, widget=ColourInput
                )

    def clean(self) -> dict[str, Any]:
        """Nothing hard to read: below 4.5 it is refused, and each pair is named."""
        said = super().clean() or self.cleaned_data
        if not self.errors:
            for mode in MODES:
                for pair in self.contrasts(mode):
                    if not pair.is_enough:
                        self.add_error(None, _unreadable(mode, pair))
        return said

    def contrasts(self, mode: str) -> list[Contrast]:
        """The contrast of each pair, as typed where it can be read, else as kept."""
        colours = self.drawn[mode]
        return [
            Contrast(str(label), looks.contrast(colours[one], colours[other]))
            for (one, other), label in PAIRS.items()
        ]

    @property
    def by_mode(self) -> list[tuple[str, list[forms.BoundField], list[Contrast]]]:
        """The colours of the day and of the dark, each with its contrasts."""
        return [
            (str(label), [self[f"{mode}_{name}"] for name in COLOURS], self.contrasts(mode))
            for mode, label in MODES.items()
        ]

    @property
    def drawn(self) -> dict[str, Any]:
        """A whole design out of what can be drawn of what was typed: a field with an error counts as it was."""
        flat = {**self.initial, **{name: value for name, value in self._read() if name in self.initial}}
        colours = {mode: {name: flat[f"{mode}_{name}"] for name in COLOURS} for mode in MODES}
        return {**{name: flat[name] for name in ("place", "first", "control", "close", "radius")}, **colours}

    def _read(self) -> Iterator[tuple[str, Any]]:
        if not self.is_bound:
            return
        if not hasattr(self, "cleaned_data"):
            self.full_clean()
        yield from self.cleaned_data.items()


def _flat(design: Mapping[str, Any]) -> dict[str, Any]:
    colours = {f"{mode}_{name}": design[mode][name] for mode in MODES for name in COLOURS}
    return {**{name: design[name] for name in ("place", "first", "control", "close", "radius")}, **colours}


def _unreadable(mode: str, pair: Contrast) -> str:
    return _("%(mode)s, %(pair)s: a contrast of %(ratio)s, where %(least)s is needed.") % {
        "mode": MODES[mode],
        "pair": pair.label,
        "ratio": number_format(pair.ratio, 1),
        "least": number_format(looks.LEAST_CONTRAST, 1),
    }


class TextsForm(forms.Form):
    """The words of the first layer in one language, in place of the fixed ones; kept only where they differ."""

    def __init__(self, *args: Any, site: Site, language: str, is_second: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.usual = fixed(language) | (site.texts.get(language, {}) if is_second else {})
        own = (site.other_texts if is_second else site.texts).get(language, {})
        for key in TESTED if is_second else KEYS:
            is_long = key in LONG
            self.fields[key] = forms.CharField(
                label=KEYS[key],
                required=False,
                max_length=700 if is_long else 90,
                initial=own.get(key) or self.usual[key],
                widget=forms.Textarea(attrs={"rows": 4, "lang": language}) if is_long else None,
            )

    def clean(self) -> dict[str, Any]:
        """Only the blanks that are filled in."""
        said = super().clean() or self.cleaned_data
        for key, words in list(said.items()):
            if strangers := set(BLANK.findall(words)) - BLANKS:
                known = ", ".join(sorted(BLANKS))
                self.add_error(
                    key,
                    _("%(blank)s is not filled in; these are: %(known)s.")
                    % {"blank": min(strangers), "known": known},
                )
        return said

    @property
    def own(self) -> dict[str, str]:
        """What was typed and says something else than the usual words."""
        typed = self.cleaned_data if self.is_bound and self.is_valid() else {}
        return {key: words for key, words in typed.items() if words and words != self.usual[key]}


def with_texts(all_texts: Mapping[str, Any], language: str, own: Mapping[str, str]) -> dict[str, Any]:
    """The texts of every language with those of one replaced."""
    texts = {**all_texts, language: dict(own)}
    return {one: said for one, said in texts.items() if said}
