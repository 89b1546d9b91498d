"""The addresses of the outbox."""

from django.urls import path

from accord.outbox import webhooks

app_name = "outbox"

urlpatterns = [
    path("webhooks/mail/<slug:provider>/", webhooks.mail, name="webhook"),
]
