"""What each job opens of a record: what an administrator decides, and the journal keeps."""

from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models

from accord.health.codes import Job


class JobRight(models.Model):
    """The kinds of documents (codes of RECORD_ITEMS) a job gives access to. A job without a row sees none."""

    job = models.CharField(max_length=20, primary_key=True, choices=Job.choices)
    items = ArrayField(models.CharField(max_length=10), default=list, blank=True)

    class Meta:
        ordering: ClassVar = ["job"]

    def __str__(self) -> str:
        return self.job
