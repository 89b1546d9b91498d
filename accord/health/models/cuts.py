"""The end of old lines of the journal: proposed by one, confirmed by another, cut by the owner, sealed by an anchor."""

from typing import ClassVar

from django.db import models
from django.utils import timezone


class JournalCut(models.Model):
    """A proposal: lines before this day have had their time. The latest one counts; an earlier one is given up."""

    append_only = True

    before = models.DateField()
    by_id = models.CharField(max_length=64)
    by_name = models.CharField(max_length=150)
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ("-pk",)  # not by the clock, which may be set back

    def __str__(self) -> str:
        return f"before {self.before}"


class JournalCutConfirmation(models.Model):
    """The second person agrees. `author_id`: who proposed, so that the table refuses both from one person."""

    append_only = True

    cut = models.OneToOneField(JournalCut, models.PROTECT, related_name="confirmation", primary_key=True)
    author_id = models.CharField(max_length=64)
    by_id = models.CharField(max_length=64)
    by_name = models.CharField(max_length=150)
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=~models.Q(by_id=models.F("author_id")),
                name="health_nobody_cuts_the_journal_alone",
            )
        ]

    def __str__(self) -> str:
        return str(self.cut_id)


class Remains(models.Model):
    """What a cut leaves in one lane. seal: HMAC of all of it by the key of the journal, made when it was cut: whoever
    owns the database and not the keys can neither shorten the journal nor make a line look as if it had been cut.
    """

    append_only = True

    lane = models.PositiveSmallIntegerField()
    at = models.DateTimeField()
    key_id = models.CharField(max_length=16)
    seal = models.BinaryField(max_length=32)

    class Meta:
        abstract = True


class JournalGap(Remains):
    """Lines that went from inside a lane, between lines that stay because of an open claim.

    first, last: their positions; leaves: the seal each of them had, one after the other, so that the chain still joins
    what stands before to what stands after.
    """

    cut = models.ForeignKey(JournalCut, models.PROTECT, related_name="gaps")
    first = models.BigIntegerField()
    last = models.BigIntegerField()
    leaves = models.BinaryField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["lane", "first"], name="health_journalgap_place")
        ]

    def __str__(self) -> str:
        return f"{self.lane}: {self.first}–{self.last}"

    @property
    def lines(self) -> int:
        """How many went."""
        return self.last - self.first + 1


class JournalAnchor(Remains):
    """Where one lane begins since a cut: the last line that went, how many went.

    head: the hash of that line, from which the chain goes on; lines: how many this cut took out of the lane.
    """

    cut = models.ForeignKey(JournalCut, models.PROTECT, related_name="anchors")
    position = models.BigIntegerField()
    head = models.BinaryField(max_length=32)
    lines = models.BigIntegerField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["lane", "position"], name="health_journalanchor_place")
        ]

    def __str__(self) -> str:
        return f"{self.lane}: {self.position}"
