"""Lengths of time as people count them."""

from datetime import date, timedelta

from dateutil.relativedelta import relativedelta

# The years somebody may mean. An instant of the first or the last year there is cannot be told in another time zone:
# once kept, neither the database nor a page gives it back.
YEARS = range(1800, 9999)


def months(days: int) -> int:
    """How many whole months `days` are, as people say it: 182 days are 6 months."""
    start = date(2026, 1, 1)  # a year of ordinary length, counted from its first day
    length = relativedelta(start + timedelta(days=days + 1), start)
    return length.years * 12 + length.months
