"""What health prints besides the form: the answer to a request, a refusal, the log of a patient. PDF/A-2a, PDF/UA-1."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from django.utils import timezone
from django.utils.translation import get_language, override
from django.utils.translation import gettext as _

from accord.health.codes import Item, Requester
from accord.health.models import AccessRequest, House, LogPass, Patient
from accord.health.refusing import Ground, remedy
from accord.lib.paper import printed
from accord.register.queries import first_controller
from accord.ui.components.words import long_date

TEMPLATE = Path(__file__).parent / "paper" / "letter.typ"
Rows = Sequence[Sequence[str]]


@dataclass(frozen=True, slots=True)
class Table:
    """What a letter lists: heads, rows, and how wide each column is beside the others."""

    heads: Sequence[str] = ()
    rows: Rows = ()
    widths: Sequence[int] = ()


@dataclass(frozen=True, slots=True)
class Letter:
    """One paper: to whom, its facts, its paragraphs before and after what it lists. is_wide: on its long side."""

    title: str
    to: Sequence[str] = ()
    facts: Rows = ()
    before: Sequence[str] = ()
    table: Table = field(default_factory=Table)
    after: Sequence[str] = ()
    is_wide: bool = False


def drawn(letter: Letter, at: datetime) -> bytes:
    """The PDF, dated `at`, in the language of the moment. The same words give the same bytes."""
    said = {
        "title": letter.title,
        "language": (get_language() or "fr")[:2],
        "who": _who(),
        "day": long_date(at),
        "to": [line for line in letter.to if line],
        "facts": [list(fact) for fact in letter.facts],
        "before": list(letter.before),
        "heads": list(letter.table.heads),
        "rows": [list(row) for row in letter.table.rows],
        "widths": list(letter.table.widths),
        "after": list(letter.after),
        "wide": letter.is_wide,
    }
    return printed(TEMPLATE, said, at)


def _who() -> dict[str, str]:
    controller = first_controller()
    if controller is None:
        return {"name": "Accord", "address": ""}
    address = controller.address_line
    return {"name": controller.name, "address": f"{address} · {controller.email}"}


def answer_letter(request: AccessRequest, manifest: Sequence[Mapping[str, object]], at: datetime) -> bytes:
    """What goes with the copies: what was asked, what is there with its hash, what is never handed over."""
    rows = [
        [f"{rank:02}", str(Item(str(one["item"])).label), str(one["sha256"])]
        for rank, one in enumerate(manifest, 1)
    ]
    day = {"day": long_date(request.received_at)}
    without = _(
        "What was collected from third parties who take no part in the care, or concerns them, is not communicable "
        "(article R.1112-2, 3° of the public health code): it was taken out."
    )
    help_to_read = _(
        "You may ask for the presence of a doctor to read them with you, or for an explanation, at the address above."
    )
    letter = Letter(
        _("Your medical documents"),
        to=_addressed(request),
        before=[_("You asked for these documents on %(day)s. Here are the copies; they are free.") % day],
        table=Table([_("Copy"), _("Document"), _("SHA-256 of the file")], rows, [1, 4, 6]),
        after=[without, help_to_read],
    )
    return drawn(letter, at)


def refusal_letter(request: AccessRequest, at: datetime) -> bytes:
    """The refusal in writing: its reason, and the remedy of this kind of institution."""
    words = request.who.get("words", "")
    closed = request.closed_at or at
    day = {"day": long_date(request.received_at)}
    letter = Letter(
        _("Your request for medical documents"),
        to=_addressed(request),
        before=[
            _("You asked for medical documents on %(day)s. We cannot hand them over, for this reason:") % day,
            str(Ground(request.refusal).label),
            *([words] if words else []),
            remedy(is_public=House.now().is_public, refused_on=timezone.localdate(closed)),
        ],
    )
    return drawn(letter, closed)


def awaiting_letter(patient: Patient, at: datetime) -> bytes:
    """What a patient is written who cannot be told by e-mail: that a document awaits, and no more. In French."""
    with override("fr"):
        said = Letter(
            _("A document awaits you"),
            to=_at_home(patient),
            before=[_("A document awaits you. Please come for it with an identity document.")],
        )
        return drawn(said, at)


def log_letter(row: LogPass, code: str, address: str) -> bytes:
    """What a patient takes home to read their own log: where, the code, until when. In French, like the form."""
    with override("fr"):
        said = Letter(
            _("Read at home who opened your record"),
            to=_at_home(row.patient),
            facts=[
                [_("Address of the page"), address],
                [_("Your code"), " ".join(code[start : start + 4] for start in range(0, len(code), 4))],
                [_("Good until"), long_date(row.expires_at)],
            ],
            before=[
                _("Each time somebody opens your record it is written down. You may read that list at home, once."),
                _("Type this address into a browser, then the code and your date of birth. Nothing else is asked."),
            ],
            after=[
                _("The page stays open for half an hour, and you can keep it as a file."),
                _("Keep this letter to yourself. If you lose it, ask for another: this one then opens nothing."),
            ],
        )  # fmt: skip
        return drawn(said, row.made_at)


def _at_home(patient: Patient) -> list[str]:
    return [patient.traits.shown, *patient.traits.address.splitlines()]


def _addressed(request: AccessRequest) -> list[str]:
    who = request.who
    if request.kind == Requester.PATIENT and not who.get("contact"):
        return _at_home(request.patient)
    name = who.get("name") or request.patient.traits.shown
    return [name, *who.get("contact", "").splitlines()]
