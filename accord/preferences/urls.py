"""The addresses of the pages in the person's own hands; accord/outbox/links.py writes them into letters."""

from django.urls import path

from accord.preferences import views

app_name = "preferences"

urlpatterns = [
    path("p/", views.ask, name="ask"),
    path("p/<str:signed>/", views.page, name="page"),
    path("p/<str:signed>/receipt/<int:event_id>/", views.receipt, name="receipt"),
    path("u/<str:signed>/", views.one_click, name="one-click"),
]
