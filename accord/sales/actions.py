"""Every write to sales, by verb family: one import for the apps above."""

from accord.sales.assigning import assign
from accord.sales.doing import done, plan
from accord.sales.leads import open_lead

__all__ = ["assign", "done", "open_lead", "plan"]
