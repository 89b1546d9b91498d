"""What leaves in answer to a request, in one file. Pure: the same documents give the same bytes.

Nothing of part 3°, and nothing nobody looked at, can be put in: the builder itself refuses it.
"""

import hashlib
import io
import zipfile
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from accord.health.codes import is_communicable

EPOCH = (2000, 1, 1, 0, 0, 0)  # of every entry, so that the same content is the same file


class NotCommunicable(Exception):
    """A document that must not leave was put into a bundle. Nothing is built."""


@dataclass(frozen=True, slots=True)
class Piece:
    """One copy. may_leave: it was reviewed, nothing about third parties is left in it."""

    document: str
    item: str
    made_on: date | None
    extension: str
    content: bytes
    may_leave: bool

    @property
    def sha256(self) -> str:
        """Of the copy."""
        return hashlib.sha256(self.content).hexdigest()


def manifest(pieces: Iterable[Piece]) -> list[dict[str, object]]:
    """What is kept of the pieces once they are gone: ids, codes, hashes, sizes."""
    return [
        {"document": one.document, "item": one.item, "sha256": one.sha256, "size": len(one.content)}
        for one in pieces
    ]


def only_communicable(pieces: Iterable[Piece]) -> None:
    """Raises NotCommunicable for the first piece that must not leave."""
    for one in pieces:
        if not (one.may_leave and is_communicable(one.item)):
            raise NotCommunicable(one.document)


def zipped(pieces: Sequence[Piece], letter: bytes) -> bytes:
    """The ZIP: the letter first, then each copy, named by its rank, kind and day. Raises NotCommunicable."""
    only_communicable(pieces)
    whole = io.BytesIO()
    with zipfile.ZipFile(whole, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(_entry("00-lettre.pdf"), letter)
        for rank, one in enumerate(pieces, 1):
            archive.writestr(_entry(_name(rank, one)), one.content)
    return whole.getvalue()


def _name(rank: int, piece: Piece) -> str:
    day = f"-{piece.made_on.isoformat()}" if piece.made_on else ""
    return f"{rank:02}-{piece.item.replace('.', '')}{day}.{piece.extension}"


def _entry(name: str) -> zipfile.ZipInfo:
    entry = zipfile.ZipInfo(name, EPOCH)
    entry.compress_type, entry.external_attr = zipfile.ZIP_DEFLATED, 0o600 << 16
    return entry


# Which copies are taken in

SIGNATURES = {
    "pdf": (b"%PDF-",),
    "jpg": (b"\xff\xd8\xff",),
    "png": (b"\x89PNG\r\n\x1a\n",),
    "tif": (b"II*\x00", b"MM\x00*"),
    "zip": (b"PK\x03\x04",),  # images of an examination (DICOM) as their viewer exports them
}


def kind_of(content: bytes) -> str:
    """The extension its first bytes show, "" for a file we do not take."""
    return next((kind for kind, starts in SIGNATURES.items() if content.startswith(starts)), "")
