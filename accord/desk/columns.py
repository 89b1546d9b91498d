"""The columns of the list of people: the same facts on the screen, in an export and in the API."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accord.desk.facts import Known


@dataclass(frozen=True, slots=True)
class Column:
    """One column. text: what stands in it; kind: how it is drawn ("" plain, "verdict", "day")."""

    code: str
    label: Promise | str
    text: Callable[[Known], object]
    kind: str = ""
    width: str = ""  # "wide": hidden when the screen is narrow


COLUMNS: tuple[Column, ...] = (
    Column("email_verdict", _("by e-mail"), lambda known: known.by_email, "verdict"),
    Column("phone_verdict", _("by telephone"), lambda known: known.by_phone, "verdict"),
    Column("organisation", _("Organisation"), lambda known: known.organisation, width="wide"),
    Column("job", _("Job"), lambda known: known.person.job, width="wide"),
    Column("email", _("E-mail"), lambda known: known.address("email"), width="wide"),
    Column("phone", _("Telephone"), lambda known: known.address("phone"), width="wide"),
    Column("source", _("Source"), lambda known: known.source, width="wide"),
    Column("informed", _("Informed"), lambda known: known.informed_at, "day", width="wide"),
    Column("agreement", _("What they said"), lambda known: known.opt_in.state, width="wide"),
    Column("since", _("Agreement since"), lambda known: known.opt_in.since, "day", width="wide"),
    Column("requested", _("Asked for on"), lambda known: known.opt_in.requested_at, "moment", width="wide"),
    Column("confirmed", _("Confirmed on"), lambda known: known.opt_in.confirmed_at, "moment", width="wide"),
    Column("method", _("How"), lambda known: known.opt_in.method, width="wide"),
    Column("evidence", _("Evidence"), lambda known: known.opt_in.evidence, width="wide"),
    Column("words", _("On which words"), lambda known: known.opt_in.words, width="wide"),
    Column("last_sign", _("Last sign from them"), lambda known: known.last_sign, "day", width="wide"),
    Column("created", _("Entered on"), lambda known: known.person.created_at, "day", width="wide"),
    Column("state", _("State"), lambda known: known.person.get_state_display(), width="wide"),
    Column("language", _("Language"), lambda known: known.person.language, width="wide"),
)
BY_CODE = {column.code: column for column in COLUMNS}
DEFAULT = ("email_verdict", "phone_verdict", "source", "last_sign")
MOST = 8


def chosen(codes: Iterable[str]) -> list[Column]:
    """The columns of these codes in the order of the house, the usual ones when none is known."""
    wanted = {code for code in codes if code in BY_CODE} or set(DEFAULT)
    return [column for column in COLUMNS if column.code in wanted][:MOST]
