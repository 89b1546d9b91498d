"""Pages about people: entering one by hand, correcting, adding an address, writing a note."""

from typing import Any

from django.contrib import messages
from django.db import transaction
from django.db.models import ProtectedError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accord.contacts import actions
from accord.contacts.admission import NewPoint
from accord.contacts.entering import enter, organisation_id
from accord.contacts.forms import ChangeForm, NewPersonForm, NoteForm, PersonForm, PointForm, ViewForm
from accord.contacts.joined import leads_to_kept
from accord.contacts.models import ContactPoint, Person, SavedView
from accord.contacts.queries import organisation_names
from accord.lib.access import access
from accord.staff.naming import warning
from accord.staff.who import actor_of
from accord.ui import once

UNPROCESSABLE = 422
KNOWN = Person.objects.exclude(state=Person.State.ERASED)  # nothing more is written about the others


def answered(form: Any) -> int:
    """The status of a page with this form: 422 once something is wrong in it."""
    return UNPROCESSABLE if form.errors else 200


@access("people.edit")
@transaction.atomic
def new_person(request: HttpRequest) -> HttpResponse:
    """Enter somebody by hand, with source and notice; a button pressed twice enters them once."""
    form, ticket = NewPersonForm(request.POST or None), request.POST.get("ticket", "")
    if request.method == "POST":
        if entered := once.came_of(ticket):
            return redirect("desk:person", pk=entered)
        if form.is_valid():
            person = enter(actor=actor_of(request), said=form.cleaned_data)
            once.remember(ticket, person.pk)
            messages.success(request, _("%(name)s has been entered.") % {"name": person})
            return redirect("desk:person", pk=person.pk)
        once.give_back(ticket)
    context = {"form": form, "organisations": organisation_names()}
    return render(request, "contacts/new_person.html", context, status=answered(form))


@access("people.edit")
@leads_to_kept("person")
def edit_person(request: HttpRequest, pk: int) -> HttpResponse:
    """Correct who somebody is."""
    person = get_object_or_404(KNOWN, pk=pk)
    name = str(person)
    form = PersonForm(request.POST or None, instance=person)
    if request.method == "POST" and form.is_valid():
        changes = {field: form.cleaned_data[field] for field in PersonForm.Meta.fields}
        actor = actor_of(request)
        changes["organisation_id"] = organisation_id(actor=actor, name=form.cleaned_data["organisation_name"])
        actions.edit_person(actor=actor, person=Person.objects.get(pk=pk), changes=changes)
        messages.success(request, _("Saved."))
        return redirect("desk:person", pk=pk)
    context = {"form": form, "person": person, "name": name, "organisations": organisation_names()}
    return render(request, "contacts/edit_person.html", context, status=answered(form))


@access("people.edit")
def add_point(request: HttpRequest, pk: int) -> HttpResponse:
    """One more address or number."""
    person = get_object_or_404(KNOWN, pk=pk)
    form = PointForm(request.POST or None, initial={"kind": request.GET.get("kind", "email")})
    if request.method == "POST" and form.is_valid():
        actions.add_point(actor=actor_of(request), person=person, point=NewPoint(**form.cleaned_data))
        messages.success(request, _("Address added. No permission is attached to it yet."))
        return redirect("desk:person", pk=pk)
    context = {"form": form, "person": person}
    return render(request, "contacts/add_point.html", context, status=answered(form))


@access("people.edit")
def change_point(request: HttpRequest, pk: int, point_id: int) -> HttpResponse:
    """Correct an address, or replace it by a new one."""
    point = get_object_or_404(ContactPoint.objects.select_related("person"), pk=point_id, person=pk)
    initial = {name: getattr(point, name) for name in ("sphere", "is_published_for_trade")}
    form = ChangeForm(request.POST or None, point=point, initial=initial | {"value": point.display})
    if request.method == "POST" and form.is_valid():
        said, actor = dict(form.cleaned_data), actor_of(request)
        current = actions.change_point(actor=actor, point=point, value=said.pop("value"))
        actions.describe_point(actor=actor, point=current, **said)
        messages.success(request, _("Saved."))
        return redirect("desk:person", pk=pk)
    context = {"form": form, "person": point.person, "point": point}
    return render(request, "contacts/change_point.html", context, status=answered(form))


@require_POST
@access("people.edit")
def add_note(request: HttpRequest, pk: int) -> HttpResponse:
    """Write a note about somebody."""
    person = get_object_or_404(KNOWN, pk=pk)
    form = NoteForm(request.POST)
    if form.is_valid():
        text = form.cleaned_data["text"]
        actions.add_note(actor=actor_of(request), person=person, text=text)
        messages.success(request, _("Note kept."))
        if unreached := warning(text, {"person": pk}):
            messages.warning(request, unreached)
    else:
        messages.error(request, _("A note needs some words, 5,000 characters at most."))
    return redirect(reverse("desk:person", args=[pk]) + "#notes")


@access("people.read")
def save_view(request: HttpRequest) -> HttpResponse:
    """Keep a list with its filters under a name: sent from the window of the list, or from this page."""
    asked, all_of_them = request.GET.urlencode(), reverse("desk:people")
    form = ViewForm(request.POST if request.method == "POST" else None, initial={"query": asked})
    if request.method == "POST" and form.is_valid():
        view = actions.save_view(actor=actor_of(request), **form.cleaned_data)
        messages.success(request, _("View “%(name)s” saved.") % {"name": view.name})
        return redirect(f"{all_of_them}?{view.query}&view={view.pk}")
    back = f"{all_of_them}?{form.data.get('query', asked)}"
    context = {"form": form, "back": back, "all": all_of_them, "label": _("People")}
    return render(request, "contacts/save_view.html", context, status=answered(form))


@require_POST
@access("people.read")
def remove_view(request: HttpRequest, pk: int) -> HttpResponse:
    """Forget a saved view of one's own."""
    actor = actor_of(request)
    view = get_object_or_404(SavedView, pk=pk, owner_id=actor.id)
    try:
        actions.remove_view(actor=actor, view=view)
        messages.success(request, _("View removed."))
    except ProtectedError:
        messages.error(request, _("A campaign rests on this view: it stays."))
    return redirect("desk:people")
