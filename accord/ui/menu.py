"""The side menu: a declaration of addresses by name and the capability each needs.

The design system knows no application: an address that does not exist, or that a colleague may not open, is left out.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cache
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accord.lib.access import SIGNED_IN, may
from accord.lib.links import address

Text = str | Promise


@dataclass(frozen=True)
class Entry:
    """One line: its words, the name of its address, the capability it needs.

    key: what follows g to go there; beside: the beginnings of other addresses whose pages belong to it.
    """

    label: Text
    url: str
    capability: str = SIGNED_IN
    key: str = ""
    beside: tuple[str, ...] = ()


@dataclass(frozen=True)
class Group:
    """A line that opens on others; a group of one entry with the same words is a plain line."""

    label: Text
    icon: str
    entries: tuple[Entry, ...]


OF_A_PATIENT = tuple(
    f"/health/{kind}/" for kind in ("stays", "team", "related", "numbers", "choices", "documents", "claims")
)
MENU = (
    Group(_("Today"), "home", (Entry(_("Today"), "desk:home", "home", "h"),)),
    Group(
        _("Contacts"),
        "people",
        (
            Entry(_("People"), "desk:people", "people.read", "p"),
            Entry(_("Organisations"), "contacts:organisations", "people.read", "o"),
        ),
    ),
    Group(
        _("Sales"),
        "sales",
        (
            Entry(_("Leads"), "sales:leads", "sales.read", "l"),
            Entry(_("Deals"), "sales:deals", "sales.read", "d"),
            Entry(_("Activities"), "sales:activities", "sales.read", "a", beside=("/my-booking-page/",)),
            Entry(_("Trials"), "intake:trials", "sales.read"),
            Entry(_("Reusable texts"), "sales:texts", "letters.ask"),
            Entry(_("Figures of sales"), "desk:figures", "sales.read"),
        ),
    ),
    Group(
        _("Collection"),
        "inbox",
        (
            Entry(_("Forms"), "intake:forms", "intake.read", "f", beside=("/submissions/",)),
            Entry(_("Sign-ups"), "intake:signups", "intake.read", "s"),
            Entry(_("Imports"), "intake:imports", "imports.run"),
        ),
    ),
    Group(
        _("Campaigns"),
        "mail",
        (
            Entry(_("E-mails"), "campaigns:campaigns", "campaigns.read", "e"),
            Entry(_("Images"), "campaigns:images", "campaigns.read"),
        ),
    ),
    Group(_("Cookies"), "cookie", (Entry(_("Sites"), "cookies:sites", "cookies.read"),)),
    Group(
        _("Compliance"),
        "shield",
        (
            Entry(_("Register"), "register:register", "register.read", "r"),
            Entry(_("Proofs"), "consent:proofs", "proof.read"),
            Entry(_("Journal"), "desk:journal", "audit.read", "j"),
        ),
    ),
    Group(
        _("Health"),
        "heart",
        (
            Entry(_("Patients"), "health:patients", "health.find", beside=OF_A_PATIENT),
            Entry(_("Forms on paper"), "health:forms", "health.forms", beside=("/health/readings/",)),
            Entry(_("The printed form"), "health:form", "health.manage"),
            Entry(
                _("Requests for a record"),
                "health:requests",
                "health.requests",
                beside=("/health/request-lines/", "/health/bundles/"),
            ),
            Entry(_("End of records"), "health:retention", "health.retain"),
            Entry(_("Emergency accesses"), "health:emergencies", "health.review"),
            Entry(_("Journal of accesses"), "health:journal", "health.journal"),
            Entry(_("Why I was refused"), "health:refusals", "health.care"),
            Entry(_("Settings of health"), "health:house", "health.manage"),
            Entry(_("Institution"), "health:rules", "health.manage"),
            Entry(_("What each job opens"), "health:rights", "health.manage"),
            Entry(_("Systems that ask"), "health:systems", "health.manage"),
        ),
    ),
    Group(
        _("Settings"),
        "settings",
        (
            Entry(_("Colleagues"), "staff:colleagues", "staff.manage"),
            Entry(
                _("Pipelines"),
                "sales:pipelines",
                "sales.manage",
                beside=("/settings/stages/", "/settings/reasons/"),
            ),
            Entry(_("Sending"), "outbox:sending", "outbox.read"),
            Entry(_("Webhooks"), "outbox:hooks", "outbox.manage"),
            Entry(_("My account"), "staff:account", beside=("/account/",)),
        ),
    ),
)


@dataclass(frozen=True)
class Line:
    """An entry as it is drawn."""

    label: Text
    href: str
    current: bool
    waiting: int
    kind: str = ""
    key: str = ""
    beside: tuple[str, ...] = ()

    def depth(self, path: str) -> int:
        """How closely the page at `path` belongs to this line; 0: it does not, so /people/ does not light up /."""
        under = [one for one in (self.href, *self.beside) if one != "/" and path.startswith(one)]
        return max(map(len, under), default=int(path == self.href))


@dataclass(frozen=True)
class Section:
    """A group as it is drawn."""

    label: Text
    icon: str
    lines: list[Line]

    @property
    def single(self) -> Line | None:
        """The only line of a group that does not need to open."""
        return self.lines[0] if len(self.lines) == 1 and self.lines[0].label == self.label else None

    @property
    def current(self) -> bool:
        """True when the page being read stands in this group."""
        return any(line.current for line in self.lines)

    @property
    def waiting(self) -> int:
        """What waits for me in the whole group."""
        return sum(line.waiting for line in self.lines)

    @property
    def kind(self) -> str:
        """The most urgent tone of the group."""
        kinds = {line.kind for line in self.lines}
        return next((kind for kind in ("late", "soon") if kind in kinds), "")


def resolve(user: Any, path: str, view_name: str, waiting: Mapping[str, Any]) -> list[Section]:
    """The menu for `user` on the page at `path`. `waiting`: url name → number, or (number, "soon" | "late")."""
    sections = [_section(group, user, waiting) for group in MENU]
    best = max((line.depth(path) for section in sections for line in section.lines), default=0)
    return [
        Section(section.label, section.icon, [_marked(line, path, best) for line in section.lines])
        for section in sections
        if section.lines
    ]


def first_page(user: Any) -> str:
    """Where `user` begins: the first line of their menu; the home page for whoever has none."""
    return next((line.href for section in resolve(user, "", "", {}) for line in section.lines), "/")


def _section(group: Group, user: Any, waiting: Mapping[str, Any]) -> Section:
    lines = []
    for entry in group.entries:
        href = _address(entry.url)
        if href and may(user, entry.capability):
            count = waiting.get(entry.url, 0)
            number, kind = count if isinstance(count, tuple) else (count, "")
            lines.append(Line(entry.label, href, False, number, kind, entry.key, entry.beside))
    return Section(group.label, group.icon, lines)


# Worked out once in a process: every page of every colleague has this menu.
_address = cache(address)


def _marked(line: Line, path: str, best: int) -> Line:
    return replace(line, current=bool(best) and line.depth(path) == best)
