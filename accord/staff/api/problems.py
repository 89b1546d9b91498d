"""What the API answers when it says no: one shape (RFC 9457), in the caller's language."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.core.exceptions import NON_FIELD_ERRORS
from django.forms import BaseForm
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from ninja import NinjaAPI, Schema
from ninja.errors import AuthenticationError, HttpError, ValidationError

MEDIA_TYPE = "application/problem+json"
UNREADABLE, UNPROCESSABLE = 400, 422


class Flaw(Schema):
    """One thing to mend in what was sent. where: the path to it, as in "body.points.0.value"."""

    where: str
    message: str


class Problem(Schema):
    """Why nothing was done. reason: a code, where programs may tell one from the other."""

    title: str
    status: int
    detail: str
    reason: str = ""
    errors: list[Flaw] = []


REFUSALS = {frozenset({401, 403, 404, 409, 422, 429}): Problem}


class Refusal(Exception):
    """Nothing was done. detail: a sentence for the caller; errors: (where, sentence) for each thing to mend."""

    def __init__(
        self,
        status: int,
        detail: str,
        *,
        reason: str = "",
        errors: Sequence[tuple[str, str]] = (),
        headers: Mapping[str, str] | None = None,
    ) -> None:
        super().__init__(detail)
        self.status = status
        self.detail = detail
        self.reason = reason
        self.errors = errors
        self.headers = dict(headers or {})


def wrong(where: str, sentence: str, *, reason: str = "") -> Refusal:
    """The refusal of one value: 422, and where it stands."""
    return Refusal(UNPROCESSABLE, sentence, reason=reason, errors=[(where, sentence)])


def flaws(form: BaseForm, *, conflict: str = "", places: Mapping[str, str] | None = None) -> Refusal:
    """The refusal of what `form` found wrong, each sentence where it stands; 409 where an error bears `conflict`.

    places: {field: where it stands in the body}; by default under its own name.
    """
    found = form.errors.as_data()
    errors = [
        ("body" if field == NON_FIELD_ERRORS else f"body.{(places or {}).get(field, field)}", sentence)
        for field, said in found.items()
        for error in said
        for sentence in map(str, error.messages)
    ]
    is_conflict = bool(conflict) and any(error.code == conflict for said in found.values() for error in said)
    sentence = _("Nothing was done: see what has to be mended.")
    status, reason = (409, conflict) if is_conflict else (UNPROCESSABLE, "")
    return Refusal(status, sentence, reason=reason, errors=errors)


TITLES = {
    401: gettext_lazy("Who calls is not known"),
    403: gettext_lazy("Not allowed"),
    404: gettext_lazy("Not found"),
    409: gettext_lazy("Not possible as things are"),
    422: gettext_lazy("Something has to be mended"),
    429: gettext_lazy("Too many requests"),
    503: gettext_lazy("Does not answer"),
}

SENTENCES: dict[str, Promise] = {
    "missing": gettext_lazy("This is missing."),
    "extra_forbidden": gettext_lazy("There is no such field."),
    "string_type": gettext_lazy("Write text here."),
    "string_unicode": gettext_lazy("This is not text in Unicode."),
    "string_too_long": gettext_lazy("At most %(max_length)s characters."),
    "string_too_short": gettext_lazy("At least %(min_length)s characters."),
    "string_pattern_mismatch": gettext_lazy("This text holds characters that cannot stand here."),
    "int_type": gettext_lazy("Write a whole number here."),
    "int_parsing": gettext_lazy("Write a whole number here."),
    "int_from_float": gettext_lazy("Write a whole number here."),
    "greater_than_equal": gettext_lazy("At least %(ge)s."),
    "less_than_equal": gettext_lazy("At most %(le)s."),
    "bool_type": gettext_lazy("Write true or false here."),
    "list_type": gettext_lazy("Write a list here."),
    "too_long": gettext_lazy("At most %(max_length)s items."),
    "too_short": gettext_lazy("At least %(min_length)s items."),
    "literal_error": gettext_lazy("One of %(expected)s."),
    "enum": gettext_lazy("One of %(expected)s."),
    "model_attributes_type": gettext_lazy("Write an object here."),
    "model_type": gettext_lazy("Write an object here."),
    "dict_type": gettext_lazy("Write an object here."),
    "instant": gettext_lazy("Write an instant with its offset, such as 2026-03-03T10:00:00+01:00."),
    "day": gettext_lazy("Write a day, such as 2026-03-03."),
    "year": gettext_lazy("This date cannot be meant: correct its year."),
}
INSTANTS = ("datetime", "timezone")


def install(api: NinjaAPI) -> None:
    """Have `api` answer every refusal with a Problem."""
    api.add_exception_handler(Refusal, _refused)
    api.add_exception_handler(Http404, _missing)
    api.add_exception_handler(HttpError, _http_error)
    api.add_exception_handler(ValidationError, _invalid)


def answer(refusal: Refusal) -> HttpResponse:
    """The response that says `refusal`."""
    problem = Problem(
        title=str(TITLES.get(refusal.status, "")),
        status=refusal.status,
        detail=refusal.detail,
        reason=refusal.reason,
        errors=[Flaw(where=where, message=message) for where, message in refusal.errors],
    )
    return HttpResponse(
        problem.model_dump_json(), status=refusal.status, content_type=MEDIA_TYPE, headers=refusal.headers
    )


def nothing_here() -> HttpResponse:
    """The answer under an address that leads nowhere."""
    return answer(Refusal(404, _("There is nothing under this address.")))


def _refused(_request: HttpRequest, refusal: Any) -> HttpResponse:
    assert isinstance(refusal, Refusal)
    return answer(refusal)


def _missing(_request: HttpRequest, _error: Any) -> HttpResponse:
    return nothing_here()


def _http_error(_request: HttpRequest, error: Any) -> HttpResponse:
    assert isinstance(error, HttpError)
    if isinstance(error, AuthenticationError):
        sentence = _(
            "Send a token in Authorization, after the word Bearer: it is missing, unknown, ended or revoked."
        )
        return answer(Refusal(401, sentence, headers={"WWW-Authenticate": "Bearer"}))
    if error.status_code == UNREADABLE:
        return answer(wrong("body", _("The body is not JSON.")))
    return answer(Refusal(error.status_code, str(error)))


def _invalid(_request: HttpRequest, error: Any) -> HttpResponse:
    assert isinstance(error, ValidationError)
    errors = [(_where(flaw), _sentence(flaw)) for flaw in error.errors]
    return answer(Refusal(UNPROCESSABLE, _("Nothing was done: see what has to be mended."), errors=errors))


def _where(flaw: Mapping[str, Any]) -> str:
    """The path to a value, without the name of the parameter that stands for the whole body."""
    place = [str(part) for part in flaw.get("loc", ())]
    return ".".join(place[:1] + place[2:] if place[:1] == ["body"] else place)


def _sentence(flaw: Mapping[str, Any]) -> str:
    kind = str(flaw.get("type", ""))
    if kind.startswith(INSTANTS):
        kind = "instant"
    known = SENTENCES.get("day" if kind.startswith("date_") else kind)
    if known is None:
        return _("This value cannot stand here.")
    return str(known) % flaw.get("ctx", {}) if "%(" in str(known) else str(known)
