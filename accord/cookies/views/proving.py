"""The visitor's own proof, in their own hands: whoever knows the random number of a browser is that visitor."""

from collections.abc import Callable
from functools import wraps
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from accord.cookies import paper, proof, serving
from accord.cookies.proof import Proof
from accord.cookies.serving import Served
from accord.cookies.views import paging
from accord.cookies.views.second import PERSONAL
from accord.cookies.views.sharing import NOT_FOUND, problem
from accord.lib.access import PUBLIC, access

Handler = Callable[[HttpRequest, Served, UUID, list[Proof], str], HttpResponse]


def _of_visitor(handle: Handler) -> Callable[..., HttpResponse]:
    @require_safe
    @access(PUBLIC)
    @wraps(handle)
    def view(request: HttpRequest, code: str, visitor: UUID) -> HttpResponse:
        served = serving.newest(code)
        if served is None:
            return problem(_("No site asks under this address."), NOT_FOUND)
        language = paging.language_of(request, served)
        with paging.speaking(language):
            answer = handle(request, served, visitor, proof.of_visitor(served.site_id, visitor), language)
        answer.headers["Cache-Control"] = PERSONAL
        answer.headers["Referrer-Policy"] = "no-referrer"
        return answer

    return view


@_of_visitor
def page(
    request: HttpRequest, served: Served, visitor: UUID, proofs: list[Proof], language: str
) -> HttpResponse:
    """What was shown, what was chosen and when; nothing where there is nothing (any more)."""
    context = {"proofs": proofs, "visitor": visitor, "wide": False}
    drawn = paging.drawn(request, served, "cookies/proof.html", language, context)
    return paging.answered(served, drawn, 200 if proofs else NOT_FOUND)


@_of_visitor
def as_json(
    _request: HttpRequest, _served: Served, visitor: UUID, proofs: list[Proof], _language: str
) -> HttpResponse:
    """The same, for a program."""
    if not proofs:
        return problem(_("No proof is kept under this number."), NOT_FOUND)
    return _as_file(proofs, f"cookies-{visitor}.json")


@_of_visitor
def as_pdf(
    _request: HttpRequest, _served: Served, visitor: UUID, proofs: list[Proof], language: str
) -> HttpResponse:
    """The same, on paper, with each banner as it was shown."""
    if not proofs:
        return problem(_("No proof is kept under this number."), NOT_FOUND)
    return pdf_answer(proofs, language, f"cookies-{visitor}.pdf")


def pdf_answer(proofs: list[Proof], language: str, name: str) -> HttpResponse:
    """The PDF of `proofs` as a file called `name`."""
    answer = HttpResponse(paper.pdf(proofs, language, timezone.now()), content_type="application/pdf")
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer


# For colleagues: the proof of one choice


@require_safe
@access("proof.read")
def choice_as_json(_request: HttpRequest, pk: int) -> HttpResponse:
    """One choice beside the banner it answered, for a program."""
    return _as_file([_of_choice(pk)], f"choice-{pk}.json")


@require_safe
@access("proof.read")
def choice_as_pdf(_request: HttpRequest, pk: int) -> HttpResponse:
    """The same, on paper, with the banner as it was shown."""
    language = (get_language() or "fr")[:2]
    return pdf_answer([_of_choice(pk)], language, f"choice-{pk}.pdf")


def _of_choice(pk: int) -> Proof:
    found = proof.of_choice(pk)
    if found is None:
        raise Http404
    return found


def _as_file(proofs: list[Proof], name: str) -> HttpResponse:
    answer = JsonResponse(proof.as_json(proofs), json_dumps_params={"indent": 1, "ensure_ascii": False})
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer
