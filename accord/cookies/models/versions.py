"""What was published: the banner whole, the code that draws it, and the list of partners of each day."""

from typing import Any, ClassVar

from django.db import models
from django.utils import timezone

from accord.cookies.models.sites import Site


class ScriptCode(models.Model):
    """The script that draws banners, as it was: a version published with it can be drawn again. Append-only."""

    append_only = True

    sha256 = models.CharField(max_length=64, primary_key=True)
    source = models.TextField()
    kept_at = models.DateTimeField(default=timezone.now)

    def __str__(self) -> str:
        return self.sha256[:12]


class BannerVersion(models.Model):
    """A banner as published. Append-only: a changed comma is a new version.

    snapshot: everything a visitor is told and shown, in every language (cookies/snapshots.py); sha256: of its
    canonical JSON; code_sha256: of the script; ask: what a choice answers. It stays the same until a purpose or a
    third party is added: whoever answered under it is not asked again. published_by: the id of a colleague, "" for
    Accord itself.
    """

    append_only = True

    site = models.ForeignKey(Site, models.PROTECT, related_name="versions")
    number = models.PositiveIntegerField()
    snapshot = models.JSONField()
    sha256 = models.CharField(max_length=64)
    code_sha256 = models.CharField(max_length=64)
    ask = models.CharField(max_length=8)
    note = models.CharField(max_length=200, blank=True)
    published_by = models.CharField(max_length=64, blank=True)
    published_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ("site", "-number")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["site", "number"], name="cookies_version_once"),
        ]

    def __str__(self) -> str:
        return f"{self.site_id} v{self.number}"

    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:
        """Refuse to delete what people were shown."""
        raise ValueError("A published banner is never deleted.")

    @property
    def mark(self) -> str:
        """What scripts call this version: the beginning of its hash."""
        return self.sha256[:12]


class PartnerList(models.Model):
    """Everybody who received data on a day, as the public page of partners says it; a new row when it changed.

    partners: [{"code", "name", …}]; changes: {"added": [names], "removed": […], "changed": […]}. Append-only.
    """

    append_only = True

    site = models.ForeignKey(Site, models.PROTECT, related_name="partner_lists")
    number = models.PositiveIntegerField()
    partners = models.JSONField()
    changes = models.JSONField(default=dict)
    sha256 = models.CharField(max_length=64)
    since = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ("site", "-number")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["site", "number"], name="cookies_partners_once"),
        ]

    def __str__(self) -> str:
        return f"{self.site_id} partners {self.number}"
