"""What happened, in words: what people said, the letters they were sent."""

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accord.consent.queries import Said
from accord.consent.terms import State
from accord.outbox.models import Letter

SAID: dict[str, tuple[str, str, Promise]] = {
    State.INFORMED: ("info", "", gettext_lazy("Was informed: %(purpose)s")),
    State.REQUESTED: ("edit", "", gettext_lazy("Asked for: %(purpose)s")),
    State.GIVEN: ("check", "yes", gettext_lazy("Agreed: %(purpose)s")),
    State.CONFIRMED: ("check", "yes", gettext_lazy("Confirmed: %(purpose)s")),
    State.REFUSED: ("no", "no", gettext_lazy("Refused: %(purpose)s")),
    State.WITHDRAWN: ("no", "no", gettext_lazy("Withdrew their agreement: %(purpose)s")),
    State.OBJECTED: ("no", "no", gettext_lazy("Objected: %(purpose)s")),
}
SERVICES: dict[str, Promise] = {
    "confirm-your-address": gettext_lazy("Confirmation asked for by e-mail"),
    "already-confirmed": gettext_lazy("Told that the address was already confirmed"),
    "preferences-link": gettext_lazy("Link to the preferences page"),
    "information-notice": gettext_lazy("Information notice"),
    "receipt": gettext_lazy("Receipt"),
    "meeting": gettext_lazy("Meeting booked, moved or cancelled"),
    "campaign-test": gettext_lazy("Test of a letter"),
}


def said_words(event: Said) -> tuple[str, str, str]:
    """Icon, tone and words of something a person said."""
    icon, tone, words = SAID[event.state]
    return icon, tone, str(words) % {"purpose": event.purpose.label}


def letter_words(letter: Letter) -> tuple[str, str, str]:
    """Title, sentence and tone of a letter."""
    name = letter.mailing.name if letter.mailing else str(SERVICES.get(letter.service, letter.service))
    title = _("Letter: %(name)s") % {"name": name}
    tone = "no" if letter.state in {Letter.State.SKIPPED, Letter.State.BOUNCED, Letter.State.FAILED} else ""
    return title, str(letter.get_state_display()), tone
