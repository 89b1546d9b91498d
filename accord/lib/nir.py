"""The number of the French social security (NIR): found in what people type, so that it is never stored.

Source: INSEE, structure of the NIR (sex, year, month, department or 2A/2B, commune, order, key of 97). A string of 15
digits passes the key by chance once in 97: the month, the sex and the department are looked at too, and whoever typed
it may say that it is not one. Without its key it is recognised only when written in its own groups.
"""

import re

from django.utils.translation import gettext as _
from stdnum.fr import nir

NOT_ONE = "not_nir"  # sent along by whoever says that what looks like a NIR is none

_BETWEEN = r"[\s.\-\u00a0\u202f/]?"
_PLACE = r"(?:\d{2}|2[AB])"
_WHOLE = re.compile(
    rf"(?<![\w])([1-478]){_BETWEEN}(\d{_BETWEEN}\d){_BETWEEN}(\d{_BETWEEN}\d){_BETWEEN}((?:\d{_BETWEEN}\d)|2[AB])"
    rf"{_BETWEEN}((?:\d{_BETWEEN}){{6}})(\d{_BETWEEN}\d)(?!\w)",
    re.IGNORECASE,
)
_GROUPED = re.compile(
    rf"(?<![\w])([1-478])([\s.\-\u00a0\u202f])(\d\d)\2(\d\d)\2({_PLACE})\2(\d{{3}})\2(\d{{3}})(?!\2\d)(?!\w)",
    re.IGNORECASE,
)
SHORTEST = 15  # signs, its key included
_MONTHS = frozenset([*range(1, 13), *range(20, 43), *range(50, 100)])  # from 20 on: month unknown (INSEE)


def find(text: str) -> str:
    """The first NIR in `text`, as written there; "" when there is none."""
    if len(text) < SHORTEST:
        return ""
    for found in _WHOLE.finditer(text):
        digits = re.sub(r"[^0-9ABab]", "", found[0]).upper()
        if _is_likely(digits) and nir.is_valid(digits):
            return found[0].strip()
    for found in _GROUPED.finditer(text):
        if _is_likely(re.sub(r"[^0-9ABab]", "", found[0]).upper()):
            return found[0].strip()
    return ""


def sentence() -> str:
    """What whoever sent a NIR is told, in their language."""
    return _(
        "This looks like a social security number: its length, its month, its department and its key are right. "
        "Outside health nobody may keep it. Take it out, then send again."
    )


def _is_likely(digits: str) -> bool:
    """Month and department exist. `digits`: at least the first seven signs."""
    month, place = digits[3:5], digits[5:7]
    if int(month) not in _MONTHS:
        return False
    return place in {"2A", "2B"} or 1 <= int(place) <= 99
