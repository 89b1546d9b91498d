"""How people enter: forms and their versions, the quarantine of pending requests, submissions, imports, trials."""

from accord.intake.models.forms import Form, FormField, FormPurpose, FormVersion
from accord.intake.models.imports import Import, ImportLine
from accord.intake.models.requests import (
    FieldDay,
    FunnelDay,
    PendingRequest,
    Quota,
    SpentToken,
    Submission,
)
from accord.intake.models.trials import Offer, Trial

__all__ = [
    "FieldDay",
    "Form",
    "FormField",
    "FormPurpose",
    "FormVersion",
    "FunnelDay",
    "Import",
    "ImportLine",
    "Offer",
    "PendingRequest",
    "Quota",
    "SpentToken",
    "Submission",
    "Trial",
]
