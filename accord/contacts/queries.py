"""What is read about contacts more than once."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import F, Min, Q, QuerySet
from django.utils import timezone

from accord.contacts.filters import audience
from accord.contacts.models import Acquisition, ContactPoint, Domain, Organisation, Person, SavedView
from accord.contacts.searching import search
from accord.lib.fingerprints import address_hash
from accord.lib.search import fold
from accord.register.models import Notice, NoticeVersion
from accord.register.queries import current_notice_version

__all__ = ["audience", "search"]
CAP = 1_000
REVIEW = timedelta(days=14)  # how long before its end an exception is looked at again


def find_by_address(kind: str, value: str) -> QuerySet[ContactPoint]:
    """The points that hold this normalised address; more than one when people share it."""
    points = ContactPoint.objects.filter(address_hash=address_hash(kind, value), kind=kind, value=value)
    return points.select_related("person").order_by("pk")


def find_by_addresses(kind: str, values: Iterable[str]) -> dict[str, int]:
    """{address: id of the oldest point that holds it} for those of the normalised `values` we know; one query."""
    points = ContactPoint.objects.filter(
        address_hash__in=[address_hash(kind, value) for value in values], kind=kind
    )
    return {value: pk for pk, value in points.order_by("-pk").values_list("pk", "value")}


def people_at_domain(domains: Iterable[str]) -> QuerySet[Person]:
    """The people who have a professional address at one of these domains ("lumen.example")."""
    points = ContactPoint.objects.alias(domain=Domain("value")).filter(
        kind=ContactPoint.Kind.EMAIL, sphere=ContactPoint.Sphere.PROFESSIONAL, domain__in=list(domains)
    )
    return Person.objects.filter(pk__in=points.values("person"))


def primary_email(person: Person) -> ContactPoint | None:
    """The e-mail address to use, if there is one: the primary before the others, the reachable first."""
    return _to_use(person, ContactPoint.Kind.EMAIL)


def primary_phone(person: Person) -> ContactPoint | None:
    """The number to call, if there is one: the primary before the others, the reachable first."""
    return _to_use(person, ContactPoint.Kind.PHONE)


def _to_use(person: Person, kind: str) -> ContactPoint | None:
    points = person.contact_points.filter(kind=kind)
    return points.order_by(F("unreachable_at").desc(nulls_first=True), "-is_primary", "pk").first()


def views_for(owner_id: str, page: str = "people") -> QuerySet[SavedView]:
    """The saved views a colleague sees on a page: their own and the shared ones."""
    return SavedView.objects.filter(Q(owner_id=owner_id) | Q(is_shared=True), page=page).order_by(
        "name", "pk"
    )


def waiting_to_be_informed() -> QuerySet[Acquisition]:
    """Where the clock of art. 14(3) is running, the first to end first."""
    return (
        Acquisition.objects.filter(informed_at__isnull=True, exception="", inform_by__isnull=False)
        .exclude(person__state=Person.State.ERASED)
        .select_related("person")
        .order_by("inform_by", "pk")
    )


def owed(on: date | None = None) -> QuerySet[Acquisition]:
    """The duties to inform that stand on a day: nothing was served, and no exception holds any more."""
    lapsed = Q(exception_review_on__lt=on or timezone.localdate())
    return Acquisition.objects.filter(Q(exception="") | lapsed, informed_at__isnull=True)


def exceptions_to_review(on: date | None = None) -> QuerySet[Acquisition]:
    """The exceptions of art. 14(5) whose day of review is near or past, the first to end first."""
    near = (on or timezone.localdate()) + REVIEW
    declared = Acquisition.objects.filter(informed_at__isnull=True, exception_review_on__lte=near)
    found = declared.exclude(exception="").exclude(person__state=Person.State.ERASED)
    return found.select_related("person").order_by("exception_review_on", "pk")


@dataclass(frozen=True, slots=True)
class Duty:
    """People from one source who wait to be told. people: counted up to 1,000; first_due: the earliest clock."""

    source: str
    detail: str
    people: int
    first_due: datetime
    import_id: int | None

    @property
    def label(self) -> str:
        """The source in words."""
        return self.detail or str(Acquisition.Source(self.source).label)


def duties(limit: int = 5) -> list[Duty]:
    """The duties to inform by source, the most urgent first; looks at the 1,000 most urgent people at most."""
    urgent = waiting_to_be_informed().values_list("source", "detail", "import_id", "person_id", "inform_by")
    groups: dict[tuple[str, str, int | None], tuple[set[int], datetime]] = {}
    for source, detail, import_id, person_id, due in urgent[:CAP]:
        assert due is not None  # the clock is running
        people, _first = groups.setdefault((source, detail, import_id), (set(), due))
        people.add(person_id)
    return [
        Duty(source, detail, len(people), due, import_id)
        for (source, detail, import_id), (people, due) in list(groups.items())[:limit]
    ]


def next_clock(person: Person) -> datetime | None:
    """When the first running clock of art. 14 for this person ends."""
    waiting = owed().filter(person=person)
    first: datetime | None = waiting.aggregate(first=Min("inform_by"))["first"]
    return first


def to_be_told(person: Person) -> tuple[Acquisition | None, NoticeVersion | None]:
    """The first source `person` was not told of, and the notice that tells it in their language, if there is one."""
    waiting = person.acquisitions.filter(informed_at__isnull=True).order_by("inform_by").first()
    return waiting, _notice_for(waiting, person.language)


def _notice_for(acquisition: Acquisition | None, language: str) -> NoticeVersion | None:
    """The notice the acquisition names, as published now; otherwise the latest one for data obtained elsewhere."""
    number = acquisition.notice_version_id if acquisition else None
    named = NoticeVersion.objects.filter(pk=number).first() if number else None
    if named:
        return current_notice_version(named.notice, language)
    elsewhere = Notice.objects.filter(article=Notice.Article.ART14, versions__published_at__isnull=False)
    notice = elsewhere.order_by("-versions__published_at").first()
    return current_notice_version(notice, language) if notice else None


def organisations(text: str = "") -> QuerySet[Organisation]:
    """Organisations by name; `text`: the beginning of a word of the name, or of a SIREN or SIRET. Ordered."""
    found = Organisation.objects.order_by("sort_key", "pk")
    folded = fold(text)
    if not folded:
        return found
    wanted = Q(sort_key__startswith=folded)
    for before in " '-(":
        wanted |= Q(sort_key__contains=f"{before}{folded}")
    digits = folded.replace(" ", "")
    if digits.isdecimal():
        wanted |= Q(siren__startswith=digits) | Q(siret__startswith=digits)
    return found.filter(wanted)


def organisation_names(most: int = 200) -> list[str]:
    """The first names offered while typing an organisation; any other may be typed."""
    return list(Organisation.objects.order_by("sort_key").values_list("name", flat=True)[:most])
