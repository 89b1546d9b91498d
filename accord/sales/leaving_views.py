"""The page of somebody who leaves."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accord.lib.access import access
from accord.sales.lead_views import user_of
from accord.sales.leaving import WORK, Heirs, leave, open_work
from accord.staff.actions import LastAdministrator
from accord.staff.models import User
from accord.staff.queries import holding

UNPROCESSABLE = 422
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

    def heirs(self) -> Heirs:
        """Who takes over what."""
        return Heirs(**{kind: self.cleaned_data.get(kind) for kind in WORK})


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
