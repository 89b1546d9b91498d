"""The time zones offered to a visitor; any other may stand in the address."""

from datetime import datetime
from zoneinfo import ZoneInfo

from django.utils import timezone

ZONES = tuple(
    """
    Pacific/Tahiti Pacific/Honolulu America/Los_Angeles America/Denver America/Chicago America/Mexico_City
    America/Bogota America/New_York America/Toronto America/Guadeloupe America/Martinique America/Cayenne
    America/Miquelon America/Sao_Paulo Africa/Dakar Africa/Abidjan Europe/London Europe/Lisbon Africa/Casablanca
    Africa/Algiers Africa/Tunis Europe/Madrid Europe/Paris Europe/Brussels Europe/Zurich Europe/Berlin
    Africa/Cairo Europe/Athens Africa/Johannesburg Europe/Istanbul Indian/Mayotte Africa/Nairobi Indian/Reunion
    Asia/Dubai Asia/Karachi Asia/Kolkata Asia/Dhaka Asia/Bangkok Asia/Shanghai Asia/Tokyo Australia/Sydney
    Pacific/Noumea Pacific/Auckland
    """.split()
)


def zone_choices(chosen: str, now: datetime | None = None) -> list[tuple[str, str]]:
    """(name, words with the distance from UTC today), from west to east; `chosen` among them."""
    at = now or timezone.now()
    known = [*ZONES, *([] if chosen in ZONES else [chosen])]
    aware = [(at.astimezone(ZoneInfo(name)), name) for name in known]
    ordered = sorted(aware, key=lambda one: (one[0].utcoffset(), one[1]))
    return [
        (name, f"{name.rpartition('/')[2].replace('_', ' ')} (UTC{_distance(local)})")
        for local, name in ordered
    ]


def _distance(local: datetime) -> str:
    text = f"{local:%z}"
    return f"{text[:3]}:{text[3:5]}"
