"""Whatever is asked, looked at, answered and let go, nobody is a contact without a yes from the mailbox."""

from datetime import timedelta

from django.test import Client
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from accord.contacts.models import ContactPoint, Person
from accord.intake import forgetting
from accord.intake.models import Form, PendingRequest
from accord.lib.tokens import hash_token
from accord.outbox.models import Letter
from accord.register.models import Purpose
from tests.intake.conftest import Asking, later, tokens

ADDRESSES = ("ada@example.org", "blaise@example.org")
STEPS = st.one_of(
    st.tuples(st.just("ask"), st.sampled_from(ADDRESSES), st.integers(1, 3)),
    st.tuples(st.sampled_from(["look", "yes", "no", "again", "nonsense"]), st.integers(0, 5), st.just(0)),
    st.tuples(st.sampled_from(["expire", "forget", "wait"]), st.just(0), st.just(0)),
)


@settings(
    max_examples=40,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(history=st.lists(STEPS, max_size=12))
def test_no_contact_without_a_yes_to_a_live_link(
    history: list[tuple[str, object, int]], ask: Asking, form: Form, purposes: list[Purpose]
) -> None:
    _empty()
    said_yes: set[str] = set()
    for what, which, boxes in history:
        _step(what, which, boxes, ask=ask, purposes=purposes, said_yes=said_yes)
        assert set(ContactPoint.objects.values_list("value", flat=True)) == said_yes


def _step(what, which, boxes, *, ask, purposes, said_yes) -> None:
    if what == "ask":
        ask(which, *(one for bit, one in enumerate(purposes) if boxes >> bit & 1))
    elif what == "expire":
        PendingRequest.objects.update(expires_at=timezone.now() - timedelta(seconds=1))
    elif what == "forget":
        forgetting.forget_requests()
    elif what == "wait":
        later()
    elif secrets := tokens():
        _visit(what, secrets[which % len(secrets)], said_yes)


def _visit(what: str, token: str, said_yes: set[str]) -> None:
    live = {
        bytes(one.token_hash): one.address
        for one in PendingRequest.objects.filter(superseded_at=None)
        if one.expires_at > timezone.now()
    }
    browser = Client(enforce_csrf_checks=True)
    if what == "look":
        browser.get(f"/c/{token}/")
        browser.head(f"/c/{token}/")
        return

    if what == "yes" and (address := live.get(hash_token(token))):
        said_yes.add(address)
    browser.post(f"/c/{token}/", {"answer": what})


def _empty() -> None:

    Person.objects.all().delete()
    PendingRequest.objects.all().delete()
    Letter.objects.all().delete()
    later()
