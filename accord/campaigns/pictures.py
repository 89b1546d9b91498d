"""Reading an uploaded picture: what it really is, how large, and without what the camera wrote in it."""

import warnings
from dataclasses import dataclass
from hashlib import sha256
from io import BytesIO
from typing import Any

from django.utils.translation import gettext as _
from PIL import Image as Pillow
from PIL import ImageOps, ImageSequence, UnidentifiedImageError

MOST_BYTES = 5 * 1024 * 1024
MOST_PIXELS = 30_000_000
MOST_FRAMES = 120
WIDEST = 1200  # pixels: twice the width of a letter, for fine screens
_FORMATS = ("PNG", "JPEG", "GIF", "WEBP")
_TYPES = {"PNG": "image/png", "JPEG": "image/jpeg", "GIF": "image/gif"}


class NotAPicture(ValueError):
    """The file cannot be used; the message says why to the person."""


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture ready to be shown: its bytes hold pixels and nothing else."""

    content: bytes
    media_type: str
    width: int
    height: int

    @property
    def sha256(self) -> str:
        """The fingerprint of the bytes, in hexadecimal."""
        return sha256(self.content).hexdigest()


def read(content: bytes) -> Picture:
    """The picture in `content`, written anew: turned upright, at most 1,200 pixels wide, without EXIF or comments.

    WebP becomes PNG or JPEG, which every mail reader shows. Raises NotAPicture with a sentence.
    """
    if len(content) > MOST_BYTES:
        raise NotAPicture(_("This file is larger than 5 MB. Save it smaller and try again."))
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error")
            with Pillow.open(BytesIO(content), formats=_FORMATS) as opened:
                _fits(opened)
                return _animated(opened) if _moves(opened) else _still(opened)
    except NotAPicture:
        raise
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError, Warning, Pillow.DecompressionBombError):
        raise NotAPicture(_("This file is not a picture we can read: PNG, JPEG, GIF or WebP.")) from None


def _fits(image: Pillow.Image) -> None:
    if image.width * image.height > MOST_PIXELS or getattr(image, "n_frames", 1) > MOST_FRAMES:
        raise NotAPicture(_("This picture has too many pixels or frames. Save it smaller and try again."))


def _moves(image: Pillow.Image) -> bool:
    return image.format == "GIF" and getattr(image, "n_frames", 1) > 1


def _still(image: Pillow.Image) -> Picture:
    upright = ImageOps.exif_transpose(image)
    is_photo = image.format == "JPEG" or (image.format == "WEBP" and not upright.has_transparency_data)
    mode = "RGB" if is_photo else "RGBA" if upright.has_transparency_data else "RGB"
    small = _narrowed(upright.convert(mode))
    if is_photo:
        return _written(small, "JPEG", quality=86, optimize=True, progressive=True)
    return _written(small, "PNG", optimize=True)


def _animated(image: Pillow.Image) -> Picture:
    frames = [_bare(_narrowed(frame.convert("RGBA"))) for frame in ImageSequence.Iterator(image)]
    times = [int(frame.info.get("duration", 100)) for frame in ImageSequence.Iterator(image)]
    options = {"duration": times, "loop": 0, "disposal": 2}
    return _written(frames[0], "GIF", save_all=True, append_images=frames[1:], **options)


def _narrowed(image: Pillow.Image) -> Pillow.Image:
    if image.width <= WIDEST:
        return image
    return image.resize(
        (WIDEST, max(1, round(image.height * WIDEST / image.width))), Pillow.Resampling.LANCZOS
    )


def _bare(image: Pillow.Image) -> Pillow.Image:
    """The same pixels without anything written beside them."""
    image.info = {}
    return image


def _written(image: Pillow.Image, form: str, **options: Any) -> Picture:
    file = BytesIO()
    _bare(image).save(file, form, **options)
    return Picture(file.getvalue(), _TYPES[form], image.width, image.height)
