"""The secret address of a colleague: what they copy to it is kept beside the people it was exchanged with."""

import base64
import re
import secrets
from datetime import timedelta

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from accord.audit.actions import record
from accord.lib.actor import Actor
from accord.lib.sealing import seal, unseal
from accord.lib.tokens import hash_token
from accord.sales.mail.attaching import addresses_of, attach, exchanged
from accord.sales.mail.messages import envelope
from accord.sales.models import CopyAddress
from accord.staff.models import User

RANDOM_BYTES = 15  # 120 bits, in 24 small letters and figures: mail servers do not keep capitals apart
_TOKEN = re.compile(r"[a-z2-7]{24}")
NOTED_EVERY = timedelta(hours=1)


@transaction.atomic
def open_copies(*, actor: Actor, user: User) -> CopyAddress:
    """A new secret address for `user`; one given before no longer works."""
    token = base64.b32encode(secrets.token_bytes(RANDOM_BYTES)).decode().lower()
    CopyAddress.objects.filter(user=user).delete()
    sealed = seal(token, purpose=_sealing(user.pk))
    opened = CopyAddress.objects.create(user=user, token_hash=hash_token(token), sealed_token=sealed)
    record(actor=actor, verb="sales.copies.opened", about=user)
    return opened


@transaction.atomic
def close_copies(*, actor: Actor, user: User) -> None:
    """The address no longer works."""
    closed, _each = CopyAddress.objects.filter(user=user).delete()
    if closed:
        record(actor=actor, verb="sales.copies.closed", about=user)


def address_of(copy: CopyAddress) -> str:
    """The secret address in full. Raises sealing.Unreadable under another key."""
    local, _, domain = settings.MAIL_COPY_ADDRESS.partition("@")
    return f"{local}+{unseal(bytes(copy.sealed_token), purpose=_sealing(copy.user_id))}@{domain}"


def is_known(address: str) -> bool:
    """True for the secret address of a colleague who may work on activities."""
    copy = _copy_at(address)
    return copy is not None and copy.user.may("activities.work")


def take_in(address: str, raw: bytes) -> int:
    """Read an e-mail sent to the secret address `address`; beside how many people it was kept. Nothing else remains."""
    copy = _copy_at(address)
    if copy is None:
        return 0
    if copy.used_at is None or timezone.now() - copy.used_at > NOTED_EVERY:
        CopyAddress.objects.filter(pk=copy.pk).update(used_at=timezone.now())
    exchange = exchanged(envelope(raw), addresses_of(copy.user))
    return attach(copy.user, exchange, lambda: raw) if exchange else 0


def _copy_at(address: str) -> CopyAddress | None:
    local, _, domain = settings.MAIL_COPY_ADDRESS.partition("@")
    name, _, rest = address.lower().partition("+")
    token, _, at = rest.partition("@")
    if not local or name != local or at != domain or not _TOKEN.fullmatch(token):
        return None
    return CopyAddress.objects.select_related("user").filter(token_hash=hash_token(token)).first()


def _sealing(user_id: int) -> str:
    return f"sales.copies:{user_id}"
