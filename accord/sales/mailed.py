"""What became of the e-mails colleagues wrote: how far the letter is, read where activities are listed."""

from django.db.models import OuterRef, QuerySet, Subquery
from django.utils.translation import gettext as _

from accord.consent.reasons import reason_of
from accord.outbox.models import Letter
from accord.sales.models import Activity


def with_fate(activities: QuerySet[Activity]) -> QuerySet[Activity]:
    """`activities` with `fate` and `held_for`: the state of the letter an e-mail left as, and why it did not leave."""
    letters = Letter.objects.filter(pk=OuterRef("letter_id"))
    said = {"fate": letters.values("state")[:1], "held_for": letters.values("reason")[:1]}
    return activities.annotate(**{name: Subquery(rows) for name, rows in said.items()})


def came_of(activity: Activity) -> str:
    """What came of it; of an e-mail of ours, how far it is. Read it `with_fate`."""
    known = vars(activity)
    fate = known.get("fate")
    if activity.outcome or not fate:
        return activity.outcome
    state = str(Letter.State(fate).label)
    if not known["held_for"]:
        return state
    return _("%(state)s: %(why)s") % {"state": state, "why": reason_of(known["held_for"]).label}
