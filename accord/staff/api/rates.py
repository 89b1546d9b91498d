"""How often one token, or one session, may call: counted in the database, in one atomic statement."""

from datetime import timedelta
from math import ceil

from django.conf import settings
from django.db import connection
from django.utils import timezone
from django.utils.translation import ngettext

from accord.staff.api.problems import Refusal

WINDOW = timedelta(minutes=1)

COUNT = """
INSERT INTO staff_apirate AS held (caller, count, resets_at, called_at)
VALUES (%(caller)s, 1, %(resets)s, %(now)s)
ON CONFLICT (caller) DO UPDATE SET
    count = CASE WHEN held.resets_at <= %(now)s THEN 1 ELSE held.count + 1 END,
    resets_at = CASE WHEN held.resets_at <= %(now)s THEN EXCLUDED.resets_at ELSE held.resets_at END,
    called_at = %(now)s
RETURNING count, resets_at
"""


def count(caller: str) -> None:
    """Count one call of `caller`. Raises Refusal (429, Retry-After) beyond ACCORD_API_PER_MINUTE."""
    now = timezone.now()
    with connection.cursor() as cursor:
        cursor.execute(COUNT, {"caller": caller, "now": now, "resets": now + WINDOW})
        called, resets_at = cursor.fetchone()
    if called > settings.ACCORD_API_PER_MINUTE:
        wait = max(1, ceil((resets_at - now).total_seconds()))
        sentence = ngettext(
            "Too many requests: try again in %(wait)s second.",
            "Too many requests: try again in %(wait)s seconds.",
            wait,
        )
        raise Refusal(429, sentence % {"wait": wait}, headers={"Retry-After": str(wait)})
