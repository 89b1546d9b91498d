"""The address of a record that was joined to another leads to the one that was kept."""

from collections.abc import Callable
from functools import wraps
from typing import TypeVar, cast

from django.http import Http404, HttpRequest, HttpResponseBase
from django.shortcuts import redirect

from accord.audit.queries import about_of_fact

View = TypeVar("View", bound=Callable[..., HttpResponseBase])


def kept_instead_of(noun: str, number: int) -> int | None:
    """The number of the record to which this one was joined in the end; None for one that never was.

    noun: "person" or "organisation".
    """
    kept = None
    while (found := about_of_fact(f"contacts.{noun}.merged", gone=number)) is not None:
        number = kept = int(found)
    return kept


def leads_to_kept(noun: str) -> Callable[[View], View]:
    """Decorate the page of a person or an organisation, below @access: whoever may not look learns nothing."""

    def decorate(view: View) -> View:
        @wraps(view)
        def found(request: HttpRequest, pk: int) -> HttpResponseBase:
            try:
                return view(request, pk)
            except Http404:
                kept = kept_instead_of(noun, pk) if request.method in ("GET", "HEAD") else None
                if kept is None:
                    raise
            match, asked = request.resolver_match, request.META["QUERY_STRING"]
            assert match is not None  # the page has an address
            answer = redirect(match.view_name, pk=kept)
            answer["Location"] += f"?{asked}" if asked else ""
            return answer

        return cast(View, found)

    return decorate
