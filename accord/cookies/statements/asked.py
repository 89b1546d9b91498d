"""What is known of a site before it is visited: for one of ours everything it published, for any other its address."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from fnmatch import fnmatchcase
from typing import Any
from urllib.parse import urlsplit

from accord.cookies.choice_cookie import NAME, OBJECTION
from accord.register.rules import rule

# What sites call the two answers and the way back, in the languages of the Union we meet most. Looked for in buttons
# and links only.
ACCEPT = (
    r"accept|j’accepte|j'accepte|d’accord|autoriser|akzeptier|zustimm|accett|acepto|aceptar|aceito|aceitar|akkoord"
    r"|godkänn|agree|allow"
)
REFUSE = (
    r"refus|rejet|reject|decline|deny|ablehn|lehne ab|rifiut|rechaz|recus|weiger|neka|afvis"
    r"|sans accepter|without accepting"
)
CHOOSE = (
    r"choisir|personnalis|paramétr|préféren|gérer|choose|customi|settings|preferen|manage|auswähl|einstell"
)
CONTROL = r"cookie|consent|traceur"
# What a terminal of an account keeps
TERMINAL = ("accord_terminal", "accord_told", "accord_account", "accord_signed")
CLOSE = r"sans accepter|without accepting|ohne zustimmung"


@dataclass(frozen=True)
class Party:
    """A declared third party. hosts: names, ".name" for a name and all below it."""

    name: str
    hosts: tuple[str, ...] = ()
    policy_url: str = ""


@dataclass(frozen=True)
class Asked:
    """A site to be visited.

    addresses: its pages, the first one being where visits begin; own: hosts that are not third parties; necessary:
    names or patterns of what it may store without asking; choice: the cookie of the choice; words: how it calls its
    answers, as regular expressions; purposes: (title, line) of each as the banner says them; public: the public
    address of its pages in Accord, "" for a site that has none; account_words: the sentence that says that a choice
    follows the account, applied_words: the one of a terminal on which it now applies; sign_in, sign_out: addresses
    that do so for an account kept for these checks; measure_months, measure_reviewed: how long exempt figures are
    kept, and when that was last looked at; patience: milliseconds a page is given to do what it does; quiet:
    milliseconds without a request after which it is thought to be done, 0 to give it its whole patience (what others
    load may come late); language: of the visitors, as their browser says it, "" for whatever the machine has.
    """

    addresses: tuple[str, ...]
    own: tuple[str, ...] = ()
    necessary: tuple[str, ...] = ()
    choice: str = ""
    words: Mapping[str, str] = field(default_factory=dict)
    controller: str = ""
    after: str = ""
    purposes: tuple[tuple[str, str], ...] = ()
    parties: tuple[Party, ...] = ()
    public: str = ""
    measures: bool = False
    follows_accounts: bool = False
    account_words: str = ""
    applied_words: str = ""
    sign_in: str = ""
    sign_out: str = ""
    measure_months: int = 0
    measure_reviewed: str = ""
    patience: int = 2500
    quiet: int = 0
    language: str = ""
    most_days: int = 396  # thirteen months (CNIL: the life of a choice and of exempt trackers)

    @property
    def home(self) -> str:
        """Where visits begin."""
        return self.addresses[0]

    def is_own(self, address: str) -> bool:
        """True for an address of the site itself, or of what it asks with."""
        parts = urlsplit(address)
        if parts.scheme not in ("http", "https", "ws", "wss"):
            return True
        home, public = urlsplit(self.home).hostname, urlsplit(self.public).hostname
        return is_among(parts.hostname or "", [name for name in (home, public, *self.own) if name])

    def is_exempt(self, name: str) -> bool:
        """True for what may be stored without asking."""
        known = (*self.necessary, *([self.choice] if self.choice else []))
        return any(fnmatchcase(name, pattern) for pattern in known)

    def word(self, key: str) -> re.Pattern[str]:
        """How the site calls `accept`, `refuse`, `choose`, `close` or `control`."""
        usual = {"accept": ACCEPT, "refuse": REFUSE, "choose": CHOOSE, "close": CLOSE, "control": CONTROL}
        return re.compile(self.words.get(key) or usual[key], re.IGNORECASE)


def is_among(host: str, names: Iterable[str]) -> bool:
    """True when `host` is one of `names`; ".name" stands for a name and all below it."""
    return any(host == name.lstrip(".") or (name[:1] == "." and host.endswith(name)) for name in names)


def of_snapshot(
    said: Mapping[str, Any],
    *,
    addresses: Iterable[str],
    public: str,
    words: Mapping[str, str],
    language: str = "fr",
) -> Asked:
    """A site of ours, as its published version describes it (`words`: the banner's, blanks filled, in `language`)."""
    shared = said["site"]["cookie_domain"].lstrip(".")
    hosts = [host.rsplit(":", 1)[0] for host in said["site"]["hosts"]]
    necessary = [one["name"] for one in said["cookies"] if not one["purpose"]]
    if said["site"]["measures"]:
        necessary.append(OBJECTION)
    if said["site"]["follows_accounts"]:
        necessary += TERMINAL
    return Asked(
        addresses=tuple(addresses),
        own=(*hosts, *([f".{shared}"] if shared else [])),
        necessary=tuple(necessary),
        choice=NAME,
        words={key: re.escape(words[key]) for key in ("accept", "refuse", "choose", "close", "control")},
        controller=said["controller"]["name"],
        after=words["after"],
        purposes=tuple(_titles(one["texts"][language]) for one in said["purposes"]),
        parties=tuple(_party(one) for one in said["third_parties"]),
        public=public,
        language=language,
        measures=said["site"]["measures"],
        follows_accounts=said["site"]["follows_accounts"],
        account_words=said["texts"][language].get("account", ""),
        applied_words=said["texts"][language].get("applied", ""),
        measure_months=int(rule("cookies.measure-data").value),
        measure_reviewed=rule("cookies.measure-data").checked_on.isoformat(),
    )


def _titles(texts: Mapping[str, str]) -> tuple[str, str]:
    return texts["title"], texts["line"]


def _party(one: Mapping[str, Any]) -> Party:
    return Party(one["name"], tuple(one["hosts"]), one["policy_url"])
