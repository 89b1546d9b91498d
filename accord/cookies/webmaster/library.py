"""Well-known services to start from, and the purposes they serve: facts only, confirmed by the webmaster afterwards."""

import tomllib
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from typing import Any

from accord.register.models import Localised

ADEQUACY = "Décision d’adéquation de la Commission européenne (art. 45) ; à vérifier avant de publier."
FRAMEWORK = (
    "Cadre de protection des données UE-États-Unis (décision d’adéquation du 10 juillet 2023), "
    "si l’entreprise y figure ; à vérifier avant de publier."
)


@dataclass(frozen=True, slots=True)
class Words:
    """The same words in French and in English."""

    fr: str
    en: str


@dataclass(frozen=True, slots=True)
class ReadyPurpose:
    """A purpose worded in advance, neutrally: a title, one line for the banner, a text for the second page."""

    code: str
    label: Words
    line: Words
    long: Words
    signals: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ReadyCookie:
    """A cookie a service is known to write; days: its life, 0 for the visit."""

    name: str
    days: int
    what: Words
    kind: str
    is_third_party: bool


@dataclass(frozen=True, slots=True)
class Service:
    """A well-known service: who, where, what for, what it receives and writes."""

    code: str
    name: str
    company: str
    country: str
    safeguard: str
    purpose: ReadyPurpose
    data: Words
    hosts: tuple[str, ...]
    policy: str
    cookies: tuple[ReadyCookie, ...]

    def fits(self, asked: str) -> bool:
        """True when what is looked for stands in its name, its company, its hosts or its cookies."""
        places = (self.name, self.company, *self.hosts, *(one.name for one in self.cookies))
        return any(asked.casefold() in place.casefold() for place in places)


def services(asked: str = "") -> list[Service]:
    """The services whose facts hold `asked`, by name."""
    return sorted(
        (one for one in _services().values() if one.fits(asked)), key=lambda one: one.name.casefold()
    )


def service(code: str) -> Service | None:
    """One of them; None when there is none."""
    return _services().get(code)


def purposes() -> dict[str, ReadyPurpose]:
    """The purposes worded in advance, by code, in the order of the file."""
    return {one["code"]: _purpose(one) for one in _file()["purpose"]}


def both(row: Localised, field: str, words: Words) -> None:
    """Put `words` in the two languages of `field`."""
    setattr(row, f"{field}_fr", words.fr)
    setattr(row, f"{field}_en", words.en)


@lru_cache(maxsize=1)
def _file() -> dict[str, Any]:
    return tomllib.loads(files(__package__).joinpath("services.toml").read_text(encoding="utf-8"))


@lru_cache(maxsize=1)
def _services() -> dict[str, Service]:
    known = purposes()
    return {one["code"]: _service(one, known[one["purpose"]]) for one in _file()["service"]}


def _purpose(said: dict[str, Any]) -> ReadyPurpose:
    label, line, long = (Words(said[f"{key}_fr"], said[f"{key}_en"]) for key in ("label", "line", "long"))
    return ReadyPurpose(said["code"], label, line, long, tuple(said.get("signals", ())))


def _service(said: dict[str, Any], purpose: ReadyPurpose) -> Service:
    return Service(
        code=said["code"],
        name=said["name"],
        company=said["company"],
        country=said["country"],
        safeguard=_safeguard(said.get("safeguard")),
        purpose=purpose,
        data=_words(said["data"]),
        hosts=tuple(said["hosts"]),
        policy=said["policy"],
        cookies=tuple(_cookie(one) for one in said["cookies"]),
    )


def _safeguard(said: Any) -> str:
    if not said:
        return ""
    return ADEQUACY if said == "adequacy" else FRAMEWORK


def _cookie(said: dict[str, Any]) -> ReadyCookie:
    kind, is_third = said.get("kind", "cookie"), said.get("third", False)
    return ReadyCookie(said["name"], said["days"], _words(said["what"]), kind, is_third)


def _words(code: str) -> Words:
    return Words(**_file()["words"][code])
