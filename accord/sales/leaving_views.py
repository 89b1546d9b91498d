"""The page of somebody who leaves."""

from typing import Any

from django import forms
from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accord.lib.access import access
from accord.sales.diary import overlapping
from accord.sales.leaving import WORK, Heirs, leave, open_work
from accord.sales.models import Activity
from accord.staff.actions import LastAdministrator
from accord.staff.models import User
from accord.staff.queries import holding
from accord.staff.who import user_of
from accord.ui.components.words import moment

UNPROCESSABLE = 422
BOTH = "both"
NEEDS = {"leads": "leads.add", "deals": "deals.work", "activities": "activities.work"}
LABELS: dict[str, Promise] = {
    "leads": gettext_lazy("Their open leads go to"),
    "deals": gettext_lazy("Their open deals go to"),
    "activities": gettext_lazy("What they had to do goes to"),
}


class HeirsForm(forms.Form):
    """To whom each kind of work goes; a kind of which there is none is not asked for."""

    def __init__(self, *args: Any, leaver: User, held: dict[str, int], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for kind in WORK:
            if held[kind]:
                self.fields[kind] = forms.ModelChoiceField(
                    label=f"{LABELS[kind]} ({held[kind]})",
                    queryset=holding(NEEDS[kind]).exclude(pk=leaver.pk),
                    required=kind != "leads",
                    empty_label=_("nobody: inside sales gives them out") if kind == "leads" else _("choose"),
                )
        self.leaver = leaver
        self.clashes = self._clashing()
        for one, other in self.clashes:
            self.fields[f"meeting-{one.pk}"] = forms.ChoiceField(
                label=_("%(subject)s, %(when)s") % {"subject": one.subject, "when": moment(one.due_at)},
                help_text=_("At that hour they already have: %(subject)s.") % {"subject": other.subject},
                choices=[("", _("choose")), (BOTH, _("keep both: a task says that one is to be placed"))]
                + [(str(user.pk), str(user)) for user in self._others()],
                error_messages={"required": _("This hour is taken: say who holds this meeting.")},
            )

    def _clashing(self) -> list[tuple[Activity, Activity]]:
        """The meetings that whoever was chosen cannot hold; none before somebody is."""
        try:
            heir = self.fields["activities"].clean(self.data.get("activities"))
        except (KeyError, forms.ValidationError):
            return []
        return overlapping(self.leaver.pk, heir.pk)

    def _others(self) -> "QuerySet[User]":
        """Who else could hold a meeting."""
        return holding(NEEDS["activities"]).exclude(pk__in=[self.leaver.pk, int(self.data["activities"])])

    def clean(self) -> dict[str, Any]:
        """Nobody is given a meeting at an hour they have another."""
        for held, _other in self.clashes:
            name = f"meeting-{held.pk}"
            said = self.cleaned_data.get(name, BOTH)
            taken = said != BOTH and any(one == held for one, _two in overlapping(self.leaver.pk, int(said)))
            if taken:
                self.add_error(name, _("They have a meeting at that hour too: choose somebody else."))
        return self.cleaned_data

    def heirs(self) -> Heirs:
        """Who takes over what."""
        said = {held.pk: self.cleaned_data[f"meeting-{held.pk}"] for held, _other in self.clashes}
        named = holding(NEEDS["activities"]).in_bulk([int(one) for one in said.values() if one != BOTH])
        return Heirs(
            **{kind: self.cleaned_data.get(kind) for kind in WORK},
            meetings={pk: named[int(one)] for pk, one in said.items() if one != BOTH},
            to_place=frozenset(pk for pk, one in said.items() if one == BOTH),
        )


@access("staff.manage")
def leaving(request: HttpRequest, pk: int) -> HttpResponse:
    """Choose who takes over, then close the account."""
    leaver = get_object_or_404(User, pk=pk, is_active=True)
    held = {kind: rows.count() for kind, rows in open_work(leaver).items()}
    form = HeirsForm(request.POST if request.method == "POST" else None, leaver=leaver, held=held)
    if request.method == "POST" and form.is_valid():
        try:
            leave(actor=user_of(request).actor, user=leaver, heirs=form.heirs())
        except LastAdministrator as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(
                request, _("%(name)s can no longer sign in; their work is handed on.") % {"name": leaver.name}
            )
            return redirect("staff:colleagues")
    context = {"form": form, "colleague": leaver, "held": any(held.values())}
    return render(request, "sales/leaving.html", context, status=UNPROCESSABLE if form.errors else 200)
