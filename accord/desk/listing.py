"""The list of people: filters as sentences, one page, its columns, and the addresses that change them."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial

from django.core.exceptions import ValidationError
from django.db.models import F, QuerySet
from django.db.models.functions import Coalesce
from django.forms import Field, ModelChoiceField
from django.http import QueryDict
from django.utils.translation import gettext as _

from accord.contacts.filters import PeopleFilter
from accord.contacts.models import Organisation, Person
from accord.desk.columns import Column, chosen
from accord.desk.facts import Known, gather
from accord.desk.verdict_filters import VerdictForm, narrow
from accord.lib.keyset import Page, page
from accord.register.models import Channel, Purpose
from accord.register.queries import open_purposes
from accord.ui.components.words import quoted

Narrow = Callable[[QuerySet[Person]], QuerySet[Person]]
SORTS: dict[str, tuple[str, ...]] = {
    "name": ("sort_key", "pk"),
    "created": ("created_at", "pk"),
    "last_sign": ("last_sign", "pk"),
}
IN_USE = (Person.State.ACTIVE, Person.State.RESTRICTED)
SPEAKING = frozenset({"may", "informed", "confirmed"})  # their choices are sentences
SHOWN_CHANNELS = (Channel.EMAIL, Channel.PHONE)


@dataclass(frozen=True, slots=True)
class Heading:
    """One heading: where a click sorts, and the present direction."""

    column: Column
    href: str
    sort: str


@dataclass(frozen=True, slots=True)
class Chip:
    """One filter in force, and the address without it."""

    label: str
    remove: str


@dataclass(frozen=True, slots=True)
class Listing:
    """Everything the page shows."""

    rows: list[Known]
    columns: list[Column]
    headings: list[Heading]
    name: Heading
    chips: list[Chip]
    previous: str
    following: str
    purpose: Purpose | None
    filter: PeopleFilter
    verdict_form: VerdictForm
    query: str
    sort: str
    text: str

    @property
    def codes(self) -> list[str]:
        """The columns in use."""
        return [column.code for column in self.columns]

    @property
    def fields(self) -> dict[str, str]:
        """What the export needs to find the same people."""
        return {"back": self.query}

    @property
    def organisation(self) -> Organisation | None:
        """The organisation the list is kept to. It is chosen on its own page: a house may know thousands."""
        found: Organisation | None = self.filter.form.cleaned_data.get("organisation")
        return found

    @property
    def is_everybody(self) -> bool:
        """True when nothing narrows the list."""
        return not self.chips and not self.text


def listing(said: QueryDict) -> Listing:
    """The list the query string asks for. A value that is not understood lets nobody through; its form says why."""
    plain = PeopleFilter(said, Person.objects.all())
    verdicts = VerdictForm(said or None)
    people, costly = narrowed(plain, verdicts, said)
    shown = _page(people, costly, said)
    columns = chosen(said.getlist("columns"))
    purpose = purpose_of(said)
    asked = purposes_by_channel(columns, purpose)
    return Listing(
        rows=gather(shown.rows, purpose, asked),
        columns=columns,
        headings=[_heading(named(column, asked), said) for column in columns],
        name=_heading(Column("name", _("Person"), str), said),
        chips=_chips(plain, verdicts, said),
        previous=_address(said, before=shown.before) if shown.before else "",
        following=_address(said, after=shown.after) if shown.after else "",
        purpose=purpose,
        filter=plain,
        verdict_form=verdicts,
        query=_without(said, "after", "before", "view").urlencode(),
        sort=said.get("sort", "name"),
        text=said.get("q", ""),
    )


def narrowed(
    plain: PeopleFilter, verdicts: VerdictForm, said: QueryDict
) -> tuple[QuerySet[Person], Narrow | None]:
    """The people the plain filters let through, and the costly filter that asks the gate, if any.

    Nobody when either family of filters does not hold.
    """
    if not plain.is_valid():
        return Person.objects.none(), None
    people: QuerySet[Person] = plain.qs
    if not plain.form.cleaned_data["state"]:  # who was erased or archived is seen by whoever looks for them
        people = people.filter(state__in=IN_USE)
    if not said:
        return people, None
    try:
        asked = verdicts.asked()
    except ValueError:
        return people.none(), None
    return people, partial(narrow, asked=asked) if asked else None


def purpose_of(said: QueryDict) -> Purpose | None:
    """The purpose whose answers and facts the columns show: the one asked about, else the first in use."""
    purposes = list(open_purposes())
    asked = said.get("purpose", "")
    return next((one for one in purposes if str(one.pk) == asked), purposes[0] if purposes else None)


def purposes_by_channel(columns: Sequence[Column], purpose: Purpose | None) -> dict[str, Purpose]:
    """The purpose the gate is asked about in each verdict column: `purpose`, or the first that uses the channel."""
    codes = {column.code for column in columns}
    shown = [str(channel) for channel in SHOWN_CHANNELS if f"{channel}_verdict" in codes]
    found = {
        channel: purpose if purpose and channel in purpose.channels else open_purposes(channel).first()
        for channel in shown
    }
    return {channel: one for channel, one in found.items() if one}


def named(column: Column, asked: Mapping[str, Purpose]) -> Column:
    """A verdict column under the name of its purpose."""
    purpose = asked.get(column.code.removesuffix("_verdict"))
    if purpose is None or column.kind != "verdict":
        return column
    label = _("%(purpose)s, %(channel)s") % {"purpose": purpose.label, "channel": column.label}
    return replace(column, label=label)


def _page(people: QuerySet[Person], costly: Narrow | None, said: QueryDict) -> Page[Person]:
    wanted = said.get("sort", "name")
    falling, name = wanted.startswith("-"), wanted.lstrip("-")
    first, *rest = SORTS.get(name, SORTS["name"])
    order = (f"-{first}" if falling else first, *rest)
    signed = people.annotate(last_sign=Coalesce("heard_from_at", F("collected_at")))
    return page(signed.select_related("organisation"), order, said, narrow=costly)


def _heading(column: Column, said: QueryDict) -> Heading:
    if column.code not in SORTS:
        return Heading(column, "", "")
    now = said.get("sort", "name")
    here = now.lstrip("-") == column.code
    direction = ("descending" if now.startswith("-") else "ascending") if here else ""
    turned = f"-{column.code}" if direction == "ascending" else column.code
    return Heading(column, _address(said, sort=turned), direction)


def _without(said: QueryDict, *names: str) -> QueryDict:
    rest = said.copy()
    for name in names:
        rest.pop(name, None)
    return rest


def _address(said: QueryDict, **changes: str) -> str:
    rest = _without(said, "after", "before", *changes)
    for name, value in changes.items():
        if value:
            rest[name] = value
    return f"?{rest.urlencode()}"


def _chips(plain: PeopleFilter, verdicts: VerdictForm, said: QueryDict) -> list[Chip]:
    fields = {**plain.form.fields, **verdicts.fields}
    chips = []
    for name, field in fields.items():
        value = said.get(name, "")
        if value and name not in {"purpose", "channel"}:
            gone = ("purpose", "channel") if name == "may" else ()
            chips.append(
                Chip(
                    _sentence(name, field, value),
                    _address(said, **dict.fromkeys((name, *gone), "")),
                )
            )
    return chips


def _sentence(name: str, field: Field, value: str) -> str:
    if name == "q":
        return quoted(value)
    shown = _shown(field, value)
    return shown if name in SPEAKING else f"{field.label} {shown}"


def _shown(field: Field, value: str) -> str:
    """What was chosen in words; a row of the database is fetched alone, not with all the others."""
    if isinstance(field, ModelChoiceField):
        try:
            return str(field.clean(value))
        except ValidationError:
            return value
    choices = dict(getattr(field, "choices", ()) or ())
    return next((str(words) for code, words in choices.items() if str(code) == value), value)
