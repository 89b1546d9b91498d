"""Form controls that browsers draw themselves, with the value in the format they expect."""

from typing import Any

from django import forms


class Explained(str):
    """The words of a choice, with one line under them that says what it means."""

    hint: str

    def __new__(cls, words: object, hint: object) -> "Explained":
        """`words` and, under them, `hint`, both in the reader's language."""
        made = super().__new__(cls, words)
        made.hint = str(hint)
        return made


class DateInput(forms.DateInput):
    """A day, chosen in the browser's own calendar."""

    input_type = "date"

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__(attrs, format="%Y-%m-%d")


class MomentInput(forms.DateTimeInput):
    """A day and an hour, chosen in the browser's own calendar."""

    input_type = "datetime-local"

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__(attrs, format="%Y-%m-%dT%H:%M")


class TimeInput(forms.TimeInput):
    """An hour of the day."""

    input_type = "time"

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__(attrs, format="%H:%M")
