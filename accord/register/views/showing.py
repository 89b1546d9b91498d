"""Reading the register: what we do with data and why, and the legal figures it rests on."""

from typing import Any

from django.db.models import Count
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.translation import get_language
from django.views.decorators.http import require_POST

from accord.lib.access import access, may
from accord.register import queries
from accord.register.beside import beside
from accord.register.exporting import FORMATS
from accord.register.exporting import processing_record as drawn_up
from accord.register.forms import SPECIAL_CATEGORY
from accord.register.models import Controller, Notice, Purpose, Recipient, RetentionRule
from accord.register.rules import all_rules
from accord.staff.who import actor_of


def _page(request: HttpRequest, template: str, tab: str, **more: Any) -> HttpResponse:
    counts = {
        "purposes": Purpose.objects.count(),
        "recipients": Recipient.objects.count(),
        "notices": Notice.objects.count(),
        "retention": RetentionRule.objects.count(),
        "controllers": Controller.objects.count(),
    }
    context = {"tab": tab, "counts": counts, "may_manage": may(request.user, "register.manage"), **more}
    return render(request, template, context)


@access("register.read")
def register(request: HttpRequest) -> HttpResponse:
    """Every purpose with its basis, channels and term."""
    purposes = Purpose.objects.select_related("retention").prefetch_related("recipients")
    return _page(request, "register/purposes.html", "purposes", purposes=purposes)


@access("register.read")
def purpose(request: HttpRequest, pk: int) -> HttpResponse:
    """One purpose: the rule, what people read, where it serves."""
    found = get_object_or_404(Purpose.objects.select_related("controller", "retention"), pk=pk)
    language = get_language() or "fr"
    notices = [(one, queries.current_notice_version(one, language)) for one in found.notices.all()]
    context = {
        "purpose": found,
        "notices": [
            (notice, version, version.statements.get(found.code, ""))
            for notice, version in notices
            if version
        ],
        "is_noticed": queries.is_noticed(found),
        "special_category": dict(SPECIAL_CATEGORY).get(found.special_category, found.special_category),
        "beside": beside(found, request.user),
        "may_manage": may(request.user, "register.manage"),
    }
    return render(request, "register/purpose.html", context)


@require_POST
@access("register.read")
def processing_record(request: HttpRequest, format: str) -> HttpResponse:
    """The record of art. 30 as a file."""
    if format not in FORMATS:
        raise Http404
    write, kind = FORMATS[format]
    content = write(drawn_up(actor=actor_of(request)))
    name = f"registre-{timezone.localdate().isoformat()}.{format}"
    return HttpResponse(
        content, content_type=kind, headers={"Content-Disposition": f'attachment; filename="{name}"'}
    )


@access("register.read")
def recipients(request: HttpRequest) -> HttpResponse:
    """Everybody the data goes to."""
    found = Recipient.objects.annotate(used=Count("purposes")).order_by("closed_at", "name")
    return _page(request, "register/recipients.html", "recipients", recipients=found)


@access("register.read")
def notices(request: HttpRequest) -> HttpResponse:
    """What people are told."""
    found = [
        (notice, queries.current_notice_version(notice, "fr")) for notice in Notice.objects.order_by("name")
    ]
    return _page(request, "register/notices.html", "notices", notices=found)


@access("register.read")
def retention(request: HttpRequest) -> HttpResponse:
    """How long things are kept."""
    return _page(
        request,
        "register/retention.html",
        "retention",
        rules=RetentionRule.objects.annotate(used=Count("purposes")).order_by("code"),
    )


@access("register.read")
def controllers(request: HttpRequest) -> HttpResponse:
    """Who answers for the data."""
    return _page(
        request, "register/controllers.html", "controllers", controllers=Controller.objects.order_by("pk")
    )


@access("register.read")
def figures(request: HttpRequest) -> HttpResponse:
    """The legal figures in force, dated and sourced."""
    return _page(request, "register/figures.html", "figures", figures=all_rules())
