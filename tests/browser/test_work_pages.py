"""The pages of a sales team in a real browser, in the house of the demonstration: axe finds nothing, all fits."""

from collections.abc import Callable, Iterator
from typing import Literal

import pytest
from django.urls import reverse
from playwright.sync_api import Page

from accord.intake.models import Form, Trial
from accord.project import demo
from accord.sales.models import Activity, Deal, Lead, Pipeline
from accord.staff.models import User
from tests.browser.conftest import DESKTOP, PHONE, REFUSED, Visit

ACTIVITIES, CALENDAR = reverse("sales:activities"), reverse("sales:calendar")
LISTS = [
    *(reverse("sales:leads") + show for show in ("", "?show=handed_over", "?show=nurture&source=telephone")),
    *(
        reverse(f"sales:{name}")
        for name in ("deals", "deal_list", "forecast", "pipelines", "my_feed", "mail")
    ),
    *(ACTIVITIES + show for show in ("?who=all", "?who=all&show=done", "?kind=meeting&show=overdue")),
    *(CALENDAR + view for view in ("?who=all", "?who=all&view=week", "?who=all&view=agenda", "?view=agenda")),
    *(reverse(f"intake:{name}") for name in ("trials", "offers", "forms")),
    *(reverse(f"staff:{name}") for name in ("tokens", "teams")),
    reverse("outbox:hooks"),
    reverse("desk:figures"),
    reverse("desk:lead_settings"),
]
TYPED = [
    "sales:add_lead",
    "sales:new_deal",
    "sales:new_activity",
    "sales:connect_mailbox",
    "intake:new_offer",
    "staff:new_token",
    "staff:new_team",
    "outbox:new_hook",
]


SCREENS: list[tuple[dict[str, int], Literal["light", "dark"], str]] = [
    (DESKTOP, "light", "fr"),
    (PHONE, "dark", "en"),
]


def records() -> Iterator[str]:
    """One page for each kind of thing, in the states that look different."""
    for state in (Lead.State.NEW, Lead.State.HANDED_OVER, Lead.State.NOT_FIT):
        yield reverse("sales:lead", args=[Lead.objects.filter(state=state)[0].pk])
    for state in (Deal.State.PROPOSED, Deal.State.OPEN, Deal.State.WON):
        yield reverse("sales:deal", args=[Deal.objects.filter(state=state)[0].pk])
    yield reverse("sales:win_deal", args=[Deal.objects.filter(state=Deal.State.OPEN)[0].pk])
    for kind in (Activity.Kind.EMAIL, Activity.Kind.MEETING):
        yield reverse(
            "sales:activity", args=[Activity.objects.filter(kind=kind, done_at__isnull=False)[0].pk]
        )
    for trial in (Trial.objects.filter(ended_at=None)[0], Trial.objects.filter(outcome="bought")[0]):
        yield reverse("intake:trial", args=[trial.pk])
    yield reverse("sales:pipeline", args=[Pipeline.objects.all()[0].pk])
    form = Form.objects.filter(kind="lead")[0]
    for name in ("form_page", "statistics", "versions", "submissions", "elsewhere"):
        yield reverse(f"intake:{name}", args=[form.pk])
    yield reverse("intake:form", args=[form.slug])


@pytest.mark.django_db(transaction=True)
def test_every_page_of_a_sales_team_is_accessible_and_fits(
    visit: Visit, accessible: Callable[[Page], None]
) -> None:
    demo.load()
    alice = User.objects.get(email="alice@lumen.example.org")
    addresses = (*LISTS, *records())
    for turn, (width, scheme, language) in enumerate(SCREENS):
        User.objects.filter(pk=alice.pk).update(language=language)
        page = visit("/me/", who=alice, width=width, language=language)
        page.emulate_media(color_scheme=scheme)
        for number, address in enumerate(addresses):
            page.goto(address)
            if number % 2 == turn:  # each page is asked of axe once, half of them small and dark
                accessible(page)
            assert page.evaluate("document.documentElement.scrollWidth") <= width["width"], address


@pytest.mark.django_db(transaction=True)
def test_what_is_missing_is_said_accessibly_beside_each_field(
    visit: Visit, accessible: Callable[[Page], None], alice: User
) -> None:
    page = visit("/me/", who=alice, width=PHONE, expecting=REFUSED)
    for name in TYPED:
        page.goto(reverse(name))
        page.eval_on_selector_all("main form [required]", "all => all.forEach(one => one.required = false)")
        page.locator("main form").last.locator("button").last.click()
        page.locator("main [aria-invalid=true]").first.wait_for()
        accessible(page)
        assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"], name
