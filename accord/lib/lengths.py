"""Lengths of time as people count them."""

from datetime import date, timedelta
from functools import lru_cache

from dateutil.relativedelta import relativedelta

# The years somebody may mean. An instant of the first or the last year there is cannot be told in another time zone:
# once kept, neither the database nor a page gives it back.
YEARS = range(1800, 9999)


# Every month of four years, one of them longer: where a length of months may begin.
BEGINNINGS = [date(2025 + month // 12, month % 12 + 1, 1) for month in range(48)]


def months(days: int) -> int:
    """How many whole months `days` are, as people say it: 182 days are 6 months."""
    start = date(2026, 1, 1)
    length = relativedelta(
        start + timedelta(days=days + 1), start
    )  # the last day counts too: 395 are 13 months
    return length.years * 12 + length.months


@lru_cache(maxsize=512)
def is_in_months(days: int) -> bool:
    """True when `days` are a number of months to the day, whichever month they begin in: 181 to 184 are 6 months."""
    whole = relativedelta(months=months(days))
    return days in {(start + whole - start).days for start in BEGINNINGS}
