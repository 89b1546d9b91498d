"""The journal: what happened, who did it. Append-only; what identifies people is apart and can be deleted."""

from django.db import models
from django.utils import timezone


class Entry(models.Model):
    """One thing that happened. Never changed, never deleted by the application; holds no name of a data subject."""

    append_only = True

    at = models.DateTimeField(default=timezone.now, db_index=True)
    verb = models.CharField(max_length=80, db_index=True)  # "contacts.person.edited"
    actor_kind = models.CharField(max_length=10)
    actor_id = models.CharField(max_length=64, blank=True)
    about_type = models.CharField(max_length=40, blank=True)  # "contacts.Person"
    about_id = models.CharField(max_length=64, blank=True)
    facts = models.JSONField(default=dict, blank=True)  # figures and codes, never words about a person

    class Meta:
        indexes = [models.Index(fields=["about_type", "about_id", "-id"], name="audit_entry_about")]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M} {self.verb}"


class Detail(models.Model):
    """The identifying words of an entry (values before and after, names), deletable on erasure."""

    entry_id = models.BigIntegerField(db_index=True)
    about_type = models.CharField(max_length=40, blank=True)
    about_id = models.CharField(max_length=64, blank=True)
    key = models.CharField(max_length=60)
    before = models.TextField(blank=True)
    after = models.TextField(blank=True)

    class Meta:
        indexes = [models.Index(fields=["about_type", "about_id"], name="audit_detail_about")]

    def __str__(self) -> str:
        return f"{self.key} of entry {self.entry_id}"
