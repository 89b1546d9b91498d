"""Drawing the banner, with the banner itself beside: what is typed is seen at once, and kept when one says so."""

import json
from typing import Any
from urllib.parse import urlencode

from csp.constants import NONCE, NONE, SELF
from csp.decorators import csp_replace
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accord.cookies import looks, snapshots
from accord.cookies.models import BannerVersion, Site
from accord.cookies.webmaster import declaring, queries, stage, statistics
from accord.cookies.webmaster.designing import DesignForm, TextsForm, with_texts
from accord.cookies.webmaster.site_forms import LANGUAGE_NAMES
from accord.cookies.webmaster.views.sharing import MANAGE, READ, UNPROCESSABLE, around, found
from accord.lib.access import access
from accord.staff.who import actor_of

MONTH = 30
LONGEST = 3500  # signs of what is tried in an address: servers and browsers all take it
NOTHING = ("default-src", "img-src", "font-src", "connect-src", "manifest-src", "frame-src", "form-action")
FRAMED = {
    **{name: [NONE] for name in NOTHING},
    "script-src": [NONCE],
    "style-src": [NONCE],
    "frame-ancestors": [SELF],
}


@access(READ)
def site(request: HttpRequest, pk: int) -> HttpResponse:
    """The banner as it is being drawn. A POST with do=keep keeps it; any other one only shows it."""
    row = found(pk)
    form = DesignForm(request.POST or None, design=row.design)
    if request.method == "POST" and request.POST.get("do") == "keep":
        return _keep(request, row, form)
    return _page(request, row, form, 200)


def _keep(request: HttpRequest, row: Site, form: DesignForm) -> HttpResponse:
    context = around(request, row)
    if not context["may_manage"]:
        raise PermissionDenied(MANAGE)
    if not form.is_valid():
        return _page(request, row, form, UNPROCESSABLE)
    declaring.write(actor=actor_of(request), site=row, design=form.drawn)
    messages.success(request, _("Kept. Visitors will see it once it is published."))
    return redirect("cookies:site", row.pk)


def _page(request: HttpRequest, row: Site, form: DesignForm, status: int) -> HttpResponse:
    draft = queries.draft(row)
    total = statistics.figures(row, MONTH).total
    context = {
        **around(request, row),
        "form": form,
        "draft": draft,
        "total": total,
        "contrasts": zip(form.contrasts("light"), form.contrasts("dark"), strict=True),
        "preview": _address(row, row.languages[0], design=form.drawn if form.is_bound else None),
        "languages": [(one, LANGUAGE_NAMES.get(one, one)) for one in row.languages],
    }
    return render(request, "cookies/webmaster/site.html", context, status=status)


def _address(row: Site, language: str, **tried: Any) -> str:
    """The address of the preview, with what is tried and not kept."""
    asked = {"language": language, **{key: json.dumps(one) for key, one in tried.items() if one}}
    tail = urlencode(asked)
    return f"{reverse('cookies:preview', args=[row.pk])}?{tail if len(tail) < LONGEST else ''}"


@csp_replace(FRAMED)  # type: ignore[arg-type]
@access(READ)
def preview(request: HttpRequest, pk: int) -> HttpResponse:
    """The banner on a bare page, as it is kept or as it is tried; shown in a closed frame."""
    row = found(pk)
    language = _language(row, request.GET.get("language", ""))
    is_second = bool(request.GET.get("second"))
    snapshot = snapshots.written(row)
    if design := _tried(request, "design"):
        snapshot["design"] = _drawable(row, design)
    if texts := _tried(request, "texts"):
        form = TextsForm(texts, site=row, language=language, is_second=is_second)
        _say(snapshot, language, form, is_second=is_second)
    return framed(request, stage.draft(row, snapshot), language, is_second=is_second)


def _tried(request: HttpRequest, name: str) -> dict[str, Any]:
    try:
        said = json.loads(request.GET.get(name, "{}"))
    except ValueError:
        return {}
    return said if isinstance(said, dict) else {}


def _drawable(row: Site, design: dict[str, Any]) -> dict[str, Any]:
    """What can be drawn of a design that was typed: each value is read by the form."""
    flat = {key: value for key, value in design.items() if not isinstance(value, dict)}
    for mode in ("light", "dark"):
        colours = design.get(mode)
        flat |= {f"{mode}_{key}": one for key, one in colours.items()} if isinstance(colours, dict) else {}
    form = DesignForm(flat, design=row.design)
    form.full_clean()
    return looks.whole(form.drawn)


def _say(snapshot: dict[str, Any], language: str, form: TextsForm, *, is_second: bool) -> None:
    words = {key: str(one) for key, one in form.own.items()}
    if is_second:
        snapshot["other_texts"] = {**snapshot["other_texts"], language: words}
    else:
        snapshot["texts"][language] = {**snapshot["texts"][language], **form.usual, **words}


def framed(
    request: HttpRequest, version: BannerVersion, language: str, *, is_second: bool = False
) -> HttpResponse:
    """The page a banner is looked at on, for a frame of ours."""
    html = stage.page(version, language, str(request.csp_nonce), is_second=is_second)  # type: ignore[attr-defined]
    return HttpResponse(html, headers={"X-Frame-Options": "SAMEORIGIN"})


def _language(row: Site, asked: str) -> str:
    return asked if asked in row.languages else row.languages[0]


# Words


@access(MANAGE)
def texts(request: HttpRequest, pk: int, language: str) -> HttpResponse:
    """The words of the banner in one language, with the banner beside."""
    return _texts(request, found(pk), language, is_second=False)


@access(MANAGE)
def second_text(request: HttpRequest, pk: int, language: str) -> HttpResponse:
    """A second text to be tested against the first: half of the visitors see it, with the same two buttons."""
    return _texts(request, found(pk), language, is_second=True)


def _texts(request: HttpRequest, row: Site, language: str, *, is_second: bool) -> HttpResponse:
    if language not in row.languages:
        raise Http404
    form = TextsForm(request.POST or None, site=row, language=language, is_second=is_second)
    is_kept = request.method == "POST" and request.POST.get("do") == "keep"
    if is_kept and form.is_valid():
        name = "other_texts" if is_second else "texts"
        drafts = {name: with_texts(getattr(row, name), language, form.own)}
        declaring.write(actor=actor_of(request), site=row, **drafts)
        messages.success(request, _("Kept. Visitors will see it once it is published."))
        return redirect(request.path)
    context = {
        **around(request, row),
        "form": form,
        "is_second": is_second,
        "language": language,
        "preview": _seen(row, language, form, is_second=is_second),
        "languages": _in_languages(row, language, is_second=is_second),
        "has_test": bool(row.other_texts),
        "keep_second": {"keep": "second"},
    }
    status = UNPROCESSABLE if is_kept and form.errors else 200
    return render(request, "cookies/webmaster/texts.html", context, status=status)


def _seen(row: Site, language: str, form: TextsForm, *, is_second: bool) -> str:
    tried = dict(form.data.items()) if form.is_bound else {}
    typed = {key: words for key, words in tried.items() if key in form.fields}
    return _address(row, language, texts=typed) + ("&second=1" if is_second else "")


def _in_languages(row: Site, language: str, *, is_second: bool) -> list[tuple[str, str, bool]]:
    name = "cookies:second_text" if is_second else "cookies:texts"
    return [
        (LANGUAGE_NAMES.get(one, one), reverse(name, args=[row.pk, one]), one == language)
        for one in row.languages
    ]


@require_POST
@access(MANAGE)
def end_test(request: HttpRequest, pk: int) -> HttpResponse:
    """One text again; with keep=second, the second one becomes the first."""
    row = found(pk)
    drafts: dict[str, Any] = {"other_texts": {}}
    if request.POST.get("keep") == "second":
        texts = {one: {**row.texts.get(one, {}), **row.other_texts.get(one, {})} for one in row.languages}
        drafts["texts"] = {one: said for one, said in texts.items() if said}
    declaring.write(actor=actor_of(request), site=row, **drafts)
    messages.success(request, _("The test ends with the next version."))
    return redirect("cookies:site", pk)
