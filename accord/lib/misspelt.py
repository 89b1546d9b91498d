"""Well-known mail domains typed almost right."""

from functools import lru_cache

WELL_KNOWN = (
    "gmail.com",
    "googlemail.com",
    "hotmail.com",
    "hotmail.fr",
    "outlook.com",
    "outlook.fr",
    "live.fr",
    "live.com",
    "msn.com",
    "yahoo.fr",
    "yahoo.com",
    "icloud.com",
    "orange.fr",
    "wanadoo.fr",
    "free.fr",
    "laposte.net",
    "sfr.fr",
    "neuf.fr",
    "bbox.fr",
    "proton.me",
    "protonmail.com",
)
# Domains that exist beside a well-known one: whoever types them means them.
NEIGHBOURS = frozenset(
    {
        "mail.com", "email.com", "ymail.com", "gmx.com", "gmx.fr", "gmx.net", "live.be", "live.ca", "live.nl",
        "hotmail.be", "hotmail.de", "hotmail.es", "hotmail.it", "outlook.be", "outlook.de", "outlook.es", "outlook.it",
        "yahoo.be", "yahoo.ca", "yahoo.de", "yahoo.es", "yahoo.it", "orange.be", "orange.com", "free.com", "me.com",
        "msn.fr", "sfr.net", "neuf.com", "hotmail.ca", "outlook.pt", "msn.ca", "mac.com", "live.it",
    }
)  # fmt: skip
LONG = 9  # characters from which two slips are still recognised


def suggestion(address: str) -> str:
    """`address` with the well-known domain that was probably meant, "" when there is nothing to ask."""
    local, _, domain = address.rpartition("@")
    known = _meant(domain)
    return f"{local}@{known}" if known else ""


@lru_cache(maxsize=4096)
def _meant(domain: str) -> str:
    if domain in WELL_KNOWN or domain in NEIGHBOURS:
        return ""
    slips = 2 if len(domain) >= LONG else 1
    alike = [known for known in WELL_KNOWN if abs(len(known) - len(domain)) <= slips]
    near = [(distance(domain, known), place, known) for place, known in enumerate(alike)]
    away, _place, meant = min(near, default=(slips + 1, 0, ""))
    return meant if away <= slips else ""


def distance(one: str, other: str) -> int:
    """How many slips lead from `one` to `other`: a letter added, left out, changed, or two that changed places."""
    before: list[int] = []
    row = list(range(len(other) + 1))
    for i, letter in enumerate(one, 1):
        older, before, row = before, row, [i]
        for j, meant in enumerate(other, 1):
            best = min(before[j] + 1, row[j - 1] + 1, before[j - 1] + (letter != meant))
            if older and j > 1 and letter == other[j - 2] and one[i - 2] == meant:
                best = min(best, older[j - 2] + 1)
            row.append(best)
    return row[-1]
