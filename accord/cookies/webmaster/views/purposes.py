"""The purposes a site asks for: from the register, worded in advance, or new."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accord.cookies.webmaster import declaring, library, starting
from accord.cookies.webmaster.forms import AddPurposeForm, NewPurposeForm, WordsForm, offered_purposes
from accord.cookies.webmaster.views.sharing import MANAGE, READ, UNPROCESSABLE, around, found
from accord.lib.access import access
from accord.staff.who import actor_of

UP, DOWN = {"by": "-1"}, {"by": "1"}


@access(READ)
def purposes(request: HttpRequest, pk: int) -> HttpResponse:
    """What is asked, in the order people read it."""
    site = found(pk)
    rows = list(site.purposes.select_related("purpose").prefetch_related("third_parties__recipient"))
    known = {one.code for one in rows}
    context = {
        **around(request, site),
        "rows": rows,
        "ready": [one for one in library.purposes().values() if one.code not in known],
        "add_form": AddPurposeForm(site=site) if offered_purposes(site).exists() else None,
        "up": UP,
        "down": DOWN,
    }
    return render(request, "cookies/webmaster/purposes.html", context)


@require_POST
@access(MANAGE)
def add_purpose(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask for a purpose of the register."""
    site = found(pk)
    form = AddPurposeForm(request.POST, site=site)
    if form.is_valid():
        declaring.add_purpose(actor=actor_of(request), site=site, purpose=form.cleaned_data["purpose"])
    else:
        messages.error(request, _("Choose a purpose of the register that the site does not ask for yet."))
    return redirect("cookies:purposes", pk)


@require_POST
@access(MANAGE)
def add_ready(request: HttpRequest, pk: int, code: str) -> HttpResponse:
    """Ask for a purpose worded in advance."""
    ready = library.purposes().get(code)
    if ready is None:
        raise Http404
    starting.add_ready_purpose(actor=actor_of(request), site=found(pk), ready=ready)
    return redirect("cookies:purposes", pk)


@access(MANAGE)
def new_purpose(request: HttpRequest, pk: int) -> HttpResponse:
    """Enter a purpose in the register, and ask for it."""
    site = found(pk)
    form = NewPurposeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        declaring.declare_purpose(actor=actor_of(request), site=site, purpose=form.save(commit=False))
        messages.success(request, _("The purpose is in the register, and the site asks for it."))
        return redirect("cookies:purposes", pk)
    context = {**around(request, site), "form": form}
    status = UNPROCESSABLE if form.errors else 200
    return render(request, "cookies/webmaster/purpose_new.html", context, status=status)


@access(MANAGE)
def word_purpose(request: HttpRequest, pk: int, purpose: int) -> HttpResponse:
    """Say a purpose in the site's own words."""
    site = found(pk)
    row = get_object_or_404(site.purposes.select_related("purpose"), pk=purpose)
    form = WordsForm(request.POST or None, row=row)
    if request.method == "POST" and form.is_valid():
        signals = form.cleaned_data["signals"]
        declaring.word_purpose(actor=actor_of(request), row=row, texts=form.texts, signals=signals)
        messages.success(request, _("Saved."))
        return redirect("cookies:purposes", pk)
    context = {**around(request, site), "form": form, "row": row}
    status = UNPROCESSABLE if form.errors else 200
    return render(request, "cookies/webmaster/purpose_words.html", context, status=status)


@require_POST
@access(MANAGE)
def move_purpose(request: HttpRequest, pk: int, purpose: int) -> HttpResponse:
    """Move a purpose by one place."""
    by = 1 if request.POST.get("by") == "1" else -1
    row = get_object_or_404(found(pk).purposes.select_related("site"), pk=purpose)
    declaring.move_purpose(actor=actor_of(request), row=row, by=by)
    return redirect("cookies:purposes", pk)


@require_POST
@access(MANAGE)
def drop_purpose(request: HttpRequest, pk: int, purpose: int) -> HttpResponse:
    """Ask for a purpose no more, or say why it cannot go yet."""
    row = get_object_or_404(found(pk).purposes.select_related("site", "purpose"), pk=purpose)
    try:
        declaring.drop_purpose(actor=actor_of(request), row=row)
    except ValidationError as refused:
        messages.error(request, " ".join(refused.messages))
    return redirect("cookies:purposes", pk)
