"""A write sent twice under one Idempotency-Key has one effect: the second is answered what the first was."""

import hashlib
from collections.abc import Callable
from functools import wraps
from typing import Any

from django.db import connection, transaction
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from ninja import Schema

from accord.staff.api.problems import wrong
from accord.staff.models import ApiAnswer
from accord.staff.repeated import KEPT

HEADER = "Idempotency-Key"
LONGEST = 200
Operation = Callable[..., Schema]

CLAIM = """
INSERT INTO staff_apianswer (caller, key, request_hash, status, body, created_at)
VALUES (%s, %s, %s, 0, '', %s)
ON CONFLICT (caller, key) DO NOTHING
RETURNING id
"""


def once(status: int = 200) -> Callable[[Operation], Callable[..., HttpResponse]]:
    """Make an operation that writes answer its Schema with `status`, once for each key its caller sends.

    Whoever sends the same key meanwhile waits for the first to end. A refusal is not kept: nothing was done. The same
    key for another request is refused (422).
    """

    def decorate(operation: Operation) -> Callable[..., HttpResponse]:
        @wraps(operation)
        def run(request: HttpRequest, *args: Any, **values: Any) -> HttpResponse:
            key = _key(request)
            with transaction.atomic():
                if key and (kept := _claim(request, key)):
                    return _replayed(request, kept)
                response = _response(status, operation(request, *args, **values).model_dump_json())
                if key:
                    _keep(request, key, response)
            return response

        return run

    return decorate


def _key(request: HttpRequest) -> str:
    key = request.headers.get(HEADER, "")
    if len(key) > LONGEST or not (key.isascii() and (key.isprintable() or not key)):
        raise wrong(f"header.{HEADER}", _("At most 200 characters of plain ASCII."))
    return key


def _claim(request: HttpRequest, key: str) -> ApiAnswer | None:
    """The answer given before; None when this request is the first, or the first for a day."""
    caller, now = request.auth.caller, timezone.now()  # type: ignore[attr-defined]
    ApiAnswer.objects.filter(caller=caller, key=key, created_at__lt=now - KEPT).delete()
    with connection.cursor() as cursor:
        cursor.execute(CLAIM, [caller, key, _hash(request), now])
        is_first = cursor.fetchone() is not None
    return None if is_first else ApiAnswer.objects.get(caller=caller, key=key)


def _replayed(request: HttpRequest, kept: ApiAnswer) -> HttpResponse:
    if bytes(kept.request_hash) != _hash(request):
        raise wrong(f"header.{HEADER}", _("This key was used for another request."), reason="key_reused")
    response = _response(kept.status, kept.body)
    response["Idempotency-Replayed"] = "true"
    return response


def _keep(request: HttpRequest, key: str, response: HttpResponse) -> None:
    ApiAnswer.objects.filter(caller=request.auth.caller, key=key).update(  # type: ignore[attr-defined]
        status=response.status_code, body=response.content.decode()
    )


def _hash(request: HttpRequest) -> bytes:
    said = f"{request.method} {request.get_full_path()}\n".encode()
    return hashlib.sha256(said + request.body).digest()


def _response(status: int, body: str) -> HttpResponse:
    return HttpResponse(body, status=status, content_type="application/json; charset=utf-8")
