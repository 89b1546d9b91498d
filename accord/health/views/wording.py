"""What the form says: its versions, the words and rows of an institution, its settings."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accord.health.actions import wording as actions
from accord.health.door import health
from accord.health.forms.paper import NewRowForm, RowForm, SettingsForm, WordsForm
from accord.health.impossible import Impossible
from accord.health.models import PaperSettings, Questionnaire
from accord.health.paper.content import OWN_WORDS, Content, Row, faults
from accord.health.paper.layout import Order, press
from accord.health.press import sender
from accord.health.queries.wording import kind_of, said_of, titles
from accord.health.views.forms import UNPROCESSABLE, _pdf
from accord.lib.paper import Untidy
from accord.staff.who import actor_of

PREVIEW = "000000000000"  # an id no sheet ever has


@health("health.manage")
def form(request: HttpRequest) -> HttpResponse:
    """The versions of the form, and what the institution decides about its paper."""
    settings = SettingsForm(request.POST or None, instance=PaperSettings.now())
    if request.method == "POST" and settings.is_valid():
        actions.settle(actor=actor_of(request), **settings.cleaned_data)
        messages.success(request, _("Saved."))
        return redirect("health:form")
    actions.in_use()
    versions = list(Questionnaire.objects.all())
    context = {
        "versions": versions,
        "settings": settings,
        "has_draft": any(v.status == "draft" for v in versions),
    }
    return render(request, "health/form.html", context, status=UNPROCESSABLE if settings.errors else 200)


@require_POST
@health("health.manage")
def draft(request: HttpRequest) -> HttpResponse:
    """Write another version, from the one in use."""
    return redirect("health:wording", actions.draft(actor=actor_of(request)).pk)


def _version(pk: UUID) -> Questionnaire:
    return get_object_or_404(Questionnaire, pk=pk)


@health("health.manage")
def wording(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The words and rows of one version; a draft can be changed."""
    version = _version(pk)
    content = version.said
    words = WordsForm(request.POST or None, texts=_texts(content))
    if request.method == "POST" and version.status == "draft" and words.is_valid():
        said = words.cleaned_data
        actions.write(
            actor=actor_of(request), questionnaire=version, words=said, items=said, rows=content.rows
        )
        messages.success(request, _("Saved."))
        return redirect("health:wording", version.pk)
    context = {
        "version": version,
        "words": words,
        "rows": [(row, kind_of(row)) for row in content.rows],
        "faults": [said_of(fault) for fault in faults(content)],
        "new_row": NewRowForm(),
        "is_draft": version.status == "draft",
        "up_field": {"to": "up"},
        "down_field": {"to": "down"},
    }
    return render(request, "health/wording.html", context, status=UNPROCESSABLE if words.errors else 200)


def _texts(content: Content) -> list[tuple[str, str, str]]:
    own = [(key, str(titles()[key]), content.words[key]) for key in OWN_WORDS]
    return own + [(key, f"{key[1]}° {key[3:]})", text) for key, text in content.items.items()]


def _save_rows(request: HttpRequest, version: Questionnaire, rows: list[Row]) -> HttpResponse:
    try:
        actions.write(actor=actor_of(request), questionnaire=version, words={}, items={}, rows=rows)
    except Impossible as why:
        messages.error(request, str(why))
    return redirect("health:wording", version.pk)


@require_POST
@health("health.manage")
def add_row(request: HttpRequest, pk: UUID) -> HttpResponse:
    """A row about a use, under a rule the law leaves it."""
    version, form = _version(pk), NewRowForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("Choose what the row is about."))
        return redirect("health:wording", version.pk)
    rows = list(version.said.rows)
    use, _colon, regime = form.cleaned_data["kind"].partition(":")
    row = actions.blank_row(rows, use, regime)
    _save_rows(request, version, [*rows, row])
    return redirect("health:row", version.pk, row.link_id)


@health("health.manage")
def row(request: HttpRequest, pk: UUID, link_id: str) -> HttpResponse:
    """The words and lines of one row."""
    version = _version(pk)
    rows = {one.link_id: one for one in version.said.rows}
    if link_id not in rows or version.status != "draft":
        return redirect("health:wording", version.pk)
    mine = rows[link_id]
    initial = {**vars(mine), "lines": "\n".join(mine.lines)}
    form = RowForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        said = dict(form.cleaned_data)
        lines = tuple(line.strip() for line in said.pop("lines").splitlines() if line.strip())
        said["places"] = said["places"] or 0
        rows[link_id] = Row(mine.link_id, mine.use, mine.regime, lines=lines, **said)
        return _save_rows(request, version, list(rows.values()))
    context = {"version": version, "row": mine, "kind": kind_of(mine), "form": form}
    return render(request, "health/row.html", context, status=UNPROCESSABLE if form.errors else 200)


@require_POST
@health("health.manage")
def move_row(request: HttpRequest, pk: UUID, link_id: str) -> HttpResponse:
    """Up, down, or away."""
    version = _version(pk)
    rows = list(version.said.rows)
    at = next((n for n, one in enumerate(rows) if one.link_id == link_id), None)
    if at is None:
        return redirect("health:wording", version.pk)
    taken = rows.pop(at)
    to = {"up": max(at - 1, 0), "down": at + 1}.get(request.POST.get("to", ""))
    if to is not None:
        rows.insert(to, taken)
    return _save_rows(request, version, rows)


@require_POST
@health("health.manage")
def publish(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Hand this version out from now on."""
    try:
        actions.publish(actor=actor_of(request), questionnaire=_version(pk))
    except Impossible as why:
        messages.error(request, str(why))
        return redirect("health:wording", pk)
    messages.success(request, _("Published: this version is handed out from now on, and never changes."))
    return redirect("health:form")


@require_POST
@health("health.manage")
def drop(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Give a draft up."""
    try:
        actions.drop(actor=actor_of(request), questionnaire=_version(pk))
    except Impossible as why:
        messages.error(request, str(why))
    return redirect("health:form")


@health("health.manage")
def preview(request: HttpRequest, pk: UUID) -> HttpResponse:
    """How a version prints; its code opens nothing."""
    version = _version(pk)
    organisation, address = sender()
    order = Order(
        content=version.said,
        form=PREVIEW,
        version=version.version,
        organisation=organisation,
        address=address,
        at=timezone.now(),
        key=b"preview",
        is_large=request.GET.get("large") == "yes",
    )
    try:
        return _pdf(press(order).pdf, "apercu")
    except Untidy:
        messages.error(request, _("A letter of these words cannot be printed: look for unusual signs."))
        return redirect("health:wording", version.pk)
