"""The pages of the outbox: what waits or failed, how mail is set up, and the demo mailbox."""

from uuid import UUID

from csp.constants import NONE, SELF, UNSAFE_INLINE
from csp.decorators import csp
from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.clickjacking import xframe_options_sameorigin
from django.views.decorators.http import require_GET, require_POST

from accord.lib.access import PUBLIC, access, may
from accord.outbox import actions, letters, queries, setup
from accord.outbox.models import DemoMessage, Letter, Mailing
from accord.register.models import Controller

# What a letter may do inside the page that shows it: be read, and open links at the visitor's click.
_LETTER_POLICY = {
    "default-src": [NONE],
    "style-src": [UNSAFE_INLINE],
    "img-src": [SELF, "data:"],
    "frame-ancestors": [SELF],
    "base-uri": [NONE],
    "form-action": [NONE],
}


@access("outbox.read")
@require_GET
def sending(request: HttpRequest) -> HttpResponse:
    """What waits, what failed, what nobody knows, and how mail is set up."""
    context = {
        "needs_somebody": queries.needs_somebody(),
        "undecided": queries.undecided(),
        "waiting": queries.waiting(),
        "checks": setup.checks(),
        "may_decide": may(request.user, "outbox.manage"),
        "transport": settings.MAIL_TRANSPORT,
        "try_url": reverse("outbox:try"),
        "again": {"do": "again"},
        "delivered": {"do": "delivered"},
    }
    return render(request, "outbox/sending.html", context)


@access("outbox.manage")
@require_POST
def decide(request: HttpRequest, letter_id: UUID) -> HttpResponse:
    """Send a letter of unknown fate again, or consider it handed over."""
    letter = get_object_or_404(Letter, pk=letter_id)
    verb = actions.send_again if request.POST.get("do") == "again" else actions.consider_sent
    try:
        verb(actor=request.user.actor, letter=letter)  # type: ignore[union-attr]
    except actions.Settled as settled:
        messages.warning(request, str(settled))
    return redirect("outbox:sending")


@access("outbox.manage")
@require_POST
def decide_all(request: HttpRequest, mailing_id: int) -> HttpResponse:
    """The same decision for every letter of unknown fate of one mailing."""
    mailing = get_object_or_404(Mailing, pk=mailing_id)
    verb = actions.send_all_again if request.POST.get("do") == "again" else actions.consider_all_sent
    try:
        verb(actor=request.user.actor, mailing=mailing)  # type: ignore[union-attr]
    except actions.Settled as settled:
        messages.warning(request, str(settled))
    return redirect("outbox:sending")


@access("outbox.read")
@require_POST
def try_out(request: HttpRequest) -> HttpResponse:
    """Send a letter to the colleague who asks, to see that mail works."""
    controller = Controller.objects.order_by("pk").first()
    if controller is None:
        messages.warning(request, _("Describe the controller in the register first: it signs the letters."))
        return redirect("outbox:sending")
    words = _("This letter was sent from the page “Sending”. If you read it, mail works.")
    letters.campaign_test(
        to=request.user.email,  # type: ignore[union-attr]
        language=get_language() or "fr",
        controller=controller,
        subject=_("Does mail work?"),
        html=f"<p>{words}</p>",
        text=f"{words}\n",
    )
    messages.success(request, _("The letter is on its way to %(address)s.") % {"address": request.user.email})  # type: ignore[union-attr]
    return redirect("outbox:sending")


# The demo mailbox


def _only_in_the_demo() -> None:
    if settings.MAIL_TRANSPORT != "mailbox":
        raise Http404


@access(PUBLIC)
@require_GET
def mailbox(request: HttpRequest) -> HttpResponse:
    """Every letter the demo sent. Does not exist when letters really leave."""
    _only_in_the_demo()
    to = request.GET.get("to", "").strip()
    context = {"messages_received": list(queries.demo_messages(to)), "to": to}
    return render(request, "outbox/mailbox.html", context)


@access(PUBLIC)
@require_GET
def mailbox_letter(request: HttpRequest, message_id: int) -> HttpResponse:
    """One letter, with its layout or as plain text."""
    _only_in_the_demo()
    message = get_object_or_404(DemoMessage, pk=message_id)
    context = {
        "message": message,
        "letter": queries.demo_letter(message),
        "as_text": request.GET.get("as") == "text",
        "frame_url": reverse("outbox:mailbox-html", args=[message_id]),
    }
    return render(request, "outbox/mailbox_letter.html", context)


@access(PUBLIC)
@require_GET
@xframe_options_sameorigin
@csp(_LETTER_POLICY)  # type: ignore[arg-type]
def mailbox_html(request: HttpRequest, message_id: int) -> HttpResponse:
    """The HTML part of one letter, alone, for the frame of the mailbox: no script, links open outside."""
    _only_in_the_demo()
    letter = queries.demo_letter(get_object_or_404(DemoMessage, pk=message_id))
    return HttpResponse(letter.html.replace("<head>", '<head><base target="_top">', 1))


@access(PUBLIC)
@require_GET
def mailbox_source(request: HttpRequest, message_id: int) -> HttpResponse:
    """One letter as it travelled, headers first."""
    _only_in_the_demo()
    message = get_object_or_404(DemoMessage, pk=message_id)
    return HttpResponse(bytes(message.raw), content_type="text/plain; charset=utf-8")
