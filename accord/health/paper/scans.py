"""What comes from a scanner or a telephone, as pages in grey: PDF, JPEG, PNG, TIFF; the rest is refused."""

import io
import threading
import warnings
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import pypdfium2
from numpy.typing import NDArray
from PIL import Image, ImageOps, ImageSequence, UnidentifiedImageError
from pypdfium2.raw import FPDF_PAGEOBJ_IMAGE

Grey = NDArray[np.uint8]
MOST_BYTES = 60_000_000
MOST_PAGES = 60
MOST_PIXELS = 80_000_000
DRAWN_DPI = 200  # for a PDF page that is not a picture
LEAST_DPI, MOST_DPI = 72, 300  # a page is drawn at the resolution of the picture in it, within these
FORMATS = ("JPEG", "PNG", "TIFF")
PDFIUM = threading.Lock()  # PDFium may not be entered twice


class Unreadable(ValueError):
    """A file that cannot be read; `code` says why, `figures` with which numbers."""

    def __init__(self, code: str, **figures: int) -> None:
        super().__init__(code)
        self.code, self.figures = code, figures


@dataclass(frozen=True)
class Picture:
    """One page of a file: grey (0 black, 255 white), and where it stood, counted from 1."""

    number: int
    grey: Grey


def pictures(data: bytes) -> Iterator[Picture]:
    """The pages of a file, in its order. Raises Unreadable: too_big, too_many_pages, format, damaged, locked."""
    if len(data) > MOST_BYTES:
        raise Unreadable("too_big", most=MOST_BYTES // 1_000_000)
    pages = _of_pdf(data) if data[:1024].lstrip().startswith(b"%PDF") else _of_image(data)
    for number, grey in enumerate(pages, start=1):
        if number > MOST_PAGES:
            raise Unreadable("too_many_pages", most=MOST_PAGES)
        yield Picture(number, grey)


def _of_image(data: bytes) -> Iterator[Grey]:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error")
            with Image.open(io.BytesIO(data), formats=FORMATS) as image:
                frames = ImageSequence.Iterator(image) if image.format == "TIFF" else [image]
                for frame in frames:
                    yield _grey(frame)
    except UnidentifiedImageError as error:
        raise Unreadable("format") from error
    except (OSError, ValueError, SyntaxError, Warning, Image.DecompressionBombError) as error:
        if isinstance(error, Unreadable):
            raise
        raise Unreadable("damaged") from error


def _grey(image: Image.Image) -> Grey:
    """As a person holds it, transparent parts white."""
    if image.width * image.height > MOST_PIXELS:
        raise Unreadable("too_big", most=MOST_BYTES // 1_000_000)
    upright = ImageOps.exif_transpose(image)
    if upright.mode.startswith("I;16") or upright.mode == "I":
        return (np.asarray(upright, dtype=np.int64) >> 8).clip(0, 255).astype(np.uint8)
    if "A" in upright.getbands() or "transparency" in upright.info:
        see_through = upright.convert("RGBA")
        upright = Image.alpha_composite(Image.new("RGBA", see_through.size, "white"), see_through)
    return np.asarray(upright.convert("L"))


def _of_pdf(data: bytes) -> Iterator[Grey]:
    with PDFIUM:
        try:
            pages = _drawn(data)
        except pypdfium2.PdfiumError as error:
            raise Unreadable("locked" if "password" in str(error).lower() else "damaged") from error
    yield from pages


def _drawn(data: bytes) -> list[Grey]:
    with pypdfium2.PdfDocument(data) as pdf:
        if len(pdf) > MOST_PAGES:
            raise Unreadable("too_many_pages", most=MOST_PAGES)
        return [_page(pdf[number]) for number in range(len(pdf))]


def _page(page: pypdfium2.PdfPage) -> Grey:
    scale = _dpi(page) / 72
    width, height = page.get_size()
    if width * height * scale * scale > MOST_PIXELS:
        raise Unreadable("too_big", most=MOST_BYTES // 1_000_000)
    bitmap = page.render(scale=scale, grayscale=True)
    try:
        grey = np.array(bitmap.to_numpy()[..., 0] if bitmap.to_numpy().ndim == 3 else bitmap.to_numpy())
    finally:
        bitmap.close()
        page.close()
    return grey


def _dpi(page: pypdfium2.PdfPage) -> float:
    """The resolution of the largest picture of a page: drawn finer, a coarse scan would pass for a fine one."""
    found = []
    for one in page.get_objects(filter=[FPDF_PAGEOBJ_IMAGE]):
        left, bottom, right, top = one.get_bounds()
        width = one.get_px_size()[0]
        if right > left and top > bottom:
            found.append(((right - left) * (top - bottom), width / ((right - left) / 72)))
    covers = page.get_width() * page.get_height() / 2
    scanned = [dpi for area, dpi in found if area > covers]
    return min(max(*scanned, LEAST_DPI), MOST_DPI) if scanned else DRAWN_DPI
