"""The form as blocks, in the order they are printed: what template.typ draws."""

from dataclasses import dataclass, fields
from datetime import date
from typing import Any

from accord.health.codes import ANSWERS, Regime, Requester, Use
from accord.health.paper.content import Content, Row, Words, rule_of, words_of

Block = dict[str, Any]
ALL = "all"
SIGNATURE, AGENT_SIGNATURE, PLACE, SIGNED_ON = "s.signer", "s.agent", "f.at", "d.on"
OTHER_NAME, OTHER_CONTACT, DETAILS = "f.other_name", "f.other_contact", "f.details"
# Prefixes of boxes: requester, motive, mode, choice, outcome of the hand-over, identity check; items keep their code.
REQUESTER, MOTIVE, MODE, CHOICE, OUTCOME, CHECK = "q.", "m.", "r.", "b.", "c.", "i."


@dataclass(frozen=True)
class Known:
    """What is already known of the patient and printed for them; all empty on a blank pad. Never a number of any kind
    that identifies them elsewhere."""

    birth_name: str = ""
    used_name: str = ""
    first_names: str = ""
    born_on: date | None = None
    address: str = ""
    phone: str = ""
    email: str = ""
    service: str = ""
    stay_from: date | None = None
    stay_to: date | None = None

    def stored(self) -> dict[str, str]:
        """As JSON keeps it."""
        return {one.name: str(getattr(self, one.name) or "") for one in fields(self)}

    @classmethod
    def of(cls, stored: dict[str, str]) -> "Known":
        """What `stored` kept."""
        values: dict[str, Any] = {**stored, **{key: _day(stored.get(key, "")) for key in DAYS}}
        return cls(**values)


NOTHING_KNOWN = Known()
DAYS = ("born_on", "stay_from", "stay_to")


def _day(value: str) -> date | None:
    return date.fromisoformat(value) if value else None


def blocks(content: Content, known: Known, is_large: bool = False) -> list[Block]:
    """The three acts of the sheet, in order: the request, the choices, the hand-over. `is_large`: one column."""
    requesters = content.requesters
    if is_large:  # the reasons of an heir stand under the heir
        requesters = {**{k: v for k, v in requesters.items() if k != Requester.HEIR}, **_heir(requesters)}
    return [
        *_request(content, known, requesters),
        *_third_parties(content),
        *_choices(content),
        *_end(content, is_large),
    ]


def _heir(requesters: Words) -> Words:
    return {Requester.HEIR.value: requesters[Requester.HEIR]}


# A: the request


def _request(content: Content, known: Known, requesters: Words) -> list[Block]:
    words = content.words
    return [
        {"kind": "opening", "text": words["intro"]},
        _band("A", words["request"], words["pens"]),
        *_people(content, known, requesters),
        _stay(content, known),
        *_documents(content),
        _together(
            _heading(words["delivery"]),
            _boxes(MODE, content.modes, columns=2),
        ),
    ]


def _people(content: Content, known: Known, requesters: Words) -> list[Block]:
    labels, words = content.labels, content.words
    return [
        _heading(words["patient"]),
        _fields(
            ("1", "1"),
            _field("birth_name", labels, known.birth_name),
            _field("used_name", labels, known.used_name, hint="used_name_hint"),
            _field("first_names", labels, known.first_names),
            _date("born_on", labels, known.born_on),
        ),
        _fields(("1",), _field("address", labels, known.address)),
        _fields(("1", "1.6"), _field("phone", labels, known.phone), _field("email", labels, known.email)),
        _heading(words["requester"], words["requester_hint"]),
        {**_boxes(REQUESTER, requesters, columns=2), "close": True},
        {**_boxes(MOTIVE, content.motives, columns=3), "inner": True},
        _fields(("1", "1"), _field("other_name", labels, hint="other_hint"), _field("other_contact", labels)),
    ]


def _stay(content: Content, known: Known) -> Block:
    labels = content.labels
    return _together(
        _heading(content.words["stay"]),
        _fields(
            ("1", "auto", "auto"),
            _field("service", labels, known.service),
            _date("from", labels, known.stay_from),
            _date("to", labels, known.stay_to),
        ),
    )


def _documents(content: Content) -> list[Block]:
    words = content.words
    parts = {part: {k: v for k, v in content.items.items() if k.startswith(part)} for part in ("p1.", "p2.")}
    return [
        _heading(words["documents"], words["documents_hint"]),
        {"kind": "boxes", "columns": 1, "boxes": [{"id": ALL, "text": words["all"]}]},
        _heading(words["part1"]),
        _items(parts["p1."]),
        _heading(words["part2"]),
        _items(parts["p2."]),
    ]


def _items(items: Words) -> Block:
    boxes = [{"id": code, "text": text, "mark": f"{code[3:]})"} for code, text in items.items()]
    return {"kind": "boxes", "columns": 2, "boxes": boxes}


def _third_parties(content: Content) -> list[Block]:
    """The third heading: what is not communicable, as a notice, and whom something may be passed on to, as a choice."""
    words, labels = content.words, content.labels
    notice = _together(_heading(words["part3"]), {"kind": "notice", "text": words["third_parties"]})
    rows = [_choice(content, row) for row in content.rows if row.use == Use.RECIPIENT]
    details = _fields(("1",), {**_field("details", labels), "height": "tall"})
    return [{"kind": "turn"}, notice, *rows, details, {"kind": "space"}]


# B: the choices


def _choices(content: Content) -> list[Block]:
    words = content.words
    rows = [_choice(content, row) for row in content.rows if row.use != Use.RECIPIENT]
    return [_band("B", words["choices"], words["choices_hint"]), *rows]


def _choice(content: Content, row: Row) -> Block:
    return {
        "kind": "choice",
        "title": row.title,
        "text": row.text,
        "rule": content.rules[rule_of(row)],
        "boxes": [] if row.places else _answers(content, row, row.link_id),
        "lines": [_line(row, number, label) for number, label in enumerate(row.lines)],
        "places": [_place(content, row, number) for number in range(row.places)],
    }


def _answers(content: Content, row: Row, question: str) -> list[Block]:
    return [
        {"id": f"{CHOICE}{question}.{answer.value}", "text": words_of(content, row, answer)}
        for answer in ANSWERS[Regime(row.regime)]
    ]


def _line(row: Row, number: int, label: str) -> Block:
    kind = "s" if number == row.signed_line else "l"
    return {"id": f"{kind}.{row.link_id}.{number + 1}", "label": label}


def _place(content: Content, row: Row, number: int) -> Block:
    question = row.questions[number]
    label = content.labels["place"].replace("{number}", str(number + 1))
    return {"line": {"id": f"l.{question}", "label": label}, "boxes": _answers(content, row, question)}


# The signature, then C: the receipt of the hand-over


def _end(content: Content, is_large: bool) -> list[Block]:
    words, labels = content.words, content.labels
    signing = _fields(
        ("auto", "1", "62mm"),
        {**_date("on", labels), "height": "tall"},
        {**_field("at", labels, hint="at_hint"), "height": "tall"},
        {**_field("signature", labels), "id": SIGNATURE, "height": "signature"},
    )
    agent = _fields(
        ("1.3", "auto", "1"),
        _field("agent", labels, hint="agent_hint"),
        {**_date("on", labels), "id": "d.handed_on"},
        {**_field("agent_signature", labels), "id": AGENT_SIGNATURE},
    )
    return [
        {"kind": "space"},
        _together(_heading(words["signing"]), signing),
        _together(
            _band("C", words["receipt"]),
            _handed_over(content, is_large),
            agent,
        ),
    ]


def _handed_over(content: Content, is_large: bool) -> Block:
    """How the sheet was handed over, above how the identity was checked."""
    above, under = _ticks(OUTCOME, content.outcomes), _ticks(CHECK, content.checks)
    if is_large:
        return {"kind": "boxes", "columns": 1, "boxes": above + under}
    return {
        "kind": "boxes",
        "columns": 3,
        "boxes": [box for pair in zip(above, under, strict=True) for box in pair],
    }


# Pieces


def _band(letter: str, title: str, text: str = "") -> Block:
    return {"kind": "band", "letter": letter, "title": title, **({"text": text} if text else {})}


def _heading(title: str, text: str = "") -> Block:
    return {"kind": "heading", "title": title, **({"text": text} if text else {})}


def _together(*inner: Block) -> Block:
    return {"kind": "together", "blocks": list(inner)}


def _boxes(prefix: str, texts: Words, columns: int) -> Block:
    return {"kind": "boxes", "columns": columns, "boxes": _ticks(prefix, texts)}


def _ticks(prefix: str, texts: Words) -> list[Block]:
    return [{"id": f"{prefix}{key}", "text": text} for key, text in texts.items()]


def _fields(columns: tuple[str, ...], *cells: Block) -> Block:
    return {"kind": "fields", "columns": list(columns), "fields": list(cells)}


def _field(key: str, labels: Words, value: str = "", hint: str = "") -> Block:
    field = {"kind": "text", "id": f"f.{key}", "label": labels[key], "value": value}
    return {**field, "hint": labels[hint]} if hint else field


def _date(key: str, labels: Words, value: date | None = None) -> Block:
    written = value.strftime("%d%m%Y") if value else ""
    return {
        "kind": "date",
        "id": f"d.{key}",
        "label": labels[key],
        "hint": labels["date_hint"],
        "value": written,
    }
