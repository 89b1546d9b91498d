"""Requests for a record: the queue by deadline, one request, its lines, its answer or its refusal."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accord.health import journal
from accord.health.actions import disclosing, telling
from accord.health.actions import requesting as actions
from accord.health.bundling import NotCommunicable
from accord.health.codes import Proof, Purpose
from accord.health.delays import silence_refuses_on
from accord.health.door import health
from accord.health.forms.requests import DiscloseForm, IdentityForm, LineForm, RefusalForm, RequestForm
from accord.health.impossible import Impossible
from accord.health.letters import awaiting_letter, refusal_letter
from accord.health.models import AccessRequest, DisclosureBundle, House, RequestedItem
from accord.health.queries import requests as queries
from accord.health.queries.patients import read
from accord.health.requesting import Obstacle, missing_proofs, obstacles
from accord.health.views import doing
from accord.health.who import said
from accord.staff.who import actor_of, user_of


@health("health.requests")
def requests(request: HttpRequest) -> HttpResponse:
    """What waits for an answer, the nearest deadline first."""
    waiting, closed, unreached = queries.waiting(), queries.closed(), queries.unreached()
    shown = [*(one for one, _due in waiting), *closed, *unreached]
    journal.record(
        **said(user_of(request)),
        action="request.listed",
        patients=[one.patient_id for one in shown],
        purpose=Purpose.PATIENT_REQUEST,
        facts={"shown": len(shown)},
    )
    context = {"waiting": waiting, "closed": closed, "unreached": unreached}
    return render(request, "health/requests.html", context)


@health("health.requests")
def new_request(request: HttpRequest, pk: UUID) -> HttpResponse:
    """A request that came in."""
    patient = read(user=user_of(request), pk=pk, action="request.begun")
    now = timezone.localtime().replace(second=0, microsecond=0)
    form, made = RequestForm(request.POST or None, initial={"received_at": now}), list[AccessRequest]()

    def act() -> None:
        made.append(
            actions.receive(actor=actor_of(request), patient=patient.speaks, received=form.received())
        )

    if doing.done_with(request, form, act):
        return redirect("health:request", made[0].pk)
    return doing.page(request, "health/request_form.html", form, patient=patient)


def _asked(request: HttpRequest, pk: UUID) -> AccessRequest:
    asked = get_object_or_404(AccessRequest.objects.select_related("patient__key"), pk=pk)
    read(user=user_of(request), pk=asked.patient_id, action="request.read")
    return asked


@health("health.requests")
def one_request(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Who asks, what stands in the way, each document with its clock."""
    return render(request, "health/request.html", about(_asked(request, pk)))


def about(asked: AccessRequest) -> dict[str, Any]:
    """What the page of a request reads."""
    now = timezone.now()
    lines = asked.lines.select_related("document", "file")
    issue = queries.form_of(asked)
    return {
        "asked": asked,
        "patient": asked.patient,
        "obstacles": [_in_words(one, asked) for one in obstacles(asked.as_asked(), timezone.localdate())],
        "lines": [(line, getattr(line, "file", None), now >= line.opens_at) for line in lines],
        "is_ready": any(
            line.outcome in ("pending", "given") and getattr(line, "file", None) for line in lines
        ),
        "issue": issue,
        "reading": queries.accepted_reading(issue),
        "due": queries.due_without_document(asked),
        "bundles": asked.bundles.order_by("-at"),
        "identity": IdentityForm(asked=asked),
        "disclose": DiscloseForm(asked=asked),
        "ways": [({"mode": mode}, words, is_done) for mode, words, is_done in asked.ways()],
        "mails": asked.mails.all(),
        "may_mail": telling.obstacle(asked) is None,
        "on_paper": telling.may_write(asked) and _is_lost(asked),
        "silence": silence_refuses_on(asked.received_at) if House.now().is_public else None,
    }


def _is_lost(asked: AccessRequest) -> bool:
    """True when the last e-mail did not reach the patient."""
    last = asked.mails.last()
    return last is not None and last.state in queries.LOST


def _in_words(obstacle: Obstacle, asked: AccessRequest) -> str:
    """A missing proof is named."""
    if obstacle != Obstacle.PROOF:
        return str(obstacle.label)
    missing = missing_proofs(asked.as_asked())
    names = ", ".join(str(proof.label) for proof in Proof if proof in missing)
    return _("Still to be seen: %(proofs)s.") % {"proofs": names}


@require_POST
@health("health.requests")
def tell(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Tell the patient by e-mail that something awaits them."""
    asked = _asked(request, pk)
    return doing.done(
        request,
        lambda: telling.tell(actor=actor_of(request), request=asked),
        ("health:request", pk),
        _("The e-mail leaves within a minute."),
    )


@health("health.requests")
def write(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The same on paper, for an envelope: that a document awaits."""
    asked = _asked(request, pk)
    if not telling.may_write(asked):
        raise Http404
    patient = asked.patient.speaks
    journal.record(
        actor=actor_of(request), action="mail.printed", patient=patient, purpose=Purpose.PATIENT_REQUEST,
        entity="AccessRequest", entity_id=asked.pk,
    )  # fmt: skip
    return doing.file(awaiting_letter(patient, timezone.now()), "application/pdf", "lettre.pdf")


@require_POST
@health("health.requests")
def identity(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Somebody saw who asks."""
    asked = _asked(request, pk)
    form = IdentityForm(request.POST, asked=asked)
    if not form.is_valid():
        return render(request, "health/request.html", {**about(asked), "identity": form}, status=422)
    proofs = frozenset(form.cleaned_data.get("proofs", ()))
    how = form.cleaned_data["how"]
    return doing.done(
        request,
        lambda: actions.check_identity(actor=actor_of(request), request=asked, how=how, proofs=proofs),
        ("health:request", pk),
    )


@health("health.requests")
def line(request: HttpRequest, pk: UUID) -> HttpResponse:
    """One line: its document, its copy, or that there is none."""
    row = get_object_or_404(RequestedItem.objects.select_related("request__patient__key", "document"), pk=pk)
    asked = _asked(request, row.request_id)
    form = LineForm(request.POST or None, request.FILES or None, line=row)
    if doing.done_with(request, form, lambda: _settle(request, row, form.cleaned_data)):
        return redirect("health:request", asked.pk)
    return doing.page(request, "health/request_line.html", form, asked=asked, patient=asked.patient, line=row)


def _settle(request: HttpRequest, row: RequestedItem, typed: dict[str, Any]) -> None:
    actor = actor_of(request)
    if typed["outcome"]:
        actions.settle(actor=actor, line=row, outcome=typed["outcome"])
        return
    if typed["document"] and typed["document"] != row.document:
        actions.find(actor=actor, line=row, document=typed["document"])
    if typed["copy"]:
        if typed["copy"].size > disclosing.LARGEST:
            raise Impossible(disclosing.TOO_LARGE)
        disclosing.attach(actor=actor, line=row, content=typed["copy"].read())


@require_POST
@health("health.requests")
def disclose(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Hand over the copies that are ready."""
    asked = _asked(request, pk)
    form = DiscloseForm(request.POST, asked=asked)
    if not form.is_valid():
        return render(request, "health/request.html", {**about(asked), "disclose": form}, status=422)
    try:
        disclosing.disclose(actor=actor_of(request), request=asked, **form.cleaned_data)
    except Impossible as why:
        messages.error(request, str(why.sentence))
    except NotCommunicable:
        messages.error(request, str(disclosing.NOT_REVIEWED))
    else:
        messages.success(request, _("The bundle is ready, and its proof is kept."))
    return redirect("health:request", pk)


@health("health.requests")
def bundle(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The file itself, while its copies are here."""
    row = get_object_or_404(DisclosureBundle.objects.select_related("request__patient__key"), pk=pk)
    _asked(request, row.request_id)
    try:
        whole = disclosing.built_again(actor=actor_of(request), bundle=row)
    except Impossible as why:
        messages.error(request, str(why.sentence))
        return redirect("health:request", row.request_id)
    return doing.file(whole, "application/zip", f"{row.sha256[:12]}.zip")


@health("health.requests")
def refuse(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Refuse in writing, with a reason."""
    asked, form = _asked(request, pk), RefusalForm(request.POST or None)
    if doing.done_with(
        request, form, lambda: actions.refuse(actor=actor_of(request), request=asked, **form.cleaned_data)
    ):
        return redirect("health:request", pk)
    return doing.page(request, "health/request_refuse.html", form, asked=asked, patient=asked.patient)


@health("health.requests")
def letter(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The refusal, on paper."""
    asked = _asked(request, pk)
    if asked.state != AccessRequest.State.REFUSED:
        return redirect("health:request", pk)
    return doing.file(refusal_letter(asked, timezone.now()), "application/pdf", "lettre.pdf")


@require_POST
@health("health.requests")
def drop_way(request: HttpRequest, pk: UUID) -> HttpResponse:
    """One of the ways asked for is no longer wanted."""
    asked, mode = _asked(request, pk), request.POST.get("mode", "")
    return doing.done(
        request,
        lambda: actions.drop_way(actor=actor_of(request), request=asked, mode=mode),
        ("health:request", pk),
    )


@require_POST
@health("health.requests")
def give_up(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Whoever asked no longer does."""
    asked = _asked(request, pk)
    return doing.done(
        request, lambda: actions.give_up(actor=actor_of(request), request=asked), ("health:request", pk)
    )
