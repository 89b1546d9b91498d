"""A calendar: days in weeks, each with what stands in it; when narrow, a list of the days that have any."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.template import Library
from django.utils.html import format_html
from django.utils.safestring import SafeString

from accord.ui.components.markup import part

register = Library()


@dataclass(frozen=True, slots=True)
class Thing:
    """One thing in a day. icon: its name; sentence: whom it is about; is_done: it is behind us."""

    at: datetime
    title: str
    href: str
    icon: str
    sentence: str = ""
    is_done: bool = False


@dataclass(frozen=True, slots=True)
class Day:
    """One day and what stands in it, in order. is_outside: it belongs to another month; is_free: nobody works."""

    on: date
    things: Sequence[Thing] = ()
    is_today: bool = False
    is_outside: bool = False
    is_free: bool = False


@register.simple_block_tag
def choices_of_time(content: str) -> SafeString:
    """The hours of a day to choose from, buttons of one width beside each other, on telephones too."""
    return format_html('<div class="times">{}</div>', content)


@register.simple_tag
def calendar(weeks: Sequence[Sequence[Day]], label: str) -> SafeString:
    """Weeks of seven days, Monday first. `label` says which stretch it is, for screen readers."""
    return part("calendar", weeks=weeks, label=label, heads=[day.on for day in weeks[0]] if weeks else [])
