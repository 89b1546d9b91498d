"""What each role may see and do. A capability is a string; views declare the one they need."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Role(TextChoices):
    """The six roles of the house, and those of health."""

    ADMINISTRATOR = "administrator", _("Administrator")
    MARKETING = "marketing", _("Marketing")
    SALES = "sales", _("Sales")
    INSIDE_SALES = "inside_sales", _("Inside sales")
    DPO = "dpo", _("Data protection officer")
    READER = "reader", _("Reader")
    ADMISSIONS = "admissions", _("Admissions desk")
    CARE = "care", _("Health professional")
    RECORDS = "records", _("Medical records")


MEANING = {
    Role.ADMINISTRATOR: _("Everything, colleagues and settings too; no patient."),
    Role.MARKETING: _("Forms, imports, newsletters, exports and cookie banners."),
    Role.SALES: _("People, leads, deals and activities."),
    Role.INSIDE_SALES: _("The same, and qualifies leads before they are handed over."),
    Role.DPO: _(
        "Register, proofs, journal, rights of people; approves newsletters; reviews emergency accesses."
    ),
    Role.READER: _("Reads, and writes down a withdrawal that is heard; changes nothing else."),
    Role.ADMISSIONS: _("Registers patients and stays, prints and scans their forms."),
    Role.CARE: _("Reads the record of the patients they care for."),
    Role.RECORDS: _("The admissions desk, and compares forms, joins records, answers requests for a record."),
}

_READ = frozenset(
    {"home", "people.read", "register.read", "intake.read", "campaigns.read", "sales.read", "cookies.read"}
)
_WITHDRAW = frozenset({"withdrawals.record"})
_PEOPLE = frozenset({"people.edit", "letters.ask", "letters.inform"})
_SELL = frozenset({"leads.add", "deals.work", "activities.work"})

CAPABILITIES: dict[Role, frozenset[str]] = {
    Role.READER: _READ | _WITHDRAW,
    Role.SALES: _READ | _WITHDRAW | _PEOPLE | _SELL,
    Role.INSIDE_SALES: _READ | _WITHDRAW | _PEOPLE | _SELL | {"leads.qualify", "leads.set_aside"},
    Role.MARKETING: _READ
    | _WITHDRAW
    | _PEOPLE
    | {
        "people.export",
        "intake.manage",
        "imports.run",
        "campaigns.write",
        "campaigns.launch",
        "outbox.read",
        "cookies.manage",
    },
    Role.DPO: _READ
    | _WITHDRAW
    | {
        "people.edit",
        "people.export",
        "letters.inform",
        "leads.set_aside",
        "rights.decide",
        "register.manage",
        "imports.decide",
        "campaigns.approve",
        "cookies.manage",
        "audit.read",
        "proof.read",
        "outbox.read",
    },
}
CAPABILITIES[Role.ADMINISTRATOR] = frozenset().union(*CAPABILITIES.values()) | {
    "staff.manage",
    "outbox.manage",
    "sales.manage",
}

# Health: no role of the house gives a right on a patient, that of the administrator neither. What the administrator
# decides (the NIR, services), what the data protection officer watches (the journal, never the content).
_DESK = frozenset({"health.enter", "health.find", "health.register", "health.forms", "health.counter"})
CAPABILITIES |= {
    Role.ADMISSIONS: _DESK | {"health.nir"},
    Role.CARE: frozenset({"health.enter", "health.find", "health.care"}),
    Role.RECORDS: _DESK
    | {
        "health.check",
        "health.merge",
        "health.documents",
        "health.requests",
        "health.nir",
        "health.retain",
        "health.log",
        "health.journal",
    },
}
CAPABILITIES[Role.DPO] |= {"health.enter", "health.journal", "health.review", "health.log"}
CAPABILITIES[Role.ADMINISTRATOR] |= {"health.enter", "health.manage"}


def capabilities(roles: list[str]) -> frozenset[str]:
    """Everything the holder of `roles` may see and do; unknown roles give nothing."""
    known = [CAPABILITIES[Role(role)] for role in roles if role in Role.values]
    return frozenset().union(*known)
