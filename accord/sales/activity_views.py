"""What is to do and what was done: the list, one activity, writing it down, correcting it, taking it away."""

from collections.abc import Sequence
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accord.contacts.queries import primary_phone
from accord.lib.access import access, may
from accord.lib.keyset import page
from accord.sales import booked, doing, todo
from accord.sales.activity_forms import ActivityForm, CalledForm, DoneForm, ListForm, details, initial
from accord.sales.concerning import about, about_of
from accord.sales.diary import Busy
from accord.sales.mailed import came_of, with_fate
from accord.sales.models import Activity
from accord.staff.naming import warning
from accord.staff.who import user_of
from accord.ui.pages import DeletePage, EditPage

SIZE = 50
UNPROCESSABLE = 422


@access("sales.read")
def activities(request: HttpRequest) -> HttpResponse:
    """What is to do, mine first; what was done."""
    user = user_of(request)
    asked = {name: request.GET.get(name, "") for name in ("show", "kind", "who")}
    show = asked["show"] if asked["show"] in todo.SHOWS else ""
    shown = page(todo.activities(user, **asked), todo.order(show), request.GET, SIZE)
    context = {
        "lines": [(one, todo.ICONS[one.kind], about_of(one)) for one in shown.rows],
        "tabs": [(label, _address(asked, show=code), code == show) for code, label in todo.SHOWS.items()],
        "filters": ListForm(asked),
        "asked": asked,
        "now": timezone.now(),
        "previous": shown.before and _address(asked, before=shown.before),
        "following": shown.after and _address(asked, after=shown.after),
        "may_work": may(user, "activities.work"),
    }
    return render(request, "sales/activities.html", context)


def _address(asked: dict[str, str], **changes: str) -> str:
    said = {name: value for name, value in {**asked, **changes}.items() if value}
    return f"?{urlencode(said)}"


@access("sales.read")
def activity(request: HttpRequest, pk: int) -> HttpResponse:
    """One activity: what it is about, what was said, what came of it."""
    return shown(request, one(request, pk))


def one(request: HttpRequest, pk: int) -> Activity:
    """The activity named in the address; 404 for whoever may not see it."""
    seen = with_fate(Activity.objects.visible_to(user_of(request)))
    return get_object_or_404(seen.select_related(*todo.JOINED, "purpose"), pk=pk)


def shown(request: HttpRequest, found: Activity, form: Any = None) -> HttpResponse:
    """The page of `found`; `form` is one that came back with something wrong in it."""
    is_call = found.kind == Activity.Kind.CALL
    is_begun = is_call and found.decision_id is not None
    context = {
        "activity": found,
        "about": about_of(found),
        "sentence": sentence(found),
        "came_of": came_of(found),
        "is_begun": is_begun,
        "is_to_call": is_call and not is_begun and found.person is not None,
        "phone": primary_phone(found.person) if is_begun and found.person else None,
        "form": form or (CalledForm() if is_begun else DoneForm()),
        "may_work": may(request.user, "activities.work"),
    }
    return render(request, "sales/activity.html", context, status=UNPROCESSABLE if form else 200)


def sentence(found: Activity) -> str:
    """Its kind, and who does it."""
    parts = [capfirst(found.get_kind_display()), found.get_call_kind_display() if found.call_kind else ""]
    return " · ".join(str(part) for part in (*parts, found.owner) if part)


class _Writing(EditPage):
    """What writing down and correcting share."""

    access = "activities.work"
    form_class = ActivityForm
    fields_template = "sales/activity_fields.html"

    def rows_for(self, request: HttpRequest) -> QuerySet[Activity]:
        """What this colleague may see and is still to do."""
        seen = Activity.objects.visible_to(user_of(request)).filter(done_at__isnull=True)
        return seen.select_related(*todo.JOINED, "purpose")

    def after(self, row: Any) -> str:
        """The record it is about."""
        return about_of(row).href


class NewActivityPage(_Writing):
    """Write down something to do, or a note; ?kind=, ?person=, ?lead= and ?deal= say what about."""

    title = gettext_lazy("Write down something to do")
    saved = gettext_lazy("Written down.")

    def crumbs(self, row: Any = None) -> Sequence[tuple[Any, str]]:
        """Under what it is about."""
        here = about(self.request.GET, user_of(self.request))
        activities = (_("Activities"), reverse("sales:activities"))
        return [activities, (here.name, here.href)] if here.name else [activities]

    def initial(self, row: Any) -> dict[str, Any]:
        """Mine, of the kind asked for."""
        return {"owner": self.request.user.pk, "kind": self.request.GET.get("kind", Activity.Kind.TASK)}

    def save(self, row: Any, cleaned: dict[str, Any]) -> Activity:
        """Write it down; a note is at once done."""
        user = user_of(self.request)
        here = about(self.request.GET, user)
        new = doing.NewActivity(kind=cleaned["kind"], **details(cleaned), **here.ids)
        try:
            written = doing.write_down(actor=user.actor, new=new)
        except Busy as busy:
            raise ValidationError({"due_at": str(busy)}) from busy
        if unreached := warning(f"{new.subject}\n{new.text}", doing.where(written)):
            messages.warning(self.request, unreached)
        return written


class EditActivityPage(_Writing):
    """Correct something still to do."""

    title = gettext_lazy("Edit")

    def crumbs(self, row: Any = None) -> Sequence[tuple[Any, str]]:
        """Under the activity."""
        href = reverse("sales:activity", args=[row.pk])
        return [(_("Activities"), reverse("sales:activities")), (row.subject, href)]

    def initial(self, row: Any) -> dict[str, Any]:
        """What is known."""
        return initial(row)

    def context(self, row: Any = None) -> dict[str, Any]:
        """Whether somebody booked it: a letter tells them of another hour or place."""
        return {"is_booked": booked.of(row) is not None}

    def save(self, row: Any, cleaned: dict[str, Any]) -> Activity:
        """Keep what changed; a call under way is no longer another kind."""
        try:
            return doing.change(actor=user_of(self.request).actor, activity=row, **details(cleaned))
        except Busy as busy:
            raise ValidationError({"due_at": str(busy)}) from busy
        except doing.Over as over:
            raise ValidationError(str(over)) from over


class DropActivityPage(DeletePage):
    """Take away what will not be done."""

    access = "activities.work"
    title = gettext_lazy("Remove")
    button = gettext_lazy("Remove")
    deleted = gettext_lazy("Taken away.")

    def rows_for(self, request: HttpRequest) -> QuerySet[Activity]:
        """What this colleague may see and is still to do."""
        return Activity.objects.visible_to(user_of(request)).filter(done_at__isnull=True, decision_id=None)

    def crumbs(self, row: Any = None) -> Sequence[tuple[Any, str]]:
        """Under the activity."""
        href = reverse("sales:activity", args=[row.pk])
        return [(_("Activities"), reverse("sales:activities")), (row.subject, href)]

    def consequences(self, row: Any) -> Sequence[str]:
        """What goes and what stays."""
        return [
            _("“%(subject)s” is no longer to do.") % {"subject": row.subject},
            *([_("Whoever booked this meeting is told by a letter.")] if booked.of(row) else []),
            _("The journal keeps the act."),
        ]

    def delete_row(self, row: Any) -> None:
        """Take it away."""
        try:
            doing.drop(actor=user_of(self.request).actor, activity=row)
        except doing.Over as over:
            raise ValidationError(str(over)) from over
