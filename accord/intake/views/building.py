"""The builder of a form: what it asks at the left, what people will see at the right, what is missing above."""

from collections.abc import Callable
from typing import Any

from csp.decorators import csp_replace
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accord.intake import actions, checking, definitions, drawing, publishing
from accord.intake.describing import BoxForm, FieldForm
from accord.intake.models import Form, FormField
from accord.intake.views.sharing import UNPROCESSABLE
from accord.lib.access import access, may
from accord.register.models import Channel

SHOWN_DONE = 8
# pages shown under the tab of another
PARTS = {"intake:submissions": "intake:versions", "intake:version": "intake:versions"}
UP, DOWN = {"by": "-1"}, {"by": "1"}


@access("intake.read")
def form_page(request: HttpRequest, pk: int) -> HttpResponse:
    """One form as it is being written; ?field=… opens a question, ?field=new a new one, ?as=phone a narrow page."""
    form = found(pk)
    opened = request.GET.get("field", "")
    asked = _editor(form, opened) if may(request.user, "intake.manage") else None
    return _page(request, form, opened=opened, editor=asked)


def found(pk: int) -> Form:
    """The form, with its notice; 404 otherwise."""
    return get_object_or_404(Form.objects.select_related("notice__controller"), pk=pk)


def _editor(form: Form, opened: str) -> FieldForm | None:
    if opened == "new":
        return FieldForm(form=form)
    field = form.fields.filter(pk=opened).first() if opened.isdecimal() else None
    return FieldForm(form=form, instance=field) if field else None


def _page(
    request: HttpRequest, form: Form, *, opened: str = "", editor: FieldForm | None = None
) -> HttpResponse:
    may_manage = may(request.user, "intake.manage")
    last = publishing.last_versions(form)
    number = next(iter(last.values())).number if last else 0
    context = {
        **around(request, form),
        "opened": opened,
        "editor": editor,
        "checks": _checks(form),
        "pieces": _pieces(form),
        "boxes": definitions.boxes_of(form),
        "implicit": [one for one in _implicit(form) if not form.fields.filter(code=one.code).exists()],
        "box_form": BoxForm(form=form),
        "number": number,
        "next": number + 1,
        "has_changed": publishing.has_changed(form),
        "as_phone": request.GET.get("as") != "desktop",
        "as_desktop": request.GET.get("as") == "desktop",
        "may_manage": may_manage,
        "up": UP,
        "down": DOWN,
        "channels": dict(Channel.choices),
    }
    failed = bool(editor and editor.errors)
    return render(request, "intake/form_page.html", context, status=UNPROCESSABLE if failed else 200)


def around(request: HttpRequest, form: Form) -> dict[str, Any]:
    """What every page about one form shows: its name, its tabs."""
    views = (
        (_("Fields and notice"), "intake:form_page"),
        (_("Statistics"), "intake:statistics"),
        (_("Versions"), "intake:versions"),
        (_("Put it elsewhere"), "intake:elsewhere"),
    )
    here = request.resolver_match.view_name if request.resolver_match else ""
    under = PARTS.get(here, here)
    tabs = [(label, reverse(name, args=[form.pk]), name == under) for label, name in views]
    return {"form": form, "tabs": tabs}


def _checks(form: Form) -> dict[str, Any]:
    items = [
        one for one in checking.checklist(form) if not (one.is_detail and one.problems and _is_bare(form))
    ]
    todo = [(problem, one.href) for one in items for problem in one.problems]
    done = [one.label for one in items if one.is_done]
    return {
        "todo": todo,
        "done": done[:SHOWN_DONE],
        "others": max(0, len(done) - SHOWN_DONE),
        "count": len(done),
        "total": len(done) + len(todo),
    }


def _is_bare(form: Form) -> bool:
    """True for a notice of which nothing is written: one line then says it all."""
    return not form.notice.versions.exists()


def _implicit(form: Form) -> list[definitions.Question]:
    """The questions that are there without being written."""
    address = [definitions.address_question(form)]
    return (
        address if form.is_lead or not form.asks_first_name else [*address, definitions.first_name_question()]
    )


def _pieces(form: Form) -> list[dict[str, Any]]:
    fields = list(form.fields.select_related("purpose").order_by("position", "pk"))
    last = len(fields) - 1
    return [
        {
            "field": field,
            "id": str(field.pk),
            "label": field.localised("label"),
            "reason": field.localised("reason"),
            "write": f"{reverse('intake:form_page', args=[form.pk])}?field={field.pk}#block-{field.pk}",
            "state": _state(field),
            "is_first": place == 0,
            "is_last": place == last,
            "up": _("Move “%(what)s” up") % {"what": field},
            "down": _("Move “%(what)s” down") % {"what": field},
            "edit": _("Write “%(what)s”") % {"what": field},
            "away": _("Take “%(what)s” away") % {"what": field},
        }
        for place, field in enumerate(fields)
    ]


def _state(field: FormField) -> str:
    if field.is_required or field.completes == FormField.Completes.EMAIL:
        return _("required")
    return _("afterwards, optional") if field.is_after else _("optional")


# Questions


@require_POST
@access("intake.manage")
def add_field(request: HttpRequest, pk: int) -> HttpResponse:
    """Keep a new question, or say why it is not kept."""
    form = found(pk)
    filled = FieldForm(request.POST, form=form)
    return _write(request, form, filled, "new", lambda values: _added(request, form, values))


@require_POST
@access("intake.manage")
def change_field(request: HttpRequest, pk: int, field: int) -> HttpResponse:
    """Keep what was typed in a question."""
    form = found(pk)
    known = get_object_or_404(form.fields, pk=field)
    filled = FieldForm(request.POST, form=form, instance=known)
    return _write(request, form, filled, str(field), lambda values: _changed(request, known, values))


def _added(request: HttpRequest, form: Form, values: dict[str, Any]) -> FormField:
    return actions.add_field(actor=_actor(request), form=form, values=values)


def _changed(request: HttpRequest, field: FormField, values: dict[str, Any]) -> FormField:
    return actions.change_field(actor=_actor(request), field=field, values=values)


def _write(
    request: HttpRequest,
    form: Form,
    filled: FieldForm,
    opened: str,
    act: Callable[[dict[str, Any]], FormField],
) -> HttpResponse:
    if filled.is_valid():
        try:
            kept = act(filled.cleaned_data)
        except actions.NotAsked as refused:
            filled.add_error(refused.name, str(refused))
        else:
            return redirect(f"{reverse('intake:form_page', args=[form.pk])}#block-{kept.pk}")
    return _page(request, form, opened=opened, editor=filled)


@require_POST
@access("intake.manage")
def move_field(request: HttpRequest, pk: int, field: int) -> HttpResponse:
    """Move a question by one place."""
    by = 1 if request.POST.get("by") == "1" else -1
    actions.move_field(actor=_actor(request), field=get_object_or_404(FormField, form=pk, pk=field), by=by)
    return redirect("intake:form_page", pk)


@require_POST
@access("intake.manage")
def order_fields(request: HttpRequest, pk: int) -> HttpResponse:
    """Put the questions in the order they were dragged to."""
    ids = [int(one) for one in request.POST.getlist("block") if one.isdecimal()]
    actions.order_fields(actor=_actor(request), form=found(pk), ids=ids)
    return redirect("intake:form_page", pk)


@require_POST
@access("intake.manage")
def drop_field(request: HttpRequest, pk: int, field: int) -> HttpResponse:
    """Ask this no more."""
    actions.remove_field(actor=_actor(request), field=get_object_or_404(FormField, form=pk, pk=field))
    return redirect("intake:form_page", pk)


# Boxes


@require_POST
@access("intake.manage")
def add_box(request: HttpRequest, pk: int) -> HttpResponse:
    """One more box."""
    form = found(pk)
    filled = BoxForm(request.POST, form=form)
    if filled.is_valid():
        actions.add_box(actor=_actor(request), form=form, **filled.cleaned_data)
    else:
        messages.error(request, _("This box cannot be added: choose a purpose that rests on consent."))
    return redirect("intake:form_page", pk)


@require_POST
@access("intake.manage")
def drop_box(request: HttpRequest, pk: int, box: int) -> HttpResponse:
    """Offer this no more."""
    form = found(pk)
    actions.remove_box(actor=_actor(request), box=get_object_or_404(form.boxes, pk=box))
    return redirect("intake:form_page", pk)


# Publishing and looking


@require_POST
@access("intake.manage")
def publish(request: HttpRequest, pk: int) -> HttpResponse:
    """Make what is written the version the public sees, or say what is missing."""
    try:
        number = actions.publish(actor=_actor(request), form=found(pk))
    except actions.NotReady as refused:
        messages.error(request, str(refused))
    else:
        messages.success(request, _("Version %(number)s is published.") % {"number": number})
    return redirect("intake:form_page", pk)


@csp_replace({"script-src": ["'none'"], "frame-ancestors": ["'self'"]})  # type: ignore[arg-type]
@access("intake.read")
def preview(request: HttpRequest, pk: int) -> HttpResponse:
    """The page as it would be published; shown in a closed frame."""
    form = found(pk)
    language = (translation.get_language() or "fr")[:2]
    page = publishing.draft_page(form, language)
    if page is None:
        answer = render(request, "intake/no_preview.html", {"form": form})
    else:
        answer = HttpResponse(drawing.still(page, language))
    answer.headers["X-Frame-Options"] = "SAMEORIGIN"
    return answer


def _actor(request: HttpRequest) -> Any:
    return request.user.actor  # type: ignore[union-attr]
