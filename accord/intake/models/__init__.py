"""How people enter: forms and their versions, the quarantine of pending requests, submissions, imports."""

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

__all__ = [
    "FieldDay",
    "Form",
    "FormField",
    "FormPurpose",
    "FormVersion",
    "FunnelDay",
    "Import",
    "ImportLine",
    "PendingRequest",
    "Quota",
    "SpentToken",
    "Submission",
]
