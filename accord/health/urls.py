"""Addresses of health. Identifiers in them are random; no word about a patient ever stands in one."""

from django.urls import URLPattern, URLResolver

from accord.health import urls_choices, urls_desk, urls_paper

app_name = "health"

urlpatterns: list[URLPattern | URLResolver] = [
    *urls_desk.urlpatterns,
    *urls_paper.urlpatterns,
    *urls_choices.urlpatterns,
]
