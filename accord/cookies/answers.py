"""What a browser says of a choice, read and checked: every code known, and what was done in keeping with it."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID, uuid4

from django.utils.translation import gettext as _

from accord.cookies.models.choices import Act, Device, Layer
from accord.cookies.serving import Served

LARGEST = 20_000  # bytes: a choice among hundreds of third parties is smaller
DEVICES, LAYERS, ACTS = frozenset(Device.values), frozenset(Layer.values), frozenset(Act.values)
REFUSING = frozenset({Layer.GPC.value, Layer.CLOSE.value})  # what is done there can only be a no
SECOND = "b"
LAST_TURN = 2**53 - 1  # the greatest whole number a browser counts to


class Unreadable(ValueError):
    """What was sent is not a choice; the message says why."""


@dataclass(frozen=True, slots=True)
class Answer:
    """One choice, ready to be recorded: granted and refused together are everything the version asks."""

    visitor: UUID
    nonce: UUID
    act: str
    granted_purposes: list[str]
    refused_purposes: list[str]
    granted_parties: list[str]
    refused_parties: list[str]
    language: str
    layer: str
    is_gpc: bool = False
    device: str = Device.DESKTOP.value
    page_group: str = ""
    variant: str = ""
    is_of_account: bool = False
    turn: int = 0


def parsed(body: bytes) -> dict[str, Any]:
    """The JSON object in `body`. Raises Unreadable."""
    if len(body) > LARGEST:
        raise Unreadable(_("This is too long for a choice."))
    try:
        said = json.loads(body)
    except ValueError as error:
        raise Unreadable(_("Send one JSON object.")) from error
    if not isinstance(said, dict):
        raise Unreadable(_("Send one JSON object."))
    return said


def answer(served: Served, said: Mapping[str, Any]) -> Answer:
    """The choice `said` ({visitor, act, purposes, thirdParties, …}) under the version `served`. Raises Unreadable."""
    purposes = _among(served.purposes, said.get("purposes", []), _("purpose"))
    parties = _among(served.parties, said.get("thirdParties", []), _("third party"))
    layer = _one_of(LAYERS, said.get("layer", Layer.FIRST.value), "layer")
    if layer in REFUSING and (purposes or parties):
        raise Unreadable(_("This way of answering is a refusal: %(layer)s.") % {"layer": layer})
    return Answer(
        visitor=uuid_of(said.get("visitor"), "visitor"),
        nonce=uuid_of(said["nonce"], "nonce") if "nonce" in said else uuid4(),
        act=_act(served, str(said.get("act", "")), purposes, parties),
        granted_purposes=[one for one in served.purposes if one in purposes],
        refused_purposes=[one for one in served.purposes if one not in purposes],
        granted_parties=[one for one in served.parties if one in parties],
        refused_parties=[one for one in served.parties if one not in parties],
        language=language(served, said),
        layer=layer,
        is_gpc=bool(said.get("gpc")) or layer == Layer.GPC,
        device=device(said),
        page_group=page_group(served, said),
        variant=variant(served, said),
        turn=turn(said),
    )


def _among(known: Iterable[str], said: Any, what: str) -> frozenset[str]:
    if not isinstance(said, list) or not all(isinstance(one, str) for one in said):
        raise Unreadable(_("Send a list of codes: %(what)s.") % {"what": what})
    if strangers := set(said) - set(known):
        words = {"what": what, "code": min(strangers)[:60]}
        raise Unreadable(_("This banner does not ask about this %(what)s: %(code)s.") % words)
    return frozenset(said)


def _act(served: Served, said: str, purposes: frozenset[str], parties: frozenset[str]) -> str:
    """What was done, told from what was granted; a refusal may be told a withdrawal."""
    granted = len(purposes) + len(parties)
    if granted == len(served.purposes) + len(served.parties):
        done = Act.ACCEPTED
    else:
        done = Act.PARTIAL if granted else Act.REFUSED
    if said == Act.WITHDRAWN and done == Act.REFUSED:
        return Act.WITHDRAWN.value
    if said and said != done:
        words = {"said": said[:20], "done": done.value}
        raise Unreadable(_("What was granted is not “%(said)s” but “%(done)s”.") % words)
    return done.value


def uuid_of(said: Any, name: str) -> UUID:
    """The UUID called `name`. Raises Unreadable."""
    try:
        return UUID(str(said))
    except ValueError as error:
        raise Unreadable(_("%(name)s must be a UUID.") % {"name": name}) from error


def _one_of(known: frozenset[str], said: Any, name: str) -> str:
    if said not in known:
        words = {"name": name, "known": ", ".join(sorted(known))}
        raise Unreadable(_("%(name)s is one of: %(known)s.") % words)
    return str(said)


def language(served: Served, said: Mapping[str, Any]) -> str:
    """The language the banner was shown in. Raises Unreadable for one it does not speak."""
    spoken = served.site["languages"]
    return _one_of(frozenset(spoken), said.get("language", spoken[0]), "language")


def device(said: Mapping[str, Any]) -> str:
    """The class of device. Raises Unreadable."""
    return _one_of(DEVICES, said.get("device", Device.DESKTOP.value), "device")


def page_group(served: Served, said: Mapping[str, Any]) -> str:
    """The group of pages a path belongs to, the longest that fits; "" for all others. The path itself is not kept."""
    path = str(said.get("page", ""))
    fitting = [group for group in served.site.get("page_groups", []) if path.startswith(group)]
    return max(fitting, key=len, default="")


def turn(said: Mapping[str, Any]) -> int:
    """The number by which the browser tells its choices in order, 0 where it says none. Raises Unreadable."""
    number = said.get("turn", 0)
    if isinstance(number, bool) or not isinstance(number, int) or not 0 <= number <= LAST_TURN:
        raise Unreadable(_("turn is a whole number, which grows from one choice of a browser to the next."))
    return number


def variant(served: Served, said: Mapping[str, Any]) -> str:
    """Which of two texts was shown: "b" for the second one, where there is a test."""
    return SECOND if said.get("variant") == SECOND and served.version.snapshot["other_texts"] else ""
