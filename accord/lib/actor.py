"""Who does something: every write names one."""

from dataclasses import dataclass
from typing import Literal

Kind = Literal["staff", "person", "system", "import", "api"]


@dataclass(frozen=True, slots=True)
class Actor:
    """The author of a write, kept by value so that the journal never points into another table.

    kind: what sort of author; id: its identifier as text ("" when it has none); label: the name at that time.
    """

    kind: Kind
    id: str = ""
    label: str = ""

    @classmethod
    def person(cls, identifier: object = "") -> "Actor":
        """The data subject acting on their own data; their name is deliberately not kept."""
        return cls("person", str(identifier))


SYSTEM = Actor("system", "", "Accord")
