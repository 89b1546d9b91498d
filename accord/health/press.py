"""Printing what the database says of a form: the order, its key, the same bytes again."""

import io
from collections.abc import Iterable

import pypdfium2

from accord.health import keyring
from accord.health.crypto import derived
from accord.health.models import FormIssue, PaperSettings, Patient
from accord.health.paper.layout import Order, Printed, press
from accord.health.paper.scans import PDFIUM
from accord.health.paper.sheet import Known
from accord.register.models import Controller


class NotTheSame(Exception):
    """The sheet would no longer come out byte for byte: the press of this version of Accord draws it otherwise."""


def newest_code_key() -> str:
    """The id of the key that seals the codes of what is printed now."""
    return keyring.current().index[0]


def code_key(key_id: str) -> bytes:
    """What seals the codes of sheets printed under that indexing key. Raises keyring.KeysMissing."""
    key = keyring.current().indexing.get(key_id)
    if key is None:
        raise keyring.KeysMissing("The key that sealed this form is not here.")
    return derived(key, "form-code")


def code_keys() -> list[bytes]:
    """Every key a sheet in somebody's hands may have been sealed with, the newest first."""
    return [derived(key, "form-code") for key in reversed(keyring.current().indexing.values())]


def sender() -> tuple[str, str]:
    """The organisation and the address printed on forms: as decided, else those of the register."""
    decided = PaperSettings.now()
    if decided.organisation:
        return decided.organisation, decided.address
    controller = Controller.objects.first()
    if controller is None:
        return "—", ""
    return controller.name, controller.address_line


def order(issue: FormIssue) -> Order:
    """What makes this sheet what it is."""
    return Order(
        content=issue.questionnaire.said,
        form=issue.form,
        version=issue.questionnaire.version,
        organisation=issue.organisation,
        address=issue.address,
        at=issue.issued_at,
        key=code_key(issue.code_key),
        known=issue.known,
        is_large=issue.is_large,
    )


def again(issue: FormIssue) -> Printed:
    """The sheet as it was printed, to the byte. Raises NotTheSame."""
    printed = press(order(issue))
    if printed.sha256 != issue.pdf_sha256:
        raise NotTheSame(issue.form)
    return printed


def known_of(patient: Patient) -> Known:
    """What is printed of a patient: who they are and where they live. Never a number."""
    traits = patient.traits
    return Known(
        birth_name=traits.birth_name,
        used_name=traits.used_name,
        first_names=traits.first_names,
        born_on=traits.born_on,
        address=", ".join(traits.address.splitlines()),
        phone=traits.phone,
        email=traits.email,
    )


def bound(pdfs: Iterable[bytes]) -> bytes:
    """Several forms in one file for the printer; each alone stays the one that is archived."""
    with PDFIUM, pypdfium2.PdfDocument.new() as whole:
        for pdf in pdfs:
            with pypdfium2.PdfDocument(pdf) as one:
                whole.import_pages(one)
        return saved(whole)


def saved(pdf: pypdfium2.PdfDocument) -> bytes:
    """The bytes of a PDF."""
    out = io.BytesIO()
    pdf.save(out)
    return out.getvalue()
