"""E-mail addresses and telephone numbers in the one form in which they are stored and compared."""

import re
import unicodedata
from functools import lru_cache

import idna
import phonenumbers
from email_validator import EmailNotValidError, validate_email

DEFAULT_REGION = "FR"
USUAL = re.compile(r"[\w-]+(?:[.+][\w-]+)*@[\w.-]+", re.ASCII)  # nearly all of them
USUAL_LENGTH = 64  # signs: no limit of length bears on what is shorter (RFC 5321, section 4.5.3.1)


class AddressError(ValueError):
    """The text is not an address we can write to or call; the message is for engineers, not for people."""


def normalise_email(text: str) -> str:
    """`text` in Unicode NFC with a lower-cased IDNA domain, in lower case; the part before @ is otherwise untouched.

    `a+x@` stays distinct from `a@`; the Unicode and punycode forms of one domain give the same address.
    Raises AddressError when `text` is not an e-mail address (RFC 5321, RFC 6531). No DNS look-up.
    """
    written = unicodedata.normalize("NFC", text.strip())
    if len(written) > USUAL_LENGTH or not USUAL.fullmatch(written):
        return _normalised(written)
    local, _, domain = written.partition("@")
    return f"{local}@{_domain(domain)}".lower()


@lru_cache(maxsize=4096)
def _domain(domain: str) -> str:
    return _normalised(f"a@{domain}").partition("@")[2]


def _normalised(written: str) -> str:
    try:
        checked = validate_email(
            written, check_deliverability=False, allow_smtputf8=True, test_environment=True
        )
    except EmailNotValidError as error:
        raise AddressError(str(error)) from error
    return f"{checked.local_part}@{checked.ascii_domain or checked.domain}".lower()


def display_email(address: str) -> str:
    """A stored address with its domain in the script people read."""
    local, _, domain = address.rpartition("@")
    try:
        return f"{local}@{idna.decode(domain)}"
    except idna.IDNAError:
        return address


def normalise_phone(text: str, *, region: str = DEFAULT_REGION) -> str:
    """`text` in E.164 ("+33639980001"), read as a number of `region` when it has no country code.

    Accepts what is *possible*, not only what is allotted: the ranges kept for fiction are possible and not valid.
    Raises AddressError otherwise.
    """
    try:
        number = phonenumbers.parse(text, region)
    except phonenumbers.NumberParseException as error:
        raise AddressError(str(error)) from error
    if not phonenumbers.is_possible_number(number):
        raise AddressError("This telephone number has the wrong number of digits.")
    return str(phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164))


def display_phone(number: str) -> str:
    """An E.164 number as people of its country write it when in France, internationally otherwise."""
    parsed = phonenumbers.parse(number, None)
    style = phonenumbers.PhoneNumberFormat
    national = parsed.country_code == phonenumbers.country_code_for_region(DEFAULT_REGION)
    return str(phonenumbers.format_number(parsed, style.NATIONAL if national else style.INTERNATIONAL))
