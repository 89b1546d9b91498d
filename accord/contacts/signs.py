"""What counts as a sign from the person, and renews the three years of a prospect: opening a mail is not in it."""

from datetime import datetime

from django.db import transaction
from django.db.models import Q

from accord.contacts.models import Person

KINDS = frozenset(
    {
        "signed_up",  # filled in a form
        "confirmed",  # confirmed their address
        "preferences",  # chose something on their own page
        "clicked",  # followed a link in a letter, knowingly
        "replied",
        "called",  # called us, or spoke with us on the telephone
        "met",
        "ordered",
        "wrote",
    }
)


@transaction.atomic
def heard_from(*, person_id: int, kind: str, at: datetime) -> None:
    """Note that the person gave a sign of life at `at`; an older sign never replaces a newer one.

    Raises ValueError for a kind outside the closed list. A fact about the person's own act, which its caller
    records in the journal: no entry of its own.
    """
    if kind not in KINDS:
        raise ValueError(f"{kind} is not a sign from the person.")
    older = Q(heard_from_at__isnull=True) | Q(heard_from_at__lt=at)
    Person.objects.filter(older, pk=person_id).update(heard_from_at=at)
