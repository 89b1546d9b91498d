"""Ctrl+K: people, organisations, pages to go to, things to create."""

from dataclasses import dataclass

from django.urls import NoReverseMatch, reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accord.contacts.models import ContactPoint, Person
from accord.contacts.queries import organisations, search
from accord.lib.access import may
from accord.lib.search import fold
from accord.staff.models import User

SHOWN = 8


@dataclass(frozen=True, slots=True)
class Found:
    """One line of the answer."""

    title: str
    href: str
    icon: str
    sentence: str = ""


@dataclass(frozen=True, slots=True)
class Family:
    """Lines of one kind under a heading."""

    label: Promise
    lines: list[Found]


PAGES: tuple[tuple[Promise, str, str, str], ...] = (
    (_("Today"), "desk:home", "home", "home"),
    (_("People"), "desk:people", "people", "people.read"),
    (_("Organisations"), "contacts:organisations", "building", "people.read"),
    (_("Deals"), "sales:deals", "sales", "sales.read"),
    (_("Forms"), "intake:forms", "inbox", "intake.read"),
    (_("Sign-ups"), "intake:signups", "inbox", "intake.read"),
    (_("Imports"), "intake:imports", "upload", "imports.run"),
    (_("E-mails"), "campaigns:campaigns", "mail", "campaigns.read"),
    (_("Images"), "campaigns:images", "image", "campaigns.write"),
    (_("Register"), "register:register", "shield", "register.read"),
    (_("Journal"), "desk:journal", "list", "audit.read"),
    (_("Sending"), "outbox:sending", "send", "outbox.read"),
    (_("Colleagues"), "staff:colleagues", "people", "staff.manage"),
    (_("My account"), "staff:account", "user", "signed-in"),
)
ACTIONS: tuple[tuple[Promise, str, str, str], ...] = (
    (_("Add a person"), "contacts:new_person", "plus", "people.edit"),
    (_("Add an organisation"), "contacts:new_organisation", "plus", "people.edit"),
    (_("Open a deal"), "sales:new_deal", "plus", "deals.work"),
    (_("Write an e-mail"), "campaigns:begin", "plus", "campaigns.write"),
    (_("Open a form"), "intake:new_form", "plus", "intake.manage"),
    (_("Import people"), "intake:new_import", "plus", "imports.run"),
    (_("Declare a purpose"), "register:new_purpose", "plus", "register.manage"),
)


def find(text: str, user: User) -> list[Family]:
    """What `user` may open that answers to `text`; pages and actions alone for an empty text."""
    families = [
        Family(_("Go to"), _pages(PAGES, text, user)),
        Family(_("Create"), _pages(ACTIONS, text, user)),
    ]
    if text.strip() and may(user, "people.read"):
        families = [Family(_("People"), people(text)), Family(_("Organisations"), firms(text)), *families]
    return [family for family in families if family.lines]


def people(text: str) -> list[Found]:
    """The first people found, by name, with where they work or how they are reached."""
    found = list(search(text).select_related("organisation").order_by("sort_key", "pk")[:SHOWN])
    points = _addresses(found)
    return [
        Found(_name(one, points), reverse("desk:person", args=[one.pk]), "user", _beside(one, points))
        for one in found
    ]


def _addresses(people: list[Person]) -> dict[int, str]:
    rows = ContactPoint.objects.filter(person__in=people).order_by("-is_primary", "pk")
    found: dict[int, str] = {}
    for point in rows:
        found.setdefault(point.person_id, point.display)
    return found


def _name(person: Person, addresses: dict[int, str]) -> str:
    return str(person) if person.first_name or person.last_name else addresses.get(person.pk, str(person))


def _beside(person: Person, addresses: dict[int, str]) -> str:
    parts = (person.organisation.name if person.organisation else "", addresses.get(person.pk, ""))
    return " · ".join(part for part in parts if part)


def firms(text: str) -> list[Found]:
    """The first organisations found."""
    return [
        Found(one.name, reverse("contacts:organisation", args=[one.pk]), "building", one.city)
        for one in organisations(text)[: SHOWN // 2]
    ]


def _pages(known: tuple[tuple[Promise, str, str, str], ...], text: str, user: User) -> list[Found]:
    wanted = fold(text)
    return [
        Found(str(label), href, icon)
        for label, url, icon, capability in known
        if may(user, capability) and _answers(str(label), wanted) and (href := address(url))
    ]


def _answers(label: str, wanted: str) -> bool:
    folded = fold(label)
    return folded.startswith(wanted) or f" {wanted}" in folded


def address(url: str, *arguments: object) -> str:
    """The address of a page by its name, "" where this house has no such page."""
    try:
        return reverse(url, args=arguments)
    except NoReverseMatch:
        return ""
