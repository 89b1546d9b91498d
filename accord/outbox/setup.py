"""Is mail set up well: what is missing, and what it would change."""

from dataclasses import dataclass

from django.conf import settings
from django.utils.translation import gettext as _

from accord.register.models import Controller


@dataclass(frozen=True, slots=True)
class Check:
    """One thing looked at: its name, whether it is as it should be, a sentence; the setting that would change it."""

    label: str
    is_good: bool
    sentence: str
    setting: str = ""


def checks() -> list[Check]:
    """Everything that can be seen from here; what only the world's name servers know is named as such."""
    return [_transport(), _sender(), _returns(), _signature(), _webhooks(), _https()]


def _transport() -> Check:
    name = settings.MAIL_TRANSPORT
    if name == "mailbox":
        words = _("To the demo mailbox: nothing really leaves.")
        return Check(_("Where letters go"), False, words, "MAIL_TRANSPORT")
    where = f"{settings.SMTP_HOST}:{settings.SMTP_PORT}" if name == "smtp" else name
    return Check(_("Where letters go"), True, _("To %(where)s.") % {"where": where})


def _sender() -> Check:
    senders = sorted(set(Controller.objects.values_list("sender_email", flat=True)))
    words = _(
        "Letters come from %(addresses)s. Their domain needs SPF, DKIM and DMARC records that name your server."
    )
    if not senders:
        return Check(_("Who writes"), False, _("No controller is described in the register yet."))
    return Check(_("Who writes"), True, words % {"addresses": ", ".join(senders)})


def _returns() -> Check:
    if settings.MAIL_RETURN_DOMAIN:
        words = _("Each letter has its own return address at %(domain)s.") % {
            "domain": settings.MAIL_RETURN_DOMAIN
        }
        return Check(_("What comes back"), True, words)
    words = _("Letters that come back go to %(address)s, where Accord does not read them.") % {
        "address": settings.DEFAULT_FROM_EMAIL
    }
    return Check(_("What comes back"), False, words, "MAIL_RETURN_DOMAIN")


def _signature() -> Check:
    if settings.MAIL_DKIM_SELECTOR:
        return Check(_("Signature (DKIM)"), True, _("Accord signs each letter itself."))
    return Check(
        _("Signature (DKIM)"),
        settings.MAIL_TRANSPORT != "mailbox",
        _("Left to your mail server or provider."),
    )


def _webhooks() -> Check:
    if settings.ANYMAIL.get("WEBHOOK_SECRET"):
        return Check(_("Provider’s reports"), True, _("Accepted at /webhooks/mail/, when they are signed."))
    words = _("Refused: nothing is set to tell true ones from false ones.")
    return Check(_("Provider’s reports"), False, words, "MAIL_WEBHOOK_SECRET")


def _https() -> Check:
    words = _("Unsubscribe links begin with %(address)s.") % {"address": settings.SITE_URL}
    return Check(_("Links in letters"), settings.HTTPS, words)
