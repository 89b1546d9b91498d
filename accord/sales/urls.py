"""Addresses of leads, deals and activities."""

from django.urls import path

from accord.sales import adding_views, lead_doing, lead_views

app_name = "sales"

urlpatterns = [
    path("leads/", lead_views.leads, name="leads"),
    path("leads/new/", adding_views.add, name="add_lead"),
    path("leads/assign/", lead_doing.assign_all, name="assign_leads"),
    path("leads/<int:pk>/", lead_views.lead, name="lead"),
    path("leads/<int:pk>/qualify/", lead_doing.qualify, name="qualify_lead"),
    path("leads/<int:pk>/answered/", lead_doing.answered, name="lead_answered"),
    path("leads/<int:pk>/assign/", lead_doing.assign, name="assign_lead"),
    path("leads/<int:pk>/take-up/", lead_doing.take_up, name="take_up_lead"),
    path("leads/<int:pk>/attach/<int:organisation>/", lead_doing.attach, name="attach_lead"),
]
