"""Leads, deals and activities, for programs: what their caller may see, through the same actions as the pages."""

from ninja import Router

from accord.sales.api.activities import router as activities
from accord.sales.api.deals import router as deals
from accord.sales.api.leads import router as leads

routers: tuple[Router, ...] = (leads, deals, activities)
