"""The sign-up page: reached from anywhere, framed by anybody, without cookies and without scripts."""

from typing import Any
from uuid import UUID

from csp.decorators import csp_replace
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.clickjacking import xframe_options_exempt
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from accord.intake import answers, limits, pages, queries, signup, typed
from accord.intake.bookings.chosen import Chosen, carried
from accord.intake.drawing import said, template_of
from accord.intake.forms import CorrectionForm, SignUpForm
from accord.intake.limits import TooMany
from accord.intake.origins import origin_of
from accord.intake.showing import SignUpPage
from accord.intake.signup import Asked, Visit, Wish
from accord.intake.views import programs, stumbling
from accord.intake.views.sharing import GONE, TOO_MANY, UNPROCESSABLE, answered, network, sheet, show, speak
from accord.lib import pow as work
from accord.lib.access import PUBLIC, access
from accord.lib.blanks import Sheet, blank
from accord.lib.misspelt import suggestion
from accord.lib.network import site_of

TRAP = "website"
FORM, KIOSK, PROGRAM = "form", "kiosk", "api"


# No CSRF token: the page carries no session and no authority, and must work from another site and with
# "Referrer-Policy: no-referrer", where browsers send "Origin: null".
@csrf_exempt
@xframe_options_exempt
@csp_replace({"frame-ancestors": ["*"]})  # type: ignore[arg-type]
@require_http_methods(["GET", "HEAD", "POST", "OPTIONS"])
@access(PUBLIC)
def form(request: HttpRequest, slug: str) -> HttpResponse:
    """The page of one form; sent, it stores a request and says to look at the mailbox. Programs speak JSON here."""
    if request.method == "OPTIONS":
        return programs.preflight()
    if not programs.wants_json(request):
        return _served(request, slug, FORM)
    try:
        request.POST = programs.read(request) if request.method == "POST" else request.POST  # type: ignore[assignment]
    except programs.Unreadable:
        return programs.problem(_("Send one JSON object, with texts or lists of texts."), UNPROCESSABLE)
    return _served(request, slug, PROGRAM)


@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
@access(PUBLIC)
def kiosk(request: HttpRequest, slug: str) -> HttpResponse:
    """The same page on a tablet that many people use: it forgets each of them."""
    answer = _served(request, slug, KIOSK)
    answer.headers["Clear-Site-Data"] = '"cache"'
    return answer


def _served(request: HttpRequest, slug: str, origin: str) -> HttpResponse:
    page = pages.page(slug, speak(request), visits=int(request.method == "GET"))
    if page is None:
        return _closed(request, origin)
    if origin == PROGRAM and request.method != "POST":
        return programs.described(page)
    if request.method != "POST":
        return _page(request, page, SignUpForm(page=page, is_shared=origin == KIOSK), origin)
    if "again" in request.POST:
        return _again(request, page, origin)
    return _sent(request, page, origin)


def _closed(request: HttpRequest, origin: str) -> HttpResponse:
    if origin == PROGRAM:
        return programs.problem(_("This page takes no requests"), GONE)
    return show(request, "intake/closed.html", {}, status=GONE)


def drawn(request: HttpRequest, page: SignUpPage, filled: SignUpForm, *, chosen: Chosen) -> HttpResponse:
    """The page of a form that books a meeting: the same, with the time that was chosen."""
    return _page(request, page, filled, FORM, meeting=chosen)


def sent(request: HttpRequest, page: SignUpPage) -> HttpResponse:
    """The same, sent."""
    return _sent(request, page, FORM)


def _meeting(request: HttpRequest, page: SignUpPage) -> Chosen | None:
    """The time the form carries, when it was chosen on a page that asks these very questions."""
    found = carried(request.POST.get("meeting", ""))
    return found if found and found.page.form_id == page.form.pk else None


def _sent(request: HttpRequest, page: SignUpPage, origin: str) -> HttpResponse:
    filled = SignUpForm(_with_choice(request), page=page, is_shared=origin == KIOSK)
    if _is_of_another_version(request, page):
        changed = _(
            "What becomes of your address has changed since you opened the page. Read it again, then send it."
        )
        return _page(request, page, filled, origin, problem=changed, status=UNPROCESSABLE)
    if not filled.is_valid():
        carried = stumbling.stopped(request, page, filled)
        return _page(request, page, filled, origin, status=UNPROCESSABLE, **carried)
    wish = _wish(request, page, filled.cleaned_data)
    if request.POST.get(TRAP):
        return _mailbox(request, page, wish, Asked(signup.until(page)))
    stumbling.overcome(request, page, filled)
    if "keep" not in request.POST and (meant := suggestion(wish.address)):
        return _page(request, page, filled, origin, meant=meant)
    if filled.nir_said:
        answers.contested(page.form, filled.nir_said)
    challenge = work.read(request.POST.get("challenge", ""), page.form.slug)
    proof = challenge.text if challenge and challenge.is_met_by(request.POST.get("proof", "")) else ""
    if challenge and challenge.is_hasty and not proof:
        hasty = _("That was very quick. Please read the page again, then send it.")
        return _page(request, page, filled, origin, problem=hasty, status=UNPROCESSABLE)
    return _ask(request, page, wish, filled, origin=origin, proof=proof)


def _is_of_another_version(request: HttpRequest, page: SignUpPage) -> bool:
    """True when the visitor read another notice, or another version of the form, than is shown now."""
    shown = {"notice": page.version.pk, "version": page.form_version.pk}
    return any(request.POST.get(name, str(pk)) != str(pk) for name, pk in shown.items())


def _with_choice(request: HttpRequest) -> Any:
    """What was typed, with the suggested address in place of it when that was chosen."""
    chosen = request.POST.get("use")
    if not chosen:
        return request.POST
    changed = request.POST.copy()
    changed["address"] = chosen
    return changed


def _wish(request: HttpRequest, page: SignUpPage, values: dict[str, Any]) -> Wish:
    meeting = _meeting(request, page)
    chosen = [box for box in page.boxes if box.key in values["purposes"]]
    return Wish(
        values["address"],
        tuple(box.purpose.pk for box in chosen if box.is_plain),
        values.get("first_name", "").strip(),
        get_language() or "fr",
        tuple(box.key for box in chosen if not box.is_plain),
        answers.kept(page.questions, values),
        origin_of(page, request.POST),
        meeting.kept if meeting else {},
    )


def _ask(
    request: HttpRequest, page: SignUpPage, wish: Wish, filled: SignUpForm, *, origin: str, proof: str
) -> HttpResponse:
    try:
        asked = signup.ask(page=page, wish=wish, visit=_visit(request, origin, proof=proof))
    except TooMany:
        full = _(
            "Many requests have come from your network within the hour. Nothing has left; try again later."
        )
        return _page(request, page, filled, origin, problem=full, status=TOO_MANY)
    return _mailbox(request, page, wish, asked)


def _visit(request: HttpRequest, origin: str, *, proof: str) -> Visit:
    known = network(request)
    site = site_of(request) if origin in {FORM, PROGRAM} else ""
    site = "" if site == "null" else site
    kind = "embed" if site and origin == FORM else origin
    return Visit(
        known.get("ip", ""),
        known.get("user_agent", ""),
        kind,
        site,
        bool(proof),
        proof,
        is_first=stumbling.is_first(request),
    )


def _again(request: HttpRequest, page: SignUpPage, origin: str) -> HttpResponse:
    """The address just typed is corrected, or asked for once more; the signed reference serves once."""
    before = typed.read(request.POST["again"])
    if before is None:
        return _page(request, page, SignUpForm(page=page), origin, status=UNPROCESSABLE)
    filled = CorrectionForm(request.POST, auto_id="%s")
    if not filled.is_valid():
        asked = Asked(signup.until(page), UUID(before.reference))
        return _wrong(request, page, before.wished(before.address), asked, filled)
    wish = before.wished(filled.cleaned_data["address"])
    try:
        asked = _asked_again(request, page, wish, before)
    except TooMany:
        full = _(
            "Many requests have come from your network within the hour. Nothing has left; try again later."
        )
        return _page(request, page, SignUpForm(page=page), origin, problem=full, status=TOO_MANY)
    return _mailbox(request, page, wish, asked, is_last=True)


@transaction.atomic
def _asked_again(request: HttpRequest, page: SignUpPage, wish: Wish, before: typed.Typed) -> Asked:
    if not limits.take(limits.once(typed.AGAIN, before.nonce)):
        return Asked(signup.until(page))
    if wish.address != before.address:
        signup.take_back(reference=UUID(before.reference))
    return signup.ask(page=page, wish=wish, visit=_visit(request, FORM, proof=before.nonce))


def _page(
    request: HttpRequest, page: SignUpPage, filled: SignUpForm, origin: str, *, status: int = 200, **more: Any
) -> HttpResponse:
    if origin == PROGRAM:
        return programs.refused(filled, status, **more)
    more = {
        "origin": origin_of(page, request.POST or request.GET),
        "meeting": _meeting(request, page),
        **more,
    }
    context = said(page, filled, is_kiosk=origin == KIOSK, challenge=work.challenge(page.form.slug), **more)
    return show(request, template_of(page), context, controller=page.controller, status=status)


def _mailbox(
    request: HttpRequest, page: SignUpPage, wish: Wish, asked: Asked, *, is_last: bool = False
) -> HttpResponse:
    """The same page whatever is known of the address: what it says comes from what was typed alone."""
    if programs.wants_json(request):
        return programs.accepted(asked.expires_at.isoformat())
    day = timezone.localdate(asked.expires_at)
    kind = (day, get_language(), is_last, _is_kiosk(request, page))
    made = page.sheets.get(kind)
    if made is None:
        page.sheets.clear()  # of yesterday, most likely
        made = page.sheets[kind] = _sheet(request, page, asked, is_last=is_last)
    return answered(made.filled(address=wish.address, again=typed.carried(wish, asked)))


def _sheet(request: HttpRequest, page: SignUpPage, asked: Asked, *, is_last: bool) -> Sheet:
    address = blank("address")
    context = {
        **_of_mailbox(request, page, address, asked),
        "again": "" if is_last else blank("again"),
        "correction": CorrectionForm(initial={"address": address}, auto_id="%s"),
    }
    return sheet("intake/mailbox.html", context, controller=page.controller)


def _wrong(
    request: HttpRequest, page: SignUpPage, wish: Wish, asked: Asked, filled: CorrectionForm
) -> HttpResponse:
    """The same page, when the address written again is not one."""
    more = {"again": typed.carried(wish, asked), "correction": filled}
    context = {**_of_mailbox(request, page, wish.address, asked), **more}
    return show(request, "intake/mailbox.html", context, controller=page.controller, status=UNPROCESSABLE)


def _of_mailbox(request: HttpRequest, page: SignUpPage, address: str, asked: Asked) -> dict[str, Any]:
    is_kiosk = _is_kiosk(request, page)
    return {"page": page, "address": address, "expires_at": asked.expires_at, "is_kiosk": is_kiosk}


def _is_kiosk(request: HttpRequest, page: SignUpPage) -> bool:
    return request.path == page.kiosk_url


@require_http_methods(["GET", "HEAD"])
@access(PUBLIC)
def for_purpose(request: HttpRequest, code: str) -> HttpResponse:
    """Where somebody who wants to say yes again goes: the form that offers this purpose."""
    slug = queries.form_for(code)
    if not slug:
        raise Http404
    return redirect("intake:form", slug)
