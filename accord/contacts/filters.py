"""The plain filters of a list of people. The query string of a screen is a saved view, and an audience."""

from collections.abc import Callable
from typing import Any

import django_filters
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.http import QueryDict
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accord.contacts.models import Acquisition, ContactPoint, Organisation, Person
from accord.contacts.searching import search
from accord.ui.widgets import DateInput

INFORMED = (
    ("yes", _("have been informed")),
    ("no", _("wait to be informed")),
    ("late", _("should have been informed by now")),
)
CONFIRMED = (("yes", _("have a confirmed address")), ("no", _("have no confirmed address")))
ANY = _("any")
SCREEN = frozenset(
    {"sort", "after", "before", "columns", "view", "page"}
)  # how a screen looks, not who is on it

Refinement = Callable[[QuerySet[Person], QueryDict], QuerySet[Person]]
_refinements: dict[frozenset[str], Refinement] = {}


class PeopleFilter(django_filters.FilterSet):
    """Who is on the list: each parameter is one sentence about the person."""

    q = django_filters.CharFilter(method="by_words", label=_("name, company, address or number"))
    state = django_filters.ChoiceFilter(empty_label=ANY, choices=Person.State.choices, label=_("who are"))
    source = django_filters.ChoiceFilter(
        empty_label=ANY, choices=Acquisition.Source.choices, method="by_source", label=_("who came from")
    )
    informed = django_filters.ChoiceFilter(
        empty_label=ANY, choices=INFORMED, method="by_informed", label=_("informed or not")
    )
    organisation = django_filters.ModelChoiceFilter(
        queryset=Organisation.objects.order_by("sort_key"), empty_label=ANY, label=_("who work at")
    )
    sphere = django_filters.ChoiceFilter(
        empty_label=ANY,
        choices=ContactPoint.Sphere.choices,
        method="by_sphere",
        label=_("reached at an address that is"),
    )
    confirmed = django_filters.ChoiceFilter(
        empty_label=ANY, choices=CONFIRMED, method="by_confirmed", label=_("address confirmed or not")
    )
    confirmed_from = django_filters.DateFilter(
        method="by_confirmation", label=_("address confirmed from"), widget=DateInput()
    )
    confirmed_to = django_filters.DateFilter(
        method="by_confirmation", label=_("address confirmed until"), widget=DateInput()
    )
    created_from = django_filters.DateFilter(
        "created_at", "date__gte", label=_("entered from"), widget=DateInput()
    )
    created_to = django_filters.DateFilter(
        "created_at", "date__lte", label=_("entered until"), widget=DateInput()
    )
    notice = django_filters.NumberFilter(method="by_notice", label=_("told by version"))
    imported = django_filters.NumberFilter(method="by_import", label=_("brought by import"))

    class Meta:
        model = Person
        fields: list[str] = []

    def by_words(self, people: QuerySet[Person], _name: str, value: str) -> QuerySet[Person]:
        """The beginning of any word."""
        return search(value, people)

    def by_source(self, people: QuerySet[Person], _name: str, value: str) -> QuerySet[Person]:
        """One of their sources is this one."""
        return _with_acquisition(people, source=value)

    def by_notice(self, people: QuerySet[Person], _name: str, value: Any) -> QuerySet[Person]:
        """Told under this version of a notice."""
        return _with_acquisition(people, notice_version_id=int(value))

    def by_import(self, people: QuerySet[Person], _name: str, value: Any) -> QuerySet[Person]:
        """Brought in by this import."""
        return _with_acquisition(people, import_id=int(value))

    def by_informed(self, people: QuerySet[Person], _name: str, value: str) -> QuerySet[Person]:
        """The clock of art. 14."""
        waiting = Acquisition.objects.filter(person=OuterRef("pk"), informed_at__isnull=True, exception="")
        if value == "late":
            waiting = waiting.filter(inform_by__lt=timezone.now())
        return people.filter(~Exists(waiting) if value == "yes" else Exists(waiting))

    def by_sphere(self, people: QuerySet[Person], _name: str, value: str) -> QuerySet[Person]:
        """Professional or personal."""
        return people.filter(Exists(_points().filter(sphere=value)))

    def by_confirmed(self, people: QuerySet[Person], _name: str, value: str) -> QuerySet[Person]:
        """At least one address they answered from."""
        answered = Exists(_points().filter(confirmed_at__isnull=False))
        return people.filter(answered if value == "yes" else ~answered)

    def by_confirmation(self, people: QuerySet[Person], name: str, value: Any) -> QuerySet[Person]:
        """Confirmed on or after, on or before a day (of the server's time zone)."""
        lookup = "confirmed_at__date__gte" if name == "confirmed_from" else "confirmed_at__date__lte"
        return people.filter(Exists(_points().filter(**{lookup: value})))


def _points() -> QuerySet[ContactPoint]:
    return ContactPoint.objects.filter(person=OuterRef("pk"))


def _with_acquisition(people: QuerySet[Person], **what: Any) -> QuerySet[Person]:
    return people.filter(Exists(Acquisition.objects.filter(Q(**what), person=OuterRef("pk"))))


def refine_with(names: frozenset[str], refinement: Refinement) -> None:
    """Let an app above narrow audiences by parameters of its own (the desk: by the gate's answer)."""
    _refinements[names] = refinement


def audience(query_string: str) -> QuerySet[Person]:
    """The people a saved view shows, whoever looks and however it is sorted; nobody when it says something unknown.

    Fails closed: a filter that is not understood must never widen an audience.
    """
    said = QueryDict(query_string)
    asked = {name for name, value in said.items() if value} - SCREEN
    plain = PeopleFilter(said, Person.objects.all())
    known = set(plain.base_filters).union(*_refinements)
    if asked - known or not plain.is_valid():
        return Person.objects.none()
    people: QuerySet[Person] = plain.qs
    for names, refinement in _refinements.items():
        if asked & names:
            people = refinement(people, said)
    return people
