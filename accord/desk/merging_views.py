"""Records that are probably one, compared side by side and joined."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from accord.contacts.editing import EDITABLE
from accord.contacts.joined import leads_to_kept
from accord.contacts.models import Organisation, Person
from accord.contacts.queries import search
from accord.contacts.views import UNPROCESSABLE
from accord.desk import likely
from accord.desk.merging import NotPossible, merge_organisations, merge_people
from accord.lib.access import access
from accord.sales.models import Deal, Lead
from accord.staff.who import actor_of

KEPT, GONE = "kept", "gone"
FOUND = 20


class MergeForm(forms.Form):
    """For each field in which the two differ: whose value stays."""

    def __init__(self, *args: Any, kept: Person, gone: Person, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.both = {KEPT: kept, GONE: gone}
        for field in EDITABLE:
            values = {whose: getattr(one, field) for whose, one in self.both.items()}
            if all(values.values()) and values[KEPT] != values[GONE]:
                self.fields[field] = self._field(field)

    def _field(self, field: str) -> forms.Field:
        known = Person._meta.get_field(field.removesuffix("_id"))
        shown = [(whose, str(getattr(one, field.removesuffix("_id")))) for whose, one in self.both.items()]
        label = known.verbose_name  # type: ignore[union-attr]
        return forms.ChoiceField(label=label, choices=shown, initial=KEPT, widget=forms.RadioSelect)

    def chosen(self) -> dict[str, Any]:
        """The values that stay."""
        return {field: getattr(self.both[whose], field) for field, whose in self.cleaned_data.items()}


@access("people.edit")
def duplicates(request: HttpRequest) -> HttpResponse:
    """People who are probably one person, and organisations that are probably one."""
    context = {"people": likely.people(), "organisations": likely.organisations()}
    return render(request, "desk/duplicates.html", context)


@access("people.edit")
@leads_to_kept("person")
def choose(request: HttpRequest, pk: int) -> HttpResponse:
    """Which record is another one of the same person: the probable ones, or any that is searched for."""
    person, text = get_object_or_404(Person, pk=pk), request.GET.get("q", "")
    living = Person.objects.exclude(state=Person.State.ERASED).exclude(pk=pk).select_related("organisation")
    found = search(text, living).order_by("sort_key", "pk")[:FOUND] if text.strip() else []
    context = {"person": person, "likely": likely.like(person), "q": text, "found": found}
    return render(request, "desk/merge_choose.html", context)


@access("people.edit")
def people(request: HttpRequest, pk: int, other: int) -> HttpResponse:
    """Compare two records of one person; POST joins the second to the first."""
    rows = Person.objects.exclude(state=Person.State.ERASED).select_related("organisation")
    kept, gone = get_object_or_404(rows, pk=pk), get_object_or_404(rows.exclude(pk=pk), pk=other)
    form = MergeForm(request.POST if request.method == "POST" else None, kept=kept, gone=gone)
    if request.method == "POST" and form.is_valid():
        try:
            merge_people(actor=actor_of(request), kept=kept, gone=gone, chosen=form.chosen())
        except NotPossible as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, _("One record from now on; both histories are in it."))
            return redirect("desk:person", pk=pk)
    context = {"form": form, "kept": kept, "gone": gone, "sides": [_side(kept), _side(gone)]}
    return render(request, "desk/merge.html", context, status=UNPROCESSABLE if form.errors else 200)


def _side(person: Person) -> tuple[Person, list[Any], list[Any], int, int]:
    """A record: itself, its addresses, its sources, how many leads and deals."""
    deals = Deal.objects.filter(people=person).count()
    leads = Lead.objects.filter(person=person).count()
    points = person.contact_points.order_by("kind", "-is_primary", "pk")
    return person, list(points), list(person.acquisitions.order_by("acquired_at", "pk")), leads, deals


@access("people.edit")
def organisations(request: HttpRequest, pk: int, other: int) -> HttpResponse:
    """Compare two records of one organisation; POST joins the second to the first."""
    rows = Organisation.objects.all()
    kept, gone = get_object_or_404(rows, pk=pk), get_object_or_404(rows.exclude(pk=pk), pk=other)
    refusal = ""
    if request.method == "POST":
        try:
            merge_organisations(actor=actor_of(request), kept=kept, gone=gone)
        except NotPossible as refused:
            refusal = str(refused)
        else:
            messages.success(request, _("One record from now on; both histories are in it."))
            return redirect("contacts:organisation", pk=pk)
    sides = [(one, one.people.count(), one.deals.count()) for one in (kept, gone)]
    context = {"kept": kept, "gone": gone, "sides": sides, "refusal": refusal}
    return render(request, "desk/merge_organisations.html", context, status=UNPROCESSABLE if refusal else 200)
