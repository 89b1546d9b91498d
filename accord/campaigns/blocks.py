"""The blocks a letter is made of. Stored as JSON; nothing is read back that these dataclasses do not accept."""

from collections.abc import Iterable
from dataclasses import asdict, dataclass, field, fields, replace
from typing import Any, ClassVar
from uuid import uuid4

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

LONGEST_LINE = 300
LONGEST_TEXT = 20_000
LONGEST_URL = 2000
MOST_BLOCKS = 60


def new_id() -> str:
    """A short identifier, unique within a letter."""
    return uuid4().hex[:10]


@dataclass(frozen=True, slots=True, kw_only=True)
class Block:
    """What every block has. Raises ValueError when a field is of the wrong type or too long."""

    kind: ClassVar[str] = ""
    label: ClassVar[Promise | str] = ""
    icon: ClassVar[str] = ""
    lengths: ClassVar[dict[str, int]] = {}

    id: str = field(default_factory=new_id)

    def __post_init__(self) -> None:
        for one in fields(self):
            value = getattr(self, one.name)
            expected = int if one.type in {int, "int"} else str
            if not isinstance(value, expected) or isinstance(value, bool):
                raise ValueError(f"{self.kind}.{one.name} is not {expected.__name__}.")
            if isinstance(value, str) and len(value) > self.lengths.get(one.name, LONGEST_LINE):
                raise ValueError(f"{self.kind}.{one.name} is too long.")

    @property
    def images(self) -> tuple[int, ...]:
        """The pictures it shows, by their number in the library."""
        return ()

    @property
    def texts(self) -> tuple[str, ...]:
        """Every text in which something may be filled in."""
        return ()

    @property
    def addresses(self) -> tuple[tuple[str, str], ...]:
        """The addresses typed in a field of their own, each with the words that carry it."""
        return ()

    def missing(self) -> Promise | str:
        """What it lacks to be sent, as a sentence; "" when it is complete."""
        return ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Title(Block):
    """One line, large."""

    kind: ClassVar[str] = "title"
    label: ClassVar[Promise | str] = _("Title")
    icon: ClassVar[str] = "document"

    text: str = ""

    @property
    def texts(self) -> tuple[str, ...]:
        """The title."""
        return (self.text,)

    def missing(self) -> Promise | str:
        """A title says something."""
        return "" if self.text.strip() else _("A title is empty.")


@dataclass(frozen=True, slots=True, kw_only=True)
class Text(Block):
    """Paragraphs with simple formatting (formatting.py)."""

    kind: ClassVar[str] = "text"
    label: ClassVar[Promise | str] = _("Text")
    icon: ClassVar[str] = "list"
    lengths: ClassVar[dict[str, int]] = {"text": LONGEST_TEXT}

    text: str = ""

    @property
    def texts(self) -> tuple[str, ...]:
        """The paragraphs."""
        return (self.text,)

    def missing(self) -> Promise | str:
        """A text says something."""
        return "" if self.text.strip() else _("A text is empty.")


@dataclass(frozen=True, slots=True, kw_only=True)
class Picture(Block):
    """An image of the library, which may carry a link."""

    kind: ClassVar[str] = "image"
    label: ClassVar[Promise | str] = _("Image")
    icon: ClassVar[str] = "image"
    lengths: ClassVar[dict[str, int]] = {"url": LONGEST_URL}

    image: int = 0
    url: str = ""

    @property
    def images(self) -> tuple[int, ...]:
        """The one picture, when it is chosen."""
        return (self.image,) if self.image else ()

    @property
    def addresses(self) -> tuple[tuple[str, str], ...]:
        """Where the picture leads, if anywhere."""
        return ((self.url, ""),) if self.url else ()

    def missing(self) -> Promise | str:
        """A picture is chosen."""
        return "" if self.image else _("An image has not been chosen.")


@dataclass(frozen=True, slots=True, kw_only=True)
class Button(Block):
    """A button that leads somewhere."""

    kind: ClassVar[str] = "button"
    label: ClassVar[Promise | str] = _("Button")
    icon: ClassVar[str] = "link"
    lengths: ClassVar[dict[str, int]] = {"url": LONGEST_URL}

    words: str = ""
    url: str = ""

    @property
    def texts(self) -> tuple[str, ...]:
        """The words on it."""
        return (self.words,)

    @property
    def addresses(self) -> tuple[tuple[str, str], ...]:
        """Where it leads."""
        return ((self.url, self.words),) if self.url else ()

    def missing(self) -> Promise | str:
        """A button says something and leads somewhere."""
        return "" if self.words.strip() and self.url else _("A button lacks its words or its link.")


@dataclass(frozen=True, slots=True, kw_only=True)
class Columns(Block):
    """Two columns beside each other, one above the other on a telephone."""

    kind: ClassVar[str] = "columns"
    label: ClassVar[Promise | str] = _("Two columns")
    icon: ClassVar[str] = "columns"
    lengths: ClassVar[dict[str, int]] = {"left_text": LONGEST_TEXT, "right_text": LONGEST_TEXT}

    left_image: int = 0
    left_text: str = ""
    right_image: int = 0
    right_text: str = ""

    @property
    def images(self) -> tuple[int, ...]:
        """The pictures chosen, left then right."""
        return tuple(image for image in (self.left_image, self.right_image) if image)

    @property
    def texts(self) -> tuple[str, ...]:
        """Left then right."""
        return (self.left_text, self.right_text)

    def missing(self) -> Promise | str:
        """Each column holds a picture or a text."""
        left, right = self.left_text.strip() or self.left_image, self.right_text.strip() or self.right_image
        return "" if left and right else _("A column is empty.")


KINDS: dict[str, type[Block]] = {kind.kind: kind for kind in (Title, Text, Picture, Button, Columns)}


def parse(stored: Any) -> list[Block]:
    """The blocks of a letter from their JSON. Raises ValueError for anything that is not exactly blocks."""
    if not isinstance(stored, list) or len(stored) > MOST_BLOCKS:
        raise ValueError("A letter is a list of blocks.")
    blocks = [_one(item) for item in stored]
    if len({block.id for block in blocks}) != len(blocks):
        raise ValueError("Two blocks carry the same identifier.")
    return blocks


def _one(item: Any) -> Block:
    if not isinstance(item, dict) or item.get("kind") not in KINDS:
        raise ValueError("This is not a block.")
    values = {name: value for name, value in item.items() if name != "kind"}
    try:
        return KINDS[item["kind"]](**values)
    except TypeError as error:
        raise ValueError(str(error)) from error


def dump(blocks: Iterable[Block]) -> list[dict[str, Any]]:
    """The JSON of `blocks`."""
    return [{"kind": block.kind, **asdict(block)} for block in blocks]


def copy(block: Block) -> Block:
    """The same block under another identifier."""
    return replace(block, id=new_id())
