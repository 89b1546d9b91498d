"""Reading letters."""

import re
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Q

from accord.campaigns import blocks as b
from accord.campaigns import formatting
from accord.campaigns.models import Campaign, Image
from accord.campaigns.writing import WRITABLE
from accord.outbox import marks
from accord.outbox.models import Letter

PAGE = 30
_ADDRESS = re.compile(r" \((?:https?://)?\S+\.\S+\)")


@dataclass(frozen=True, slots=True)
class Row:
    """One letter of the list, with how many left."""

    campaign: Campaign
    sent: int


@dataclass(frozen=True, slots=True)
class Page:
    """Some letters, newest first; `older` is where the next page starts, "" at the end."""

    rows: tuple[Row, ...]
    older: str


def page(*, before: str = "") -> Page:
    """The letters before the number `before`, or the newest."""
    rows = Campaign.objects.select_related("purpose", "mailing").defer("blocks")
    if before.isdecimal():
        rows = rows.filter(pk__lt=int(before))
    found = list(rows[: PAGE + 1])
    sent = _sent([one.mailing_id for one in found if one.mailing_id])
    shown = tuple(Row(one, sent.get(one.mailing_id or 0, 0)) for one in found[:PAGE])
    return Page(shown, str(shown[-1].campaign.pk) if len(found) > PAGE else "")


def _sent(mailing_ids: list[int]) -> dict[int, int]:
    handed = Letter.objects.filter(mailing__in=mailing_ids).order_by()
    state = Q(state__in=(Letter.State.SENT, Letter.State.BOUNCED))
    return dict(handed.filter(state).values_list("mailing").annotate(Count("pk")))


def is_writable(campaign: Campaign) -> bool:
    """True while the words can be changed."""
    return campaign.state in WRITABLE


def step_of(campaign: Campaign) -> str:
    """The step a letter has reached: "content", "audience", "check" or "send"."""
    if campaign.state in {Campaign.State.LAUNCHED, Campaign.State.SCHEDULED, Campaign.State.APPROVED}:
        return "send"
    if campaign.state == Campaign.State.TO_APPROVE:
        return "check"
    return "content"


@dataclass(frozen=True, slots=True)
class Shown:
    """A block as a writer sees it in the list."""

    block: b.Block
    summary: str
    picture: Image | None
    is_first: bool
    is_last: bool

    @property
    def missing(self) -> Any:
        """What it lacks, as a sentence."""
        return self.block.missing()


def blocks(campaign: Campaign) -> list[Shown]:
    """The blocks of a letter, each with a line that says what it holds."""
    found = b.parse(campaign.blocks)
    pictures = Image.objects.defer("content").in_bulk([number for block in found for number in block.images])
    return [
        Shown(
            block,
            _summary(block),
            pictures.get(next(iter(block.images), 0)),
            is_first=place == 0,
            is_last=place == len(found) - 1,
        )
        for place, block in enumerate(found)
    ]


def _summary(block: b.Block) -> str:
    text = " · ".join(part for part in block.texts if part.strip())
    text = "".join(piece if isinstance(piece, str) else f"[{piece.label}]" for piece in marks.split(text))
    line = " ".join(_ADDRESS.sub("", formatting.to_text(formatting.to_html(text))).split())
    return line if len(line) <= 140 else line[:139].rstrip() + "…"
