"""The numbers a patient is known by, and what is checked on a NIR beyond its key.

Sources: INSEE, structure of the NIR; ANS, « Identité INS » (OIDs); python-stdnum checks length and key only. A number
that passes says nothing about whether it exists.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from stdnum.fr import nir

from accord.health.decree import Use
from accord.health.traits import FEMALE, MALE, Traits

INS_NIR, INS_NIA = "1.2.250.1.213.1.4.8", "1.2.250.1.213.1.4.9"
INS_TEST, INS_DEMO = "1.2.250.1.213.1.4.10", "1.2.250.1.213.1.4.11"
# No public OID names these two: one of ours each, from a UUID (ITU-T X.667), so that they are never taken for an INS.
BILLING = "2.25.29618801922408121491198430165919466439"
HOUSE = "2.25.137329784064554654598798235119892681004"

LABELS: dict[str, Promise] = {
    INS_NIR: _("INS (NIR)"),
    INS_NIA: _("INS (waiting, NIA)"),
    INS_TEST: _("INS (test)"),
    INS_DEMO: _("INS (demonstration)"),
    BILLING: _("Number used for billing"),
    HOUSE: _("Number of the house"),
}
USES = {INS_NIR: Use.INS, INS_NIA: Use.INS, INS_TEST: Use.INS, INS_DEMO: Use.INS, BILLING: Use.BILLING}

_REAL_MONTHS = range(1, 13)
_UNKNOWN_MONTHS = frozenset([*range(20, 43), *range(50, 100)])
CORSICA_SPLIT = 76  # 2A and 2B since 1976, 20 before


class WrongNumber(ValueError):
    """This is not a number of that kind; the message says why, without repeating it."""


@dataclass(frozen=True, slots=True)
class Nir:
    """The fifteen signs of a NIR, cut."""

    sex: str
    year: str
    month: str
    department: str
    commune: str
    order: str
    key: str

    @classmethod
    def cut(cls, text: str) -> "Nir":
        """The signs of `text`. Raises WrongNumber unless they are fifteen digits, or 2A, 2B where these may stand."""
        signs = nir.compact("".join(text.split()).replace("-", ""))
        bare = signs.replace("2A", "20", 1).replace("2B", "20", 1) if signs[5:7] in ("2A", "2B") else signs
        if len(signs) != 15 or not (bare.isascii() and bare.isdigit()):
            raise WrongNumber(_("It has fifteen signs: thirteen, then a key of two."))
        return cls(signs[0], signs[1:3], signs[3:5], signs[5:7], signs[7:10], signs[10:13], signs[13:])

    @property
    def text(self) -> str:
        """The fifteen signs together."""
        return self.sex + self.year + self.month + self.department + self.commune + self.order + self.key


def check_nir(text: str, *, kind: str, today: date) -> str:
    """The fifteen signs of a number of `kind` (an OID). Raises WrongNumber with the first thing that cannot be."""
    number = Nir.cut(text)
    for may_be, sentence in CHECKS:
        if not may_be(number, today):
            raise WrongNumber(sentence)
    if kind in (INS_NIR, INS_TEST, INS_DEMO) and number.sex not in "12":
        raise WrongNumber(
            _("This is a waiting or provisional number: the INS of a patient begins with 1 or 2.")
        )
    if kind == INS_NIA and number.sex in "78":
        raise WrongNumber(_("A provisional number of an insurer is no INS: it only serves for billing."))
    return number.text


def _sex(number: Nir, _today: date) -> bool:
    return number.sex in "123478"


def _month(number: Nir, _today: date) -> bool:
    return int(number.month) in _REAL_MONTHS or int(number.month) in _UNKNOWN_MONTHS


def _department(number: Nir, _today: date) -> bool:
    if number.department in ("2A", "2B"):
        return True
    return 1 <= int(number.department) <= 99


def _overseas(number: Nir, _today: date) -> bool:
    """97 and 98 take the first digit of the commune with them: 971 to 978, 980 to 989."""
    third = number.commune[0]
    return third in "12345678" if number.department == "97" else True


def _corsica(number: Nir, today: date) -> bool:
    """20 until 1975, 2A and 2B from 1976 on; a year above the present one is of the last century."""
    year = int(number.year)
    last_century = year > today.year % 100
    if number.department == "20":
        return not (last_century and year >= CORSICA_SPLIT)
    if number.department in ("2A", "2B"):
        return not (last_century and year < CORSICA_SPLIT)
    return True


def _commune(number: Nir, _today: date) -> bool:
    return number.commune != "000" and number.order != "000"


def _key(number: Nir, _today: date) -> bool:
    return bool(nir.is_valid(number.text))


Check = tuple[Callable[[Nir, date], bool], Promise]
CHECKS: tuple[Check, ...] = (
    (_sex, _("It begins with 1 or 2 (3, 4, 7 or 8 while it is provisional).")),
    (_month, _("The month of birth does not exist.")),
    (_department, _("The department of birth does not exist.")),
    (_corsica, _("Corsica is 20 for births before 1976, 2A or 2B since.")),
    (_overseas, _("There is no such department overseas.")),
    (_commune, _("The place and the order of registration cannot be 000.")),
    (_key, _("The key does not match: a digit is wrong, or two are swapped.")),
)


def contradicts(text: str, traits: Traits) -> Promise | None:
    """What in an INS does not go with the strict traits; None when it may be theirs. `text`: a checked number."""
    number = Nir.cut(text)
    sexes = {FEMALE: "248", MALE: "137"}
    if traits.sex in sexes and number.sex not in sexes[traits.sex]:
        return _("The sex it says is not that of the patient.")
    if traits.born_on is None:
        return None
    month = int(number.month)
    if number.year != f"{traits.born_on:%y}" or (month in _REAL_MONTHS and month != traits.born_on.month):
        return _("The year or the month it says is not that of the patient’s birth.")
    return None


def masked(text: str) -> str:
    """What may be shown: sex, year and month; the rest as dots. A number that is no NIR shows its last two signs."""
    try:
        number = Nir.cut(text)
    except WrongNumber:
        return f"••••{text[-2:]}"
    return f"{number.sex} {number.year} {number.month} •• ••• ••• ••"


def spaced(text: str) -> str:
    """A NIR in its groups, as on a card; anything else as it is."""
    try:
        cut = Nir.cut(text)
    except WrongNumber:
        return text
    return f"{cut.sex} {cut.year} {cut.month} {cut.department} {cut.commune} {cut.order} {cut.key}"
