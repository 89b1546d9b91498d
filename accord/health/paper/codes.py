"""The code printed on each page: an opaque id, the version, the page, and a seal only we can make."""

import hmac
import re
import secrets
from dataclasses import dataclass
from functools import cache
from hashlib import sha256

import zxingcpp

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"  # Crockford: no I, L, O, U
ID_LENGTH, SEAL_LENGTH = 12, 10  # 60 random bits; 50 bits of HMAC-SHA-256
CODE = re.compile(
    rf"AC1\.(\d{{1,5}})\.(\d{{1,2}})\.([{ALPHABET}]{{{ID_LENGTH}}})\.([{ALPHABET}]{{{SEAL_LENGTH}}})"
)
CORNERS = ("AC1A", "AC1B", "AC1C", "AC1D")  # top left, top right, bottom left, bottom right
QR_SIDE, QR_LEFT, QR_TOP = 22.0, 164.0, 7.0  # mm, as template.typ places it
CORNER_SIDE, CORNER_AT = 7.0, 8.0
PAGE_WIDTH, PAGE_HEIGHT = 210.0, 297.0


@dataclass(frozen=True)
class Mark:
    """What one printed code says."""

    form: str
    version: int
    page: int


class ForeignCode(ValueError):
    """A code Accord did not print: another product's, or one whose seal is not ours."""


def new_id() -> str:
    """An opaque id for one printed form: 60 random bits, in characters nobody confuses."""
    return "".join(secrets.choice(ALPHABET) for _ in range(ID_LENGTH))


def sealed(mark: Mark, key: bytes) -> str:
    """What the code of one page says, sealed with `key` (HMAC-SHA-256, truncated)."""
    said = f"AC1.{mark.version}.{mark.page}.{mark.form}"
    return f"{said}.{_seal(said, key)}"


def opened(text: str, key: bytes) -> Mark:
    """What a code says, once its seal is found to be ours. Raises ForeignCode."""
    match = CODE.fullmatch(text)
    if not match or not hmac.compare_digest(match[4], _seal(text.rpartition(".")[0], key)):
        raise ForeignCode
    return Mark(form=match[3], version=int(match[1]), page=int(match[2]))


def _seal(said: str, key: bytes) -> str:
    number = int.from_bytes(hmac.digest(key, said.encode(), sha256)[:8], "big")
    return "".join(ALPHABET[number >> 5 * place & 31] for place in range(SEAL_LENGTH))


def page_code(mark: Mark, key: bytes) -> str:
    """The QR code (level M) of one page, as SVG."""
    return _svg(zxingcpp.create_barcode(sealed(mark, key), zxingcpp.QRCode, ec_level="M"))


@cache
def corner_codes() -> tuple[str, ...]:
    """The four DataMatrix codes of the corners, as SVG, in the order of CORNERS."""
    return tuple(_svg(zxingcpp.create_barcode(text, zxingcpp.DataMatrix)) for text in CORNERS)


def _svg(code: zxingcpp.Barcode) -> str:
    drawing = code.to_svg(add_quiet_zones=False)
    return drawing[drawing.index("<svg") :]
