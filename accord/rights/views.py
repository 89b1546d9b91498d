"""The data protection officer limits or erases, from the page of a person."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from accord.contacts.models import Person
from accord.contacts.views import answered
from accord.lib.access import access
from accord.rights import actions
from accord.rights.forms import EraseForm, LiftForm, LimitForm
from accord.rights.holding import held
from accord.staff.who import actor_of

KNOWN = Person.objects.exclude(state=Person.State.ERASED)


@access("rights.decide")
def limit(request: HttpRequest, pk: int) -> HttpResponse:
    """Limit the use of somebody's data, or lift that."""
    person = get_object_or_404(KNOWN, pk=pk)
    is_limited = person.state == Person.State.RESTRICTED
    form = (LiftForm if is_limited else LimitForm)(request.POST or None)
    if request.method == "POST" and form.is_valid() and _limited(request, person, form, is_limited):
        return redirect("desk:person", pk=pk)
    context = {"form": form, "person": person, "is_limited": is_limited}
    return render(request, "rights/limit.html", context, status=answered(form))


def _limited(request: HttpRequest, person: Person, form: LimitForm | LiftForm, is_limited: bool) -> bool:
    said, actor = form.cleaned_data, actor_of(request)
    try:
        if is_limited:
            actions.lift_limit(actor=actor, person=person, words=said["words"])
        else:
            actions.limit(actor=actor, person=person, because=said["because"], words=said["words"])
    except actions.NotPossible as why:
        form.add_error(None, str(why))
        return False
    lifted, limited = (
        _("Lifted: their data are in use again."),
        _("Limited: nobody writes or calls any more."),
    )
    messages.success(request, lifted if is_limited else limited)
    return True


@access("rights.decide")
def erase(request: HttpRequest, pk: int) -> HttpResponse:
    """Erase somebody, after showing what goes and what stays."""
    person = get_object_or_404(KNOWN, pk=pk)
    form = EraseForm(request.POST or None)
    if request.method == "POST" and form.is_valid() and _erased(request, person, form):
        return redirect("desk:person", pk=pk)
    context = {"form": form, "person": person, "held": held(person)}
    return render(request, "rights/erase.html", context, status=answered(form))


def _erased(request: HttpRequest, person: Person, form: EraseForm) -> bool:
    said = form.cleaned_data
    try:
        actions.erase(
            actor=actor_of(request), person=person, because=said["because"], is_asked=said["is_asked"]
        )
    except actions.NotPossible as why:
        form.add_error(None, str(why))
        return False
    messages.success(request, _("Erased. The programs that listen are told to do the same."))
    return True
