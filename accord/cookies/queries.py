"""Reading choices: one visitor's, found by the random number of their browser."""

from uuid import UUID

from accord.cookies.models import BannerVersion, Choice


def history(site_id: int, visitor: UUID, most: int = 100) -> list[Choice]:
    """The choices of one visitor on one site, the latest first: `most` at most."""
    made = Choice.objects.filter(visitor=visitor, site_id=site_id)
    return list(made.order_by("-recorded_at", "-pk")[:most])


def current(site_id: int, visitor: UUID) -> Choice | None:
    """The latest choice of one visitor, None before the first."""
    return next(iter(history(site_id, visitor, 1)), None)


def versions(choices: list[Choice]) -> dict[int, BannerVersion]:
    """The banners these choices answered, by id."""
    ids = {one.version_id for one in choices}
    return {one.pk: one for one in BannerVersion.objects.filter(pk__in=ids).select_related("site__retention")}
