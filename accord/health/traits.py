"""Who a patient is: the five strict traits of the national identity (INS), and the name and address in use."""

import json
from dataclasses import asdict, dataclass, fields
from datetime import date

FEMALE, MALE, UNKNOWN = "female", "male", "unknown"  # FHIR administrative gender


@dataclass(frozen=True, slots=True)
class Traits:
    """birth_name, first_names (all, in the order of the birth certificate), born_on, sex and birth_place (INSEE code)
    are the five strict traits (référentiel national d'identitovigilance, 2023); the rest is what people use.
    """

    birth_name: str
    first_names: str
    born_on: date | None = None
    sex: str = UNKNOWN
    birth_place: str = ""
    used_name: str = ""
    used_first_name: str = ""
    address: str = ""
    phone: str = ""
    email: str = ""

    @property
    def names(self) -> tuple[str, ...]:
        """Every name the person may be looked for by."""
        return (self.birth_name, self.first_names, self.used_name, self.used_first_name)

    @property
    def shown(self) -> str:
        """The name as it is called: first name in use, then the name in use."""
        first = self.used_first_name or self.first_names.split(" ")[0]
        return f"{first} {self.used_name or self.birth_name}".strip()

    def to_json(self) -> bytes:
        """As bytes to seal."""
        said = {name: value for name, value in asdict(self).items() if value}
        return json.dumps(said, default=str, ensure_ascii=False).encode()

    @classmethod
    def from_json(cls, content: bytes) -> "Traits":
        """What `to_json` wrote; names it does not know are left out."""
        known = {field.name for field in fields(cls)}
        said = {name: value for name, value in json.loads(content).items() if name in known}
        born = said.pop("born_on", None)
        return cls(
            **{"birth_name": "", "first_names": "", **said},
            born_on=date.fromisoformat(born) if born else None,
        )
