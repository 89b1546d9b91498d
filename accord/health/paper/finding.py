"""Which sheet a picture shows and where: its code, its corners, and how millimetres become pixels."""

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from typing import Any, cast

import numpy as np
import zxingcpp
from numpy.typing import NDArray
from PIL import Image

from accord.health.paper.codes import (
    CORNER_AT,
    CORNER_SIDE,
    CORNERS,
    PAGE_HEIGHT,
    PAGE_WIDTH,
    QR_LEFT,
    QR_SIDE,
    QR_TOP,
    ForeignCode,
    Mark,
    opened,
)
from accord.health.paper.scans import Grey, Unreadable

Points = NDArray[np.float64]
LEAST_DPI = 150
TOLERANCE = 0.96  # a scanner's 150 may measure 145 on a sheet not quite flat
SEEN_FIRST = 1400  # pixels across: enough to find a code of 22 mm
AROUND = 16.0  # mm searched around the place where a corner should be
FAR = 2.0  # mm: a corner further from where the others put it means a folded or torn sheet
LEAST_CORNERS = 3
_qr = np.array([(0, 0), (1, 0), (1, 1), (0, 1)]) * QR_SIDE + (QR_LEFT, QR_TOP)
_middle = CORNER_AT + CORNER_SIDE / 2
_corners = np.array(
    [
        (_middle, _middle),
        (PAGE_WIDTH - _middle, _middle),
        (_middle, PAGE_HEIGHT - _middle),
        (PAGE_WIDTH - _middle, PAGE_HEIGHT - _middle),
    ]
)


@dataclass(frozen=True)
class Sheet:
    """A page recognised: what its code says, its resolution, and `matrix`, which turns millimetres into pixels."""

    mark: Mark
    dpi: int
    matrix: NDArray[np.float64]
    corners: int

    @classmethod
    def of(cls, stored: Mapping[str, Any]) -> "Sheet":
        """The sheet kept as JSON."""
        mark, matrix = Mark(**stored["mark"]), np.array(stored["matrix"], dtype=float)
        return cls(mark, stored["dpi"], matrix, stored["corners"])

    def stored(self) -> dict[str, Any]:
        """The same, as JSON keeps it."""
        return {
            "mark": asdict(self.mark),
            "dpi": self.dpi,
            "matrix": self.matrix.tolist(),
            "corners": self.corners,
        }

    def pixels(self, millimetres: Points) -> Points:
        """Where points of the page (…, 2) stand in the picture."""
        flat = millimetres.reshape(-1, 2)
        seen = np.column_stack([flat, np.ones(len(flat))]) @ self.matrix.T
        return cast(Points, (seen[:, :2] / seen[:, 2:]).reshape(millimetres.shape))


def found(grey: Grey, key: bytes) -> Sheet:
    """The sheet a picture shows. Raises Unreadable: no_code, foreign_code, two_sheets, corners, too_coarse (dpi)."""
    code = _code(grey)
    try:
        mark = opened(code.text, key)
    except ForeignCode:
        raise Unreadable("foreign_code") from None
    rough = Sheet(mark, 0, _homography(_qr, code.points), 0)
    seen = _seen_corners(grey, rough)
    matrix = _fitted(seen, code.points.mean(axis=0))
    sheet = Sheet(mark, 0, matrix, len(seen))
    dpi = round(_least_scale(sheet) * 25.4)
    if dpi < LEAST_DPI * TOLERANCE:
        raise Unreadable("too_coarse", dpi=dpi)
    return Sheet(mark, dpi, matrix, len(seen))


def _code(grey: Grey) -> "_Found":
    """The one QR code of the picture: looked for in a small copy first."""
    step = max(1, round(min(grey.shape) / SEEN_FIRST))
    for by in dict.fromkeys((step, 1)):
        codes = _read(_smaller(grey, by), by, zxingcpp.QRCode)
        texts = {one.text for one in codes}
        if len(texts) > 1:
            raise Unreadable("two_sheets")
        if codes:
            return codes[0]
    raise Unreadable("no_code")


@dataclass(frozen=True)
class _Found:
    text: str
    points: Points


def _read(grey: Grey, by: int, kind: zxingcpp.BarcodeFormat, left: int = 0, top: int = 0) -> list[_Found]:
    codes = zxingcpp.read_barcodes(
        np.ascontiguousarray(grey), formats=zxingcpp.BarcodeFormats(kind), try_invert=False
    )
    return [_Found(one.text, _points(one) * by + (left, top)) for one in codes]


def _points(code: zxingcpp.Barcode) -> Points:
    place = code.position
    ends = (place.top_left, place.top_right, place.bottom_right, place.bottom_left)
    return np.array([(end.x, end.y) for end in ends], dtype=float)


def _smaller(grey: Grey, by: int) -> Grey:
    return grey if by == 1 else np.asarray(Image.fromarray(grey).reduce(by))


def _seen_corners(grey: Grey, rough: Sheet) -> dict[int, Points]:
    """The middle of each corner code that can be read, in pixels: each near its place, else anywhere on the picture."""
    seen: dict[int, Points] = {}
    for index, text in enumerate(CORNERS):
        left, top, right, bottom = _window(grey, rough, _corners[index])
        if right - left > 8 and bottom - top > 8:
            _keep(seen, _read(grey[top:bottom, left:right], 1, zxingcpp.DataMatrix, left, top), [text])
    if len(seen) < len(CORNERS):
        _keep(seen, _read(grey, 1, zxingcpp.DataMatrix), CORNERS)
    if len(seen) < LEAST_CORNERS:
        raise Unreadable("corners")
    return seen


def _keep(seen: dict[int, Points], codes: Iterable[_Found], texts: Iterable[str]) -> None:
    for one in codes:
        if one.text in texts:
            seen.setdefault(CORNERS.index(one.text), one.points.mean(axis=0))


def _window(grey: Grey, rough: Sheet, middle: Points) -> tuple[int, int, int, int]:
    square = np.array([(-1, -1), (1, -1), (1, 1), (-1, 1)]) * AROUND + middle
    pixels = rough.pixels(square)
    height, width = grey.shape
    left, top = np.maximum(pixels.min(axis=0), 0)
    right, bottom = np.minimum(pixels.max(axis=0), (width, height))
    return int(left), int(top), int(right), int(bottom)


def _fitted(seen: dict[int, Points], code: Points) -> NDArray[np.float64]:
    """Millimetres to pixels, from the corners and the code. Raises Unreadable when they do not lie on one flat page."""
    indexes = sorted(seen)
    page = np.array([*(_corners[index] for index in indexes), _qr.mean(axis=0)])
    pixels = np.array([*(seen[index] for index in indexes), code])
    matrix = _homography(page, pixels) if len(seen) == len(CORNERS) else _affine(page, pixels)
    sheet = Sheet(Mark("", 0, 0), 0, matrix, 0)
    off = np.linalg.norm(sheet.pixels(page) - pixels, axis=1).max()
    if off > FAR * _least_scale(sheet):
        raise Unreadable("corners")
    return matrix


def _homography(page: Points, pixels: Points) -> NDArray[np.float64]:
    """Least squares of the eight unknowns of a perspective, on coordinates brought near 1."""
    by = PAGE_HEIGHT
    far = float(np.abs(pixels).max()) or 1.0
    rows = []
    for (x, y), (u, v) in zip(page / by, pixels / far, strict=True):
        rows += [(x, y, 1, 0, 0, 0, -u * x, -u * y), (0, 0, 0, x, y, 1, -v * x, -v * y)]
    solved = np.linalg.lstsq(np.array(rows), (pixels / far).reshape(-1), rcond=None)[0]
    matrix = np.append(solved, 1).reshape(3, 3)
    return cast(NDArray[np.float64], np.diag([far, far, 1]) @ matrix @ np.diag([1 / by, 1 / by, 1]))


def _affine(page: Points, pixels: Points) -> NDArray[np.float64]:
    solved = np.linalg.lstsq(np.column_stack([page, np.ones(len(page))]), pixels, rcond=None)[0]
    return cast(NDArray[np.float64], np.vstack([solved.T, (0, 0, 1)]))


def _least_scale(sheet: Sheet) -> float:
    """Pixels to the millimetre along the coarsest edge of the page."""
    at = sheet.pixels(_corners)
    edges = ((0, 1), (2, 3), (0, 2), (1, 3))
    return float(
        min(np.linalg.norm(at[a] - at[b]) / np.linalg.norm(_corners[a] - _corners[b]) for a, b in edges)
    )
