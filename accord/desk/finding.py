"""Ctrl+K: people, organisations, leads, deals, pages to go to, things to create; at first, what was opened last."""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accord.contacts.models import ContactPoint, Organisation, Person
from accord.contacts.queries import organisations, search
from accord.desk.records import Named
from accord.desk.seen import recently_seen
from accord.lib.access import may
from accord.lib.links import address
from accord.lib.search import plain_words
from accord.sales import finding
from accord.sales.models import Deal, Lead
from accord.staff.models import User

SHOWN = 8
NEAR = 40  # people whose leads and deals are looked for


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


@dataclass(frozen=True, slots=True)
class Place:
    """A page to go to, or something to create: its words, the name of its address, what it needs."""

    label: Promise
    url: str
    icon: str
    capability: str


PAGES = (
    Place(_("Today"), "desk:home", "home", "home"),
    Place(_("What I follow"), "desk:following", "eye", "people.read"),
    Place(_("People"), "desk:people", "people", "people.read"),
    Place(_("Organisations"), "contacts:organisations", "building", "people.read"),
    Place(_("Probable duplicates"), "desk:duplicates", "people", "people.edit"),
    Place(_("Leads"), "sales:leads", "inbox", "sales.read"),
    Place(_("Deals"), "sales:deals", "sales", "sales.read"),
    Place(_("List of deals"), "sales:deal_list", "sales", "sales.read"),
    Place(_("Forecast"), "sales:forecast", "chart", "sales.read"),
    Place(_("Activities"), "sales:activities", "check", "sales.read"),
    Place(_("Calendar"), "sales:calendar", "calendar", "sales.read"),
    Place(_("Trials"), "intake:trials", "calendar", "sales.read"),
    Place(_("Reusable texts"), "sales:texts", "document", "letters.ask"),
    Place(_("Figures of sales"), "desk:figures", "chart", "sales.read"),
    Place(_("Forms"), "intake:forms", "inbox", "intake.read"),
    Place(_("Sign-ups"), "intake:signups", "inbox", "intake.read"),
    Place(_("Imports"), "intake:imports", "upload", "imports.run"),
    Place(_("E-mails"), "campaigns:campaigns", "mail", "campaigns.read"),
    Place(_("Images"), "campaigns:images", "image", "campaigns.write"),
    Place(_("Register"), "register:register", "shield", "register.read"),
    Place(_("Recipients"), "register:recipients", "shield", "register.read"),
    Place(_("Notices"), "register:notices", "shield", "register.read"),
    Place(_("Retention"), "register:retention", "shield", "register.read"),
    Place(_("Legal figures"), "register:figures", "shield", "register.read"),
    Place(_("Cookies: sites"), "cookies:sites", "cookie", "cookies.read"),
    Place(_("Proofs"), "consent:proofs", "seal", "proof.read"),
    Place(_("Journal"), "desk:journal", "list", "audit.read"),
    Place(_("Sending"), "outbox:sending", "send", "outbox.read"),
    Place(_("Colleagues"), "staff:colleagues", "people", "staff.manage"),
    Place(_("Teams"), "staff:teams", "people", "staff.manage"),
    Place(_("Pipelines"), "sales:pipelines", "settings", "sales.manage"),
    Place(_("Settings of leads"), "desk:lead_settings", "settings", "sales.manage"),
    Place(_("Webhooks"), "outbox:hooks", "settings", "outbox.manage"),
    Place(_("My account"), "staff:account", "user", "signed-in"),
    Place(_("Tokens for the API"), "staff:tokens", "key", "signed-in"),
)
ACTIONS = (
    Place(_("Add a person"), "contacts:new_person", "plus", "people.edit"),
    Place(_("Add an organisation"), "contacts:new_organisation", "plus", "people.edit"),
    Place(_("Add a lead"), "sales:add_lead", "plus", "leads.add"),
    Place(_("Open a deal"), "sales:new_deal", "plus", "deals.work"),
    Place(_("Write down something to do"), "sales:new_activity", "plus", "activities.work"),
    Place(_("Write an e-mail"), "campaigns:begin", "plus", "campaigns.write"),
    Place(_("Open a form"), "intake:new_form", "plus", "intake.manage"),
    Place(_("Import people"), "intake:new_import", "plus", "imports.run"),
    Place(_("Declare a purpose"), "register:new_purpose", "plus", "register.manage"),
)
CREATING = pgettext_lazy("words that find everything one may create", "new add create open write")


def find(text: str, user: User) -> list[Family]:
    """What `user` may open that answers to `text`; for an empty text, what they opened last, pages and actions."""
    reads = may(user, "people.read")
    families = [
        Family(_("Go to"), _places(PAGES, text, user)),
        Family(_("Create"), _places(ACTIONS, text, user, str(CREATING))),
    ]
    if reads:
        families = [*(_records(text, user) if text.strip() else _latest(user)), *families]
    return [family for family in families if family.lines]


def _latest(user: User) -> list[Family]:
    return [Family(_("Recently seen"), [_found(one) for one in recently_seen(user)])]


def _found(one: Named) -> Found:
    return Found(one.name, one.href, one.icon, one.sentence)


def _records(text: str, user: User) -> list[Family]:
    """People and organisations that answer to `text`; the leads that are theirs; the deals that are, or bear it."""
    alive = search(text).exclude(state=Person.State.ARCHIVED)
    first = alive.order_by("sort_key", "pk").values("pk")[:NEAR]  # who they are is read of these alone
    near = list(Person.objects.filter(pk__in=first).select_related("organisation").order_by("sort_key", "pk"))
    firms = list(organisations(text)[: SHOWN // 2])
    whose = ([one.pk for one in near], [one.pk for one in firms])
    return [
        Family(_("People"), _people(near[:SHOWN])),
        Family(_("Deals"), [_deal(one) for one in finding.deals(text, user, *whose)[: SHOWN // 2]]),
        Family(_("Leads"), [_lead(one) for one in finding.leads(user, *whose)[: SHOWN // 2]]),
        Family(_("Organisations"), [_firm(one) for one in firms]),
    ]


def _people(found: list[Person]) -> list[Found]:
    points = _addresses(found)
    return [
        Found(_name(one, points), address("desk:person", one.pk), "user", _beside(one, points))
        for one in found
    ]


def _deal(deal: Deal) -> Found:
    state = deal.stage if deal.state == Deal.State.OPEN else deal.get_state_display()
    said = " · ".join(str(part) for part in (deal.organisation, state) if part)
    return Found(deal.name, address("sales:deal", deal.pk), "sales", said)


def _lead(lead: Lead) -> Found:
    said = " · ".join(filter(None, (lead.subject, str(lead.get_state_display()))))
    return Found(lead.title, address("sales:lead", lead.pk), "inbox", said)


def _firm(firm: Organisation) -> Found:
    return Found(firm.name, address("contacts:organisation", firm.pk), "building", firm.city)


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


def _places(known: tuple[Place, ...], text: str, user: User, more: str = "") -> list[Found]:
    return [
        Found(str(one.label), href, one.icon)
        for one in known
        if may(user, one.capability) and _answers(f"{one.label} {more}", text) and (href := address(one.url))
    ]


def _answers(label: str, text: str) -> bool:
    """Every word typed begins a word of `label`."""
    known = plain_words(label)
    return all(any(word.startswith(said) for word in known) for said in plain_words(text))
