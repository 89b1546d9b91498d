"""Filters of the list that ask the gate and the ledger: may they be contacted, since when, on which words."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django import forms
from django.db.models import QuerySet
from django.http import QueryDict
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accord.consent import gate
from accord.consent.agreed import agreed
from accord.consent.reasons import REASONS
from accord.consent.terms import Method
from accord.contacts.models import Person
from accord.register.models import Channel, Purpose
from accord.register.queries import open_purposes
from accord.ui.widgets import DateInput

YES, NO = "yes", "no"
HOW = [
    (one.value, one.label)
    for one in (Method.FORM, Method.LINK, Method.PREFERENCES, Method.PAPER, Method.IMPORT)
]
NAMES = frozenset({"purpose", "channel", "may", "agreed_from", "agreed_to", "words", "how"})


@dataclass(frozen=True, slots=True)
class Asked:
    """What the gate is asked about everybody on the list."""

    purpose: Purpose
    channel: str
    may: str
    agreed_from: datetime | None
    agreed_to: datetime | None
    notice_version_id: int | None
    method: str = ""


def answers() -> list[tuple[str, object]]:
    """Yes, no, or no for one reason."""
    return [
        (YES, _("may be contacted")),
        (NO, _("may not be contacted")),
        *((code, reason.label) for code, reason in REASONS.items()),
    ]


class VerdictForm(forms.Form):
    """The sentence: those who (yes / no / no because …) for (purpose) by (channel)."""

    may = forms.ChoiceField(label=_("may they be contacted"), required=False)
    purpose = forms.ModelChoiceField(
        label=_("for which purpose"), queryset=Purpose.objects.none(), required=False, empty_label=None
    )
    channel = forms.ChoiceField(label=_("by which channel"), choices=Channel.choices, required=False)
    agreed_from = forms.DateField(label=_("agreed from"), required=False, widget=DateInput())
    agreed_to = forms.DateField(label=_("agreed until"), required=False, widget=DateInput())
    words = forms.IntegerField(label=_("agreed on the words of version"), required=False, min_value=1)
    how = forms.ChoiceField(label=_("agreed how"), choices=[("", _("any")), *HOW], required=False)

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        self.fields["purpose"].queryset = open_purposes()  # type: ignore[attr-defined]
        self.fields["may"].choices = [("", _("may or may not be contacted")), *answers()]  # type: ignore[attr-defined]

    def asked(self) -> Asked | None:
        """What to ask, or None when nothing was chosen. Raises ValueError when the form does not hold."""
        if not self.is_valid():
            raise ValueError("This filter is not understood.")
        said = self.cleaned_data
        facts = [said[name] for name in ("may", "agreed_from", "agreed_to", "words", "how")]
        if not any(facts):
            return None
        purpose = said["purpose"] or open_purposes().first()
        if purpose is None:
            raise ValueError("There is no purpose to ask about.")
        return Asked(
            purpose,
            said["channel"] or Channel.EMAIL,
            said["may"],
            _start(said["agreed_from"]),
            _start(_day_after(said["agreed_to"])),
            said["words"],
            said["how"],
        )


def _day_after(day: date | None) -> date | None:
    return min(day, date.max - timedelta(days=1)) + timedelta(days=1) if day else None


def _start(day: date | None) -> datetime | None:
    return timezone.make_aware(datetime.combine(day, time())) if day else None


def refine(people: QuerySet[Person], said: QueryDict) -> QuerySet[Person]:
    """Narrow `people` by the parameters of NAMES; nobody when they are not understood."""
    form = VerdictForm(said)
    try:
        asked = form.asked()
    except ValueError:
        return people.none()
    return narrow(people, asked) if asked else people


def narrow(people: QuerySet[Person], asked: Asked) -> QuerySet[Person]:
    """Those of `people` for whom the gate and the ledger answer as asked."""
    if asked.agreed_from or asked.agreed_to or asked.notice_version_id or asked.method:
        people = agreed(
            people,
            purpose=asked.purpose,
            channel=asked.channel,
            since=(asked.agreed_from, asked.agreed_to),
            notice_version_id=asked.notice_version_id,
            method=asked.method,
        )
    if not asked.may:
        return people
    if asked.may == YES:
        return gate.allowed(people, asked.purpose, asked.channel)
    reason = "any" if asked.may == NO else asked.may
    return gate.refused_people(asked.purpose, asked.channel, people, reason)
