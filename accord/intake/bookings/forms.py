"""Cleaning what a colleague says of their booking page."""

import re
from datetime import time
from typing import Any

from django import forms
from django.utils.dates import WEEKDAYS
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from accord.intake.bookings.chosen import is_zone
from accord.intake.models import Form
from accord.sales.models import BookingPage

_SPAN = re.compile(r"^(\d{1,2})(?:[:h](\d{2}))?h?\s*[-–]\s*(\d{1,2})(?:[:h](\d{2}))?h?$")
USUAL = "9:00-12:00, 14:00-17:00"
WORKING_DAYS = 5
Span = list[Any]  # [weekday, "09:00", "12:00"]


class PageForm(forms.Form):
    """Where, when and under which form one can be met."""

    code = forms.SlugField(label=_("end of the address"), max_length=40)
    form = forms.ModelChoiceField(label=_("what is asked, under which notice"), queryset=Form.objects.none())
    minutes = forms.TypedChoiceField(
        label=_("length of a meeting"), choices=BookingPage.Minutes.choices, coerce=int
    )
    place = forms.CharField(label=_("where"), max_length=200, required=False)
    time_zone = forms.CharField(label=_("time zone"), max_length=40)
    lead_hours = forms.IntegerField(label=_("not before (hours)"), min_value=0, max_value=336)
    days_ahead = forms.IntegerField(label=_("not after (days)"), min_value=1, max_value=180)
    is_open = forms.BooleanField(label=_("open to the public"), required=False)

    def __init__(self, *args: Any, page: BookingPage, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.page = page
        self.fields["form"].queryset = Form.objects.filter(kind=Form.Kind.LEAD, is_open=True)  # type: ignore[attr-defined]
        for number, name in WEEKDAYS.items():
            self.fields[f"day{number}"] = forms.CharField(label=name, max_length=100, required=False)

    @property
    def days(self) -> list[forms.BoundField]:
        """The seven days."""
        return [self[f"day{number}"] for number in WEEKDAYS]

    def clean_code(self) -> str:
        """One address, one colleague."""
        code = str(self.cleaned_data["code"]).lower()
        if BookingPage.objects.filter(code=code).exclude(pk=self.page.pk).exists() or code == "m":
            raise forms.ValidationError(_now("This address is taken."))
        return code

    def clean_time_zone(self) -> str:
        """One that exists."""
        zone = str(self.cleaned_data["time_zone"])
        if not is_zone(zone):
            raise forms.ValidationError(_now("This time zone is not known: write it like Europe/Paris."))
        return zone

    def clean(self) -> dict[str, Any]:
        """The hours of each day in order, apart from each other."""
        said = super().clean() or {}
        hours: list[Span] = []
        for number in WEEKDAYS:
            try:
                hours += [[number, *span] for span in spans(said.pop(f"day{number}", ""))]
            except ValueError:
                wrong = _now("Write hours like 9:00-12:00, 14:00-17:00, one after the other.")
                self.add_error(f"day{number}", wrong)
        if said.get("is_open") and not hours and not self.errors:
            self.add_error("day0", _now("Say when you can be met."))
        form = said.pop("form", None)
        return {**said, "hours": hours, "form_id": form.pk if form else 0}


def spans(text: str) -> list[tuple[str, str]]:
    """ "9:00-12:00, 14h-17h30" as [("09:00", "12:00"), ("14:00", "17:30")]. Raises ValueError."""
    found: list[tuple[str, str]] = []
    for part in filter(None, (one.strip() for one in text.split(","))):
        match = _SPAN.match(part)
        if match is None:
            raise ValueError(part)
        begins, ends = (time(int(match[one]), int(match[one + 1] or 0)) for one in (1, 3))
        if begins >= ends or (found and f"{begins:%H:%M}" < found[-1][1]):
            raise ValueError(part)
        found.append((f"{begins:%H:%M}", f"{ends:%H:%M}"))
    return found


def initial(page: BookingPage) -> dict[str, Any]:
    """The form of a page, written or not: usual hours on working days."""
    names = ("code", "minutes", "place", "time_zone", "lead_hours", "days_ahead", "is_open")
    said: dict[str, Any] = {name: getattr(page, name) for name in names}
    said["form"] = page.form_id
    for number in WEEKDAYS:
        own = ", ".join(f"{begins}-{ends}" for day, begins, ends in page.hours if day == number)
        said[f"day{number}"] = own if page.pk else (USUAL if number < WORKING_DAYS else "")
    return said
