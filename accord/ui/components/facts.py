"""States and small statements: verdicts, badges, notices, empty places, facts, figures, progress, checklists."""

import datetime as dt
from typing import Any

from django.template import Library
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accord.ui.components.markup import ICON_OF, attributes, drawing, kind_of, part, trim

register = Library()

ONE_LINE = 21  # letters of a badge that are never broken in the cell of a table


@register.simple_tag
def verdict(kind: str, label: str = "") -> SafeString:
    """A plain answer, icon and word: kind yes, no, soon, late or na (« – », not applicable)."""
    if kind_of(kind) == "na":
        return format_html(
            '<span class="say na"><span aria-hidden="true">–</span><span class="sr">{}</span></span>',
            label or _("not applicable"),
        )
    word = label or {"yes": _("yes"), "no": _("no"), "soon": _("soon"), "late": _("late")}[kind]
    return format_html('<span class="say {}">{}{}</span>', kind, drawing(ICON_OF[kind]), word)


@register.simple_tag
def badge(label: str, kind: str = "neutral", *, icon: str = "", whole: bool = False) -> SafeString:
    """A small state or clock in a coloured ground: kind yes, no, soon, late, neutral; short or `whole`, on one line."""
    line = attributes({"data_short": whole or len(label) <= ONE_LINE})
    return format_html(
        '<span class="tag {}"{}>{}{}</span>', kind_of(kind), line, drawing(icon or ICON_OF[kind]), label
    )


@register.simple_tag
def deadline(on: dt.date | dt.datetime | None, *, soon: int = 7) -> SafeString:
    """How long is left until `on`: grey, amber from `soon` days on, red once passed."""
    if not on:
        return SafeString("")
    day = timezone.localtime(on).date() if isinstance(on, dt.datetime) else on
    left = (day - timezone.localdate()).days
    if left < 0:
        late = ngettext("%(days)d day late", "%(days)d days late", -left) % {"days": -left}
        return badge(late, "late")
    words = ngettext("%(days)d day left", "%(days)d days left", left) % {"days": left} if left else _("today")
    return badge(words, "soon" if left <= soon else "neutral", icon="clock")


@register.simple_block_tag
def notice(content: str, kind: str = "neutral", title: str = "", *, icon: str = "") -> SafeString:
    """Something to know, with what can be done: kind yes, soon, late or neutral. Buttons go between the tags."""
    name = (
        icon
        or {"neutral": "info", "yes": "check", "soon": "alert", "late": "alert", "no": "no"}[kind_of(kind)]
    )
    words = content if content.lstrip()[:1] in ("", "<") else format_html("<p>{}</p>", content)
    return part("notice", content=words, kind=kind, title=title, icon=drawing(name))


@register.simple_block_tag
def empty(content: str, title: str, sentence: str = "", *, icon: str = "") -> SafeString:
    """Nothing here yet: what would be, and what to do next (buttons between the tags)."""
    return part("empty", title=title, sentence=sentence, icon=drawing(icon), actions=trim(content))


@register.simple_block_tag
def facts(content: str) -> SafeString:
    """What is known, as `fact` after `fact`: a list of terms and descriptions."""
    return format_html('<dl class="facts">{}</dl>', content)


@register.simple_block_tag
def fact(content: str, label: str) -> SafeString:
    """One line of `facts`."""
    return format_html("<div><dt>{}</dt><dd>{}</dd></div>", label, trim(content) or "–")


@register.simple_block_tag
def stats(content: str) -> SafeString:
    """A row of `stat`."""
    return format_html('<dl class="stats">{}</dl>', content)


@register.simple_tag
def stat(label: str, value: Any, *, hint: str = "", kind: str = "", href: str = "") -> SafeString:
    """One figure and what it counts; `kind` draws its key, `hint` says a little more."""
    return part("stat", label=label, value=value, hint=hint, kind=kind_of(kind), href=href)


@register.simple_block_tag
def statement(content: str) -> SafeString:
    """The sentence a page exists for, in large letters; put the figures in <b>."""
    return format_html('<p class="big">{}</p>', trim(content))


@register.simple_tag
def progress(done: int, total: int, label: str, *, kind: str = "yes") -> SafeString:
    """How far something is: a bar, and `label` in words beside it."""
    share = 100 if total <= 0 else max(0, min(100, round(100 * done / total)))
    return part("progress", share=share, label=label, kind=kind_of(kind))


@register.simple_block_tag
def live(content: str, url: str, *, every: int = 2, running: bool = True, id: str = "") -> SafeString:
    """Asks `url` for itself again every `every` seconds while `running`; the answer holds the same component."""
    polling = {"hx_get": url, "hx_trigger": f"every {every}s", "hx_swap": "outerHTML"} if running else {}
    return format_html("<div{}>{}</div>", attributes({"id": id, "class": "live", **polling}), content)


@register.simple_block_tag
def behind(content: str, label: str) -> SafeString:
    """What few people read, folded under its `label`; it opens without a script."""
    return format_html('<details class="behind"><summary>{}</summary>{}</details>', label, content)


@register.simple_block_tag
def checklist(content: str, label: str = "") -> SafeString:
    """What remains to be done, as `check` after `check`."""
    return format_html('<ul class="checks"{}>{}</ul>', attributes({"aria_label": label}), content)


@register.simple_tag
def check(label: str, done: bool, *, href: str = "", action: str = "", sentence: str = "") -> SafeString:
    """One line of `checklist`: done, or to do with a link (`action` is its words)."""
    return part("check", label=label, done=done, href=href, action=action, sentence=sentence)


@register.simple_tag
def scanned(src: str, alternative: str) -> SafeString:
    """A strip of a scanned sheet, as wide as its panel; `alternative` is read where it is not seen."""
    return format_html('<img class="scanned" src="{}" alt="{}">', src, alternative)
