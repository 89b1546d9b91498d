"""Declaring and changing what the register holds."""

from typing import Any

from django.contrib import messages
from django.forms import ModelForm
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from accord.lib.access import access
from accord.register import actions, queries
from accord.register.forms import ControllerForm, NoticeForm, PurposeForm, RecipientForm, RetentionForm
from accord.register.models import Controller, Notice, Purpose, Recipient, RetentionRule
from accord.staff.who import actor_of

UNPROCESSABLE = 422
# Where each list stands among the tabs of the register, as a page under it names it.
LISTS = {
    "register:recipients": gettext_lazy("Recipients"),
    "register:notices": gettext_lazy("Notices"),
    "register:retention": gettext_lazy("Retention"),
    "register:controllers": gettext_lazy("Controllers"),
}


@access("register.manage")
def new_purpose(request: HttpRequest) -> HttpResponse:
    """Declare a purpose."""
    return _edit(request, PurposeForm, None, _("Declare a purpose"), "register:register", "register:purpose")


@access("register.manage")
def edit_purpose(request: HttpRequest, pk: int) -> HttpResponse:
    """Change a purpose."""
    row = get_object_or_404(Purpose, pk=pk)
    return _edit(request, PurposeForm, row, str(row), "register:register", "register:purpose")


@access("register.manage")
def new_recipient(request: HttpRequest) -> HttpResponse:
    """Declare a recipient."""
    return _edit(request, RecipientForm, None, _("Declare a recipient"), "register:recipients")


@access("register.manage")
def edit_recipient(request: HttpRequest, pk: int) -> HttpResponse:
    """Change a recipient."""
    row = get_object_or_404(Recipient, pk=pk)
    never = not queries.has_served(row)
    return _edit(request, RecipientForm, row, str(row), "register:recipients", closing=True, deleting=never)


@access("register.manage")
def new_rule(request: HttpRequest) -> HttpResponse:
    """Declare a retention rule."""
    return _edit(request, RetentionForm, None, _("Declare a retention rule"), "register:retention")


@access("register.manage")
def edit_rule(request: HttpRequest, pk: int) -> HttpResponse:
    """Change a retention rule."""
    row = get_object_or_404(RetentionRule, pk=pk)
    never = not row.purposes.exists()
    return _edit(request, RetentionForm, row, str(row), "register:retention", deleting=never)


@access("register.manage")
def new_controller(request: HttpRequest) -> HttpResponse:
    """Declare a controller."""
    return _edit(request, ControllerForm, None, _("Declare a controller"), "register:controllers")


@access("register.manage")
def edit_controller(request: HttpRequest, pk: int) -> HttpResponse:
    """Change a controller."""
    row = get_object_or_404(Controller, pk=pk)
    return _edit(request, ControllerForm, row, str(row), "register:controllers")


@access("register.manage")
def new_notice(request: HttpRequest) -> HttpResponse:
    """Begin a notice."""
    return _edit(request, NoticeForm, None, _("Begin a notice"), "register:notices", "register:notice")


@access("register.manage")
def edit_notice(request: HttpRequest, pk: int) -> HttpResponse:
    """Change what a notice covers; published versions stay as they are."""
    row = get_object_or_404(Notice, pk=pk)
    return _edit(request, NoticeForm, row, str(row), "register:notices", "register:notice")


def _edit(
    request: HttpRequest, kind: type[Any], row: Any, title: str, above: str, then: str = "", **more: bool
) -> HttpResponse:
    form = kind(request.POST or None, instance=row)
    if request.method == "POST" and form.is_valid():
        try:
            saved = actions.save(actor=actor_of(request), row=form.instance, links=_links(form))
        except actions.Frozen as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("Saved."))
            return redirect(then, pk=saved.pk) if then else redirect(above)
    context = {"form": form, "title": title, "above": above, "within": LISTS.get(above), "row": row, **more}
    return render(request, "register/edit.html", context, status=UNPROCESSABLE if form.errors else 200)


def _links(form: "ModelForm[Any]") -> dict[str, Any]:
    names = [field.name for field in form.instance._meta.many_to_many]
    return {name: form.cleaned_data[name] for name in names if name in form.cleaned_data}


@require_POST
@access("register.manage")
def open_purpose(request: HttpRequest, pk: int) -> HttpResponse:
    """Put a purpose in use."""
    actions.open_purpose(actor=actor_of(request), purpose=get_object_or_404(Purpose, pk=pk))
    messages.success(request, _("The purpose is in use."))
    return redirect("register:purpose", pk=pk)


@require_POST
@access("register.manage")
def close_purpose(request: HttpRequest, pk: int) -> HttpResponse:
    """Stop using a purpose."""
    actions.close_purpose(actor=actor_of(request), purpose=get_object_or_404(Purpose, pk=pk))
    messages.success(
        request, _("The purpose is closed: from now on nobody is reached for it. Its proofs stay.")
    )
    return redirect("register:purpose", pk=pk)


@require_POST
@access("register.manage")
def delete_purpose(request: HttpRequest, pk: int) -> HttpResponse:
    """Delete a draft nobody was told about."""
    try:
        actions.delete_purpose(actor=actor_of(request), purpose=get_object_or_404(Purpose, pk=pk))
    except actions.Frozen as error:
        messages.error(request, str(error))
        return redirect("register:purpose", pk=pk)
    messages.success(request, _("Deleted."))
    return redirect("register:register")
