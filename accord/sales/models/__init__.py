"""Leads, deals and what is done about them."""

from accord.sales.models.activities import Activity
from accord.sales.models.bookings import Booking, BookingPage
from accord.sales.models.deals import Deal, DealPerson, Pipeline, Reason, Stage
from accord.sales.models.feeds import CalendarFeed
from accord.sales.models.leads import AssignmentRule, Lead, Question, ScoreRule
from accord.sales.models.mailboxes import CopyAddress, Mailbox, MailboxFolder
from accord.sales.models.texts import ReusableText

__all__ = [
    "Activity",
    "AssignmentRule",
    "Booking",
    "BookingPage",
    "CalendarFeed",
    "CopyAddress",
    "Deal",
    "DealPerson",
    "Lead",
    "Mailbox",
    "MailboxFolder",
    "Pipeline",
    "Question",
    "Reason",
    "ReusableText",
    "ScoreRule",
    "Stage",
]
