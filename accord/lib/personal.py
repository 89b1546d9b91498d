"""How an app declares the personal data it holds: a list in its `privacy.py`, read by `rights` and `retention`."""

from dataclasses import dataclass
from typing import Literal

Category = Literal[
    "identity",
    "contact",
    "professional",
    "preference",
    "evidence",
    "network",
    "content",
    "behaviour",
    "account",
]
Erasure = Literal["delete row", "blank", "keep", "delete with owner"]


@dataclass(frozen=True, slots=True)
class PersonalField:
    """One stored field that may say something about a person.

    model: "app.Model"; field: its name; category: what kind of data it is; purpose: why it is held (English, for
    engineers); exported: is it part of an access export (art. 15); erasure: what erasing the person does to it
    (art. 17); kept: key of the retention rule, or a sentence where the life of the row decides.
    """

    model: str
    field: str
    category: Category
    purpose: str
    exported: bool
    erasure: Erasure
    kept: str


@dataclass(frozen=True, slots=True)
class NotPersonal:
    """A text field that holds nothing about a person, with the reason why."""

    model: str
    field: str
    why: str


Declaration = PersonalField | NotPersonal
