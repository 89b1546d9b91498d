"""Control visits: what a browser saw on a site before an answer, after a no and after a yes."""

from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accord.cookies.models.sites import Site


class Scan(models.Model):
    """One visit of a site by a browser of ours.

    asked_by: the id of a colleague, "" for the clock; pages: the addresses visited; findings: [{stage, kind, name,
    host, page, trouble}]; results: the thirty statements as `statements.Result.plain()` says them; troubles and news:
    how many findings are not as declared, and how many of these the visit before did not have.
    """

    class State(models.TextChoices):
        WAITING = "waiting", _("waiting")
        RUNNING = "running", _("under way")
        DONE = "done", _("done")
        FAILED = "failed", _("could not be done")

    site = models.ForeignKey(Site, models.CASCADE, related_name="scans")
    state = models.CharField(max_length=8, choices=State.choices, default=State.WAITING)
    asked_by = models.CharField(max_length=64, blank=True)
    asked_at = models.DateTimeField(default=timezone.now)
    ended_at = models.DateTimeField(null=True, blank=True)
    pages = ArrayField(models.CharField(max_length=500), default=list, blank=True)
    findings = models.JSONField(default=list, blank=True)
    results = models.JSONField(default=list, blank=True)
    troubles = models.PositiveIntegerField(default=0)
    news = models.PositiveIntegerField(default=0)
    why = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ("site", "-id")
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["site"],
                condition=models.Q(state__in=("waiting", "running")),
                name="cookies_one_scan_at_a_time",
            )
        ]

    def __str__(self) -> str:
        return f"{self.site_id} {self.asked_at:%Y-%m-%d}"
