"""Reading the register."""

from collections.abc import Iterable, Sequence

from django.db.models import QuerySet

from accord.register.models import Controller, Notice, NoticeVersion, Purpose, Recipient


def open_purposes(channel: str | None = None) -> QuerySet[Purpose]:
    """The purposes in use for which people are reached, by `channel` when it is given, in their order."""
    purposes = Purpose.objects.filter(state=Purpose.State.OPEN).select_related("controller", "retention")
    return purposes.filter(channels__contains=[channel]) if channel else purposes.exclude(channels=[])


def current_notice_version(notice: Notice, language: str) -> NoticeVersion | None:
    """The latest published version of `notice`, in `language` or else in French; None when none is published."""
    return latest(published_versions(notice), language)


def published_versions(notice: Notice) -> QuerySet[NoticeVersion]:
    """Everything published of `notice`, in any language."""
    published = NoticeVersion.objects.filter(notice=notice, published_at__isnull=False)
    return published.select_related("notice__controller")


def latest(versions: Iterable[NoticeVersion], language: str) -> NoticeVersion | None:
    """The last of `versions`, in `language` or else in French."""
    wanted = [one for one in versions if one.language in {language[:2], "fr"}]
    return max(wanted, key=lambda one: (one.number, one.language == language[:2]), default=None)


def versions_of(notice: Notice) -> Sequence[tuple[int, list[NoticeVersion]]]:
    """(number, its versions by language) of `notice`, the latest first."""
    numbers: dict[int, list[NoticeVersion]] = {}
    for version in notice.versions.order_by("-number", "-language"):
        numbers.setdefault(version.number, []).append(version)
    return list(numbers.items())


def is_noticed(row: Purpose | Notice) -> bool:
    """True once a version of the notice, or of one that names the purpose, is published: it can no longer go."""
    told = {"notice": row} if isinstance(row, Notice) else {"notice__purposes": row}
    return NoticeVersion.objects.filter(published_at__isnull=False, **told).exists()


def has_served(recipient: Recipient) -> bool:
    """True once a purpose names it, or people read its name in a published notice."""
    published = NoticeVersion.objects.filter(published_at__isnull=False).values_list("mentions", flat=True)
    return recipient.purposes.exists() or any(
        recipient.name in said.get("text", "") for mentions in published for said in mentions.values()
    )


def first_controller() -> Controller | None:
    """The organisation whose house this is: the first one declared."""
    return Controller.objects.order_by("pk").first()
