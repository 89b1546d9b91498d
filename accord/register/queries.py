"""Reading the register."""

from collections.abc import Sequence

from django.db.models import QuerySet

from accord.register.models import Controller, Notice, NoticeVersion, Purpose


def open_purposes(channel: str | None = None) -> QuerySet[Purpose]:
    """The purposes in use, those that may use `channel` when it is given, in their order."""
    purposes = Purpose.objects.filter(state=Purpose.State.OPEN).select_related("controller", "retention")
    return purposes.filter(channels__contains=[channel]) if channel else purposes


def current_notice_version(notice: Notice, language: str) -> NoticeVersion | None:
    """The latest published version of `notice`, in `language` or else in French; None when none is published."""
    published = NoticeVersion.objects.filter(notice=notice, published_at__isnull=False)
    published = published.filter(language__in={language[:2], "fr"}).select_related("notice__controller")
    ranked = sorted(published, key=lambda one: (one.number, one.language == language[:2]))
    return ranked[-1] if ranked else None


def versions_of(notice: Notice) -> Sequence[tuple[int, list[NoticeVersion]]]:
    """(number, its versions by language) of `notice`, the latest first."""
    numbers: dict[int, list[NoticeVersion]] = {}
    for version in notice.versions.order_by("-number", "-language"):
        numbers.setdefault(version.number, []).append(version)
    return list(numbers.items())


def is_noticed(purpose: Purpose) -> bool:
    """True when a published notice names `purpose`: people were told, so it can be closed and not deleted."""
    return NoticeVersion.objects.filter(notice__purposes=purpose, published_at__isnull=False).exists()


def first_controller() -> Controller | None:
    """The organisation whose house this is: the first one declared."""
    return Controller.objects.order_by("pk").first()
