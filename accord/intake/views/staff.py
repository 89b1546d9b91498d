"""Forms and requests as colleagues see them: never a token, never a whole address."""

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_POST

from accord.intake import actions, pages, queries, ready_made, signup
from accord.intake.describing import FormForm
from accord.intake.forms import MetForm
from accord.intake.models import Form
from accord.intake.signup import Visit, Wish
from accord.intake.views.sharing import UNPROCESSABLE
from accord.lib.access import access, may
from accord.lib.actor import Actor
from accord.lib.keyset import page as page_of

STEPS = (
    ("asked", "yes"),
    ("sent", "yes"),
    ("confirmed", "yes"),
    ("refused", "no"),
    ("expired", "no"),
)


@access("intake.read")
def forms(request: HttpRequest) -> HttpResponse:
    """Every form, with what came of its requests."""
    counted = queries.funnels()
    lines = [{"form": form, "funnel": counted.get(form.pk, {})} for form in queries.forms()]
    return render(
        request, "intake/forms.html", {"lines": lines, "may_manage": may(request.user, "intake.manage")}
    )


@access("intake.manage")
def new_form(request: HttpRequest) -> HttpResponse:
    """Describe a form; it opens afterwards."""
    filled = FormForm(
        request.POST or None,
        initial={
            "kind": Form.Kind.SIGN_UP,
            "lifetime_days": settings.ACCORD_CONFIRMATION_DAYS,
            "asks_first_name": True,
            "sphere": Form.Sphere.PERSONAL,
        },
    )
    if request.method == "POST" and filled.is_valid():
        values = filled.cleaned_data
        said: dict[str, Any] = {
            "actor": _actor(request),
            "values": values,
            "purposes": list(values["purposes"]),
        }
        template = values["ready"]
        form = ready_made.made(template=template, **said) if template else actions.create_form(**said)
        messages.success(request, _("The form is written. It is closed until you open it."))
        return redirect("intake:form_page", form.pk)
    return render(request, "intake/form_edit.html", {"form": filled}, status=_status(filled))


@access("intake.manage")
def edit_form(request: HttpRequest, pk: int) -> HttpResponse:
    """Describe a form anew."""
    existing = get_object_or_404(Form.objects.select_related("notice"), pk=pk)
    filled = FormForm(request.POST or None, existing=existing, initial=_described(existing))
    if request.method == "POST" and filled.is_valid():
        values = filled.cleaned_data
        try:
            actions.change_form(
                actor=_actor(request), form=existing, values=values, purposes=list(values["purposes"])
            )
        except actions.NotReady as refused:
            for sentence in refused.missing:
                filled.add_error(None, sentence)
        else:
            messages.success(request, _("Saved."))
            return redirect("intake:form_page", pk)
    return render(
        request, "intake/form_edit.html", {"form": filled, "existing": existing}, status=_status(filled)
    )


def _described(form: Form) -> dict[str, Any]:
    known = {name: getattr(form, name) for name in actions.DESCRIBED}
    return {**known, "purposes": list(form.boxes.values_list("purpose", flat=True))}


def funnel_rows(counted: dict[str, int]) -> list[tuple[str, int, str]]:
    """The steps of a funnel as the chart draws them."""
    labels = {
        "asked": _("Asked for"),
        "sent": _("Letters sent"),
        "confirmed": _("Confirmed"),
        "refused": pgettext("sign-ups", "Refused"),
        "expired": _("Erased without an answer"),
    }
    return [(labels[step], counted[step], kind) for step, kind in STEPS]


@require_POST
@access("intake.manage")
def open_form(request: HttpRequest, pk: int) -> HttpResponse:
    """Let the public in, or say what is missing."""
    try:
        actions.open_form(actor=_actor(request), form=get_object_or_404(Form, pk=pk))
    except actions.NotReady as refused:
        messages.error(request, str(refused))
    else:
        messages.success(request, _("The form is open."))
    return redirect("intake:form_page", pk)


@require_POST
@access("intake.manage")
def close_form(request: HttpRequest, pk: int) -> HttpResponse:
    """Take no more requests."""
    actions.close_form(actor=_actor(request), form=get_object_or_404(Form, pk=pk))
    messages.success(request, _("The form is closed. Letters that have left can still be answered."))
    return redirect("intake:form_page", pk)


@require_POST
@access("intake.manage")
def move_box(request: HttpRequest, pk: int) -> HttpResponse:
    """Move a box by one place."""
    by = 1 if request.POST.get("by") == "1" else -1
    box = request.POST.get("box", "")
    if box.isdecimal():
        form = get_object_or_404(Form, pk=pk)
        actions.move_box(actor=_actor(request), form=form, box_id=int(box), by=by)
    return redirect("intake:form_page", pk)


@access("intake.read")
def signups(request: HttpRequest) -> HttpResponse:
    """Requests that wait for their answer; addresses are masked, since these people are not contacts."""
    rows = queries.pending()
    if (chosen := request.GET.get("form", "")).isdecimal():
        rows = rows.filter(form=int(chosen))
    shown = page_of(rows, ["-pk"], request.GET)
    how = {
        "form": _("form"),
        "embed": _("form on another site"),
        "kiosk": _("tablet"),
        **dict(MetForm.ORIGINS),
    }
    counted = queries.funnels()
    total = {step: sum(row[step] or 0 for row in counted.values()) for step, _kind in STEPS}
    context = {
        "rows": [
            {"request": one, "address": queries.masked(one.address), "how": how.get(one.origin, "")}
            for one in shown.rows
        ],
        "before": _place("before", shown.before, chosen),
        "after": _place("after", shown.after, chosen),
        "funnel": funnel_rows(total),
        "has_asked": total["asked"] > 0,
        "may_ask": may(request.user, "letters.ask"),
    }
    return render(request, "intake/signups.html", context)


def _place(name: str, value: str, chosen: str) -> str:
    return f"?{name}={value}{f'&form={chosen}' if chosen else ''}" if value else ""


@access("letters.ask")
def met(request: HttpRequest) -> HttpResponse:
    """Somebody was met: have the confirmation letter sent, in the colleague's name."""
    filled = MetForm(request.POST or None, initial={"language": "fr"})
    if request.method == "POST" and filled.is_valid():
        page = pages.page(filled.cleaned_data["form"].slug, filled.cleaned_data["language"])
        if page is None:
            filled.add_error("form", _("This form is closed, or its notice is not published."))
        else:
            return _noted(request, filled.cleaned_data, page)
    return render(request, "intake/met.html", {"form": filled}, status=_status(filled))


def _noted(request: HttpRequest, typed: dict[str, Any], page: pages.SignUpPage) -> HttpResponse:
    actor = _actor(request)
    wish = Wish(
        typed["address"], tuple(one.pk for one in typed["purposes"]), typed["first_name"], typed["language"]
    )
    visit = Visit(origin=typed["origin"], asked_by=actor, asked_words=typed["words"])
    asked = signup.send_for(actor=actor, page=page, wish=wish, visit=visit)
    said = {
        "confirm": _("The letter is leaving. They become a contact when they confirm, and not before."),
        "already": _("They already receive this: a letter tells them so."),
    }
    nothing = _(
        "No letter leaves: one left less than a quarter of an hour ago, or this address must not be written to."
    )
    messages.info(request, said.get(asked.letter, nothing))
    return redirect("intake:signups")


def _actor(request: HttpRequest) -> Actor:
    return request.user.actor  # type: ignore[union-attr]


def _status(filled: Any) -> int:
    return UNPROCESSABLE if filled.errors else 200
