"""What the data protection officer does at somebody's request: limit the use of their data, lift that, erase."""

from django.db import transaction
from django.utils.translation import gettext as _

from accord.audit.actions import record
from accord.contacts.actions import set_state
from accord.contacts.models import Person
from accord.lib.actor import Actor
from accord.rights.erasing import NotPossible, erase

__all__ = ["NotPossible", "erase", "lift_limit", "limit"]


@transaction.atomic
def limit(*, actor: Actor, person: Person, because: str, words: str) -> None:
    """Limit the use of somebody's data (art. 18): they are kept, nobody writes or calls. Raises NotPossible.

    because: a code of forms.LimitForm; words: what was asked, which goes with the person.
    """
    person = _locked(person, Person.State.ACTIVE, _("Their data are not in use: there is nothing to limit."))
    set_state(actor=actor, person=person, state=Person.State.RESTRICTED)
    facts = {"because": because}
    record(
        actor=actor, verb="rights.person.limited", about=person, facts=facts, words={"reason": ("", words)}
    )


@transaction.atomic
def lift_limit(*, actor: Actor, person: Person, words: str) -> None:
    """Use the data again, once the person has been told so (art. 18(3)). Raises NotPossible."""
    person = _locked(person, Person.State.RESTRICTED, _("The use of their data is not limited."))
    set_state(actor=actor, person=person, state=Person.State.ACTIVE)
    record(actor=actor, verb="rights.person.limit_lifted", about=person, words={"reason": ("", words)})


def _locked(person: Person, state: str, otherwise: str) -> Person:
    found = Person.objects.select_for_update().get(pk=person.pk)
    if found.state != state:
        raise NotPossible(otherwise)
    return found
