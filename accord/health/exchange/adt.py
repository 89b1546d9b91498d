"""HL7 v2 ADT, as IHE PAM France sends it: admission, discharge, transfer, change, cancelling, merge of identities.

Only what we keep is read: MSH-9, PID-3, 5, 7, 8, EVN-2, PV1-2, 3, 19, 44, 45, MRG-1. Social security numbers a message
carries (PID-3 of another authority, PID-19) are left where they are: the INS enters by its own declared field.
"""

from datetime import date, datetime
from functools import cached_property

from django.utils import timezone
from django.utils.translation import gettext as _

from accord.health.exchange.arrivals import Arrival, Stay, Unfit
from accord.health.traits import FEMALE, MALE, UNKNOWN, Traits

STATUS = {
    "A01": "in-progress", "A02": "in-progress", "A03": "finished", "A04": "in-progress", "A05": "planned",
    "A08": "", "A11": "cancelled", "A13": "in-progress", "A28": "", "A31": "", "A38": "cancelled", "A40": "",
}  # fmt: skip
CLASSES = {"I": "IMP", "O": "AMB", "E": "EMER", "R": "AMB", "P": "IMP"}
SEXES = {"F": FEMALE, "M": MALE}
HOUSE_TYPE = "PI"  # patient internal identifier (table 0203)
DEFAULT = "UNICODE UTF-8"
ENCODINGS = {
    DEFAULT: "utf-8-sig",
    "8859/1": "latin-1",
    "8859/15": "iso8859-15",
    "ASCII": "ascii",
}  # table 0211


class Unsupported(Unfit):
    """A message of a kind, or in letters, that is not taken in at all: sent again, it will not be either."""


def decoded(raw: bytes) -> str:
    """The text of a message in the letters its MSH-18 names, UTF-8 where it names none. Raises Unfit, Unsupported."""
    heading = raw.lstrip(b"\xef\xbb\xbf").splitlines()[0].split(b"|") if raw.strip() else []
    name = heading[17].split(b"~")[0].decode("latin-1") if len(heading) > 17 else ""
    encoding = ENCODINGS.get(name or DEFAULT)
    if encoding is None:
        raise Unsupported(
            _("MSH-18 names letters that are not read: UNICODE UTF-8, 8859/1, 8859/15 or ASCII.")
        )
    try:
        return raw.decode(encoding)
    except UnicodeDecodeError:
        raise Unfit(_("The message is not written in the letters MSH-18 names.")) from None


class Message:
    """One message, cut into segments and fields; fields are counted as in the standard, from 1."""

    def __init__(self, text: str) -> None:
        lines = [line for line in text.replace("\r\n", "\r").replace("\n", "\r").split("\r") if line]
        if not lines or not lines[0].startswith("MSH|") or len(lines[0]) < 9:
            raise Unsupported(_("This is no HL7 v2 message: it does not begin with MSH."))
        self.component, self.repetition, self.escape = lines[0][4], lines[0][5], lines[0][6]
        self.segments = {line[:3]: line.split("|") for line in reversed(lines)}

    def field(self, segment: str, number: int) -> str:
        """The text of a field; "" when it is not there, or empty on purpose."""
        fields = self.segments.get(segment, [])
        place = number - 1 if segment == "MSH" else number
        value = fields[place] if place < len(fields) else ""
        return "" if value == '""' else value

    def part(self, segment: str, number: int, component: int = 1) -> str:
        """One component of the first repetition of a field."""
        parts = self.first(segment, number).split(self.component)
        return self.plain(parts[component - 1]) if component <= len(parts) else ""

    def first(self, segment: str, number: int) -> str:
        """The first repetition of a field, as it was sent."""
        return self.field(segment, number).split(self.repetition)[0]

    def plainest(self, segment: str, number: int) -> str:
        """A field to send back: only where its signs are those of the standard, shortened."""
        return self.field(segment, number)[:180] if (self.component, self.escape) == ("^", "\\") else ""

    def plain(self, text: str) -> str:
        """`text` without HL7's escapes."""
        for code, sign in (
            ("F", "|"),
            ("S", self.component),
            ("R", self.repetition),
            ("T", "&"),
            ("E", self.escape),
        ):
            text = text.replace(f"{self.escape}{code}{self.escape}", sign)
        return text.strip()

    @cached_property
    def event(self) -> str:
        """A01, A03 …"""
        return self.part("MSH", 9, 2)

    def identifiers(self, segment: str, number: int) -> dict[str, str]:
        """Type (table 0203) → number, of every repetition of a CX field."""
        found: dict[str, str] = {}
        for one in self.field(segment, number).split(self.repetition):
            parts = one.split(self.component) + [""] * 5
            found.setdefault(parts[4] or HOUSE_TYPE, self.plain(parts[0]))
        return found


def read(text: str) -> Arrival:
    """What a message says. Raises Unfit for another kind of message, or one without a number, a name or a birth."""
    return told(Message(text))


def told(message: Message) -> Arrival:
    """The same of a message that was cut already."""
    if message.part("MSH", 9) != "ADT" or message.event not in STATUS:
        raise Unsupported(_("This kind of message is not taken in."))
    number = message.identifiers("PID", 3).get(HOUSE_TYPE, "")
    if not number:
        raise Unfit(_("PID-3 holds no number of the house (type PI)."))
    merged = message.identifiers("MRG", 1).get(HOUSE_TYPE, "") if message.event == "A40" else ""
    status = {"VALI": "VALI", "VIDE": "PROV", "PROV": "PROV", "DOUTE": "DOUT", "FICTI": "FICT"}
    said = status.get(message.part("PID", 32), "PROV")
    protected = message.part("PV1", 16)
    return Arrival(
        number,
        _traits(message),
        _stay(message),
        merged,
        said,
        None if not protected else protected in ("I", "Y"),
    )


def _traits(message: Message) -> Traits:
    names: dict[str, list[str]] = {}
    for one in message.field("PID", 5).split(message.repetition):
        parts = [message.plain(part) for part in one.split(message.component)] + [""] * 7
        names.setdefault(parts[6] or "L", parts)
    birth = names.get("L") or next(iter(names.values()))
    used = names.get("D", [""] * 7)
    if not birth[0]:
        raise Unfit(_("PID-5 holds no name."))
    return Traits(
        birth[0],
        birth[2] or birth[1],
        born_on=_day(message.part("PID", 7)),
        sex=SEXES.get(message.part("PID", 8), UNKNOWN),
        birth_place=message.part("PID", 23)[:5],
        used_name=used[0],
        used_first_name=used[1],
    )


def _stay(message: Message) -> Stay | None:
    number, status = message.part("PV1", 19), STATUS[message.event]
    if not number:
        return None
    starts_at = _moment(message.part("PV1", 44) or message.part("EVN", 2))
    ends_at = _moment(message.part("PV1", 45)) if message.part("PV1", 45) else None
    if status == "finished" and ends_at is None:
        ends_at = _moment(message.part("EVN", 2))
    kind = CLASSES.get(message.part("PV1", 2))
    if kind is None:
        raise Unfit(_("PV1-2 holds a class that is not known."))
    return Stay(number, message.part("PV1", 3), kind, status, starts_at, ends_at)


def _day(text: str) -> date:
    try:
        return datetime.strptime(text[:8], "%Y%m%d").date()  # noqa: DTZ007 - a date of birth has no hour
    except ValueError:
        raise Unfit(_("PID-7 holds no date of birth.")) from None


def _moment(text: str) -> datetime:
    digits = text.split("+", maxsplit=1)[0].split("-", maxsplit=1)[0].split(".", maxsplit=1)[0]
    shapes = {8: "%Y%m%d", 12: "%Y%m%d%H%M", 14: "%Y%m%d%H%M%S"}
    try:
        return timezone.make_aware(datetime.strptime(digits, shapes[len(digits)]))  # noqa: DTZ007 - made aware
    except (KeyError, ValueError):
        raise Unfit(_("A date of the stay (EVN-2, PV1-44 or PV1-45) is not one.")) from None
