"""Cells of a table that people open in a spreadsheet."""

_STARTS = ("=", "+", "-", "@", "\t", "\r")


def harmless(cell: str) -> str:
    """`cell` such that no spreadsheet takes it for a formula: an apostrophe before a dangerous first character."""
    return f"'{cell}" if cell.startswith(_STARTS) else cell
