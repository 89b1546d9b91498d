"""What providers tell us, signed: bounces and complaints. A message whose signature does not hold is refused."""

from typing import Any
from uuid import UUID

from anymail.signals import AnymailTrackingEvent, tracking
from django.conf import settings
from django.dispatch import receiver
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.urls import Resolver404, resolve
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST
from standardwebhooks import Webhook, WebhookVerificationError

from accord.lib.access import PUBLIC, access
from accord.outbox import bounces
from accord.outbox.models import Bounce

STANDARD = "standard"  # https://www.standardwebhooks.com, for whoever writes the relay themselves


@access(PUBLIC)
@csrf_exempt
@require_POST
def mail(request: HttpRequest, provider: str) -> HttpResponseBase:
    """Take in what `provider` says about letters: 403 when the signature does not hold, 404 for another provider."""
    secret = settings.ANYMAIL.get("WEBHOOK_SECRET", "")
    if not secret:
        return HttpResponse("MAIL_WEBHOOK_SECRET is not set.", status=403, content_type="text/plain")
    if provider == STANDARD:
        return _standard(request, secret)
    if provider != settings.MAIL_TRANSPORT:
        raise Http404
    try:
        found = resolve(f"/{provider}/tracking/", urlconf="anymail.urls")
    except Resolver404:
        raise Http404 from None
    response: HttpResponseBase = found.func(request)
    return response


def _standard(request: HttpRequest, secret: str) -> HttpResponse:
    if not secret.startswith("whsec_"):
        return HttpResponse(
            "MAIL_WEBHOOK_SECRET must start with whsec_.", status=403, content_type="text/plain"
        )
    try:
        event = Webhook(secret).verify(request.body, dict(request.headers))
        letter_id, kind = UUID(hex=event["data"]["letter"]), Bounce.Kind(event["data"]["kind"])
    except WebhookVerificationError as error:
        return HttpResponse(f"Refused: {error}", status=403, content_type="text/plain")
    except (KeyError, TypeError, ValueError):
        return HttpResponse("Not understood.", status=400, content_type="text/plain")
    bounces.report(letter_id=letter_id, kind=kind, detail=str(event["data"].get("detail", "")))
    return HttpResponse(status=204)


@receiver(tracking)
def on_tracking(sender: Any, event: AnymailTrackingEvent, **_kwargs: Any) -> None:
    """Note what it says about the letter we gave the provider as metadata."""
    kind = _kind(event)
    try:
        letter_id = UUID(hex=str((event.metadata or {}).get("letter", "")))
    except ValueError:  # a letter that is not ours
        return
    if kind:
        bounces.report(letter_id=letter_id, kind=kind, detail=event.description or event.reject_reason or "")


def _kind(event: AnymailTrackingEvent) -> str:
    if event.event_type == "complained":
        return Bounce.Kind.COMPLAINT
    if event.event_type == "bounced" or event.reject_reason in ("bounced", "invalid"):
        return Bounce.Kind.HARD
    return Bounce.Kind.SOFT if event.event_type == "deferred" else ""
