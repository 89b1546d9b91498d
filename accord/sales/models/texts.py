"""Texts written once and used in many e-mails."""

from typing import ClassVar, Self

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accord.staff.models import User


class Texts(models.QuerySet["ReusableText"]):
    """Reusable texts."""

    def visible_to(self, user: User) -> Self:
        """Their own, and those shared by the colleagues of their team; shared by somebody without a team: everybody."""
        team = Q(owner__team=None) | Q(owner__team=user.team_id) if user.team_id else Q(owner__team=None)
        return self.filter(Q(owner=user) | (Q(is_shared=True) & team))

    def in_use(self) -> Self:
        """Those that were not put away."""
        return self.filter(archived_at=None)


class ReusableText(models.Model):
    """A text for e-mails, in French, in English or both; fields of the person may stand in it (outbox.fields)."""

    title = models.CharField(_("title"), max_length=80)
    subject_fr = models.CharField(_("subject in French"), max_length=150, blank=True)
    body_fr = models.TextField(_("text in French"), blank=True)
    subject_en = models.CharField(_("subject in English"), max_length=150, blank=True)
    body_en = models.TextField(_("text in English"), blank=True)
    owner = models.ForeignKey("staff.User", models.SET_NULL, null=True, related_name="texts")
    is_shared = models.BooleanField(_("shared with my team"), default=False)
    archived_at = models.DateTimeField(null=True, editable=False)
    search_key = models.TextField(editable=False, default="")  # folded
    changed_at = models.DateTimeField(default=timezone.now, editable=False)

    objects: ClassVar = Texts.as_manager()

    class Meta:
        ordering = ("title", "id")
        constraints: ClassVar = [
            models.CheckConstraint(condition=~Q(body_fr="", body_en=""), name="sales_text_says_something")
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def languages(self) -> list[str]:
        """The languages it is written in."""
        return [code for code in ("fr", "en") if getattr(self, f"body_{code}")]

    def said(self, language: str) -> tuple[str, str]:
        """Subject and text in `language`, or in the other where it was not written in it."""
        code = language[:2] if language[:2] in self.languages else self.languages[0]
        return getattr(self, f"subject_{code}"), getattr(self, f"body_{code}")
