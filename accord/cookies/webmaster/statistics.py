"""What visitors answered: from the choices themselves and from counters of displays; nobody is followed."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from django.db.models import Count, Sum
from django.db.models.functions import TruncDate
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accord.cookies.models import BannerVersion, Choice, Display, Site
from accord.cookies.models.choices import Device, Layer
from accord.cookies.webmaster.site_forms import LANGUAGE_NAMES
from accord.ui.components.words import long_date

PERIODS = (7, 30, 90, 365)
DIMENSIONS: dict[str, Promise] = {
    "page_group": gettext_lazy("Group of pages"),
    "language": gettext_lazy("Language"),
    "device": gettext_lazy("Device"),
    "version_id": gettext_lazy("Version"),
    "variant": gettext_lazy("Text"),
    "day": gettext_lazy("Day"),
}
BESIDES = (Layer.ONCE, Layer.PLACEHOLDER, Layer.API)  # not an answer to the banner that was shown


@dataclass(slots=True)
class Tally:
    """How banners were answered. shown: displays counted; withdrawn: agreements taken back."""

    shown: int = 0
    accepted: int = 0
    refused: int = 0
    partial: int = 0
    withdrawn: int = 0

    @property
    def answered(self) -> int:
        """Those who said something."""
        return self.accepted + self.refused + self.partial

    @property
    def ignored(self) -> int:
        """Displays without an answer, which are a no."""
        return max(0, self.shown - self.answered)

    @property
    def percent(self) -> int | None:
        """The share of acceptances among the answers, in percent; None without an answer."""
        return round(100 * self.accepted / self.answered) if self.answered else None

    @property
    def rows(self) -> list[tuple[str, int, str]]:
        """Ready to be drawn."""
        return [
            (_("All accepted"), self.accepted, "yes"),
            (_("In part"), self.partial, "yes"),
            (_("All refused"), self.refused, "no"),
            (_("No answer, hence no"), self.ignored, "no"),
        ]


@dataclass(frozen=True, slots=True)
class Figures:
    """Everything counted of a site in a period. cells: one tally for each combination of the dimensions."""

    since: date
    cells: dict[tuple[Any, ...], Tally]
    numbers: dict[int, int] = field(default_factory=dict)

    @property
    def total(self) -> Tally:
        """All of it."""
        return _sum(self.cells.values())

    def by(self, dimension: str) -> list[tuple[str, Tally]]:
        """(words, tally) for each value of one dimension; days the last first, others the largest first."""
        return [(self.words(dimension, value), tally) for value, tally in self.values(dimension)]

    def values(self, dimension: str) -> list[tuple[Any, Tally]]:
        """The same, with the values themselves."""
        at = list(DIMENSIONS).index(dimension)
        found: dict[Any, list[Tally]] = {}
        for key, tally in self.cells.items():
            found.setdefault(key[at], []).append(tally)
        summed = [(value, _sum(tallies)) for value, tallies in found.items()]
        is_ordered = dimension in {"day", "version_id"}
        summed.sort(key=(lambda one: one[0]) if is_ordered else (lambda one: one[1].shown), reverse=True)
        return summed

    def words(self, dimension: str, value: Any) -> str:
        """A value of a dimension as it is read."""
        if dimension == "version_id":
            return _("Version %(number)s") % {"number": self.numbers.get(value, "?")}
        if dimension == "device":
            return str(dict(Device.choices).get(value, value))
        if dimension == "variant":
            return _("second text") if value else _("first text")
        if dimension == "page_group":
            return str(value) or _("all other pages")
        if dimension == "language":
            return LANGUAGE_NAMES.get(str(value), str(value))
        return long_date(value) if isinstance(value, date) else str(value)


def figures(site: Site, days: int) -> Figures:
    """What was counted in the last `days` days: three queries, however many choices there are."""
    since = timezone.localdate() - timedelta(days=days - 1)
    cells: dict[tuple[Any, ...], Tally] = {}
    for row in _choices(site, since):
        tally = cells.setdefault(tuple(row[name] for name in DIMENSIONS), Tally())
        setattr(tally, row["act"], getattr(tally, row["act"]) + row["many"])
    for row in _displays(site, since):
        cells.setdefault(tuple(row[name] for name in DIMENSIONS), Tally()).shown += row["many"]
    numbers = dict(BannerVersion.objects.filter(site=site).values_list("pk", "number"))
    return Figures(since, cells, numbers)


def _choices(site: Site, since: date) -> Any:
    start = timezone.localtime().replace(
        year=since.year, month=since.month, day=since.day, hour=0, minute=0, second=0, microsecond=0
    )
    rows = Choice.objects.filter(site_id=site.pk, recorded_at__gte=start).exclude(layer__in=BESIDES)
    return (
        rows.annotate(day=TruncDate("recorded_at"))
        .values(*DIMENSIONS, "act")
        .annotate(many=Count("pk"))
        .order_by()
    )


def _displays(site: Site, since: date) -> Any:
    rows = Display.objects.filter(site=site, day__gte=since).values(*DIMENSIONS)
    return rows.annotate(many=Sum("shown")).order_by()


def _sum(tallies: Iterable[Tally]) -> Tally:
    whole = Tally()
    for one in tallies:
        for name in ("shown", "accepted", "refused", "partial", "withdrawn"):
            setattr(whole, name, getattr(whole, name) + getattr(one, name))
    return whole


def sheet(found: Figures) -> tuple[Sequence[str], list[list[Any]]]:
    """The head and the lines of the file: one line for each combination."""
    counted = (_("Shown"), _("All accepted"), _("In part"), _("All refused"), _("No answer"), _("Withdrawn"))
    head = [*(str(label) for label in DIMENSIONS.values()), *counted]
    lines = [
        [
            *(found.words(name, value) for name, value in zip(DIMENSIONS, key, strict=True)),
            *(one.shown, one.accepted, one.partial, one.refused, one.ignored, one.withdrawn),
        ]
        for key, one in sorted(found.cells.items(), key=lambda pair: tuple(map(str, pair[0])))
    ]
    return head, lines
