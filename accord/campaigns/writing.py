"""Writing a letter: its envelope, its blocks, whom it addresses. Every change undoes an approval."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accord.audit.actions import record
from accord.campaigns import blocks as b
from accord.campaigns.models import Campaign
from accord.contacts.models import SavedView
from accord.lib.actor import Actor
from accord.register.models import Purpose

WRITABLE = (Campaign.State.DRAFT, Campaign.State.TO_APPROVE, Campaign.State.APPROVED)


class NotWritable(ValueError):
    """The letter can no longer be changed; the message says why and what can be done."""


class NoSuchBlock(ValueError):
    """The block was removed meanwhile, in another tab or by a colleague."""


@transaction.atomic
def begin(*, actor: Actor, name: str, purpose: Purpose | None = None, language: str = "fr") -> Campaign:
    """A new letter with a title and a text to fill in."""
    campaign = Campaign.objects.create(
        name=name.strip(),
        purpose=purpose,
        language=language,
        blocks=b.dump([b.Title(), b.Text()]),
        by_id=actor.id,
        by_label=actor.label,
        edited_by_id=actor.id,
        edited_by_label=actor.label,
    )
    record(actor=actor, verb="campaigns.campaign.begun", about=campaign)
    return campaign


@transaction.atomic
def duplicate(*, actor: Actor, campaign: Campaign) -> Campaign:
    """A draft with the same words and audience, under a name that says so."""
    copy = begin(
        actor=actor,
        name=(_("%(name)s (copy)") % {"name": campaign.name})[:120],
        purpose=campaign.purpose,
        language=campaign.language,
    )
    copy.subject, copy.preview_text, copy.view = campaign.subject, campaign.preview_text, campaign.view
    copy.blocks = b.dump(b.copy(block) for block in b.parse(campaign.blocks))
    copy.save(update_fields=["subject", "preview_text", "view", "blocks"])
    return copy


@transaction.atomic
def discard(*, actor: Actor, campaign_id: int) -> None:
    """Delete a letter that never left. Raises NotWritable once it was launched or is scheduled."""
    campaign = writable(campaign_id)
    record(actor=actor, verb="campaigns.campaign.discarded", about=campaign)
    campaign.delete()


@transaction.atomic
def sign(*, actor: Actor, campaign_id: int, name: str, subject: str, preview_text: str) -> Campaign:
    """Say what is read in the inbox, and the name by which we know the letter. Raises NotWritable."""
    campaign = writable(campaign_id)
    campaign.name, campaign.subject, campaign.preview_text = (
        name.strip(),
        subject.strip(),
        preview_text.strip(),
    )
    return _kept(actor, campaign, "signed", ["name", "subject", "preview_text"])


@transaction.atomic
def address(
    *, actor: Actor, campaign_id: int, purpose: Purpose, view: SavedView | None, language: str
) -> Campaign:
    """Choose the purpose, the saved view (None: everybody) and the language. Raises NotWritable."""
    campaign = writable(campaign_id)
    campaign.purpose, campaign.view, campaign.language = purpose, view, language
    facts = {"purpose": purpose.code, "view": view.pk if view else None}
    return _kept(actor, campaign, "addressed", ["purpose", "view", "language"], facts)


# Blocks


def add_block(*, actor: Actor, campaign_id: int, kind: str, after: str = "") -> str:
    """An empty block of `kind` after the block `after`, or at the end; its id. Raises NotWritable, ValueError."""
    if kind not in b.KINDS:
        raise ValueError(_("There is no such block."))
    block = b.KINDS[kind]()

    def change(blocks: list[b.Block]) -> list[b.Block]:
        if len(blocks) >= b.MOST_BLOCKS:
            raise NotWritable(_("A letter holds at most %(most)s blocks.") % {"most": b.MOST_BLOCKS})
        place = _place(blocks, after) + 1 if after else len(blocks)
        return [*blocks[:place], block, *blocks[place:]]

    _rewrite(actor, campaign_id, "block_added", change)
    return block.id


def change_block(*, actor: Actor, campaign_id: int, block_id: str, values: dict[str, Any]) -> None:
    """Write in a block. Raises NotWritable, NoSuchBlock, ValueError for values a block does not take."""

    def change(blocks: list[b.Block]) -> list[b.Block]:
        place = _place(blocks, block_id)
        return [*blocks[:place], replace(blocks[place], **values), *blocks[place + 1 :]]

    _rewrite(actor, campaign_id, "block_changed", change)


def move_block(*, actor: Actor, campaign_id: int, block_id: str, by: int) -> None:
    """Move a block `by` places: -1 up, 1 down; it stops at the ends. Raises NotWritable, NoSuchBlock."""

    def change(blocks: list[b.Block]) -> list[b.Block]:
        block = blocks.pop(place := _place(blocks, block_id))
        blocks.insert(max(0, min(len(blocks), place + by)), block)
        return blocks

    _rewrite(actor, campaign_id, "block_moved", change)


def copy_block(*, actor: Actor, campaign_id: int, block_id: str) -> str:
    """The same block once more, just below; its id. Raises NotWritable, NoSuchBlock."""
    made: list[str] = []

    def change(blocks: list[b.Block]) -> list[b.Block]:
        place = _place(blocks, block_id)
        twin = b.copy(blocks[place])
        made.append(twin.id)
        return [*blocks[: place + 1], twin, *blocks[place + 1 :]]

    _rewrite(actor, campaign_id, "block_copied", change)
    return made[-1]


def drop_block(*, actor: Actor, campaign_id: int, block_id: str) -> None:
    """Take a block away. Raises NotWritable, NoSuchBlock."""
    _rewrite(actor, campaign_id, "block_dropped", lambda blocks: _without(blocks, block_id))


def order_blocks(*, actor: Actor, campaign_id: int, ids: Sequence[str]) -> None:
    """Put the blocks in the order of `ids`; a block another tab added stays at the end. Raises NotWritable."""

    def change(blocks: list[b.Block]) -> list[b.Block]:
        places = {identifier: place for place, identifier in enumerate(ids)}
        return sorted(blocks, key=lambda block: places.get(block.id, len(places)))

    _rewrite(actor, campaign_id, "blocks_ordered", change)


def _without(blocks: list[b.Block], block_id: str) -> list[b.Block]:
    _place(blocks, block_id)
    return [block for block in blocks if block.id != block_id]


def _place(blocks: list[b.Block], block_id: str) -> int:
    for place, block in enumerate(blocks):
        if block.id == block_id:
            return place
    raise NoSuchBlock(_("This block is no longer in the letter."))


@transaction.atomic
def _rewrite(
    actor: Actor, campaign_id: int, verb: str, change: Callable[[list[b.Block]], list[b.Block]]
) -> Campaign:
    campaign = writable(campaign_id)
    campaign.blocks = b.dump(change(b.parse(campaign.blocks)))
    return _kept(actor, campaign, verb, ["blocks"])


# What all of them share


def writable(campaign_id: int) -> Campaign:
    """The letter, locked. Raises NotWritable when it left or is about to."""
    campaign = Campaign.objects.select_for_update().get(pk=campaign_id)
    if campaign.state == Campaign.State.SCHEDULED:
        raise NotWritable(_("This letter is scheduled. Take it off the schedule to change it."))
    if campaign.state not in WRITABLE:
        raise NotWritable(
            _("This letter has left: it can no longer be changed. Duplicate it to write another.")
        )
    return campaign


def _kept(
    actor: Actor, campaign: Campaign, verb: str, changed: list[str], facts: dict[str, Any] | None = None
) -> Campaign:
    campaign.state = Campaign.State.DRAFT
    campaign.approved_by_id = campaign.approved_by_label = campaign.stopped_because = ""
    campaign.edited_by_id, campaign.edited_by_label = actor.id, actor.label
    campaign.updated_at = timezone.now()
    always = "state approved_by_id approved_by_label stopped_because edited_by_id edited_by_label updated_at".split()
    campaign.save(update_fields=[*changed, *always])
    record(actor=actor, verb=f"campaigns.campaign.{verb}", about=campaign, facts=facts)
    return campaign
