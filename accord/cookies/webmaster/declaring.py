"""Declaring a site: what it is, what it asks for, whom it calls, what they write. Every change is in the journal."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accord.audit.actions import differences, record
from accord.cookies.models import DeclaredCookie, Site, SitePurpose, ThirdParty
from accord.lib.actor import Actor
from accord.register import actions as register
from accord.register.models import LegalBasis, Purpose, RetentionRule
from accord.register.rules import rule

PROOFS = "preuves-cookies"  # the retention rule of proofs that is made where the register has none


def proofs_rule(*, actor: Actor) -> RetentionRule:
    """How long proofs are kept where nobody has said otherwise: the register's rule, made the first time."""
    if known := RetentionRule.objects.filter(code=PROOFS).first():
        return known
    said = rule("cookies.proof")
    row = RetentionRule(
        code=PROOFS,
        label_fr="Preuves des choix de cookies",
        label_en="Proofs of cookie choices",
        amount=int(said.value),
        unit=said.unit,
        start=RetentionRule.Start.EVENT,
        source=said.source,
    )
    return register.save(actor=actor, row=row)


# The site


@transaction.atomic
def save_site(*, actor: Actor, site: Site) -> Site:
    """Declare a site or change it."""
    before = Site.objects.filter(pk=site.pk).first() if site.pk else None
    if not site.retention_id:
        site.retention = proofs_rule(actor=actor)
    site.save()
    _note(actor, "site", site, before)
    return site


@transaction.atomic
def plan_visits(*, actor: Actor, site: Site, pages: list[str], days: int) -> None:
    """Say which pages a control visit opens, and how many days pass between two (0: on demand only)."""
    site.scan_pages, site.scan_days = pages, days
    site.save(update_fields=["scan_pages", "scan_days"])
    record(actor=actor, verb="cookies.scan.planned", about=site, facts={"days": days})


@transaction.atomic
def open_site(*, actor: Actor, site: Site, is_open: bool) -> None:
    """Ask visitors again, or no longer: while closed, the script of the site does not answer."""
    site.is_open = is_open
    site.save(update_fields=["is_open"])
    record(actor=actor, verb=f"cookies.site.{'opened' if is_open else 'closed'}", about=site)


@transaction.atomic
def write(*, actor: Actor, site: Site, **drafts: Mapping[str, Any]) -> None:
    """Change the draft of the next version: design, texts, other_texts."""
    for name, value in drafts.items():
        setattr(site, name, dict(value))
    site.save(update_fields=list(drafts))
    record(actor=actor, verb="cookies.banner.written", about=site, facts={"fields": sorted(drafts)})


# Purposes


@transaction.atomic
def declare_purpose(*, actor: Actor, site: Site, purpose: Purpose) -> SitePurpose:
    """Enter a new purpose in the register, in use and resting on consent, and ask for it on the site."""
    purpose.controller, purpose.retention = site.controller, site.retention
    purpose.legal_basis, purpose.channels = LegalBasis.CONSENT, []
    purpose.needs_confirmation = purpose.is_prospecting = False
    kept = register.save(actor=actor, row=purpose)
    register.open_purpose(actor=actor, purpose=kept)
    return add_purpose(actor=actor, site=site, purpose=kept)


@transaction.atomic
def add_purpose(
    *,
    actor: Actor,
    site: Site,
    purpose: Purpose,
    texts: Mapping[str, Any] | None = None,
    signals: Iterable[str] = (),
) -> SitePurpose:
    """Ask for a purpose of the register on the site, after those there are; once however often it is added."""
    known = site.purposes.filter(purpose=purpose).first()
    if known:
        return known
    row = SitePurpose.objects.create(
        site=site,
        purpose=purpose,
        position=_after(site.purposes),
        texts=dict(texts or {}),
        signals=list(signals),
    )
    record(actor=actor, verb="cookies.purpose.added", about=site, facts={"purpose": purpose.code})
    return row


@transaction.atomic
def word_purpose(*, actor: Actor, row: SitePurpose, texts: Mapping[str, Any], signals: Iterable[str]) -> None:
    """Say a purpose in the site's own words; empty ones are the register's."""
    row.texts, row.signals = dict(texts), list(signals)
    row.save(update_fields=["texts", "signals"])
    record(actor=actor, verb="cookies.purpose.worded", about=row.site, facts={"purpose": row.code})


@transaction.atomic
def move_purpose(*, actor: Actor, row: SitePurpose, by: int) -> None:
    """Move a purpose by one place in the order people read."""
    rows = list(row.site.purposes.all())
    at = rows.index(row)
    to = min(max(at + by, 0), len(rows) - 1)
    rows.insert(to, rows.pop(at))
    for position, one in enumerate(rows):
        one.position = position
    SitePurpose.objects.bulk_update(rows, ["position"])
    record(actor=actor, verb="cookies.purposes.reordered", about=row.site)


@transaction.atomic
def drop_purpose(*, actor: Actor, row: SitePurpose) -> None:
    """Ask for a purpose no more; the register keeps it. Raises ValidationError while cookies serve it."""
    if row.cookies.exists():
        raise ValidationError(
            _("Cookies serve this purpose: take them away first, or give them another one.")
        )
    record(actor=actor, verb="cookies.purpose.removed", about=row.site, facts={"purpose": row.code})
    row.delete()


# Third parties and cookies


@transaction.atomic
def save_party(*, actor: Actor, party: ThirdParty, purposes: Iterable[SitePurpose]) -> ThirdParty:
    """Name a third party of the site, or change what is said of it; what changes is to be confirmed again."""
    before = ThirdParty.objects.filter(pk=party.pk).first() if party.pk else None
    if before is None:
        party.position = _after(party.site.third_parties)
    party.confirmed_at, party.confirmed_by = None, ""
    party.save()
    party.purposes.set(purposes)
    _note(actor, "third-party", party, before)
    return party


@transaction.atomic
def confirm_party(*, actor: Actor, party: ThirdParty) -> None:
    """A named colleague has checked what is said of a third party: who, where, what for, which cookies."""
    party.confirmed_at, party.confirmed_by = timezone.now(), actor.id
    party.save(update_fields=["confirmed_at", "confirmed_by"])
    record(actor=actor, verb="cookies.third-party.confirmed", about=party, facts={"code": party.code})


@transaction.atomic
def drop_party(*, actor: Actor, party: ThirdParty) -> None:
    """Call a third party no more: its cookies go from the list; the register keeps the recipient."""
    record(actor=actor, verb="cookies.third-party.removed", about=party.site, facts={"code": party.code})
    party.delete()


@transaction.atomic
def save_cookie(*, actor: Actor, cookie: DeclaredCookie) -> DeclaredCookie:
    """Declare a cookie or change what is said of it; its third party is to be confirmed again."""
    before = DeclaredCookie.objects.filter(pk=cookie.pk).first() if cookie.pk else None
    if before is None:
        cookie.position = _after(cookie.site.cookies)
    cookie.save()
    _unconfirm(cookie.third_party)
    _note(actor, "cookie", cookie, before)
    return cookie


@transaction.atomic
def drop_cookie(*, actor: Actor, cookie: DeclaredCookie) -> None:
    """Take a cookie off the list."""
    record(actor=actor, verb="cookies.cookie.removed", about=cookie.site, facts={"name": cookie.name})
    _unconfirm(cookie.third_party)
    cookie.delete()


def _unconfirm(party: ThirdParty | None) -> None:
    if party is not None:
        ThirdParty.objects.filter(pk=party.pk).update(confirmed_at=None, confirmed_by="")


def _after(rows: Any) -> int:
    last = rows.order_by("-position").values_list("position", flat=True).first()
    return 0 if last is None else int(last) + 1


def _note(actor: Actor, kind: str, row: Any, before: Any) -> None:
    words = differences(_plain(before), _plain(row))
    verb = f"cookies.{kind}.{'changed' if before else 'declared'}"
    record(actor=actor, verb=verb, about=row, words=words)


def _plain(row: Any) -> dict[str, Any]:
    if row is None:
        return {}
    fields = [one for one in row._meta.concrete_fields if one.editable and not one.is_relation]
    return {one.name: one.value_from_object(row) for one in fields if one.name != "position"}
