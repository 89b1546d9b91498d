"""Every write to sales, by verb family: one import for the apps above."""

from accord.sales.assigning import assign
from accord.sales.dealing import (
    MovedMeanwhile,
    NewDeal,
    NotPossible,
    accept_deal,
    edit_deal,
    lose,
    move,
    open_deal,
    reopen,
    send_back_deal,
    win,
)
from accord.sales.doing import done, plan
from accord.sales.leads import open_lead

__all__ = [
    "MovedMeanwhile",
    "NewDeal",
    "NotPossible",
    "accept_deal",
    "assign",
    "done",
    "edit_deal",
    "lose",
    "move",
    "open_deal",
    "open_lead",
    "plan",
    "reopen",
    "send_back_deal",
    "win",
]
