"""Health lies in its own database: nothing of the rest goes there, nothing of it goes elsewhere."""

from typing import Any

from django.db import models

ALIAS = "health"


def belongs_to(database: str, app_label: str) -> bool:
    """True when the tables of `app_label` lie in `database`."""
    return (database == ALIAS) == (app_label == "health")


class HealthRouter:
    """Django's router for the two databases; no relation crosses."""

    def db_for_read(self, model: type[models.Model], **_hints: Any) -> str:
        """The database of `model`."""
        return ALIAS if model._meta.app_label == "health" else "default"

    db_for_write = db_for_read

    def allow_relation(self, one: models.Model, other: models.Model, **_hints: Any) -> bool:
        """Only inside one database."""
        return (one._meta.app_label == "health") == (other._meta.app_label == "health")

    def allow_migrate(self, db: str, app_label: str, **_hints: Any) -> bool:
        """Each database gets its own tables only."""
        return belongs_to(db, app_label)
