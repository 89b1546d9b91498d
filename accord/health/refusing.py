"""Refusing a request: in writing, with a reason, and with the remedy of that kind of institution. Pure."""

from datetime import date

from django.db import models
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accord.health.delays import remedy_until
from accord.ui.components.words import long_date


class Ground(models.TextChoices):
    """Why a request is refused. Each is a sentence of the letter."""

    NO_RIGHT = "no_right", gettext_lazy("The law does not give the person who asks a right to this record.")
    NO_PROOF = (
        "no_proof",
        gettext_lazy("The proofs asked for were not shown, or do not show what they should."),
    )
    OBJECTED = "objected", gettext_lazy("The patient did not want this person to be told.")
    NO_MOTIVE = "no_motive", gettext_lazy("The request gives none of the three reasons an heir may have.")
    NO_RECORD = "no_record", gettext_lazy("We hold no record of this person, or no longer do.")
    THIRD_PARTIES = (
        "third_parties",
        gettext_lazy("What is asked for comes from third parties, or concerns them."),
    )
    REPEATED = (
        "repeated",
        gettext_lazy("The same documents have been handed over, and nothing has been added since."),
    )


def remedy(*, is_public: bool, refused_on: date) -> str:
    """What the person may do about a refusal of that day, in the words of the letter.

    A public body: the CADA within two months, before any judge (CRPA R.311-15, R.343-1). A private one: the judge.
    """
    if is_public:
        return _(
            "You may ask the Commission d’accès aux documents administratifs (CADA) for its opinion until %(day)s "
            "(www.cada.fr, TSA 50730, 75334 Paris Cedex 07). You have to ask it before you can go to the "
            "administrative court."
        ) % {"day": long_date(remedy_until(refused_on))}
    return _(
        "You may ask the judge: the tribunal judiciaire where we have our seat. You may also complain to the CNIL "
        "(www.cnil.fr/plaintes)."
    )
