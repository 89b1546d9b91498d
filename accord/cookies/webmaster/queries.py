"""What the pages of the webmaster show of sites and their versions."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Max, OuterRef, Q, QuerySet, Subquery

from accord.cookies import checking, publishing, snapshots
from accord.cookies.models import BannerVersion, Site
from accord.cookies.snapshots import Snapshot
from accord.staff.models import User


@dataclass(frozen=True, slots=True)
class Draft:
    """What is being written, beside what visitors see. asks_again: people who answered will be asked again."""

    snapshot: Snapshot
    last: BannerVersion | None
    missing: list[str]

    @property
    def next(self) -> int:
        """The number it will have."""
        return self.last.number + 1 if self.last else 1

    @property
    def has_changed(self) -> bool:
        """True when publishing would change anything."""
        return self.last is None or self.last.snapshot != self.snapshot

    @property
    def asks_again(self) -> bool:
        """True when a purpose or a third party is new."""
        return self.last is not None and not snapshots.pairs(self.snapshot) <= snapshots.pairs(
            self.last.snapshot
        )


def draft(site: Site) -> Draft:
    """What `site` would publish now."""
    return Draft(snapshots.written(site), publishing.latest(site), checking.missing(site))


def sites() -> "QuerySet[Any]":
    """Every site with its last version (`last`), its third parties (`parties`) and how many wait (`unconfirmed`)."""
    versions = BannerVersion.objects.filter(site=OuterRef("pk")).order_by().values("site")
    return Site.objects.select_related("controller").annotate(
        last=Subquery(versions.annotate(last=Max("number")).values("last")),
        parties=Count("third_parties", distinct=True),
        unconfirmed=Count("third_parties", filter=Q(third_parties__confirmed_at=None), distinct=True),
    )


def versions(site: Site) -> list[tuple[BannerVersion, str, bool]]:
    """(version, who published it, whether people were asked again), the last first; without their snapshots."""
    rows = list(BannerVersion.objects.filter(site=site).defer("snapshot").order_by("-number"))
    names = colleagues(one.published_by for one in rows)
    earlier = [*(one.ask for one in rows[1:]), ""]
    return [
        (one, names.get(one.published_by, ""), one.ask != before)
        for one, before in zip(rows, earlier, strict=True)
    ]


def colleagues(ids: Iterable[str]) -> dict[str, str]:
    """The names of colleagues, by their id as text."""
    numbers = {int(one) for one in ids if one.isdecimal()}
    return {str(pk): name for pk, name in User.objects.filter(pk__in=numbers).values_list("pk", "name")}
