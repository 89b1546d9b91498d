"""What a site still lacks before it may ask anybody."""

from collections.abc import Iterable
from datetime import timedelta

from django.utils import timezone
from django.utils.translation import gettext as _

from accord.cookies import looks, wordings
from accord.cookies.models import Site, SitePurpose, ThirdParty
from accord.register.mentions import EEA
from accord.register.models import LegalBasis, Purpose
from accord.register.rules import period, rule


class Incomplete(ValueError):
    """A banner cannot be published; `missing` says what it lacks, one sentence each."""

    def __init__(self, missing: list[str]) -> None:
        super().__init__(" ".join(missing))
        self.missing = missing


def missing(site: Site) -> list[str]:
    """What `site` lacks, one sentence each; empty when its banner can be published."""
    purposes = list(site.purposes.select_related("purpose").prefetch_related("third_parties"))
    parties = list(site.third_parties.select_related("recipient").prefetch_related("purposes"))
    return [
        *_of_site(site),
        *_of_purposes(purposes),
        *_of_parties(parties),
        *_of_cookies(site),
        *looks.complaints(site.design),
    ]


def _of_site(site: Site) -> Iterable[str]:
    now = timezone.now()
    if now + timedelta(days=site.choice_days) > now + period("cookies.choice-most"):
        words = {"days": site.choice_days, "most": rule("cookies.choice-most").words}
        yield _("A choice holds for %(most)s at most (CNIL); this one would for %(days)s days.") % words
    if not site.hosts:
        yield _("Name at least one address under which the site is reached.")
    if not site.languages:
        yield _("Name at least one language.")
    for language in site.languages:
        if language not in wordings.languages():
            yield _("Banners do not speak this language yet: %(language)s.") % {"language": language}


def _of_purposes(purposes: list[SitePurpose]) -> Iterable[str]:
    if not purposes:
        yield _("Nothing is asked: add a purpose.")
    for one in purposes:
        words = {"purpose": one.purpose.label}
        if one.purpose.legal_basis != LegalBasis.CONSENT:
            yield _("“%(purpose)s” does not rest on consent: cookies need it (art. 82 LIL).") % words
        if one.purpose.state != Purpose.State.OPEN:
            yield _("“%(purpose)s” is not in use in the register.") % words
        if not one.third_parties.all():
            yield _("No third party serves “%(purpose)s”: add one, or take the purpose away.") % words


def _of_parties(parties: list[ThirdParty]) -> Iterable[str]:
    for one in parties:
        who, words = one.recipient, {"name": one.recipient.name}
        if one.confirmed_at is None:
            yield _("Confirm what is said of %(name)s.") % words
        if not one.purposes.all():
            yield _("Say what %(name)s is for.") % words
        if not who.policy_url:
            yield _("Give the privacy policy of %(name)s, in the register.") % words
        if who.country not in EEA and not who.transfer_safeguard:
            yield _("Name the safeguard of the transfer to %(name)s, in the register (art. 46).") % words
        if who.closed_at:
            yield _("%(name)s is closed in the register.") % words


def _of_cookies(site: Site) -> Iterable[str]:
    for cookie in site.cookies.filter(purpose=None).exclude(third_party=None):
        yield _(
            "“%(cookie)s” is written by a third party: it is not strictly necessary, name its purpose."
        ) % {"cookie": cookie.name}
