"""Who may hold the number of the social security (NIR), and what for: the part of the closed list of decree 2019-341
that a house of care can be in. Anything else has no code, and the field does not exist.

Sources: décret n° 2019-341 du 19 avril 2019, art. 2 (A: protection sociale; B: santé), known here through the CNIL's
page on it and law.md, its text not read at the source; CSP L.1111-8-1 and R.1111-8-1 et seq. for the INS; loi
78-17 art. 30.
"""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Controller(models.TextChoices):
    """The category of the controller."""

    INSTITUTION = "institution", _("Health institution (hospital, clinic)")
    CENTRE = "centre", _("Health centre or group practice")
    PROFESSIONAL = "professional", _("Health professional in practice")
    SOCIAL = "social", _("Social or medico-social institution or service")


class Use(models.TextChoices):
    """The purpose."""

    INS = "ins", _("Identifying patients for their care: national health identity (INS)")
    BILLING = "billing", _("Having care paid for by the health insurance")


_CARE = frozenset({Controller.INSTITUTION, Controller.CENTRE, Controller.PROFESSIONAL, Controller.SOCIAL})
ALLOWED: dict[str, frozenset[Controller]] = {Use.INS: _CARE, Use.BILLING: _CARE}
# the articles each rests on: in French, in English
TEXTS = {
    Use.INS: (
        "CSP, art.\u00a0L.1111-8-1 et R.1111-8-1 s.\u00a0; décret 2019-341, art.\u00a02",
        "CSP, art.\u00a0L.1111-8-1 and R.1111-8-1 et seq.; decree 2019-341, art.\u00a02",
    ),
    Use.BILLING: (
        "CSS, art.\u00a0L.161-29 et R.161-40 s.\u00a0; décret 2019-341, art.\u00a02",
        "CSS, art.\u00a0L.161-29 and R.161-40 et seq.; decree 2019-341, art.\u00a02",
    ),
}


def is_allowed(controller: str, use: str) -> bool:
    """True when the decree knows this purpose for this category of controller; unknown codes are a no."""
    return controller in ALLOWED.get(use, frozenset())
