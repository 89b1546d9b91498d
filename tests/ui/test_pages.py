"""The four generic pages, with colleagues as the things they show."""

import sys
from typing import Any, ClassVar

import pytest
from django import forms
from django.core.exceptions import ValidationError
from django.db import connection
from django.template import engines
from django.test.utils import CaptureQueriesContext
from django.urls import path, reverse
from django_filters import CharFilter, FilterSet

from accord.lib.links import address
from accord.staff.models import User
from accord.ui import menu
from accord.ui.pages import Column, DeletePage, DetailPage, EditPage, ListPage, SavedView

ROW = engines["django"].from_string(
    '{% row href="/x" %}{% row_head %}{{ row.name }}{% endrow_head %}'
    '{% if "email" in shown %}{% cell %}{{ row.email }}{% endcell %}{% endif %}{% endrow %}'
)
CONTENT = engines["django"].from_string("{% panel %}<p>{{ object.email }}</p>{% endpanel %}")


class NameForm(forms.Form):
    name = forms.CharField(max_length=20)


class Named(FilterSet):
    name = CharFilter(field_name="name", lookup_expr="icontains", label="Name")


class Colleagues(ListPage):
    access = "staff.manage"
    title = "Colleagues"
    queryset = User.objects.all()
    columns: ClassVar = [
        Column("name", "Name", sort="name"),
        Column("email", "Address", sort="email"),
        Column("language", "Language", is_shown=False),
    ]
    row_template = ROW
    order = ("name",)
    size = 2
    filterset_class = Named

    def views(self) -> list[SavedView]:
        return [SavedView("All the Bobs", "name=Bob", 1)]


class Colleague(DetailPage):
    access = "staff.manage"
    queryset = User.objects.all()
    content_template = CONTENT


class Change(EditPage):
    access = "staff.manage"
    title = "Change"
    queryset = User.objects.all()
    form_class = NameForm

    def crumbs(self, row: Any = None) -> list[tuple[str, str]]:
        return [("Colleagues", "/list/")]

    def save(self, row: User, cleaned: dict[str, Any]) -> User:
        if cleaned["name"] == "Nobody":
            raise ValidationError("Nobody is not a name.")
        row.name = cleaned["name"]
        row.save(update_fields=["name"])
        return row

    def after(self, row: User) -> str:
        return f"/{row.pk}/"


class Remove(DeletePage):
    access = "staff.manage"
    title = "Remove"
    queryset = User.objects.all()

    def crumbs(self, row: Any = None) -> list[tuple[str, str]]:
        return [("Colleagues", "/list/")]

    def consequences(self, row: Any) -> list[str]:
        return [f"{row.name} can no longer sign in."]

    def delete_row(self, row: User) -> None:
        if row.pk == self.request.user.pk:
            raise ValidationError("You cannot remove yourself.")
        row.is_active = False
        row.save(update_fields=["is_active"])


urlpatterns = [
    path("list/", Colleagues.as_view(), name="list"),
    path("<int:pk>/", Colleague.as_view(), name="detail"),
    path("<int:pk>/change/", Change.as_view(), name="edit"),
    path("<int:pk>/remove/", Remove.as_view(), name="remove"),
]


@pytest.fixture(autouse=True)
def these_addresses(settings: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """The menu, which works its addresses out once, keeps none of these."""
    settings.ROOT_URLCONF = sys.modules[__name__]
    monkeypatch.setattr(menu, "_address", address)
    settings.LOGIN_URL = "/account/login/"


def test_bob_is_turned_away_and_a_visitor_sent_to_sign_in(signed_in, client, bob: User) -> None:
    assert signed_in(bob).get("/list/").status_code == 403
    assert client.get("/list/").status_code == 302


def test_the_address_reproduces_the_screen(signed_in, alice: User, bob: User, charlie: User) -> None:
    browser = signed_in(alice)
    first = browser.get("/list/").content.decode()
    assert "Alice" in first and "Charlie" not in first.split("<tbody")[1]
    assert "after=" in first and "before=" not in first
    turned = browser.get("/list/?sort=-name").content.decode().split("<tbody")[1]
    assert turned.index("Charlie") < turned.index("Bob")
    found = browser.get("/list/?name=bo").content.decode()
    assert "bob@" in found and "alice@" not in found.split("<tbody")[1]
    assert 'class="chip"' in found
    fewer = browser.get("/list/?columns=name").content.decode()
    assert "bob@" not in fewer


def test_a_saved_view_is_marked_when_its_filters_are_on(signed_in, alice: User) -> None:
    page = signed_in(alice).get("/list/?name=Bob&sort=email").content.decode()
    tabs = page.split('class="tabs"')[1].split("</nav>")[0]
    assert 'aria-current="page">All the Bobs' in tabs
    assert tabs.count("aria-current") == 1


def test_nothing_found_says_so_and_offers_a_way_out(signed_in, alice: User) -> None:
    page = signed_in(alice).get("/list/?name=zzz").content.decode()
    assert 'class="empty"' in page and "<tbody" not in page
    assert 'href="/list/"' in page


def test_htmx_gets_the_rows_alone(signed_in, alice: User) -> None:
    page = signed_in(alice).get("/list/", headers={"HX-Request": "true"}).content.decode()
    assert "<html" not in page and 'id="rows"' in page and "Alice" in page


@pytest.mark.parametrize(
    "bad", ["sort=password", "after=nonsense", "before=W10", "columns=password", "name=%00"]
)
def test_a_bent_address_shows_a_page_all_the_same(signed_in, alice: User, bad: str) -> None:
    assert signed_in(alice).get(f"/list/?{bad}").status_code == 200


def test_a_bad_value_is_said_and_what_was_typed_is_kept(signed_in, alice: User) -> None:
    browser = signed_in(alice)
    answer = browser.post(f"/{alice.pk}/change/", {"name": "Nobody"})
    assert answer.status_code == 422
    page = answer.content.decode()
    assert "Nobody is not a name." in page and 'value="Nobody"' in page
    alice.refresh_from_db()
    assert alice.name == "Alice"


def test_saving_goes_through_the_action_and_comes_back(signed_in, alice: User, bob: User) -> None:
    browser = signed_in(alice)
    assert 'value="Bob"' in browser.get(f"/{bob.pk}/change/").content.decode()
    assert browser.post(f"/{bob.pk}/change/", {"name": "Robert"}).url == f"/{bob.pk}/"
    assert "bob@" in browser.get(f"/{bob.pk}/").content.decode()
    bob.refresh_from_db()
    assert bob.name == "Robert"


def test_removing_asks_first_says_what_happens_and_may_be_refused(signed_in, alice: User, bob: User) -> None:
    browser = signed_in(alice)
    assert "Bob can no longer sign in." in browser.get(f"/{bob.pk}/remove/").content.decode()
    bob.refresh_from_db()
    assert bob.is_active
    assert "You cannot remove yourself." in browser.post(f"/{alice.pk}/remove/").content.decode()
    assert browser.post(f"/{bob.pk}/remove/").url == "/list/"
    bob.refresh_from_db()
    assert not bob.is_active


def test_double_the_rows_the_number_of_queries_does_not_move(
    signed_in, alice: User, colleague, django_assert_num_queries
) -> None:
    browser = signed_in(alice)
    browser.get(reverse("list"))  # the counters of the menu are now fresh
    with CaptureQueriesContext(connection) as few:
        browser.get(reverse("list"))
    for at in range(8):
        colleague(f"Extra{at}")
    with django_assert_num_queries(len(few)):
        browser.get(reverse("list"))
    assert len(few) <= 5


def test_an_address_that_does_not_exist_is_said_calmly_to_both_faces(signed_in, client, alice: User) -> None:
    for browser, shell in ((signed_in(alice), True), (client, False)):
        answer = browser.get("/no/such/page/")
        assert answer.status_code == 404
        assert ('class="side"' in answer.content.decode()) is shell


def test_a_failure_needs_nothing_to_say_sorry() -> None:
    page = engines["django"].get_template("500.html").render({})
    assert "<h1>" in page
