"""Starting from a well-known service: its recipient enters the register, its cookies the site; nothing is typed."""

from django.db import transaction

from accord.cookies.models import DeclaredCookie, Site, SitePurpose, ThirdParty
from accord.cookies.webmaster import declaring
from accord.cookies.webmaster.library import ReadyPurpose, Service, Words, both
from accord.lib.actor import Actor
from accord.register import actions as register
from accord.register.models import Purpose, Recipient


@transaction.atomic
def add_ready_purpose(*, actor: Actor, site: Site, ready: ReadyPurpose) -> SitePurpose:
    """Ask for a purpose worded in advance; the register's own where it has one of this code."""
    texts = {language: {"long": getattr(ready.long, language)} for language in ("fr", "en")}
    known = Purpose.objects.filter(code=ready.code).first()
    if known:
        return declaring.add_purpose(
            actor=actor, site=site, purpose=known, texts=texts, signals=ready.signals
        )
    purpose = Purpose(code=ready.code)
    both(purpose, "label", ready.label)
    both(purpose, "description", ready.line)
    row = declaring.declare_purpose(actor=actor, site=site, purpose=purpose)
    declaring.word_purpose(actor=actor, row=row, texts=texts, signals=ready.signals)
    return row


@transaction.atomic
def add_service(
    *, actor: Actor, site: Site, service: Service, purpose: SitePurpose | None = None
) -> ThirdParty:
    """Name a well-known service among the third parties of a site, with its cookies, to be confirmed.

    purpose: which of the site's it serves; without one, the purpose worded in advance is added. The third party there
    is already is the answer.
    """
    known = site.third_parties.filter(recipient__code=service.code).first()
    if known:
        return known
    serving = purpose or add_ready_purpose(actor=actor, site=site, ready=service.purpose)
    party = ThirdParty(site=site, recipient=_recipient(actor, service), hosts=list(service.hosts))
    both(party, "data", service.data)
    declaring.save_party(actor=actor, party=party, purposes=[serving])
    for ready in service.cookies:
        cookie = DeclaredCookie(
            site=site,
            third_party=party,
            purpose=serving,
            name=ready.name,
            kind=ready.kind,
            days=ready.days,
            is_third_party=ready.is_third_party,
        )
        both(cookie, "what", ready.what)
        declaring.save_cookie(actor=actor, cookie=cookie)
    return party


def _recipient(actor: Actor, service: Service) -> Recipient:
    """The recipient of the register; the one there is stays as the register says it."""
    if known := Recipient.objects.filter(code=service.code).first():
        return known
    row = Recipient(
        code=service.code,
        name=service.name,
        legal_name=service.company,
        kind=Recipient.Kind.THIRD_PARTY,
        country=service.country,
        transfer_safeguard=service.safeguard,
        policy_url=service.policy,
    )
    both(row, "what_for", _what_for(service))
    return register.save(actor=actor, row=row)


def _what_for(service: Service) -> Words:
    label = service.purpose.label
    return Words(f"{label.fr}.", f"{label.en}.")
