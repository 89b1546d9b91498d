"""Addresses of health. Identifiers in them are random; no word about a patient ever stands in one."""

from django.urls import URLPattern

app_name = "health"

urlpatterns: list[URLPattern] = []
