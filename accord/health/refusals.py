"""Why a scan or a page was refused, in a sentence that says what to do."""

from collections.abc import Mapping
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

SENTENCES: dict[str, str | Promise] = {
    # The file
    "format": _("This is neither a PDF nor a JPEG, PNG or TIFF picture: scan or export it as one of these."),
    "damaged": _("The file is damaged or was cut on its way: scan it again."),
    "locked": _("The PDF is protected by a password: scan without one."),
    "too_big": _("The file is too big (%(most)s MB at most): scan fewer pages at a time, at 200 dpi."),
    "too_many_pages": _("There are more than %(most)s pages: scan fewer at a time."),
    # The page
    "no_code": _(
        "No code of Accord is on this page: check that the sheet lies whole and flat, code included."
    ),
    "foreign_code": _("The code on this page is not one of ours: this sheet was not printed here."),
    "unknown_form": _("This sheet was printed by another installation or before a restored backup."),
    "given_up": _("This sheet was given up: nothing is read from it."),
    "two_sheets": _("Two sheets are on this page: scan them one by one."),
    "corners": _("Two or more corners of the sheet cannot be seen: flatten it, lay it whole, scan again."),
    "too_coarse": _("Scanned at about %(dpi)s dpi, which is too coarse to be sure: scan at 150 dpi or more."),
}


def sentence(code: str, figures: Mapping[str, Any]) -> str:
    """What happened and what to do, for the person at the scanner."""
    return str(SENTENCES[code]) % {"most": "", "dpi": "", **figures}
