"""The same form for programs: what it asks and says as JSON, and a request sent as JSON, under the same protections."""

import json
from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse, QueryDict
from django.utils.translation import gettext as _

from accord.intake.forms import SignUpForm
from accord.intake.showing import SignUpPage
from accord.lib import pow as work

LARGEST = 20_000  # bytes


class Unreadable(ValueError):
    """What was sent is no JSON object of plain values."""


def wants_json(request: HttpRequest) -> bool:
    """True for a program that asks for JSON or sends it."""
    if request.method == "POST":
        return request.content_type == "application/json"
    return request.headers.get("Accept", "").split(",")[0].strip() == "application/json"


def read(request: HttpRequest) -> QueryDict:
    """What was sent, as a page would have sent it. Raises Unreadable."""
    try:
        sent = json.loads(request.body) if len(request.body) <= LARGEST else None
    except ValueError as error:
        raise Unreadable from error
    if not isinstance(sent, dict):
        raise Unreadable
    typed = QueryDict(mutable=True)
    for name, value in sent.items():
        values = value if isinstance(value, list) else [value]
        if any(isinstance(one, (dict, list)) for one in values):
            raise Unreadable
        typed.setlist(name, [str(one) for one in values if one is not None])
    return typed


def described(page: SignUpPage) -> HttpResponse:
    """What the form asks, the exact words of its boxes, its notice, and a challenge to work on."""
    said = {
        "form": page.form.slug,
        "version": page.form_version.pk,
        "notice": page.version.pk,
        "language": page.form_version.language,
        "title": page.title,
        "intro": page.intro,
        "fields": [
            {
                "code": one.code,
                "kind": one.kind,
                "label": one.label,
                "reason": one.reason,
                "required": one.is_required,
                "legal": one.legal,
                "options": [{"value": value, "label": label} for value, label in one.options],
            }
            for one in page.questions
        ],
        "boxes": [{"value": box.key, "label": box.label, "words": box.words} for box in page.boxes],
        "notice_text": {
            "short": page.version.short,
            "sections": [{"heading": heading, "text": text} for heading, text in page.sections],
        },
        "challenge": work.challenge(page.form.slug),
        "bits": work.BITS,
    }
    return _answer(said, 200)


def problem(sentence: str, status: int, errors: Any = None) -> HttpResponse:
    """What went wrong, in words; `errors` by field."""
    return _answer({"problem": sentence, "errors": errors or {}}, status)


def refused(filled: SignUpForm, status: int, **more: Any) -> HttpResponse:
    """Why nothing was sent, field by field; a mistyped address is asked about."""
    errors = {name: [str(one) for one in said] for name, said in filled.errors.items()}
    if meant := more.get("meant"):
        asked = _("Did you mean %(meant)s? Send it, or the same address with “keep”.") % {"meant": meant}
        return problem(asked, 422, {"address": [asked]})
    return problem(str(more.get("problem", "")), 422 if status == 200 else status, errors)


def accepted(until: str) -> HttpResponse:
    """The same answer whatever is known of the address."""
    return _answer({"state": "to_confirm", "expires_at": until}, 202)


def preflight() -> HttpResponse:
    """A browser asks whether a page of another site may send JSON here: it may, without anything of its own."""
    answer = HttpResponse(status=204)
    return _open(
        answer, {"Access-Control-Allow-Methods": "GET, POST", "Access-Control-Allow-Headers": "Content-Type"}
    )


def _answer(said: dict[str, Any], status: int) -> HttpResponse:
    return _open(
        JsonResponse(said, status=status), {"Referrer-Policy": "no-referrer", "Cache-Control": "no-store"}
    )


def _open(answer: HttpResponse, headers: dict[str, str]) -> HttpResponse:
    for name, value in {"Access-Control-Allow-Origin": "*", "Vary": "Accept", **headers}.items():
        answer.headers[name] = value
    return answer
