"""What a form says: its words and its rows. An institution changes words and rows, never what a regime can produce."""

import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass, replace
from functools import cache
from pathlib import Path
from typing import Any

from accord.health.codes import NAMED, WITH_A_REASON, Answer, Item, Regime, Use, is_lawful

DELIVERED = Path(__file__).parent / "fr.toml"
Words = dict[str, str]
LONGEST = 600  # characters: more is not a line of a form
MOST_ROWS, MOST_LINES, MOST_PLACES = 20, 3, 6
LINK_ID = re.compile(r"[a-z][a-z0-9_]{0,39}")
# What an institution may write in its own words, besides the items and the rows.
OWN_WORDS = (
    "title", "intro", "pens", "requester_hint", "documents_hint", "third_parties", "choices_hint", "receipt",
)  # fmt: skip


@dataclass(frozen=True)
class Row:
    """One choice on the use of data. `places`: how many named recipients are each answered about; 0: the row itself."""

    link_id: str
    use: str
    regime: str
    title: str
    text: str
    lines: tuple[str, ...] = ()
    places: int = 0
    is_mandatory: bool = False

    @property
    def questions(self) -> tuple[str, ...]:
        """The link ids of what is answered: the row, or one for each place."""
        return tuple(f"{self.link_id}.{number + 1}" for number in range(self.places)) or (self.link_id,)

    @property
    def signed_line(self) -> int | None:
        """Which of its lines somebody else signs (a person of trust, L.1111-6), counted from 0."""
        return len(self.lines) - 1 if self.regime == Regime.DESIGNATION and len(self.lines) > 1 else None


@dataclass(frozen=True)
class Content:
    """Everything one version of the form says."""

    words: Words
    labels: Words
    requesters: Words
    motives: Words
    items: Words
    modes: Words
    outcomes: Words
    checks: Words
    rules: Words
    answers: Words
    rows: tuple[Row, ...]

    @classmethod
    def of(cls, stored: Mapping[str, Any]) -> "Content":
        """The content kept as JSON (or TOML). Raises TypeError or KeyError when a part is missing."""
        rows = tuple(Row(**{**row, "lines": tuple(row.get("lines", ()))}) for row in stored["rows"])
        return cls(**{key: dict(part) for key, part in stored.items() if key != "rows"}, rows=rows)

    def stored(self) -> dict[str, Any]:
        """The same, as JSON keeps it; words as pairs, since PostgreSQL forgets the order of an object."""
        parts = {key: list(map(list, part.items())) for key, part in vars(self).items() if key != "rows"}
        return {**parts, "rows": [{**asdict(row), "lines": list(row.lines)} for row in self.rows]}

    def row_of(self, question: str) -> Row | None:
        """The row a question (link id, or link id and place) belongs to."""
        return next((row for row in self.rows if question in row.questions), None)


@cache
def delivered() -> Content:
    """The French form as Accord delivers it."""
    return Content.of(tomllib.loads(DELIVERED.read_text()))


def edited(
    content: Content, words: Mapping[str, str], items: Mapping[str, str], rows: tuple[Row, ...]
) -> Content:
    """`content` with an institution's own words, items and rows; anything else in `words` or `items` is left out."""
    return replace(
        content,
        words={**content.words, **{key: words[key] for key in OWN_WORDS if key in words}},
        items={**content.items, **{key: items[key] for key in Item.values if key in items}},
        rows=rows,
    )


def rule_of(row: Row) -> str:
    """The key of `rules` that says the row's regime on paper."""
    return f"{row.regime}_with_a_reason" if _asks_a_reason(row) else row.regime


def words_of(content: Content, row: Row, answer: Answer) -> str:
    """What the box of `answer` says on the row: decided by its regime, the same in every institution."""
    if answer == Answer.OBJECT and _asks_a_reason(row):
        return content.answers["object_with_a_reason"]
    return content.answers[answer.value]


def _asks_a_reason(row: Row) -> bool:
    return row.use in WITH_A_REASON and row.regime == Regime.OPPOSITION


# What is wrong with a form, as codes the page turns into sentences


@dataclass(frozen=True)
class Fault:
    """Something that cannot be printed: what (a code of `FAULTS`) and where (a word's key, an item, a link id)."""

    code: str
    where: str


def faults(content: Content) -> list[Fault]:
    """Everything that keeps `content` from being printed; empty when all is well."""
    texts = {**content.words, **content.items}
    found = [Fault(code, key) for key, text in texts.items() if (code := _text_fault(text))]
    if set(content.items) != set(Item.values):
        found.append(Fault("items", ", ".join(sorted(set(content.items) ^ set(Item.values)))))
    if len(content.rows) > MOST_ROWS:
        found.append(Fault("too_many_rows", str(len(content.rows))))
    link_ids = [row.link_id for row in content.rows]
    found += [Fault("twice", one) for one in sorted({one for one in link_ids if link_ids.count(one) > 1})]
    return found + [Fault(code, row.link_id) for row in content.rows for code in _row_faults(row)]


def _row_faults(row: Row) -> Iterator[str]:
    if not LINK_ID.fullmatch(row.link_id):
        yield "link_id"
    if not is_lawful(row.use, row.regime):
        yield "regime"
    yield from {code for text in (row.title, row.text, *row.lines) if (code := _text_fault(text))}
    if len(row.lines) > MOST_LINES or not 0 <= row.places <= MOST_PLACES:
        yield "places"
    if row.use in NAMED | WITH_A_REASON and not (row.lines or row.places):
        yield "no_line"
    if row.use == Use.TRUSTED_PERSON and row.signed_line is None:
        yield "cosigned"


def _text_fault(text: str) -> str:
    if not text.strip():
        return "empty"
    return "too_long" if len(text) > LONGEST else ""
