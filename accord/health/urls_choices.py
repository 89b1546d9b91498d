"""Addresses of choices, accesses, requests and the end of records: the second half of `urls.py`."""

from django.urls import URLPattern, URLResolver, path

from accord.health import api

urlpatterns: list[URLPattern | URLResolver] = [path("api/v1/", api.patterns)]
