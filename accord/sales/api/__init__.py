"""Leads, deals, activities and e-mails, for programs: what their caller may see, as on the pages."""

from ninja import Router

from accord.sales.api.activities import router as activities
from accord.sales.api.deal_verbs import router as deal_verbs
from accord.sales.api.deals import router as deals
from accord.sales.api.emails import router as emails
from accord.sales.api.lead_verbs import router as lead_verbs
from accord.sales.api.leads import router as leads

routers: tuple[Router, ...] = (leads, lead_verbs, deals, deal_verbs, activities, emails)
