"""Writing a letter with nothing but buttons."""

import pytest

from accord.audit.models import Entry
from accord.campaigns import blocks as b
from accord.campaigns import writing
from accord.campaigns.models import Campaign
from accord.staff.models import User


@pytest.fixture
def letter(alice: User) -> Campaign:
    """A letter Alice began."""
    return writing.begin(actor=alice.actor, name="Novembre")


def kinds(letter: Campaign) -> list[str]:
    letter.refresh_from_db()
    return [block.kind for block in b.parse(letter.blocks)]


def ids(letter: Campaign) -> list[str]:
    letter.refresh_from_db()
    return [block.id for block in b.parse(letter.blocks)]


def test_a_new_letter_starts_with_a_title_and_a_text(letter: Campaign) -> None:
    assert kinds(letter) == ["title", "text"]


def test_blocks_are_added_moved_copied_and_taken_away(letter: Campaign, alice: User) -> None:
    title, text = ids(letter)
    button = writing.add_block(actor=alice.actor, campaign_id=letter.pk, kind="button", after=title)
    assert ids(letter) == [title, button, text]
    writing.move_block(actor=alice.actor, campaign_id=letter.pk, block_id=text, by=-1)
    assert ids(letter) == [title, text, button]
    twin = writing.copy_block(actor=alice.actor, campaign_id=letter.pk, block_id=title)
    assert ids(letter) == [title, twin, text, button]
    writing.drop_block(actor=alice.actor, campaign_id=letter.pk, block_id=title)
    assert ids(letter) == [twin, text, button]


def test_moving_past_the_end_changes_nothing(letter: Campaign, alice: User) -> None:
    before = ids(letter)
    writing.move_block(actor=alice.actor, campaign_id=letter.pk, block_id=before[0], by=-1)
    assert ids(letter) == before


def test_dragging_keeps_a_block_a_colleague_added_meanwhile(letter: Campaign, alice: User) -> None:
    title, text = ids(letter)
    added = writing.add_block(actor=alice.actor, campaign_id=letter.pk, kind="image")
    writing.order_blocks(actor=alice.actor, campaign_id=letter.pk, ids=[text, title])
    assert ids(letter) == [text, title, added]


def test_writing_in_a_block_that_is_gone_is_refused_with_a_sentence(letter: Campaign, alice: User) -> None:
    with pytest.raises(writing.NoSuchBlock):
        writing.change_block(actor=alice.actor, campaign_id=letter.pk, block_id="gone", values={"text": "x"})


def test_a_block_takes_only_what_it_holds(letter: Campaign, alice: User) -> None:
    with pytest.raises((TypeError, ValueError)):
        writing.change_block(
            actor=alice.actor, campaign_id=letter.pk, block_id=ids(letter)[0], values={"text": 7}
        )
    assert kinds(letter) == ["title", "text"]


def test_any_change_undoes_an_approval(letter: Campaign, alice: User) -> None:
    Campaign.objects.filter(pk=letter.pk).update(state=Campaign.State.APPROVED, approved_by_id="9")
    writing.sign(actor=alice.actor, campaign_id=letter.pk, name="N", subject="Autre", preview_text="")
    letter.refresh_from_db()
    assert (letter.state, letter.approved_by_id) == (Campaign.State.DRAFT, "")


@pytest.mark.parametrize("state", [Campaign.State.LAUNCHED, Campaign.State.SCHEDULED])
def test_a_letter_that_left_or_is_about_to_cannot_be_changed(
    letter: Campaign, alice: User, state: str
) -> None:
    Campaign.objects.filter(pk=letter.pk).update(state=state)
    with pytest.raises(writing.NotWritable):
        writing.add_block(actor=alice.actor, campaign_id=letter.pk, kind="text")
    with pytest.raises(writing.NotWritable):
        writing.discard(actor=alice.actor, campaign_id=letter.pk)
    assert kinds(letter) == ["title", "text"]


def test_a_copy_has_the_same_words_and_its_own_blocks(letter: Campaign, alice: User, diane: User) -> None:
    writing.sign(
        actor=alice.actor, campaign_id=letter.pk, name="Novembre", subject="Le bois", preview_text=""
    )
    letter.refresh_from_db()
    copy = writing.duplicate(actor=diane.actor, campaign=letter)
    assert (copy.subject, kinds(copy), copy.state, copy.by_id) == (
        "Le bois",
        kinds(letter),
        "draft",
        str(diane.pk),
    )
    assert not set(ids(copy)) & set(ids(letter))


def test_every_change_is_in_the_journal(letter: Campaign, alice: User) -> None:
    writing.add_block(actor=alice.actor, campaign_id=letter.pk, kind="text")
    verbs = Entry.objects.filter(about_type="campaigns.Campaign").values_list("verb", flat=True)
    assert {"campaigns.campaign.begun", "campaigns.campaign.block_added"} <= set(verbs)
