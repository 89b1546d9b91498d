"""What a line of the journal says to a patient: plain words for who, what and why."""

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accord.health.codes import RECORD_ITEMS, Job, Purpose
from accord.health.deciding import Reason
from accord.staff.roles import Role

# By action; a longer one falls back on its beginning, an unknown one on a reading.
WHAT: dict[str, Promise] = {
    "patients.searched": gettext_lazy("Looked you up"),
    "stays.listed": gettext_lazy("Saw you in the list of stays"),
    "patient.registered": gettext_lazy("Registered you"),
    "patient.corrected": gettext_lazy("Corrected who you are"),
    "patient.compared": gettext_lazy("Compared your record with another"),
    "patient.merged": gettext_lazy("Joined two records of yours"),
    "patient.read": gettext_lazy("Read who you are and your stays"),
    "patient": gettext_lazy("Worked on your record"),
    "stay": gettext_lazy("Noted a stay"),
    "team": gettext_lazy("Noted who cares for you"),
    "related": gettext_lazy("Noted who stands beside you"),
    "patient.unmerged": gettext_lazy("Told two records apart again"),
    "number.revealed": gettext_lazy("Had one of your numbers shown in clear"),
    "number": gettext_lazy("Noted one of your numbers"),
    "keys": gettext_lazy("Destroyed the key of your record"),
    "form.printed": gettext_lazy("Printed your form"),
    "form.received": gettext_lazy("Received your filled-in form from another system"),
    "form": gettext_lazy("Worked on your form"),
    "scan": gettext_lazy("Worked on your scanned form"),
    "choice.recorded": gettext_lazy("Recorded a choice of yours"),
    "choices.read": gettext_lazy("Read your choices"),
    "document.asked": gettext_lazy("Asked to see a document"),
    "document.noted": gettext_lazy("Noted a document of your record"),
    "document.reviewed": gettext_lazy("Reviewed a document before it is handed over"),
    "document": gettext_lazy("Worked on a document of your record"),
    "documents.read": gettext_lazy("Read the list of your documents"),
    "emergency.opened": gettext_lazy("Opened your record in an emergency"),
    "emergency.reviewed": gettext_lazy("Checked an emergency access"),
    "emergency.followed_up": gettext_lazy("Wrote what was done about an emergency access"),
    "emergency.listed": gettext_lazy("Saw that your record was opened in an emergency"),
    "emergency.examined": gettext_lazy("Saw that your record was opened in an emergency"),
    "emergency": gettext_lazy("Read your record in an emergency"),
    "request.disclosed": gettext_lazy("Handed your documents over"),
    "request": gettext_lazy("Worked on a request for your record"),
    "mail.printed": gettext_lazy("Printed a letter that says that a document awaits you"),
    "mail.returned": gettext_lazy("Told you by e-mail that a document awaits: the e-mail came back"),
    "mail": gettext_lazy("Told you by e-mail that a document awaits"),
    "retention": gettext_lazy("Worked on how long your record is kept"),
    "log.printed": gettext_lazy("Printed this log"),
    "log.letter": gettext_lazy("Gave a letter to read this log at home"),
    "log": gettext_lazy("Read this log"),
    "elsewhere.created": gettext_lazy("Wrote something about you in another system"),
    "elsewhere.read": gettext_lazy("Read your data in another system"),
    "elsewhere.updated": gettext_lazy("Changed something about you in another system"),
    "elsewhere.deleted": gettext_lazy("Deleted something about you in another system"),
    "elsewhere.executed": gettext_lazy("Looked for you in another system"),
    "fhir": gettext_lazy("Sent or received your data"),
    "page": gettext_lazy("Opened a page about you"),
}
OTHERWISE = gettext_lazy("Consulted your record")
JOBS = dict(Job.choices)
ITEMS = dict(RECORD_ITEMS)


def what(action: str, is_refused: bool) -> str:
    """What was done, or asked for in vain."""
    found = WHAT.get(action) or WHAT.get(_beginning(action)) or OTHERWISE
    return _("%(what)s, in vain") % {"what": found} if is_refused else str(found)


def is_known(action: str) -> bool:
    """True for an action of ours, by its name or its beginning."""
    return action in WHAT or _beginning(action) in WHAT


def _beginning(action: str) -> str:
    return action.partition(".")[0]


def about(category: str) -> str:
    """Which kind of data, "" where the action says it already."""
    return str(ITEMS.get(category, ""))


def part(role: str) -> str:
    """The profession or the roles of whoever acted, in words."""
    labels = {**JOBS, **dict(Role.choices)}
    return ", ".join(str(labels[code]) for code in role.split() if code in labels)


def why(purpose: str, reason: str) -> tuple[str, str]:
    """The purpose in a word, and the sentence that explains it where there is one."""
    word = str(Purpose(purpose).label) if purpose in Purpose.values else ""
    return word, str(Reason(reason).label) if reason in Reason.values else ""
