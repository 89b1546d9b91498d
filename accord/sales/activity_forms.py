"""Cleaning what is typed about calls, meetings, tasks and notes."""

from datetime import datetime, time, timedelta
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accord.sales.called import results
from accord.sales.models import Activity
from accord.staff.models import User
from accord.staff.queries import holding
from accord.ui.fields import DayField, MomentField

Kind = Activity.Kind
WRITTEN_HERE = [(kind, Kind(kind).label) for kind in (Kind.CALL, Kind.MEETING, Kind.TASK, Kind.NOTE)]
QUICK = [(kind, Kind(kind).label) for kind in (Kind.TASK, Kind.CALL, Kind.MEETING, Kind.NOTE)]
REMINDERS = (
    ("", _("no reminder")),
    ("0", _("at that time")),
    ("15", _("15 minutes before")),
    ("60", _("one hour before")),
    ("1440", _("the day before")),
)
MORNING = time(9)
OF_CALLS = ("call_kind", "is_asked_for")


class ActivityForm(forms.Form):
    """Something to do, or a note."""

    kind = forms.ChoiceField(label=_("kind"), choices=WRITTEN_HERE, widget=forms.RadioSelect)
    subject = forms.CharField(label=_("subject"), max_length=200)
    call_kind = forms.ChoiceField(label=_("what the call is for"), choices=Activity.CallKind.choices)
    is_asked_for = forms.BooleanField(label=_("they asked to be called at this time"), required=False)
    due_at = MomentField(label=_("when"), required=False)
    ends_at = MomentField(label=_("until"), required=False)
    place = forms.CharField(label=_("where"), max_length=200, required=False)
    remind = forms.ChoiceField(label=_("remind"), choices=REMINDERS, required=False)
    owner = forms.ModelChoiceField(label=_("who does it"), queryset=User.objects.none(), empty_label=None)
    text = forms.CharField(
        label=_("notes"), max_length=20_000, required=False, widget=forms.Textarea(attrs={"rows": 4})
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["owner"].queryset = holding("activities.work")  # type: ignore[attr-defined]
        self.fields["call_kind"].required = not self.is_bound or self.data.get("kind") == Kind.CALL

    def clean(self) -> dict[str, Any]:
        """Hours in order."""
        said = super().clean() or {}
        due, ends = said.get("due_at"), said.get("ends_at")
        if ends and (not due or ends <= due):
            self.add_error("ends_at", _("The end comes after the beginning."))
        if said.get("kind") == Kind.MEETING and not due:
            self.add_error("due_at", _("Say when you meet."))
        asks = said.get("kind") == Kind.CALL and said.get("is_asked_for")
        if not due and (said.get("remind") or asks):
            self.add_error("due_at", _("Say when."))
        return said


def details(said: dict[str, Any]) -> dict[str, Any]:
    """The cleaned form in the words of the actions; what only calls have is left out of the rest."""
    apart = {"remind", "owner", "kind", *(() if said["kind"] == Kind.CALL else OF_CALLS)}
    kept = {name: value for name, value in said.items() if name not in apart}
    before, due = said["remind"], said["due_at"]
    remind_at = due - timedelta(minutes=int(before)) if before and due else None
    return {**kept, "remind_at": remind_at, "owner_id": said["owner"].pk}


def initial(activity: Activity) -> dict[str, Any]:
    """The form of something already written down."""
    names = ("kind", "subject", "call_kind", "is_asked_for", "due_at", "ends_at", "place", "text")
    said = {name: getattr(activity, name) for name in names}
    return {**said, "owner": activity.owner_id, "remind": _before(activity)}


def _before(activity: Activity) -> str:
    if not activity.remind_at or not activity.due_at:
        return ""
    minutes = str(int((activity.due_at - activity.remind_at).total_seconds() // 60))
    return minutes if minutes in dict(REMINDERS) else "0"


class QuickForm(forms.Form):
    """One line on a record: what, and by which day."""

    kind = forms.ChoiceField(label=_("kind"), choices=QUICK)
    subject = forms.CharField(label=_("what is to do"), max_length=200)
    due_on = DayField(label=_("before"), required=False)

    def due_at(self) -> datetime | None:
        """The morning of the day, if there is one."""
        day = self.cleaned_data["due_on"]
        return timezone.make_aware(datetime.combine(day, MORNING)) if day else None


class DoneForm(forms.Form):
    """What came of it."""

    outcome = forms.CharField(label=_("what came of it"), max_length=300, required=False)


class CalledForm(forms.Form):
    """What came of a call."""

    result = forms.ChoiceField(label=_("what came of it"), widget=forms.RadioSelect)
    call_back_at = MomentField(label=_("when they asked to be called"), required=False)
    words = forms.CharField(
        label=_("in a few words"), max_length=250, required=False, widget=forms.Textarea(attrs={"rows": 2})
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["result"].choices = list(results().items())  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """A call-back has its hour, still to come."""
        said = super().clean() or {}
        at = said.get("call_back_at")
        if said.get("result") == "call_back" and "call_back_at" not in self.errors:
            if at is None:
                self.add_error("call_back_at", _("Say when they asked to be called."))
            elif at <= timezone.now():
                self.add_error("call_back_at", _("Choose a time to come."))
        return said


class ListForm(forms.Form):
    """The filters of the list."""

    kind = forms.ChoiceField(label=_("kind"), choices=[("", _("everything")), *Kind.choices], required=False)
    who = forms.ChoiceField(label=_("who does it"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        known = [(str(one.pk), str(one)) for one in holding("activities.work")]
        self.fields["who"].choices = [("", _("me")), ("all", _("everybody")), *known]  # type: ignore[attr-defined]
