"""SIREN, SIRET and activity codes (INSEE), checked."""

import re

from stdnum.exceptions import ValidationError
from stdnum.fr import siren, siret

ACTIVITY = re.compile(r"\d{4}[A-Z]")


def check_siren(text: str) -> str:
    """The nine digits of a SIREN. Raises ValueError when the key does not hold."""
    try:
        return str(siren.validate(text))
    except ValidationError as error:
        raise ValueError("This SIREN does not hold.") from error


def check_siret(text: str) -> str:
    """The fourteen digits of a SIRET. Raises ValueError when the key does not hold."""
    try:
        return str(siret.validate(text))
    except ValidationError as error:
        raise ValueError("This SIRET does not hold.") from error


def check_activity(text: str) -> str:
    """An APE code as INSEE stores it, "6201Z", whether or not it was typed with its dot. Raises ValueError."""
    code = re.sub(r"[\s.]", "", text).upper()
    if not ACTIVITY.fullmatch(code):
        raise ValueError("An activity code is four digits and a letter.")
    return code
