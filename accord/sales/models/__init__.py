"""Leads, deals and what is done about them."""

from accord.sales.models.activities import Activity
from accord.sales.models.deals import Deal, DealPerson, Pipeline, Reason, Stage
from accord.sales.models.feeds import CalendarFeed
from accord.sales.models.leads import AssignmentRule, Lead, Question, ScoreRule

__all__ = [
    "Activity",
    "AssignmentRule",
    "CalendarFeed",
    "Deal",
    "DealPerson",
    "Lead",
    "Pipeline",
    "Question",
    "Reason",
    "ScoreRule",
    "Stage",
]
