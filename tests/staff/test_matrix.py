"""Who may enter, asked of every address of the house for every role."""

import logging
from collections.abc import Iterator

import pytest
from django.http import HttpResponse
from django.urls import URLPattern, URLResolver, get_resolver, resolve
from django.urls.converters import get_converters

from accord.lib.access import PUBLIC, SIGNED_IN, access
from accord.project import middleware, urls
from accord.staff.roles import CAPABILITIES, Role

EXAMPLES = {"int": "1", "slug": "x", "str": "x", "uuid": "00000000-0000-4000-8000-000000000000", "path": "x"}
KNOWN = frozenset().union(*CAPABILITIES.values())


def _walk(patterns: list[URLPattern | URLResolver], prefix: str = "/") -> Iterator[tuple[str, str]]:
    """(an address that reaches the view, what the view demands) for every view of ours."""
    for pattern in patterns:
        route = prefix + _example(pattern)
        if isinstance(pattern, URLResolver):
            yield from _walk(pattern.url_patterns, route)
        elif (demand := _declared(pattern)) is not None:
            yield route, demand


def _example(pattern: URLPattern | URLResolver) -> str:
    route = str(getattr(pattern.pattern, "_route", ""))
    names = {converter: name for name, converter in ((n, c) for n, c in get_converters().items())}
    for argument, converter in pattern.pattern.converters.items():
        kind = next((name for known, name in names.items() if known is converter), "str")
        route = route.replace(f"<{kind}:{argument}>", EXAMPLES.get(kind, "x")).replace(f"<{argument}>", "x")
    return route


def _declared(pattern: URLPattern) -> str | None:
    view = pattern.callback
    return getattr(view, "access", None) or getattr(getattr(view, "view_class", None), "access", None)


ADDRESSES = sorted(set(_walk(get_resolver().url_patterns)))
GUARDED = [(address, demand) for address, demand in ADDRESSES if demand not in (PUBLIC, SIGNED_IN)]


@pytest.fixture(autouse=True)
def bare(monkeypatch):
    """Refusals and what is not there in one word, unlogged: the pages that say so are drawn in other tests."""
    monkeypatch.setattr(logging.getLogger("django.request"), "disabled", True)
    for status in (403, 404):
        monkeypatch.setattr(
            urls,
            f"handler{status}",
            lambda _request, exception, status=status: HttpResponse("No", status=status),
            raising=False,
        )
    monkeypatch.setattr(middleware, "render", lambda *_said, status: HttpResponse("No", status=status))


@pytest.fixture
def nothing_behind(monkeypatch):
    """Whoever the doors let through finds nothing there: what they guard need not be drawn for each role again."""
    for door in filter(None, (_door(resolve(address).func) for address, _demand in GUARDED)):
        behind = door.__closure__[door.__code__.co_freevars.index("view")]
        monkeypatch.setattr(behind, "cell_contents", lambda *_asked, **_more: HttpResponse(status=404))


DOOR = access(PUBLIC)(lambda _request: HttpResponse()).__code__


def _door(view):
    """What `access` put before a view; None where the API has doors of its own."""
    while view and view.__code__ is not DOOR:
        view = getattr(view, "__wrapped__", None)
    return view


def who_may_least(demand):
    """Of the roles that may enter, the one with the fewest capabilities."""
    return min(
        (role for role in Role if demand in CAPABILITIES[role]), key=lambda role: len(CAPABILITIES[role])
    )


def test_every_capability_a_view_asks_for_is_held_by_some_role():
    assert {demand for _, demand in GUARDED} <= KNOWN


@pytest.mark.django_db
def test_a_visitor_without_an_account_is_sent_to_the_sign_in_page_everywhere_but_on_public_pages(client):
    for address, demand in ADDRESSES:
        if demand == PUBLIC:
            continue
        answer = client.get(address)
        assert answer.status_code in (302, 401, 405), address
        if answer.status_code == 302:
            assert "/account/login/" in answer.headers["Location"], address


@pytest.mark.django_db
@pytest.mark.parametrize("role", Role.values)
def test_whoever_may_enter_finds_the_page_even_who_may_hardly_anything_else(client, colleague, role):
    client.force_login(colleague("Colleague", Role(role)))
    for address in (one for one, demand in GUARDED if who_may_least(demand) == role):
        assert client.get(address).status_code != 403, f"{role} should find {address}"


@pytest.mark.django_db
@pytest.mark.parametrize("role", Role.values)
def test_each_role_is_refused_exactly_where_it_lacks_the_capability(client, colleague, role, nothing_behind):
    """A view that only takes what is sent answers 405 to a visit: what it demands shows when something is sent."""
    client.force_login(colleague("Colleague", Role(role)))
    for address, demand in GUARDED:
        lacks = demand not in CAPABILITIES[Role(role)]
        answers = {client.get(address).status_code}
        if lacks or answers == {405}:
            answers.add(client.post(address).status_code)
        if answers == {405}:
            answers.add(client.delete(address).status_code)
        assert (403 in answers) == lacks, f"{role} at {address}"
        assert not lacks or answers <= {403, 405}, f"{role} at {address}"


@pytest.mark.django_db
def test_charlie_who_has_no_role_is_refused_whatever_he_sends_wherever_a_capability_is_needed(
    client, charlie
):
    client.force_login(charlie)
    for address, _ in GUARDED:
        answers = {ask(address).status_code for ask in (client.get, client.post, client.delete)}
        assert 403 in answers, address
        assert answers <= {403, 405}, address


@pytest.mark.django_db
def test_a_visitor_without_an_account_sends_nothing_but_on_public_pages(client):
    for address, demand in ADDRESSES:
        if demand != PUBLIC:
            assert client.post(address).status_code in (302, 401, 403, 405), address
