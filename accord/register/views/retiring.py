"""Closing and deleting what the register no longer needs."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accord.lib.access import access
from accord.register import retiring
from accord.register.actions import Frozen
from accord.register.models import Recipient, RetentionRule
from accord.staff.who import actor_of


@require_POST
@access("register.manage")
def close_recipient(request: HttpRequest, pk: int) -> HttpResponse:
    """Stop naming a recipient."""
    try:
        retiring.close_recipient(actor=actor_of(request), recipient=get_object_or_404(Recipient, pk=pk))
    except Frozen as error:
        messages.error(request, str(error))
        return redirect("register:edit_recipient", pk=pk)
    messages.success(
        request, _("The recipient is closed: purposes no longer name it. What was published stays.")
    )
    return redirect("register:recipients")


@require_POST
@access("register.manage")
def reopen_recipient(request: HttpRequest, pk: int) -> HttpResponse:
    """Let purposes name a recipient again."""
    retiring.reopen_recipient(actor=actor_of(request), recipient=get_object_or_404(Recipient, pk=pk))
    messages.success(request, _("Purposes may name it again."))
    return redirect("register:edit_recipient", pk=pk)


@require_POST
@access("register.manage")
def delete_recipient(request: HttpRequest, pk: int) -> HttpResponse:
    """Delete a recipient that never served."""
    return _delete(
        request, get_object_or_404(Recipient, pk=pk), "register:edit_recipient", "register:recipients"
    )


@require_POST
@access("register.manage")
def delete_rule(request: HttpRequest, pk: int) -> HttpResponse:
    """Delete a retention rule that ends no purpose."""
    return _delete(
        request, get_object_or_404(RetentionRule, pk=pk), "register:edit_rule", "register:retention"
    )


def _delete(request: HttpRequest, row: Recipient | RetentionRule, back: str, above: str) -> HttpResponse:
    try:
        retiring.delete(actor=actor_of(request), row=row)
    except Frozen as error:
        messages.error(request, str(error))
        return redirect(back, pk=row.pk)
    messages.success(request, _("Deleted."))
    return redirect(above)
