"""The ledger, in one import for the apps above: say something, say no, fold again."""

from accord.consent.refolding import repoint
from accord.consent.refusing import object_to, withdraw, withdraw_all
from accord.consent.writing import Act, Key, NotAccepted, standing_of, write, write_many

__all__ = [
    "Act",
    "Key",
    "NotAccepted",
    "object_to",
    "repoint",
    "standing_of",
    "withdraw",
    "withdraw_all",
    "write",
    "write_many",
]
