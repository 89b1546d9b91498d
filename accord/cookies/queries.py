"""Reading choices: one visitor's, found by the random number of their browser."""

from collections.abc import Iterable, Iterator
from datetime import timedelta
from uuid import UUID

from accord.cookies.models import BannerVersion, Choice
from accord.cookies.models.choices import Layer

TOGETHER = timedelta(minutes=1)  # choices that arrive closer than this may have been made in another order


def history(site_id: int, visitor: UUID, most: int = 100) -> list[Choice]:
    """The choices of one visitor on one site, the latest made first: `most` at most."""
    made = Choice.objects.filter(visitor=visitor, site_id=site_id)
    return [one for group in _groups(made.order_by("-recorded_at", "-pk")[:most]) for one in _as_made(group)]


def _groups(received: Iterable[Choice]) -> Iterator[list[Choice]]:
    """Those that arrived together, the last received first."""
    group: list[Choice] = []
    for one in received:
        if group and group[-1].recorded_at - one.recorded_at > TOGETHER:
            yield group
            group = []
        group.append(one)
    if group:
        yield group


def _as_made(group: list[Choice]) -> Iterator[Choice]:
    """The last made first, as the browser says; what it says nothing of stays where the server received it."""
    told = iter(sorted((one for one in group if one.turn), key=lambda one: one.turn, reverse=True))
    return (next(told) if one.turn else one for one in group)


def current(site_id: int, visitor: UUID) -> Choice | None:
    """The choice that stands, None before the first; what was loaded once changes nothing that stands."""
    return next((one for one in history(site_id, visitor) if one.layer != Layer.ONCE), None)


def versions(choices: list[Choice]) -> dict[int, BannerVersion]:
    """The banners these choices answered, by id."""
    ids = {one.version_id for one in choices}
    return {one.pk: one for one in BannerVersion.objects.filter(pk__in=ids).select_related("site__retention")}


def answers(version: BannerVersion, choice: Choice) -> bool:
    """True when `choice` answers what `version` asks: nothing was added since, in this version or those between."""
    if choice.version_id == version.pk:
        return True
    of = versions([choice]).get(choice.version_id)
    return of is not None and of.ask == version.ask
