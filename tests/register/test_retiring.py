"""What never served can go; what served is closed, and what people read stays."""

import io
from collections.abc import Callable
from typing import Any

import pytest
import tablib
from django.test import Client

from accord.audit.models import Entry
from accord.register.forms import PurposeForm
from accord.register.mentions import MENTIONS
from accord.register.models import NoticeVersion, Purpose, Recipient, RetentionRule
from accord.staff.models import User
from tests.register.conftest import Make, publish

pytestmark = pytest.mark.django_db
SignIn = Callable[[User], Client]


@pytest.fixture
def host(db: None) -> Recipient:
    """Nordbaie, which hosts the data."""
    return Recipient.objects.create(
        name="Nordbaie", code="nordbaie", kind="processor", what_for_fr="Héberge nos données."
    )


def offered(purpose: Purpose | None = None) -> list[str]:
    """The recipients a purpose may name."""
    fields: dict[str, Any] = PurposeForm(instance=purpose).fields
    return [one.name for one in fields["recipients"].queryset]


def test_a_recipient_that_never_served_is_deleted(diane: User, signed_in: SignIn, host: Recipient) -> None:
    client = signed_in(diane)
    assert "Supprimer" in client.get(f"/register/recipients/{host.pk}/").content.decode()
    assert client.post(f"/register/recipients/{host.pk}/delete/").status_code == 302
    assert not Recipient.objects.exists()
    assert Entry.objects.get(verb="register.recipient.deleted").actor_id == str(diane.pk)


def test_a_recipient_that_a_purpose_names_is_neither_deleted_nor_closed(
    diane: User, signed_in: SignIn, letter: Purpose, host: Recipient
) -> None:
    letter.recipients.add(host)
    client = signed_in(diane)
    for way in ("delete", "close"):
        page = client.post(f"/register/recipients/{host.pk}/{way}/", follow=True).content.decode()
        assert "Nordbaie" in page and Recipient.objects.get().closed_at is None
    assert "Supprimer" not in client.get(f"/register/recipients/{host.pk}/").content.decode()


def test_a_recipient_people_read_about_is_closed_and_no_longer_offered(
    diane: User, signed_in: SignIn, letter: Purpose, begin: Make, host: Recipient
) -> None:
    letter.recipients.add(host)
    version = publish(begin(letter), mentions=_naming(host))
    letter.recipients.clear()
    client = signed_in(diane)
    client.post(f"/register/recipients/{host.pk}/delete/")
    assert Recipient.objects.exists(), "people read its name"
    client.post(f"/register/recipients/{host.pk}/close/")
    assert offered() == [] and "Nordbaie" in str(NoticeVersion.objects.get(pk=version.pk).mentions)
    assert "clos le" in client.get("/register/recipients/").content.decode()
    client.post(f"/register/recipients/{host.pk}/reopen/")
    assert offered() == ["Nordbaie"]


def _naming(host: Recipient) -> dict[str, dict[str, str]]:
    said = {mention.code: {"text": f"Tout sur {mention.code}."} for mention in MENTIONS}
    return said | {"recipients": {"text": f"{host.name}, qui héberge."}}


def test_a_purpose_keeps_the_closed_recipient_it_names(letter: Purpose, host: Recipient) -> None:
    letter.recipients.add(host)
    Recipient.objects.update(closed_at="2026-01-01T00:00:00Z")
    assert offered(letter) == ["Nordbaie"] and offered() == []


def test_a_rule_that_ends_no_purpose_is_deleted_and_one_that_does_is_kept(
    diane: User, signed_in: SignIn, letter: Purpose
) -> None:
    spare = RetentionRule.objects.create(
        code="comptes", label_fr="Deux ans", amount=2, unit="years", start="event", source="CNIL"
    )
    client = signed_in(diane)
    for rule in (spare, letter.retention):
        client.post(f"/register/retention/{rule.pk}/delete/")
    assert list(RetentionRule.objects.all()) == [letter.retention]
    assert Entry.objects.filter(verb="register.retentionrule.deleted").count() == 1


def test_diane_takes_the_record_of_article_30_as_a_file_and_the_journal_says_so(
    diane: User, signed_in: SignIn, letter: Purpose, prospecting: Purpose, host: Recipient
) -> None:
    letter.recipients.add(host)
    Purpose.objects.filter(pk=letter.pk).update(label_fr="=Lettre")
    text = signed_in(diane).post("/register/record.csv")
    lines = text.content.decode("utf-8-sig").splitlines()
    assert "attachment" in text.headers["Content-Disposition"] and len(lines) > 2
    assert "'=Lettre" in text.content.decode() and "Nordbaie" in text.content.decode()
    book = signed_in(diane).post("/register/record.xlsx").content
    rows = tablib.Dataset().load(io.BytesIO(book), format="xlsx")
    assert len(rows) == 2 and "Faire connaître nos logiciels." in str(rows.dict)
    assert Entry.objects.filter(verb="register.record.exported", actor_id=str(diane.pk)).count() == 2
    assert signed_in(diane).post("/register/record.exe").status_code == 404


# Two windows


def test_a_draft_written_meanwhile_is_said_and_not_undone(
    diane: User, signed_in: SignIn, letter: Purpose, begin: Make
) -> None:
    client, notice = signed_in(diane), begin(letter)
    client.post(f"/register/notices/{notice.pk}/draft/")
    draft = notice.versions.get(language="fr")
    address = f"/register/versions/{draft.pk}/write/"
    first, second = (_shown(client, address) for _window in range(2))
    assert client.post(address, first | {"title": "Vos données"}).status_code == 302
    answer = client.post(address, second | {"title": "Votre adresse"})
    assert answer.status_code == 422 and "Vos données" in answer.content.decode()
    draft.refresh_from_db()
    assert draft.title == "Vos données"
    form = answer.context["form"]
    again = {name: form[name].value() or "" for name in second}
    assert client.post(address, again).status_code == 302
    draft.refresh_from_db()
    assert draft.title == "Votre adresse"


def _shown(client: Client, address: str) -> dict[str, str]:
    form = client.get(address).context["form"]
    return {name: form[name].value() or "" for name in form.fields}
