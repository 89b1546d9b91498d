"""Why two records were found to be one person, or two after all."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Reason(models.TextChoices):
    """Codes only: the journal keeps no word about the patient."""

    TWICE = "twice", _("Registered twice")
    OTHER_NAME = "other_name", _("Registered under another name")
    PROVISIONAL = "provisional", _("Provisional identity, known since")
    MISTAKE = "mistake", _("They are two people: the merge was a mistake")
