"""The addresses of the outbox."""

from django.urls import path

from accord.outbox import views, webhooks

app_name = "outbox"

urlpatterns = [
    path("letters/", views.sending, name="sending"),
    path("letters/try/", views.try_out, name="try"),
    path("letters/of/<int:mailing_id>/", views.decide_all, name="decide-all"),
    path("letters/<uuid:letter_id>/", views.decide, name="decide"),
    path("mailbox/", views.mailbox, name="mailbox"),
    path("mailbox/<int:message_id>/", views.mailbox_letter, name="mailbox-letter"),
    path("mailbox/<int:message_id>/html/", views.mailbox_html, name="mailbox-html"),
    path("mailbox/<int:message_id>/source/", views.mailbox_source, name="mailbox-source"),
    path("webhooks/mail/<slug:provider>/", webhooks.mail, name="webhook"),
]
