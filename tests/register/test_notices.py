"""What people are told: complete before it is published, and never another word afterwards."""

from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.test import Client

from accord.audit.models import Entry
from accord.lib.actor import SYSTEM
from accord.register import actions
from accord.register.mentions import MENTIONS, Mention, due, missing
from accord.register.models import Controller, Notice, NoticeVersion, Purpose, Recipient
from accord.staff.models import User
from tests.register.conftest import Make, complete, publish

pytestmark = pytest.mark.django_db
SignIn = Callable[[User], Client]


@pytest.fixture
def notice(begin: Make, letter: Purpose, prospecting: Purpose) -> Notice:
    """A notice under article 13, for the letter and for prospecting."""
    begun: Notice = begin(letter, prospecting)
    return begun


def drafted(notice: Notice) -> int:
    """The number of a draft in which nothing is written."""
    number = actions.new_version(actor=SYSTEM, notice=notice)
    for draft in notice.versions.filter(number=number):
        actions.write_version(actor=SYSTEM, version=draft, texts={"mentions": {}})
    return number


# Complete or not published


@pytest.mark.parametrize("article", ["13", "14"])
@pytest.mark.parametrize("mention", MENTIONS, ids=lambda mention: mention.code)
def test_nobody_is_told_less_than_the_law_asks(
    begin: Make, letter: Purpose, prospecting: Purpose, mention: Mention, article: str
) -> None:
    notice = begin(letter, prospecting, article=article)
    number = drafted(notice)
    said = {one.code: {"text": "Dit."} for one in due(notice) if one.code != mention.code}
    complete(notice, number, mentions=said)
    if mention not in due(notice):
        assert actions.publish(actor=SYSTEM, notice=notice, number=number)
        return
    with pytest.raises(actions.Incomplete) as refused:
        actions.publish(actor=SYSTEM, notice=notice, number=number)
    (sentence,) = refused.value.missing
    assert str(mention.label) in sentence and mention.article(notice) in sentence
    assert not NoticeVersion.objects.filter(published_at__isnull=False).exists()


def test_each_article_asks_for_its_own_mentions(begin: Make, letter: Purpose) -> None:
    asked = {mention.code for mention in due(begin(letter))}
    assert {"controller", "purposes", "retention", "rights", "withdraw", "object", "complaint"} <= asked
    assert "obligation" in asked and not {"source", "categories", "interest"} & asked
    elsewhere = {mention.code for mention in due(begin(letter, article="14", code="ailleurs"))}
    assert {"source", "categories"} <= elsewhere and "obligation" not in elsewhere


@pytest.mark.parametrize(
    ("left_out", "said"),
    [({"title": " "}, "titre"), ({"short": ""}, "premier niveau"), ({"statements": {}}, "Lettre")],
)
def test_the_title_the_short_layer_and_the_words_of_the_box_are_owed_too(
    notice: Notice, left_out: dict[str, Any], said: str
) -> None:
    number = drafted(notice)
    complete(notice, number, **left_out)
    with pytest.raises(actions.Incomplete) as refused:
        actions.publish(actor=SYSTEM, notice=notice, number=number)
    (sentence,) = refused.value.missing
    assert said in sentence


def test_a_notice_about_nothing_is_not_published(begin: Make) -> None:
    notice = begin()
    complete(notice, drafted(notice))
    with pytest.raises(actions.Incomplete, match="aucune finalité"):
        actions.publish(actor=SYSTEM, notice=notice, number=1)


def test_an_english_notice_alone_is_not_published(notice: Notice) -> None:
    number = drafted(notice)
    english = notice.versions.get(number=number, language="en")
    actions.write_version(actor=SYSTEM, version=english, texts={"title": "Your data", "short": "We write."})
    with pytest.raises(actions.Incomplete):
        actions.publish(actor=SYSTEM, notice=notice, number=number)


# Not applicable, because …


def test_a_firm_without_a_data_protection_officer_can_publish(notice: Notice) -> None:
    absent = {"dpo": {"not_applicable": "nous n’en avons pas désigné"}}
    said = {one.code: {"text": "Dit."} for one in due(notice)} | absent
    assert publish(notice, mentions=said).is_published


def test_not_applicable_without_a_reason_is_not_an_answer(notice: Notice) -> None:
    number = drafted(notice)
    said = {one.code: {"text": "Dit."} for one in due(notice)} | {"dpo": {"not_applicable": "  "}}
    draft = complete(notice, number, mentions=said)
    assert len(missing(draft)) == 1


@pytest.mark.parametrize("code", [one.code for one in MENTIONS if not one.can_be_absent])
def test_nobody_declares_peoples_rights_not_applicable(
    begin: Make, letter: Purpose, prospecting: Purpose, code: str
) -> None:
    notice = begin(letter, prospecting, article="14")
    number = drafted(notice)
    said = {one.code: {"text": "Dit."} for one in due(notice)} | {code: {"not_applicable": "nous préférons"}}
    complete(notice, number, mentions=said)
    with pytest.raises(actions.Incomplete):
        actions.publish(actor=SYSTEM, notice=notice, number=number)


def test_what_the_register_names_cannot_be_declared_not_applicable(
    notice: Notice, letter: Purpose, controller: Controller
) -> None:
    absent = {code: {"not_applicable": "non"} for code in ("dpo", "recipients", "transfers")}
    number = drafted(notice)
    draft = complete(notice, number, mentions={one.code: {"text": "Dit."} for one in due(notice)} | absent)
    assert missing(draft) == []
    Controller.objects.update(dpo_name="Diane Morel")
    letter.recipients.add(
        Recipient.objects.create(code="host", name="Hostly", kind="processor", country="US")
    )
    assert len(missing(NoticeVersion.objects.get(pk=draft.pk))) == 3


def test_the_first_words_come_from_the_register(notice: Notice) -> None:
    number = actions.new_version(actor=SYSTEM, notice=notice)
    mentions = notice.versions.get(number=number, language="fr").mentions
    assert "donnees@lumen.example.org" in mentions["controller"]["text"]
    assert mentions["dpo"]["not_applicable"] and mentions["recipients"]["not_applicable"]
    assert "Trois ans" in mentions["retention"]["text"]


# The pages


def test_diane_reads_what_is_missing_and_cannot_publish_before(
    diane: User, signed_in: SignIn, notice: Notice
) -> None:
    number, client = drafted(notice), signed_in(diane)
    refused = client.post(f"/register/notices/{notice.pk}/publish/{number}/", follow=True)
    page = refused.content.decode()
    assert "Réclamer auprès de la CNIL" in page and "13‑2‑d" in page
    assert not NoticeVersion.objects.filter(published_at__isnull=False).exists()


def test_diane_writes_declares_and_publishes_and_everybody_can_read_it(
    diane: User, signed_in: SignIn, notice: Notice
) -> None:
    client = signed_in(diane)
    written = client.post(f"/register/notices/{notice.pk}/draft/")
    draft = notice.versions.get(language="fr")
    assert written.headers["Location"] == f"/register/versions/{draft.pk}/write/"
    typed = {f"text-{mention.code}": f"À propos de {mention.code}." for mention in due(notice)}
    typed |= {"text-dpo": "", "because-dpo": "personne n’a été désigné"}
    typed |= {"title": "Vos données", "short": "Nous vous écrivons.", "words-lettre": "Je veux la lettre."}
    assert client.post(f"/register/versions/{draft.pk}/write/", typed).status_code == 302
    assert client.post(f"/register/notices/{notice.pk}/publish/1/").status_code == 302
    draft.refresh_from_db()
    assert draft.is_published and draft.mentions["dpo"] == {"not_applicable": "personne n’a été désigné"}
    page = Client().get("/notice/inscription/v1/fr/").content.decode()
    assert "À propos de complaint." in page and draft.sha256 in page


def test_the_right_to_object_stands_apart_from_the_other_rights(notice: Notice) -> None:
    said = {one.code: {"text": f"Ici {one.code}."} for one in due(notice)}
    publish(notice, mentions=said)
    page = Client().get("/notice/inscription/v1/fr/").content.decode()
    alone = page.index("Ici object.")
    heading = page.rindex("Dire non à la prospection", 0, alone)
    assert page.index("Ici rights.") < heading and "Ici" not in page[heading:alone]


def test_a_draft_has_no_public_page(notice: Notice) -> None:
    drafted(notice)
    assert Client().get("/notice/inscription/v1/fr/").status_code == 404


def test_bob_reads_the_register_and_changes_nothing(bob: User, signed_in: SignIn, notice: Notice) -> None:
    client, number = signed_in(bob), drafted(notice)
    before = Entry.objects.count()
    assert client.post(f"/register/notices/{notice.pk}/publish/{number}/").status_code in (403, 404)
    assert client.post(f"/register/notices/{notice.pk}/draft/").status_code in (403, 404)
    assert Entry.objects.count() == before


# Never another word afterwards


def test_what_was_published_is_never_written_again(diane: User, signed_in: SignIn, notice: Notice) -> None:
    shown = publish(notice)
    with pytest.raises(actions.Frozen):
        actions.write_version(actor=SYSTEM, version=shown, texts={"title": "Autre chose"})
    answer = signed_in(diane).post(f"/register/versions/{shown.pk}/write/", {"title": "Autre chose"})
    assert answer.status_code == 302
    shown.title = "Autre chose"
    with pytest.raises(ValueError, match="never changes"):
        shown.save()
    with pytest.raises(ValueError, match="never deleted"):
        shown.delete()
    assert NoticeVersion.objects.get(pk=shown.pk).title == "Vos données"


@pytest.mark.parametrize(
    "attempt",
    [
        "UPDATE register_noticeversion SET title = 'Autre chose' WHERE id = %s",
        "UPDATE register_noticeversion SET published_at = NULL WHERE id = %s",
        "UPDATE register_noticeversion SET mentions = '{}', sha256 = 'f' WHERE id = %s",
        "UPDATE register_noticeversion SET outdated_at = now() WHERE id = %s",
        "DELETE FROM register_noticeversion WHERE id = %s",
    ],
)
def test_the_application_itself_cannot_change_what_people_read(notice: Notice, attempt: str) -> None:
    shown = publish(notice)
    before = NoticeVersion.objects.filter(pk=shown.pk).values().get()
    with connection.cursor() as cursor:
        cursor.execute(attempt, [shown.pk])
        assert cursor.rowcount == 0
    assert NoticeVersion.objects.filter(pk=shown.pk).values().get() == before


def test_what_was_published_keeps_its_address(notice: Notice, letter: Purpose) -> None:
    publish(notice)
    notice.code, letter.code = "autre", "autre"
    for row in (notice, letter):
        with pytest.raises(actions.Frozen):
            actions.save(actor=SYSTEM, row=row)
    assert Client().get("/notice/inscription/v1/fr/").status_code == 200


def test_the_fingerprint_changes_with_a_comma(notice: Notice) -> None:
    first = publish(notice, short="Nous vous écrivons, rien d’autre.")
    same = publish(notice, short="Nous vous écrivons, rien d’autre.")
    comma = publish(notice, short="Nous vous écrivons rien d’autre.")
    assert len({first.sha256, same.sha256, comma.sha256}) == 3  # the number is part of what is read
    assert len(first.sha256) == 64 and actions.fingerprint(first) == first.sha256
    same.short, same.number, same.language = comma.short, comma.number, comma.language
    assert actions.fingerprint(same) == comma.sha256


def test_a_new_version_starts_from_the_words_of_the_last(notice: Notice) -> None:
    shown = publish(notice)
    number = actions.new_version(actor=SYSTEM, notice=notice)
    draft = notice.versions.get(number=number, language="fr")
    assert (number, draft.short, draft.mentions) == (2, shown.short, shown.mentions)
    assert actions.new_version(actor=SYSTEM, notice=notice) == 2
    assert not draft.is_published and not draft.changes_substance


# Comparing


def test_diane_sees_what_changed_between_two_versions_and_nothing_else(
    diane: User, signed_in: SignIn, notice: Notice
) -> None:
    old = publish(notice, short="Nous vous écrivons chaque mois.")
    said = {one.code: {"text": f"Tout sur {one.code}."} for one in due(notice)}
    said["dpo"] = {"not_applicable": "personne n’a été désigné"}
    new = publish(notice, short="Nous vous écrivons chaque semaine.", mentions=said)
    page = signed_in(diane).get(f"/register/versions/{new.pk}/since/{old.pk}/").content.decode()
    assert "chaque mois" in page and "chaque semaine" in page
    assert "Tout sur dpo." in page and "sans objet, parce que personne n’a été désigné" in page
    assert "Tout sur complaint." not in page


def test_two_notices_are_not_compared(
    diane: User, signed_in: SignIn, begin: Make, letter: Purpose, notice: Notice
) -> None:
    mine, other = publish(notice), publish(begin(letter, code="autre"))
    assert signed_in(diane).get(f"/register/versions/{mine.pk}/since/{other.pk}/").status_code == 404
