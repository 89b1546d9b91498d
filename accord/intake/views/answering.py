"""The page behind the link of a confirmation letter: looking at it does nothing, a button answers."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.debug import sensitive_variables

from accord.consent.queries import history_of
from accord.intake import confirmation, pages, signup
from accord.intake.confirmation import Confirmed
from accord.intake.limits import TooMany
from accord.intake.models import Form, SpentToken
from accord.intake.requests import Answer, Request, found
from accord.intake.signup import MEETING, ORIGIN, Visit, Wish
from accord.intake.trials.keeping import what_becomes
from accord.intake.trials.queries import begun_by
from accord.intake.views.completing import more, more_of
from accord.intake.views.sharing import TOO_MANY, network, show, speak
from accord.lib.access import PUBLIC, access
from accord.lib.tokens import hash_token, sign, unsign
from accord.outbox.links import preferences_url, receipt_url
from accord.register.queries import first_controller
from accord.sales.booked import manage_url, when

NEVER, NEVER_FOR = "signup-never", 3600
PAGES = {
    Answer.OPEN: "intake/confirm.html",
    Answer.STALE: "intake/stale.html",
    Answer.GONE: "intake/gone.html",
    Answer.UNKNOWN: "intake/gone.html",
    Answer.CONFIRMED: "intake/confirmed.html",
    Answer.ALREADY: "intake/already.html",
    Answer.REFUSED: "intake/refused.html",
}


# No CSRF token: the secret in the address is the authority and is known to the reader of the mailbox alone; no cookie
# takes part, and under "Referrer-Policy: no-referrer" browsers send "Origin: null", which Django would refuse.
@csrf_exempt
@sensitive_variables("token")
@access(PUBLIC)
def confirm(request: HttpRequest, token: str) -> HttpResponse:
    """Two buttons; whatever is not a POST changes nothing, whoever asks and however often."""
    answer, asked, at = found(token)
    speak(request, asked.pending.language if asked else "")
    if request.method != "POST":
        return _show(request, Confirmed(answer, asked, at), token)
    given = request.POST.get("answer", "")
    if given == "yes":
        return _show(request, confirmation.confirm(token=token, network=network(request)), token)
    if given == "no":
        return _show(request, confirmation.refuse(token=token), token)
    if given in AFTERWARDS:
        return AFTERWARDS[given](request)
    if given == "again" and answer is Answer.STALE and asked:
        return _again(request, asked)
    return _show(request, Confirmed(answer, asked, at), token)


def _show(request: HttpRequest, came: Confirmed, token: str) -> HttpResponse:
    asked = came.request
    context: dict[str, Any] = {"asked": asked, "at": came.at}
    if came.answer is Answer.CONFIRMED and asked:
        context |= _kept(asked)
        context |= more_of(came)
        context["trial"] = trial = begun_by(came.submission)
        context["becomes"] = what_becomes(trial) if trial else ""
        if came.booking:
            context |= {"meeting_at": when(came.booking), "meeting_url": manage_url(came.booking)}
    if came.answer is Answer.REFUSED and asked:
        context["never"] = sign(bytes(asked.pending.address_hash).hex(), purpose=NEVER)
    if asked is None:
        context["form"] = _form_of(token)
    controller = asked.controller if asked else _controller_of(context["form"])
    return show(request, PAGES[came.answer], context, controller=controller)


def _kept(asked: Request) -> dict[str, Any]:
    """Where the person finds their preferences, and the receipt of each thing they have just agreed to."""
    points = confirmation.points_of(asked.pending)
    if not points:
        return {}
    point = points[0].pk
    latest = {(said.purpose.pk, said.channel): said.id for said in reversed(history_of([point]))}
    receipts = [
        (box.label, receipt_url(point, latest[box.purpose.pk, box.channel]))
        for box in asked.boxes
        if (box.purpose.pk, box.channel) in latest
    ]
    return {"preferences": preferences_url(point), "receipts": receipts}


def _form_of(token: str) -> Form | None:
    spent = SpentToken.objects.filter(pk=hash_token(token)).first()
    rows = Form.objects.select_related("notice__controller")
    return rows.filter(pk=spent.form_id).first() if spent else None


def _controller_of(form: Form | None) -> Any:
    return form.notice.controller if form else first_controller()


def _never(request: HttpRequest) -> HttpResponse:
    """Right after a no: nobody may make us write to this address again."""
    try:
        hashed = bytes.fromhex(str(unsign(request.POST.get("never", ""), purpose=NEVER, max_age=NEVER_FOR)))
    except ValueError:
        return show(request, "intake/gone.html", {})
    confirmation.never_again(address_hash=hashed)
    return show(request, "intake/never.html", {})


def _again(request: HttpRequest, asked: Request) -> HttpResponse:
    """A link that no longer works asks for a new one, to the same address and for the same choices."""
    pending = asked.pending
    page = pages.page(pending.form.slug, get_language() or "fr")
    if page is None or not (page.is_lead or page.chosen(pending.purpose_ids, pending.further_boxes)):
        return show(request, "intake/closed.html", {}, controller=asked.controller)
    answers = dict(pending.answers)
    wish = Wish(
        pending.address,
        tuple(pending.purpose_ids),
        pending.first_name,
        pending.language,
        tuple(pending.further_boxes),
        origin=answers.pop(ORIGIN, {}),
        meeting=answers.pop(MEETING, {}),
        answers=answers,
    )
    known = network(request)
    visit = Visit(
        known.get("ip", ""), known.get("user_agent", ""), "form", has_worked=True, work=pending.reference.hex
    )
    try:
        renewed = signup.ask(page=page, wish=wish, visit=visit)
    except TooMany:
        problem = _(
            "Many requests have come from your network within the hour. Nothing has left; try again later."
        )
        context = {"asked": asked, "problem": problem}
        return show(request, "intake/stale.html", context, controller=asked.controller, status=TOO_MANY)
    context = {"page": page, "address": wish.address, "expires_at": renewed.expires_at}
    return show(request, "intake/mailbox.html", context, controller=page.controller)


AFTERWARDS = {"never": _never, "more": more}  # what can still be said once the link has served
