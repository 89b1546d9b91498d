"""What a colleague keeps an eye on: records they follow, records they opened last, notes in which they are named."""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils import timezone

KINDS = ("person", "organisation", "lead", "deal")
ONE_KIND = Q(
    *(Q(**{f"{kind}__isnull": kind != wanted for kind in KINDS}) for wanted in KINDS),
    _connector=Q.OR,
)  # exactly one


class Concerning(models.Model):
    """One colleague and one record: a person, an organisation, a lead or a deal, with which the row goes."""

    user = models.ForeignKey("staff.User", models.CASCADE, related_name="+")
    person = models.ForeignKey("contacts.Person", models.CASCADE, null=True, related_name="+")
    organisation = models.ForeignKey("contacts.Organisation", models.CASCADE, null=True, related_name="+")
    lead = models.ForeignKey("sales.Lead", models.CASCADE, null=True, related_name="+")
    deal = models.ForeignKey("sales.Deal", models.CASCADE, null=True, related_name="+")

    class Meta:
        abstract = True
        constraints: ClassVar = [
            models.CheckConstraint(condition=ONE_KIND, name="%(app_label)s_%(class)s_of_one")
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.number}"

    @property
    def kind(self) -> str:
        """One of KINDS."""
        return next(kind for kind in KINDS if getattr(self, f"{kind}_id"))

    @property
    def number(self) -> int:
        """The number of the record."""
        found: int = getattr(self, f"{self.kind}_id")
        return found


class Follow(Concerning):
    """A record somebody follows. seen_at: what happened until then is known to them."""

    created_at = models.DateTimeField(default=timezone.now, editable=False)
    seen_at = models.DateTimeField(default=timezone.now)

    class Meta(Concerning.Meta):
        constraints: ClassVar = [
            *Concerning.Meta.constraints,
            models.UniqueConstraint(fields=["user", *KINDS], nulls_distinct=False, name="desk_follow_once"),
        ]


class DailyLetter(models.Model):
    """A colleague who asked to be written to once a day, when something happened to what they follow.

    told_until: what happened until then was told, or needs no telling; looked_on: the last day it was looked for.
    """

    user = models.OneToOneField("staff.User", models.CASCADE, related_name="+")
    told_until = models.DateTimeField(default=timezone.now)
    looked_on = models.DateField(null=True)

    def __str__(self) -> str:
        return f"{self.user_id}"


class Visit(Concerning):
    """A record somebody opened lately: a bookmark of their own, never a trace that others read."""

    at = models.DateTimeField(default=timezone.now)

    class Meta(Concerning.Meta):
        constraints: ClassVar = [
            *Concerning.Meta.constraints,
            models.UniqueConstraint(fields=["user", *KINDS], nulls_distinct=False, name="desk_visit_once"),
        ]
        indexes: ClassVar = [models.Index(fields=["user", "-at"], name="desk_visit_latest")]


class Mention(Concerning):
    """Somebody is named in a note or an activity about the record; only whoever may read it is told."""

    note = models.ForeignKey("contacts.Note", models.CASCADE, null=True, related_name="+")
    activity = models.ForeignKey("sales.Activity", models.CASCADE, null=True, related_name="+")
    by_id = models.CharField(max_length=64, blank=True, editable=False)
    by_label = models.CharField(max_length=150, blank=True, editable=False)
    at = models.DateTimeField(default=timezone.now)
    read_at = models.DateTimeField(null=True)

    class Meta(Concerning.Meta):
        indexes: ClassVar = [
            models.Index(
                fields=["user", "-at"], condition=Q(read_at__isnull=True), name="desk_mention_unread"
            )
        ]
