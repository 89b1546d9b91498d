"""The public page of a form, in one language: what all visitors share, and the questions and boxes it is made of."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from time import monotonic
from typing import Any, cast

from django.forms import Field
from django.urls import reverse

from accord.intake import definitions
from accord.intake.definitions import Box, Question
from accord.intake.models import Form, FormVersion
from accord.lib.blanks import Sheet
from accord.register.mentions import Section, notice_sections
from accord.register.models import Controller, NoticeVersion


def _looked_at() -> dict[str, float]:
    return {"at": monotonic(), "visits": 0}


@dataclass(frozen=True)
class SignUpPage:
    """Everything the public page of a form says, in one language. Shared by all visitors: never changed."""

    form: Form
    version: NoticeVersion
    boxes: tuple[Box, ...]
    form_version: FormVersion
    rows: frozenset[str] = frozenset()
    sheets: dict[tuple[object, ...], Sheet] = field(default_factory=dict, compare=False)
    controls: dict[bool, dict[str, Field]] = field(default_factory=dict, compare=False)
    seen: dict[str, float] = field(default_factory=_looked_at, compare=False)

    @property
    def said(self) -> dict[str, Any]:
        """The definition it shows."""
        return cast(dict[str, Any], self.form_version.definition)

    @property
    def title(self) -> str:
        """Its title."""
        return str(self.said["title"])

    @property
    def intro(self) -> str:
        """Its first sentence."""
        return str(self.said["intro"])

    @property
    def button(self) -> str:
        """The words of its button; "" for the usual ones."""
        return str(self.said["button"])

    @property
    def is_lead(self) -> bool:
        """True when what is asked here is answered by somebody."""
        return bool(self.said["kind"] == Form.Kind.LEAD)

    @property
    def lifetime_days(self) -> int:
        """How long a request waits for its owner."""
        return int(self.said["lifetime_days"])

    @cached_property
    def questions(self) -> tuple[Question, ...]:
        """What it asks, in order."""
        return tuple(definitions.questions(self.said))

    @cached_property
    def later_questions(self) -> tuple[Question, ...]:
        """What is asked after the confirming click."""
        return tuple(definitions.questions(self.said, is_after=True))

    @property
    def controller(self) -> Controller:
        """Who answers for the data."""
        return self.version.notice.controller

    @cached_property
    def url(self) -> str:
        """The path of the public page."""
        return reverse("intake:form", args=[self.form.slug])

    @cached_property
    def kiosk_url(self) -> str:
        """The path of the page for a tablet."""
        return reverse("intake:kiosk", args=[self.form.slug])

    @property
    def purpose_ids(self) -> list[int]:
        """The purposes of every box, shown or not."""
        return [box["purpose"] for box in self.said["boxes"]]

    @property
    def box_ids(self) -> list[int]:
        """The purposes offered for our own letters, in their order."""
        return [box.purpose.pk for box in self.boxes if box.is_plain]

    @property
    def sections(self) -> list[Section]:
        """The notice, as people read it."""
        return notice_sections(self.version)

    @cached_property
    def _by_key(self) -> dict[str, Box]:
        return {box.key: box for box in self.boxes}

    def chosen(self, purpose_ids: Sequence[int], further: Sequence[str] = ()) -> list[Box]:
        """The boxes ticked, in the order of the form; what the form does not offer is ignored.

        purpose_ids: for our own letters; further: keys of the other boxes.
        """
        keys = {*map(str, purpose_ids), *further}
        return [box for key, box in self._by_key.items() if key in keys]

    def ticked(self, values: set[str]) -> list[Box]:
        """The boxes as a visitor sent them: `values` are their keys."""
        return [replace(box, is_ticked=box.key in values) for box in self.boxes]
