"""The values the API takes: short names for what they may be, which the description of the API repeats."""

from datetime import date, datetime
from typing import Annotated, Any

from ninja import Schema
from pydantic import AfterValidator, AwareDatetime, BeforeValidator, ConfigDict, Field
from pydantic_core import PydanticCustomError

from accord.lib.lengths import YEARS

WITHOUT_NUL = r"^[^\x00]*$"  # PostgreSQL keeps no NUL
LARGEST = 2**63 - 1
MOST_ROWS = 100


def _only_text(value: Any) -> Any:
    """Instants and days are written, never counted in seconds."""
    if not isinstance(value, str | datetime | date):
        raise PydanticCustomError("datetime_type", "Write an instant.")
    return value


def _of_a_year_meant(value: date) -> date:
    """A day of the year one was mistyped; its instant in another time zone stands in no calendar."""
    if value.year not in YEARS:
        raise PydanticCustomError("year", "Correct the year.")
    return value


Id = Annotated[int, Field(ge=1, le=LARGEST)]
Number = Annotated[int, Field(ge=1, le=LARGEST, strict=True)]  # in a body, where "7" is not 7
Cents = Annotated[int, Field(ge=0, lt=10**13, strict=True)]
Line = Annotated[str, Field(max_length=200, pattern=WITHOUT_NUL)]
Text = Annotated[str, Field(max_length=5000, pattern=WITHOUT_NUL)]
Code = Annotated[str, Field(max_length=60, pattern=r"^[-a-zA-Z0-9_]*$")]
Slug = Annotated[str, Field(max_length=60, pattern=r"^[-a-zA-Z0-9_]+$")]
Yes = Annotated[bool, Field(strict=True)]
Instant = Annotated[AwareDatetime, BeforeValidator(_only_text), AfterValidator(_of_a_year_meant)]
Day = Annotated[date, BeforeValidator(_only_text), AfterValidator(_of_a_year_meant)]
Place = Annotated[
    str,
    Field(max_length=1000, pattern=WITHOUT_NUL, description="`after` of the page before; nothing: the first"),
]
Size = Annotated[int, Field(ge=1, le=MOST_ROWS, description="rows on a page")]


class Sent(Schema):
    """What a caller sends: a field we do not know is a mistake, and said to be one."""

    model_config = ConfigDict(extra="forbid")
