"""Every write to sales, by verb family: one import for the apps above."""

from accord.sales.adding import NewLead, add_lead
from accord.sales.assigning import assign
from accord.sales.configuring import remove_setting, save_setting
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
from accord.sales.handing_over import hand_over
from accord.sales.involving import involve, leave_out
from accord.sales.leads import open_lead
from accord.sales.qualifying import attach, decide, keep_answers, note_answer, set_aside, take_up

__all__ = [
    "MovedMeanwhile",
    "NewDeal",
    "NewLead",
    "NotPossible",
    "accept_deal",
    "add_lead",
    "assign",
    "attach",
    "decide",
    "done",
    "edit_deal",
    "hand_over",
    "involve",
    "keep_answers",
    "leave_out",
    "lose",
    "move",
    "note_answer",
    "open_deal",
    "open_lead",
    "plan",
    "remove_setting",
    "reopen",
    "save_setting",
    "send_back_deal",
    "set_aside",
    "take_up",
    "win",
]
