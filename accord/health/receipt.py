"""The dated receipt the patient gets when the form comes back: paper, in French, like the form."""

from datetime import timedelta
from pathlib import Path

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override, pgettext

from accord.health.delays import delay
from accord.health.models import FormIssue
from accord.lib.paper import printed
from accord.register.rules import period
from accord.ui.components.words import long_date, moment

TEMPLATE = Path(__file__).parent / "paper" / "receipt.typ"


def pdf(issue: FormIssue) -> bytes:
    """The receipt of a form that came back (`returned_at` is set): the same bytes each time."""
    assert issue.returned_at is not None
    received = issue.returned_at
    recent = delay(received_at=received, item="", constituted_on=None)
    made = timezone.localdate(received) - period("health.access.old-after") - timedelta(days=1)
    old = delay(received_at=received, item="", constituted_on=made)
    with override("fr"):
        said = {
            "title": _("Receipt of your form"),
            "organisation": issue.organisation,
            "address": issue.address,
            "sentence": _("We have received the form « Obtenir ses documents médicaux » filled in by you or for you."),
            "facts": [
                (_("Received on"), moment(received)),
                *([(_("How"), issue.get_returned_way_display())] if issue.returned_way else []),
                (pgettext("of a form", "Received by"), issue.returned_by),
                (_("Number of the sheet"), issue.form),
            ],
            "lines": [
                _("Documents you asked for: from %(opens)s on, and on %(due)s at the latest.")
                % {"opens": moment(recent.opens_at), "due": long_date(recent.due_on)},
                _("Documents more than five years old: on %(due)s at the latest.") % {"due": long_date(old.due_on)},
                _("What you were to be given on discharge is not held back."),
                _("Your choices count once a second person has compared them with your sheet."),
                _("You may change them at any time, at the desk or in writing."),
                _("Without an answer in time, keep this receipt: its date is what counts."),
            ],
            "signature": _("For the institution"),
        }  # fmt: skip
        return printed(TEMPLATE, said, received)
