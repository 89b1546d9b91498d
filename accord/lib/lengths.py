"""Lengths of time as people count them."""

from datetime import date, timedelta

from dateutil.relativedelta import relativedelta


def months(days: int) -> int:
    """How many whole months `days` are, as people say it: 182 days are 6 months."""
    start = date(2026, 1, 1)  # a year of ordinary length, counted from its first day
    length = relativedelta(start + timedelta(days=days + 1), start)
    return length.years * 12 + length.months
