"""People, what happened to them, and whether they may be reached."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from django.template import Library
from django.utils.html import format_html
from django.utils.safestring import SafeString

from accord.ui.components.markup import drawing, kind_of, part
from accord.ui.components.words import clock, initials, long_date

register = Library()


@dataclass(frozen=True)
class Link:
    """An address and its words, led by an icon: proof, what they saw, receipt."""

    label: str
    href: str
    icon: str = "document"


@dataclass(frozen=True)
class Answer:
    """May this person be reached over one channel for one purpose: the cell of the permissions panel.

    kind: yes, no, soon, late, na. `word` is what stands in the cell, `sentence` why and since when (HTML allowed
    when marked safe), `words` what the person read when they agreed, `links` the proof.
    """

    channel: str
    kind: str
    word: str = ""
    sentence: str = ""
    words: str = ""
    links: Sequence[Link] = ()
    language: str = ""


@dataclass(frozen=True)
class PurposeAnswers:
    """One row of the permissions panel: a purpose, and an answer per channel in the panel's order."""

    purpose: str
    answers: Sequence[Answer]

    @property
    def given(self) -> bool:
        """True when at least one channel is open."""
        return any(answer.kind == "yes" for answer in self.answers)

    @property
    def explained(self) -> list[Answer]:
        """The answers that say why, each sentence once."""
        seen: dict[str, Answer] = {}
        for answer in self.answers:
            if answer.sentence:
                seen.setdefault(str(answer.sentence), answer)
        return list(seen.values())


@register.simple_tag
def permissions(rows: Sequence[PurposeAnswers], channels: Sequence[str], caption: str = "") -> SafeString:
    """The signature panel: purpose × channel, a plain yes or no, why, since when, on which words, with the proof."""
    return part("permissions", rows=rows, channels=channels, caption=caption, width=len(channels) + 1)


@register.simple_tag
def avatar(name: str, size: str = "") -> SafeString:
    """The initials of a person in a circle, for the eye only."""
    return format_html(
        '<span class="av{}" aria-hidden="true">{}</span>', f" {size}" if size else "", initials(name)
    )


@register.simple_tag
def person(name: str, *, href: str = "", sentence: str = "", small: bool = False) -> SafeString:
    """A person as a chip: initials, name, one line underneath."""
    who = format_html('<a href="{}">{}</a>', href, name) if href else format_html("<b>{}</b>", name)
    below = format_html("<small>{}</small>", sentence) if sentence else ""
    face = avatar(name, "s" if small else "")
    return format_html('<span class="who">{}<span>{}{}</span></span>', face, who, below)


@register.simple_block_tag
def timeline(content: str, label: str = "") -> SafeString:
    """What happened, newest first: `day` after `day`, or `event` after `event`."""
    return format_html(
        '<div class="time">{}</div>'
        if not label
        else '<div class="time" role="group" aria-label="{1}">{0}</div>',
        content,
        label,
    )


@register.simple_block_tag
def day(content: str, on: dt.date | dt.datetime | str = "", *, level: int = 3) -> SafeString:
    """The events of one day. `level`: of its heading."""
    heading = long_date(on) if isinstance(on, dt.date) else on
    title = format_html("<h{0}>{1}</h{0}>", level, heading) if heading else ""
    return format_html("{}<ol>{}</ol>", title, content)


@register.simple_block_tag
def event(
    content: str, icon: str = "", *, at: dt.datetime | None = None, kind: str = "", sentence: str = ""
) -> SafeString:
    """One thing that happened, between the tags; underneath, the hour `at` and a `sentence`."""
    return part(
        "event",
        content=content,
        icon=drawing(icon or "check"),
        at=at,
        hour=clock(at),
        kind=kind_of(kind),
        sentence=sentence,
    )
