"""Every address of the house."""

from importlib.util import find_spec

from django.urls import URLPattern, URLResolver, include, path

from accord.project.signing_in import addresses

APPS = [
    "desk",
    "campaigns",
    "intake",
    "preferences",
    "outbox",
    "consent",
    "contacts",
    "register",
    "staff",
    "audit",
]

urlpatterns: list[URLPattern | URLResolver] = [
    path("account/", include(addresses)),
    *(path("", include(f"accord.{app}.urls")) for app in APPS if find_spec(f"accord.{app}.urls")),
]
if find_spec("accord.ui.urls"):
    urlpatterns.append(path("ui/", include("accord.ui.urls")))
