"""Notices: their versions, what a draft still lacks, publishing, comparing, and the public page."""

from collections.abc import Mapping

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accord.lib.access import PUBLIC, access, may
from accord.register import actions, queries
from accord.register.comparing import differences
from accord.register.forms import VersionForm
from accord.register.mentions import due, is_settled, missing, notice_sections
from accord.register.models import Notice, NoticeVersion, Purpose
from accord.register.views.editing import UNPROCESSABLE
from accord.staff.who import actor_of


@access("register.read")
def notice(request: HttpRequest, pk: int) -> HttpResponse:
    """One notice and its versions."""
    found = get_object_or_404(Notice.objects.select_related("controller"), pk=pk)
    context = {
        "notice": found,
        "numbers": queries.versions_of(found),
        "may_manage": may(request.user, "register.manage"),
    }
    return render(request, "register/notice.html", context)


@access("register.read")
def version(request: HttpRequest, pk: int) -> HttpResponse:
    """One version: as people read it once published, with what it lacks before."""
    found = get_object_or_404(NoticeVersion.objects.select_related("notice__controller"), pk=pk)
    context = {
        "version": found,
        "notice": found.notice,
        "sections": notice_sections(found),
        "statements": _statements(found),
        "lacking": [] if found.is_published else missing(found),
        "checks": [
            (mention.label, mention.article(found.notice), is_settled(mention, found))
            for mention in due(found.notice)
        ],
        "others": found.notice.versions.filter(number=found.number).exclude(pk=pk),
        "earlier": found.notice.versions.filter(number__lt=found.number, language=found.language).first(),
        "may_manage": may(request.user, "register.manage"),
    }
    return render(request, "register/version.html", context)


def _statements(version: NoticeVersion) -> list[tuple[str, str]]:
    """(the purpose, the words beside its box), by the name people know rather than its code."""
    said: Mapping[str, str] = version.statements
    known = {one.code: str(one) for one in Purpose.objects.filter(code__in=said)}
    return [(known.get(code, code), words) for code, words in said.items()]


@require_POST
@access("register.manage")
def new_version(request: HttpRequest, pk: int) -> HttpResponse:
    """Draft the next version, with the words of the latest."""
    found = get_object_or_404(Notice, pk=pk)
    number = actions.new_version(actor=actor_of(request), notice=found)
    return redirect("register:write", pk=found.versions.get(number=number, language="fr").pk)


@access("register.manage")
@transaction.atomic
def write(request: HttpRequest, pk: int) -> HttpResponse:
    """Write a draft in one language."""
    found = get_object_or_404(NoticeVersion.objects.select_related("notice"), pk=pk)
    if request.method == "POST":
        NoticeVersion.objects.select_for_update().filter(pk=pk).first()  # the other window has ended
        found.refresh_from_db()
    if found.is_published:
        messages.error(request, _("A published notice never changes: write a new version."))
        return redirect("register:version", pk=pk)
    form = VersionForm(request.POST or None, version=found)
    if request.method == "POST" and form.is_valid():
        actions.write_version(actor=actor_of(request), version=found, texts=form.texts())
        messages.success(request, _("Kept. Nothing is published yet."))
        return redirect("register:version", pk=pk)
    context = {"form": form, "version": found, "notice": found.notice}
    return render(request, "register/write.html", context, status=UNPROCESSABLE if form.errors else 200)


@require_POST
@access("register.manage")
def publish(request: HttpRequest, pk: int, number: int) -> HttpResponse:
    """Publish a number in its languages, or say what is missing."""
    found = get_object_or_404(Notice, pk=pk)
    try:
        published = actions.publish(actor=actor_of(request), notice=found, number=number)
    except actions.Incomplete as error:
        for sentence in error.missing:
            messages.error(request, sentence)
        draft = found.versions.filter(number=number).order_by("-language").first()
        return redirect("register:version", pk=draft.pk) if draft else redirect("register:notice", pk=pk)
    messages.success(request, _("Published. These words can no longer change."))
    return redirect("register:version", pk=published[0].pk)


@access("register.read")
def compare(request: HttpRequest, pk: int, other: int) -> HttpResponse:
    """What changed between two versions of one notice."""
    after = get_object_or_404(NoticeVersion.objects.select_related("notice"), pk=pk)
    before = get_object_or_404(NoticeVersion, pk=other, notice=after.notice)
    context = {
        "before": before,
        "after": after,
        "notice": after.notice,
        "changes": differences(before, after),
    }
    return render(request, "register/compare.html", context)


@access(PUBLIC)
def public_notice(request: HttpRequest, code: str, number: int, language: str) -> HttpResponse:
    """A published version as anybody may read and print it, with its fingerprint."""
    found = get_object_or_404(
        NoticeVersion.objects.select_related("notice__controller"),
        notice__code=code,
        number=number,
        language=language,
        published_at__isnull=False,
    )
    who = found.notice.controller
    context = {
        "version": found,
        "sections": notice_sections(found),
        "organisation": who.name,
        "contact": who.imprint,
        "language": language,
    }
    with translation.override(language):
        return render(request, "register/public_notice.html", context)
