"""The counters that remain when requests are gone."""

from datetime import date

from django.db import connection

from accord.intake.models import FunnelDay

COUNT = """
INSERT INTO intake_funnelday AS held (form_id, day, asked, sent, confirmed, refused, expired)
VALUES (%s, %s, %s, %s, %s, %s, %s)
ON CONFLICT (form_id, day) DO UPDATE SET
    asked = held.asked + EXCLUDED.asked,
    sent = held.sent + EXCLUDED.sent,
    confirmed = held.confirmed + EXCLUDED.confirmed,
    refused = held.refused + EXCLUDED.refused,
    expired = held.expired + EXCLUDED.expired
"""
STEPS = ("asked", "sent", "confirmed", "refused", "expired")


def count(form_id: int, day: date, **steps: int) -> None:
    """Add to the counters of one form and day: `count(3, today, asked=1, sent=1)`. One statement."""
    unknown = set(steps) - set(STEPS)
    if unknown:
        raise ValueError(f"{FunnelDay.__name__} does not count {unknown}.")
    with connection.cursor() as cursor:
        cursor.execute(COUNT, [form_id, day, *(steps.get(step, 0) for step in STEPS)])
