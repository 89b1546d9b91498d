"""The records a colleague opened last, and the middleware that notes them: what was opened is no news any more."""

from collections.abc import Callable

from django.db import transaction
from django.http import HttpRequest, HttpResponseBase
from django.utils import timezone

from accord.desk import mentions
from accord.desk.models import KINDS, Follow, Visit
from accord.desk.records import PAGES, Named, about_readable, named
from accord.staff.models import User

KEPT = 20
OK = 200
KIND_OF_PAGE = {page: kind for kind, page in PAGES.items()}


def notes_visits(
    following: Callable[[HttpRequest], HttpResponseBase],
) -> Callable[[HttpRequest], HttpResponseBase]:
    """Middleware: once the page of a record has been shown, it is the last one this colleague opened."""

    def middleware(request: HttpRequest) -> HttpResponseBase:
        response = following(request)
        if request.method == "GET" and response.status_code == OK and (here := on_record(request)):
            seen(user=here[0], kind=here[1], number=here[2])
        return response

    return middleware


def on_record(request: HttpRequest) -> tuple[User, str, int] | None:
    """(who, one of KINDS, number) when the page asked for is that of a record; None otherwise."""
    match = request.resolver_match
    kind = KIND_OF_PAGE.get(match.view_name) if match else None
    if kind is None or match is None or not isinstance(request.user, User):
        return None
    return request.user, kind, int(match.kwargs["pk"])


@transaction.atomic
def seen(*, user: User, kind: str, number: int) -> None:
    """Keep that `user` opened this record, KEPT at most. Their own bookmark: no entry in the journal."""
    now = timezone.now()
    row = Visit(user=user, at=now, **{f"{kind}_id": number})
    fields = ["user", *KINDS]
    Visit.objects.bulk_create([row], update_conflicts=True, unique_fields=fields, update_fields=["at"])
    kept = Visit.objects.filter(user=user).order_by("-at", "-pk").values("pk")[:KEPT]
    Visit.objects.filter(user=user).exclude(pk__in=kept).delete()
    Follow.objects.filter(user=user, **{f"{kind}_id": number}).update(seen_at=now)
    mentions.read(user=user, kind=kind, number=number)


def recently_seen(user: User, most: int = 8) -> list[Named]:
    """The records `user` opened last and may still read."""
    rows = about_readable(Visit.objects.filter(user=user), user).order_by("-at", "-pk")
    return [named(row) for row in rows[:most]]
