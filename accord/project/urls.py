"""Every address of the house. Each app writes its own, whole; nothing is registered elsewhere."""

from django.urls import include, path

from accord.project import professionals
from accord.project.signing_in import addresses

urlpatterns = [
    path("", include("accord.intake.urls")),  # first what visitors open and send,
    path("", include("accord.cookies.urls")),  # and what every visitor of a site calls
    path("account/", include(addresses)),
    path("account/professionals/", professionals.start, name="professional_start"),
    path("account/professionals/back/", professionals.back, name="professional_back"),
    path("ui/", include("accord.ui.urls")),
    path("", include("accord.desk.urls")),
    path("", include("accord.rights.urls")),
    path("", include("accord.campaigns.urls")),
    path("", include("accord.sales.urls")),
    path("", include("accord.preferences.urls")),
    path("", include("accord.outbox.urls")),
    path("", include("accord.consent.urls")),
    path("", include("accord.contacts.urls")),
    path("", include("accord.register.urls")),
    path("", include("accord.staff.urls")),
    path("health/", include("accord.health.urls")),
]
