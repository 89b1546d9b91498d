"""The image library: what goes in and what goes out of it."""

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from accord.audit.actions import record
from accord.campaigns import pictures
from accord.campaigns.models import Campaign, Image
from accord.lib.actor import Actor


class StillUsed(ValueError):
    """A letter shows this picture; the message names it."""


@transaction.atomic
def add(*, actor: Actor, name: str, alternative: str, content: bytes) -> Image:
    """Keep a picture under `name` with the words read where it is not seen; the same pixels are kept once.

    Raises pictures.NotAPicture, or ValueError when the alternative text is empty.
    """
    if not alternative.strip():
        raise ValueError(_("Say in a few words what the picture shows."))
    picture = pictures.read(content)
    image, is_new = Image.objects.get_or_create(
        sha256=picture.sha256,
        defaults={
            "name": name.strip()[:120],
            "alternative": alternative.strip(),
            "content": picture.content,
            "media_type": picture.media_type,
            "width": picture.width,
            "height": picture.height,
            "by_label": actor.label,
        },
    )
    if is_new:
        record(actor=actor, verb="campaigns.image.added", about=image, facts={"sha256": image.sha256})
    return image


@transaction.atomic
def describe(*, actor: Actor, image: Image, name: str, alternative: str) -> Image:
    """Give a picture another name or alternative text."""
    image.name, image.alternative = name.strip(), alternative.strip()
    image.save(update_fields=["name", "alternative"])
    record(actor=actor, verb="campaigns.image.described", about=image)
    return image


@transaction.atomic
def remove(*, actor: Actor, image: Image) -> None:
    """Take a picture out of the library. Raises StillUsed when a letter, even an old one, shows it."""
    if (user := shown_in(image).first()) is not None:
        raise StillUsed(_("The letter “%(letter)s” shows this picture: it stays.") % {"letter": user.name})
    record(actor=actor, verb="campaigns.image.removed", about=image, facts={"sha256": image.sha256})
    image.delete()


def shown_in(image: Image) -> QuerySet[Campaign]:
    """The letters that show a picture."""
    single = Campaign.objects.filter(blocks__contains=[{"image": image.pk}])
    left = Campaign.objects.filter(blocks__contains=[{"left_image": image.pk}])
    return single | left | Campaign.objects.filter(blocks__contains=[{"right_image": image.pk}])


def listed(*, before: int | None = None) -> QuerySet[Image]:
    """The pictures, newest first, without their bytes; those before the number `before`."""
    found = Image.objects.defer("content")
    return found if before is None else found.filter(pk__lt=before)
