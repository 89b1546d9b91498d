"""A choice that follows an account (CNIL 2025-131): only where the site says so, only for who has signed in.

Accepting, refusing and withdrawing reach equally far. What was chosen signed out stays with its browser, and is neither
read nor changed here; one browser may keep a choice of its own. The account is known by a keyed hash: the one of a
contact point where it is an e-mail address, which is the only link to a person.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from time import time
from uuid import UUID, uuid4

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from accord.audit.actions import record
from accord.contacts.models import ContactPoint
from accord.cookies import queries
from accord.cookies.answers import Answer, Unreadable
from accord.cookies.models import Account, Choice, Site, Terminal
from accord.cookies.serving import Served
from accord.cookies.site import signing
from accord.lib.actor import Actor
from accord.lib.addresses import AddressError, normalise_email
from accord.lib.fingerprints import address_hash
from accord.lib.secrets import key


@dataclass(frozen=True, slots=True)
class Standing:
    """What holds on one browser of an account. is_new: it is told so once there; is_apart: it keeps its own choice."""

    visitor: UUID
    choice: Choice | None
    is_new: bool
    is_apart: bool


def secret(code: str) -> str:
    """What the webmaster of the site `code` signs accounts with: given to them, kept nowhere."""
    return key(f"cookies.account.{code}").hex()


def holder(served: Served, text: str) -> bytes:
    """The keyed hash of the account a token names. Raises Unreadable for a site that follows none, or a forgery."""
    if not served.site["follows_accounts"]:
        raise Unreadable(_("Choices made on this site do not follow accounts."))
    try:
        name = signing.holder(text, secret(served.site["code"]), time())
    except ValueError as error:  # forged, too old, or not a token at all
        raise Unreadable(_("This account is not signed by the site, or was too long ago.")) from error
    try:
        return address_hash("email", normalise_email(name))
    except AddressError:
        return address_hash("account", f"{served.site_id}:{name}")


@transaction.atomic
def sign_in(
    *, served: Served, token: str, terminal: UUID, apart: bool | None = None, adopts: UUID | None = None
) -> Standing:
    """An account signed in on a browser: what holds there. Raises Unreadable.

    apart: from now on, this browser keeps its own choice or not; adopts: a first choice made signed in, under a number
    of its own, is the account's.
    """
    account = _account(served, holder(served, token))
    if adopts:
        _adopt(served, account, adopts)
    known, is_new = Terminal.objects.get_or_create(account=account, visitor=terminal)
    if apart is not None and known.is_apart != apart:
        known.is_apart = apart
        known.save(update_fields=["is_apart"])
        facts = {"is_apart": apart, "site": served.site["code"]}
        record(actor=Actor.person(), verb="cookies.terminal.set", about=known, facts=facts)
    choice = queries.current(served.site_id, account.visitor)
    return Standing(account.visitor, choice, is_new and choice is not None, known.is_apart)


def _adopt(served: Served, account: Account, visitor: UUID) -> None:
    """Only an account that has not answered, and only a number that is no other account's."""
    is_free = not Account.objects.filter(visitor=visitor).exists()
    if is_free and queries.current(served.site_id, account.visitor) is None:
        account.visitor = visitor
        account.save(update_fields=["visitor"])


def as_account(served: Served, answer: Answer, token: str) -> Answer:
    """The choice of somebody signed in: it is the account's, unless this browser keeps its own. Raises Unreadable."""
    account = _account(served, holder(served, token))
    if Terminal.objects.filter(account=account, visitor=answer.visitor, is_apart=True).exists():
        return answer
    return replace(answer, visitor=account.visitor, is_of_account=True)


def attributed(served: Served, answer: Answer) -> Answer:
    """A choice made under the number of an account, which only its browsers are told: it is the account’s."""
    if not served.site["follows_accounts"]:
        return answer
    is_theirs = Account.objects.filter(visitor=answer.visitor, site_id=served.site_id).exists()
    return replace(answer, is_of_account=True) if is_theirs else answer


def _account(served: Served, of: bytes) -> Account:
    account, is_new = Account.objects.get_or_create(
        site_id=served.site_id, holder=of, defaults={"visitor": uuid4()}
    )
    if not is_new:
        Account.objects.filter(pk=account.pk).update(seen_at=timezone.now())
    return account


def of_person(person_id: int) -> list[Choice]:
    """What a person of the base chose signed in, on every site that follows accounts; the latest first."""
    return _choices(_accounts_of(person_id))


def standing_of(person_id: int) -> list[tuple[Site, Choice]]:
    """What stands now for a person of the base, on each site where they answered signed in."""
    accounts = _accounts_of(person_id).select_related("site").order_by("site__name")
    found = [(one.site, queries.current(one.site_id, one.visitor)) for one in accounts]
    return [(site, choice) for site, choice in found if choice]


def _accounts_of(person_id: int) -> QuerySet[Account]:
    hashes = ContactPoint.objects.filter(person_id=person_id).values_list("address_hash", flat=True)
    return Account.objects.filter(holder__in=[bytes(one) for one in hashes if one])


def _choices(accounts: Iterable[Account]) -> list[Choice]:
    made = [one for account in accounts for one in queries.history(account.site_id, account.visitor)]
    return sorted(made, key=lambda one: one.recorded_at, reverse=True)


@transaction.atomic
def forget(*, actor: Actor, person_id: int) -> int:
    """Cut every link between the choices and a person, who is being erased: the proofs stay, of nobody. How many."""
    gone, _each = _accounts_of(person_id).delete()
    record(actor=actor, verb="cookies.accounts.forgotten", facts={"all": gone})
    return gone
