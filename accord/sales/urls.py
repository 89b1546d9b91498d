"""Addresses of leads, deals and activities."""

from django.urls import URLPattern

app_name = "sales"

urlpatterns: list[URLPattern] = []
