"""Reading trials: the list by tab, what one line says, those of one person."""

from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accord.contacts.models import Person
from accord.intake.models import Offer, Submission, Trial
from accord.intake.trials.keeping import gone_on
from accord.sales.models import Deal, Lead
from accord.staff.models import User
from accord.staff.queries import within_reach

SOON = timedelta(days=7)
SHOWS: dict[str, Promise] = {
    "": gettext_lazy("Running"),
    "soon": gettext_lazy("Ending within a week"),
    "bought": gettext_lazy("Bought"),
    "ended": gettext_lazy("Ended without a purchase"),
}
NEWEST = ("-started_at", "-pk")
ORDERS: dict[str, tuple[str, str]] = {
    "": ("ends_at", "pk"),
    "soon": ("ends_at", "pk"),
    "bought": ("-ends_at", "-pk"),
    "ended": ("-ends_at", "-pk"),
}
TONES = {Trial.Outcome.BOUGHT: "yes", Trial.Outcome.NOT_BOUGHT: "no", Trial.Outcome.CANCELLED: "no"}


@dataclass(frozen=True, slots=True)
class Line:
    """One trial as a list shows it. kind and word: how it stands; gone_on: None once something was bought."""

    trial: Trial
    kind: str
    word: str
    gone_on: date | None


def visible_to(user: User) -> QuerySet[Trial]:
    """The trials `user` may see: those of the people whose leads or deals they see, as far as their reach goes.

    One that belongs to nobody's lead or deal is seen by whoever may give leads to somebody (`leads.qualify`).
    """
    if not user.may("sales.read"):
        return Trial.objects.none()
    if within_reach(user) is None:
        return Trial.objects.all()
    tries = OuterRef("person")
    seen = Exists(Lead.objects.visible_to(user).filter(person=tries)) | Exists(
        Deal.objects.visible_to(user).filter(people=tries)
    )
    if not user.may("leads.qualify"):
        return Trial.objects.filter(seen)
    nobodys = ~Exists(Lead.objects.filter(person=tries)) & ~Exists(Deal.objects.filter(people=tries))
    return Trial.objects.filter(seen | nobodys)


def trials(user: User, show: str = "", offer: str = "") -> QuerySet[Trial]:
    """The trials of one tab `user` may see, those of one offer when its number is given; unordered."""
    found = visible_to(user).filter(_tab(show))
    if offer.isdecimal():
        found = found.filter(offer=int(offer))
    return with_names(found)


def with_names(rows: QuerySet[Trial]) -> QuerySet[Trial]:
    """`rows` with what a line or a page shows."""
    return rows.select_related("person__organisation", "offer__retention", "offer__form", "submission")


def _tab(show: str) -> Q:
    running = Q(ended_at=None)
    without = (Trial.Outcome.NOT_BOUGHT, Trial.Outcome.CANCELLED)
    return {
        "soon": running & Q(ends_at__lte=timezone.now() + SOON),
        "bought": Q(outcome=Trial.Outcome.BOUGHT),
        "ended": Q(outcome__in=without),
    }.get(show, running)


def line(trial: Trial) -> Line:
    """How a trial stands, in words."""
    if trial.is_running:
        word = _("extended") if trial.extended_days else _("running")
        return Line(trial, "yes", word, gone_on(trial))
    return Line(trial, TONES[Trial.Outcome(trial.outcome)], str(trial.get_outcome_display()), gone_on(trial))


def of_person(user: User, person: Person) -> list[Line]:
    """The trials of one person that `user` may see, the newest first."""
    rows = visible_to(user).filter(person=person).select_related("offer__retention", "person")
    return [line(trial) for trial in rows.order_by(*NEWEST)]


def begun_by(submission: Submission | None) -> Trial | None:
    """The trial a confirmed request has begun, if any."""
    rows = Trial.objects.select_related("offer__retention", "person")
    return rows.filter(submission=submission).first() if submission else None


def offers() -> QuerySet[Offer]:
    """Every offer, with how many tried it (`tried`), try it now (`running`) and bought (`bought`)."""
    rows = Offer.objects.select_related("form", "retention").annotate(
        tried=Count("trials"),
        running=Count("trials", filter=Q(trials__ended_at=None)),
        bought=Count("trials", filter=Q(trials__outcome=Trial.Outcome.BOUGHT)),
    )
    return rows.order_by("-is_open", "name_fr", "pk")
