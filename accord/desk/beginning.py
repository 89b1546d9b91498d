"""The four first steps of an empty base, and what each unlocks."""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accord.contacts.models import Person
from accord.intake.models import Form
from accord.lib.links import address
from accord.register.models import NoticeVersion, Purpose


@dataclass(frozen=True, slots=True)
class First:
    """One step: what, why, what it unlocks, where it is done, and how far we are (done, current, later)."""

    number: int
    title: Promise
    sentence: Promise
    unlocks: Promise
    after: Promise
    url: str
    state: str

    @property
    def href(self) -> str:
        """Where the step is done."""
        return address(self.url)

    @property
    def mark(self) -> str:
        """The number, as drawn."""
        return str(self.number)

    @property
    def whole(self) -> str:
        """What it is and what it unlocks."""
        return f"{self.sentence} {self.unlocks}"


STEPS = (
    (
        _("Declare a purpose"),
        _("Why data are kept: a newsletter, a trial, sales."),
        _("Lets you write the notice."),
        _("first of all"),
        "register:new_purpose",
    ),
    (
        _("Publish a notice"),
        _("What people read before they entrust you with anything."),
        _("Lets you open a form and import."),
        _("after the first step"),
        "register:new_notice",
    ),
    (
        _("Open a form"),
        _("People sign up and confirm their address."),
        _("Lets you write to those who say yes."),
        _("after the notice"),
        "intake:new_form",
    ),
    (
        _("Import people"),
        _("From Mailchimp, with their refusals."),
        _("Lets you leave your former tool."),
        _("after the notice"),
        "intake:new_import",
    ),
)


def is_empty() -> bool:
    """True while nobody is in the contact base."""
    return not Person.objects.exists()


def first_steps() -> list[First]:
    """The steps with how far we are: the first one not done is the one to take."""
    done = (
        Purpose.objects.filter(state=Purpose.State.OPEN).exists(),
        NoticeVersion.objects.filter(published_at__isnull=False).exists(),
        Form.objects.filter(is_open=True).exists(),
        False,
    )
    current = done.index(False)
    states = [
        "done" if ready else "current" if place == current else "later" for place, ready in enumerate(done)
    ]
    return [First(place + 1, *step, states[place]) for place, step in enumerate(STEPS)]
