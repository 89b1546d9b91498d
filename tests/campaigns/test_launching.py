"""Who receives a letter: exactly those who said yes."""

from collections.abc import Callable
from datetime import timedelta
from threading import Barrier, Thread
from urllib.parse import urlsplit

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.utils import timezone
from pytest_django import Settings

from accord.audit.models import Entry
from accord.campaigns import audience, blocks, checklist, jobs, launching, report, writing
from accord.campaigns.models import Campaign
from accord.consent.terms import State
from accord.contacts.models import ContactPoint, SavedView
from accord.outbox import links, mailings
from accord.outbox.models import DemoMessage, Letter, Mailing
from accord.register.models import NoticeVersion, Purpose
from accord.staff.models import User
from tests.campaigns.conftest import People, read
from tests.conftest import as_owner

Deliver = Callable[[], list[DemoMessage]]


def launched(letter: Campaign, by: User) -> Campaign:
    return launching.launch(actor=by.actor, campaign_id=letter.pk)


def test_exactly_those_who_said_yes_receive_it(
    letter: Campaign, ada: ContactPoint, blaise: ContactPoint, people: People, alice: User, deliver: Deliver
) -> None:
    people.admit("Chloé")
    people.consenting("Denis")
    launched(letter, alice)
    assert {message.to for message in deliver()} == {ada.value, people_address("Denis")}


def people_address(first: str) -> str:
    return ContactPoint.objects.get(person__first_name=first).value


def test_the_count_says_yes_and_no_by_reason(
    letter: Campaign, ada: ContactPoint, blaise: ContactPoint, people: People
) -> None:
    people.admit("Chloé")
    count = audience.count(letter)
    assert (count.yes, count.no, count.total) == (1, 2, 3)
    assert all(group.people == 1 and str(group.who) for group in count.groups)
    assert len(count.groups) == 2


def test_each_number_opens_its_people(
    letter: Campaign, ada: ContactPoint, blaise: ContactPoint, people: People
) -> None:
    people.admit("Chloé")
    for group in audience.count(letter).groups:
        assert audience.refused(letter, group.code).count() == group.people
    assert [person.pk for person in audience.permitted(letter)] == [ada.person_id]


def test_a_withdrawal_during_the_send_is_honoured(
    letter: Campaign, ada: ContactPoint, people: People, alice: User, deliver: Deliver
) -> None:
    launched(letter, alice)
    people.says(ada, State.WITHDRAWN, timezone.now())
    assert deliver() == []
    row = Letter.objects.get(contact_point_id=ada.pk)
    assert row.state == Letter.State.SKIPPED and row.reason


def test_two_clicks_or_two_tabs_launch_once(
    letter: Campaign, ada: ContactPoint, alice: User, deliver: Deliver
) -> None:
    first, second = launched(letter, alice), launched(letter, alice)
    assert first.mailing_id == second.mailing_id
    assert Mailing.objects.count() == 1
    assert len(deliver()) == 1


@pytest.mark.django_db(transaction=True)
def test_two_colleagues_launching_at_the_same_instant_launch_once(
    letter: Campaign, ada: ContactPoint, alice: User, diane: User
) -> None:
    together, found = Barrier(2), []

    def press(user: User) -> None:
        together.wait()
        found.append(launched(letter, user).mailing_id)
        connection.close()

    threads = [Thread(target=press, args=[user]) for user in (alice, diane)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(found) == 2 and len(set(found)) == 1
    assert Letter.objects.count() == 1


def test_a_letter_nobody_may_receive_does_not_start(
    letter: Campaign, blaise: ContactPoint, alice: User
) -> None:
    with pytest.raises(launching.NotReady):
        launched(letter, alice)
    assert not Mailing.objects.exists()
    letter.refresh_from_db()
    assert letter.state == Campaign.State.DRAFT


def test_a_saved_view_narrows_the_audience(
    letter: Campaign, ada: ContactPoint, people: People, alice: User, deliver: Deliver
) -> None:
    people.consenting("Denis")
    view = SavedView.objects.create(name="Ada seulement", query="q=lovelace", owner_id=str(alice.pk))
    Campaign.objects.filter(pk=letter.pk).update(view=view)
    launched(letter, alice)
    assert [message.to for message in deliver()] == [ada.value]


def test_an_incomplete_letter_says_what_it_lacks(letter: Campaign, ada: ContactPoint, alice: User) -> None:
    writing.sign(actor=alice.actor, campaign_id=letter.pk, name="N", subject="", preview_text="")
    writing.add_block(actor=alice.actor, campaign_id=letter.pk, kind="image")
    with pytest.raises(launching.NotReady) as refused:
        launched(letter, alice)
    assert len(refused.value.missing) == 2
    assert not Mailing.objects.exists()


def test_a_closed_purpose_or_a_notice_out_of_date_stops_a_letter(
    letter: Campaign, notice: NoticeVersion
) -> None:
    def missing() -> set[str]:
        fresh = Campaign.objects.select_related("purpose__controller").get(pk=letter.pk)
        return {item.code for item in checklist.checklist(fresh) if not item.is_done}

    assert missing() == set()
    with as_owner():
        NoticeVersion.objects.filter(pk=notice.pk).update(outdated_at=timezone.now())
    Purpose.objects.update(state=Purpose.State.CLOSED)
    assert missing() == {"purpose", "notice"}


# A second pair of eyes


def test_an_unapproved_letter_does_not_start(
    letter: Campaign, ada: ContactPoint, alice: User, settings: Settings
) -> None:
    settings.ACCORD_SECOND_APPROVAL = True
    with pytest.raises(launching.NotReady):
        launched(letter, alice)
    with pytest.raises(launching.NotReady):
        launching.schedule(actor=alice.actor, campaign_id=letter.pk, at=timezone.now() + timedelta(hours=1))
    assert not Mailing.objects.exists()


def test_nobody_approves_their_own_letter(
    letter: Campaign, ada: ContactPoint, alice: User, diane: User, settings: Settings
) -> None:
    settings.ACCORD_SECOND_APPROVAL = True
    launching.ask_approval(actor=alice.actor, campaign_id=letter.pk)
    with pytest.raises(launching.NotReady):
        launching.approve(actor=alice.actor, campaign_id=letter.pk)
    launching.approve(actor=diane.actor, campaign_id=letter.pk)
    assert launched(letter, alice).state == Campaign.State.LAUNCHED


def test_whoever_changed_the_words_last_does_not_approve_them(
    letter: Campaign, alice: User, diane: User
) -> None:
    writing.add_block(actor=diane.actor, campaign_id=letter.pk, kind="text")
    added = blocks.parse(Campaign.objects.get(pk=letter.pk).blocks)[-1].id
    writing.change_block(
        actor=diane.actor, campaign_id=letter.pk, block_id=added, values={"text": "Encore un mot."}
    )
    launching.ask_approval(actor=alice.actor, campaign_id=letter.pk)
    with pytest.raises(launching.NotReady):
        launching.approve(actor=diane.actor, campaign_id=letter.pk)


# The schedule


def test_a_scheduled_letter_leaves_at_its_moment(letter: Campaign, ada: ContactPoint, alice: User) -> None:
    at = timezone.now() + timedelta(hours=1)
    launching.schedule(actor=alice.actor, campaign_id=letter.pk, at=at)
    assert launching.launch_due() == []
    with time_machine.travel(at + timedelta(seconds=30), tick=False):
        jobs.start_scheduled(0)
    assert launching.launch_due(at) == []
    letter.refresh_from_db()
    assert (letter.state, letter.launched_by_label) == (Campaign.State.LAUNCHED, "Alice")


def test_a_scheduled_letter_that_lacks_something_says_so_and_waits(
    letter: Campaign, ada: ContactPoint, alice: User
) -> None:
    at = timezone.now() + timedelta(hours=1)
    launching.schedule(actor=alice.actor, campaign_id=letter.pk, at=at)
    Purpose.objects.update(state=Purpose.State.CLOSED)
    assert launching.launch_due(at) == []
    letter.refresh_from_db()
    assert letter.state == Campaign.State.DRAFT and "Lettre mensuelle" in letter.stopped_because


def test_a_moment_that_is_past_is_refused(letter: Campaign, ada: ContactPoint, alice: User) -> None:
    with pytest.raises(launching.NotReady):
        launching.schedule(actor=alice.actor, campaign_id=letter.pk, at=timezone.now() - timedelta(minutes=1))


# Holding back


def test_pause_resume_and_cancel(letter: Campaign, ada: ContactPoint, alice: User, deliver: Deliver) -> None:
    launched(letter, alice)
    launching.pause(actor=alice.actor, campaign_id=letter.pk)
    assert deliver() == []
    launching.resume(actor=alice.actor, campaign_id=letter.pk)
    launching.pause(actor=alice.actor, campaign_id=letter.pk)
    assert launching.cancel(actor=alice.actor, campaign_id=letter.pk) == 1
    assert deliver() == []
    with pytest.raises(mailings.NotNow):
        launching.resume(actor=alice.actor, campaign_id=letter.pk)


def test_the_cap_of_letters_a_week_holds_over_all_campaigns(
    letter: Campaign, ada: ContactPoint, alice: User, deliver: Deliver, settings: Settings
) -> None:
    settings.ACCORD_LETTERS_PER_WEEK = 1
    second = writing.duplicate(actor=alice.actor, campaign=letter)
    launched(letter, alice)
    assert len(deliver()) == 1
    launched(second, alice)
    assert len(deliver()) == 1
    assert Letter.objects.filter(reason="too_many_this_week").count() == 1


# What arrives


def test_what_arrives_greets_by_name_and_offers_the_way_out(
    letter: Campaign, people: People, alice: User, deliver: Deliver
) -> None:
    people.consenting("Zoé <b>", "D’Arc")
    launched(letter, alice)
    (message,) = deliver()
    text, html = read(message)
    assert b"List-Unsubscribe-Post: List-Unsubscribe=One-Click" in bytes(message.raw)
    assert "Bonjour Zoé <b>," in text and "Bonjour Zoé &lt;b&gt;," in html and "Zoé <b>" not in html
    for part in (text, html):
        assert "Atelier Lumen SAS" in part and "/u/" in part and "/p/" in part
        assert "{{" not in part


def test_the_report_counts_without_a_tracker(
    letter: Campaign, ada: ContactPoint, alice: User, deliver: Deliver
) -> None:
    launched(letter, alice)
    (message,) = deliver()
    assert all("lumen.example/lire" not in part and "/l/" in part for part in read(message))
    assert "<img" not in read(message)[1]
    letter.refresh_from_db()
    figures = report.report(letter)
    assert (figures.handed_over, figures.came_back, figures.complaints, figures.withdrawals) == (1, 0, 0, 0)
    assert [link.clicks for link in figures.links] == [0, 0]


def test_a_withdrawal_through_a_letter_is_counted_as_its_doing(
    letter: Campaign, ada: ContactPoint, people: People, alice: User, deliver: Deliver, client: Client
) -> None:
    denis = people.consenting("Denis")
    launched(letter, alice)
    deliver()
    ours = Letter.objects.get(contact_point_id=ada.pk)
    client.post(urlsplit(links.one_click_url(ours.pk)).path, {"List-Unsubscribe": "One-Click"})
    people.says(denis, State.WITHDRAWN, timezone.now())  # on the telephone: not the letter's doing
    letter.refresh_from_db()
    assert report.report(letter).withdrawals == 1


def test_clicks_are_not_counted_where_the_house_says_so(
    letter: Campaign, ada: ContactPoint, alice: User, deliver: Deliver, settings: Settings
) -> None:
    settings.ACCORD_COUNT_CLICKS = False
    launched(letter, alice)
    (message,) = deliver()
    assert all("https://lumen.example/lire" in part for part in read(message))


def test_a_test_goes_to_the_colleague_and_nobody_else(
    letter: Campaign, ada: ContactPoint, alice: User, deliver: Deliver
) -> None:
    launching.test(actor=alice.actor, campaign_id=letter.pk, to=alice.email, first_name="Alice")
    (message,) = deliver()
    assert message.to == alice.email
    assert "Bonjour Alice," in read(message)[0]


def test_the_launch_is_in_the_journal_with_its_figures(
    letter: Campaign, ada: ContactPoint, alice: User
) -> None:
    launched(letter, alice)
    entry = Entry.objects.get(verb="campaigns.campaign.launched")
    assert entry.actor_id == str(alice.pk) and entry.facts["counts"][""] == 1
