"""A choice made without a script: what the forms of our own pages send, read as one."""

from collections.abc import Mapping
from dataclasses import replace
from uuid import UUID, uuid4

from django.http import QueryDict

from accord.cookies import queries
from accord.cookies.answers import Answer, Unreadable, answer
from accord.cookies.choice_cookie import Remembered
from accord.cookies.models import Choice
from accord.cookies.models.choices import Act
from accord.cookies.serving import Served

ALL, NOTHING = "yes", "no"


def chosen(served: Served, sent: QueryDict, *, layer: str, device: str) -> Answer:
    """The choice of a form: `all` (yes, no, or as ticked), `purpose` and `party` ticked. Raises Unreadable.

    A third party counts as accepted when it is ticked, or when every purpose it serves is.
    """
    purposes, parties = _ticked(served, sent)
    said = {
        "visitor": sent.get("visitor") or str(uuid4()),
        "purposes": purposes,
        "thirdParties": parties,
        "language": sent.get("lang", served.site["languages"][0]),
        "layer": layer,
        "device": device,
    }
    if nonce := sent.get("nonce"):
        said["nonce"] = nonce
    read = answer(served, said)
    return replace(read, act=Act.WITHDRAWN.value) if _withdraws(served, read) else read


def _ticked(served: Served, sent: QueryDict) -> tuple[list[str], list[str]]:
    wish = sent.get("all", "")
    if wish == ALL:
        return list(served.purposes), list(served.parties)
    if wish == NOTHING:
        return [], []
    purposes, parties = sent.getlist("purpose"), sent.getlist("party")
    whole = [
        one["code"]
        for one in served.version.snapshot["third_parties"]
        if one["purposes"] and set(one["purposes"]) <= set(purposes)
    ]
    return purposes, list(dict.fromkeys([*parties, *whole]))


def _withdraws(served: Served, read: Answer) -> bool:
    """A refusal of somebody who had accepted something is a withdrawal."""
    if read.act != Act.REFUSED:
        return False
    before = queries.current(served.site_id, read.visitor)
    return before is not None and bool(before.granted_purposes or before.granted_parties)


def remembered(served: Served, choice: Choice | Answer, at: float) -> Remembered:
    """The choice as the browser's cookie says it."""
    return Remembered(
        choice.visitor,
        served.version.ask,
        int(at),
        tuple(choice.granted_purposes),
        tuple(choice.granted_parties),
    )


def visitor_of(sent: Mapping[str, str]) -> UUID | None:
    """The visitor named in an address, None when there is none. Raises Unreadable when it is not a UUID."""
    text = sent.get("visitor", "")
    if not text:
        return None
    try:
        return UUID(text)
    except ValueError as error:
        raise Unreadable(text) from error
