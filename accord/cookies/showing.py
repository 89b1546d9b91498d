"""A version as people read it, in one language: what the second page, the proof and the paper draw."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from accord.cookies.choice_cookie import NAME, OBJECTION
from accord.cookies.configuration import filled
from accord.cookies.models import Choice
from accord.cookies.models.choices import Act
from accord.cookies.snapshots import Snapshot
from accord.lib.lengths import months
from accord.register.rules import rule
from accord.ui.components.words import lasting, long_date


def life(days: int) -> str:
    """How long a cookie lives, in words: « le temps de la visite », « 30 jours », « 6 mois », « 13 mois »."""
    return lasting(days) if days else _("the time of the visit")


@dataclass(frozen=True, slots=True)
class Cookie:
    """One cookie of a third party, or of the site."""

    name: str
    life: str
    what: str
    kind: str


@dataclass(frozen=True, slots=True)
class Party:
    """A third party with all that is said of it."""

    code: str
    name: str
    legal_name: str
    country: str
    safeguard: str
    what_for: str
    data: str
    policy_url: str
    purposes: tuple[str, ...]
    titles: tuple[str, ...]
    cookies: tuple[Cookie, ...]

    @property
    def policy(self) -> str:
        """The address of its policy, without what everybody knows."""
        return self.policy_url.partition("://")[2].rstrip("/")

    @property
    def place(self) -> str:
        """Its name in law and its country."""
        return f"{self.legal_name} ({self.country})"


@dataclass(frozen=True, slots=True)
class Purpose:
    """A purpose with the third parties that serve it."""

    code: str
    title: str
    line: str
    long: str
    parties: tuple[Party, ...]

    @property
    def whom(self) -> str:
        """« pour ses deux tiers », or the name of the only one."""
        if len(self.parties) == 1:
            return _("for its only third party, %(name)s") % {"name": self.parties[0].name}
        return _("for its %(number)s third parties") % {"number": len(self.parties)}


@dataclass(frozen=True, slots=True)
class Box:
    """A box to tick on the second page: a whole purpose, or one third party. It is ticked by the visitor alone."""

    name: str
    value: str
    label: str
    sentence: str
    is_ticked: bool


def boxes(purpose: Purpose, granted_purposes: Sequence[str], granted_parties: Sequence[str]) -> list[Box]:
    """The boxes of one purpose; the third parties one by one where there are several."""
    is_whole = purpose.code in granted_purposes
    whole = Box("purpose", purpose.code, _("I accept"), purpose.whom, is_whole)
    if len(purpose.parties) == 1:
        return [whole]
    single = [
        Box(
            "party",
            party.code,
            _("Only %(name)s") % {"name": party.name},
            party.place,
            party.code in granted_parties and not is_whole,
        )
        for party in purpose.parties
    ]
    return [whole, *single]


def standing(choice: Choice | None, *, is_answered: bool) -> tuple[str, str]:
    """(kind of verdict, words) of a visitor's answer today; is_answered: nothing was added since."""
    if choice is None:
        return "no", _("None: nothing is loaded.")
    on = {"on": long_date(choice.recorded_at)}
    if not is_answered:
        words = _(
            "Something was added since your answer of %(on)s: nothing is loaded before you answer again."
        )
        return "soon", words % on
    said = {
        Act.ACCEPTED: ("yes", _("Yes to everything, since %(on)s.")),
        Act.PARTIAL: ("yes", _("Yes to a part of it, since %(on)s.")),
        Act.REFUSED: ("no", _("No to everything, since %(on)s.")),
        Act.WITHDRAWN: ("no", _("Withdrawn on %(on)s: nothing is loaded any more.")),
    }
    kind, words = said[Act(choice.act)]
    return kind, words % on


@dataclass(frozen=True, slots=True)
class Shown:
    """A version in one language."""

    words: Mapping[str, str]
    purposes: tuple[Purpose, ...]
    parties: tuple[Party, ...]
    necessary: tuple[Cookie, ...]
    site: Mapping[str, Any]
    controller: Mapping[str, str]
    design: Mapping[str, Any]
    kept: str

    @property
    def months(self) -> int:
        """How long a choice holds."""
        return months(self.site["choice_days"])


def shown(said: Snapshot, language: str, *, is_second: bool = False) -> Shown:
    """What the snapshot `said` reads like in `language`; is_second: with the second of two texts."""
    parties = tuple(_party(said, one, language) for one in said["third_parties"])
    purposes = tuple(_purpose(one, language, parties) for one in said["purposes"])
    return Shown(
        words=filled(said, language, is_second=is_second),
        purposes=purposes,
        parties=parties,
        necessary=(*_ours(said), *(_cookie(one, language) for one in said["cookies"] if not one["purpose"])),
        site=said["site"],
        controller=said["controller"],
        design=said["design"],
        kept=said["site"]["kept"][language],
    )


def _purpose(one: Mapping[str, Any], language: str, parties: Sequence[Party]) -> Purpose:
    texts = one["texts"][language]
    serving = tuple(party for party in parties if one["code"] in party.purposes)
    return Purpose(one["code"], texts["title"], texts["line"], texts["long"], serving)


def _party(said: Snapshot, one: Mapping[str, Any], language: str) -> Party:
    titles = {purpose["code"]: purpose["texts"][language]["title"] for purpose in said["purposes"]}
    return Party(
        code=one["code"],
        name=one["name"],
        legal_name=one["legal_name"],
        country=one["country_names"][language],
        safeguard=one["safeguard"],
        what_for=one["what_for"][language],
        data=one["data"][language],
        policy_url=one["policy_url"],
        purposes=tuple(one["purposes"]),
        titles=tuple(titles[code] for code in one["purposes"]),
        cookies=tuple(
            _cookie(each, language) for each in said["cookies"] if each["third_party"] == one["code"]
        ),
    )


def _ours(said: Snapshot) -> Iterator[Cookie]:
    """Those we write ourselves: the answer once there is one, and two instants where the audience is measured."""
    what = _("keeps your answer, so as not to ask again")
    yield Cookie(NAME, life(said["site"]["choice_days"]), what, "cookie")
    if said["site"]["measures"]:
        words = {"tracker": rule("cookies.measure-tracker").words, "data": rule("cookies.measure-data").words}
        what = (
            _("counts the visits of this site, for us alone, without cross-checking; figures kept %(data)s")
            % words
        )
        yield Cookie(OBJECTION, str(words["tracker"]), what, "cookie")


def _cookie(one: Mapping[str, Any], language: str) -> Cookie:
    return Cookie(one["name"], life(one["days"]), one["what"][language], one["kind"])
