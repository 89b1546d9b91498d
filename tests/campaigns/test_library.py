"""Pictures of letters: said in words, without what the camera wrote."""

from io import BytesIO

import pytest
from PIL import Image as Pillow

from accord.campaigns import blocks as b
from accord.campaigns import library, pictures
from accord.campaigns.models import Campaign, Image
from accord.staff.models import User


def picture(form: str = "PNG", size: tuple[int, int] = (40, 30), **options: object) -> bytes:
    file = BytesIO()
    Pillow.new("RGB", size, "green").save(file, form, **options)
    return file.getvalue()


def photo_with_place() -> bytes:
    exif = Pillow.Exif()
    exif[0x010F] = "Camera of Ada"
    exif[0x0112] = 6  # to be turned a quarter
    return picture("JPEG", (40, 30), exif=exif)


def test_what_the_camera_wrote_is_removed_and_the_picture_stands_upright() -> None:
    read = pictures.read(photo_with_place())
    assert b"Camera" not in read.content and b"Exif" not in read.content
    assert (read.width, read.height) == (30, 40)


@pytest.mark.parametrize(
    ("form", "kept"), [("PNG", "image/png"), ("JPEG", "image/jpeg"), ("WEBP", "image/jpeg")]
)
def test_each_format_becomes_one_every_mail_reader_shows(form: str, kept: str) -> None:
    assert pictures.read(picture(form)).media_type == kept


def test_a_moving_picture_keeps_moving() -> None:
    file = BytesIO()
    frames = [Pillow.new("RGB", (20, 20), colour) for colour in ("red", "blue")]
    frames[0].save(file, "GIF", save_all=True, append_images=frames[1:], duration=80, comment=b"by Ada")
    read = pictures.read(file.getvalue())
    assert read.media_type == "image/gif" and b"Ada" not in read.content
    assert getattr(Pillow.open(BytesIO(read.content)), "n_frames", 1) == 2


def test_a_wide_picture_is_made_narrower() -> None:
    assert pictures.read(picture(size=(2400, 100))).width == pictures.WIDEST


@pytest.mark.parametrize(
    "content", [b"", b"<svg onload='x'/>", b"GIF89a", b"\x89PNG\r\n\x1a\n" + b"0" * 40, b"%PDF-1.4"]
)
def test_what_is_not_a_picture_is_refused(content: bytes) -> None:
    with pytest.raises(pictures.NotAPicture):
        pictures.read(content)


def test_a_file_too_large_is_refused() -> None:
    with pytest.raises(pictures.NotAPicture, match="5"):
        pictures.read(b"0" * (pictures.MOST_BYTES + 1))


def test_a_picture_with_too_many_pixels_is_refused() -> None:
    with pytest.raises(pictures.NotAPicture):
        pictures.read(picture(size=(30_001, 1000)))


def test_a_picture_without_words_is_refused(alice: User) -> None:
    with pytest.raises(ValueError, match=r"\w"):
        library.add(actor=alice.actor, name="Atelier", alternative="  ", content=picture())
    assert not Image.objects.exists()


def test_the_same_picture_is_kept_once(alice: User) -> None:
    first = library.add(actor=alice.actor, name="Atelier", alternative="L’atelier", content=picture())
    again = library.add(actor=alice.actor, name="Encore", alternative="Autre", content=picture())
    assert again == first


def test_a_picture_shown_in_a_letter_cannot_be_removed(alice: User) -> None:
    image = library.add(actor=alice.actor, name="Atelier", alternative="L’atelier", content=picture())
    Campaign.objects.create(name="Novembre", blocks=b.dump([b.Columns(right_image=image.pk)]))
    with pytest.raises(library.StillUsed, match="Novembre"):
        library.remove(actor=alice.actor, image=image)
