"""What is answered to an HL7 v2 message (original mode): accepted AA, in error AE, rejected AR, and why. Pure."""

from datetime import datetime

from accord.health.exchange.adt import DEFAULT, ENCODINGS, Message

ACCEPTED, ERROR, REJECTED = "AA", "AE", "AR"
CAUSES = {ERROR: "207", REJECTED: "200"}  # table 0357: application internal error, unsupported message
LONGEST = 199  # signs of a control id we give back


def acknowledgement(message: Message | None, code: str, why: str, at: datetime) -> bytes:
    """ACK for `message` (None: it could not be read at all), in its own letters; `why` never holds what it said."""
    named = message.first("MSH", 18) if message else DEFAULT
    letters = named if named in ENCODINGS else DEFAULT
    back, trigger = _heading(message), message.event if message else ""
    control = message.field("MSH", 10)[:LONGEST] if message else ""
    stamp = at.strftime("%Y%m%d%H%M%S%z")
    kind = f"ACK^{trigger}^ACK" if trigger else "ACK"
    said = [
        rf"MSH|^~\&|{back}|{stamp}||{kind}|{at:%Y%m%d%H%M%S%f}|P|2.5|||||FRA|{letters}",
        f"MSA|{code}|{control}|{_escaped(why)}".rstrip("|"),
    ]
    if code in CAUSES:
        said.append(f"ERR|||{CAUSES[code]}^^HL70357|E||||{_escaped(why)}")
    return ("\r".join(said) + "\r").encode(ENCODINGS[letters].removesuffix("-sig"), errors="replace")


def _heading(message: Message | None) -> str:
    """MSH-3 to 6 of the answer: who was written to, then who wrote."""
    if message is None:
        return "ACCORD|||"
    return "|".join(message.plainest("MSH", number) for number in (5, 6, 3, 4))


def _escaped(text: str) -> str:
    for sign, code in (("\\", "E"), ("|", "F"), ("^", "S"), ("~", "R"), ("&", "T")):
        text = text.replace(sign, f"\\{code}\\")
    return text
