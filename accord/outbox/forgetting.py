"""Forgetting who was written to: what waits is cancelled, what left keeps its date and loses its reader."""

from collections.abc import Collection

from django.db import transaction
from django.db.models import Q

from accord.outbox.models import Bounce, DemoMessage, Letter, Mailing

WAITING = (Letter.State.QUEUED, Letter.State.FAILED, Letter.State.UNKNOWN)


@transaction.atomic
def forget(*, person_id: int, point_ids: Collection[int], addresses: Collection[str]) -> int:
    """Forget the letters of one person; how many. A letter on its way at this moment still arrives."""
    letters = Letter.objects.filter(
        Q(person_id=person_id) | Q(contact_point_id__in=point_ids) | Q(to__in=addresses)
    )
    numbers = list(letters.values_list("pk", flat=True))
    known = Letter.objects.filter(pk__in=numbers)
    Mailing.objects.filter(is_personal=True, letters__in=numbers).update(subject="", html="", text="")
    Bounce.objects.filter(Q(letter_id__in=numbers) | Q(contact_point_id__in=point_ids)).delete()
    DemoMessage.objects.filter(Q(letter_id__in=numbers) | Q(to__in=addresses)).delete()
    known.filter(state__in=WAITING).update(state=Letter.State.CANCELLED)
    known.exclude(state=Letter.State.CLAIMED).update(to="", content=None, merge=None, error="")
    known.update(person_id=None, contact_point_id=None)
    return len(numbers)
