"""The addresses of the outbox."""

from django.urls import path

from accord.outbox import views, webhooks
from accord.outbox.hooks import views as hooks

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
    path("hooks/", hooks.endpoints, name="hooks"),
    path("hooks/new/", hooks.new_endpoint, name="new_hook"),
    path("hooks/<int:pk>/", hooks.endpoint, name="hook"),
    path("hooks/<int:pk>/change/", hooks.change_endpoint, name="change_hook"),
    path("hooks/<int:pk>/secret/", hooks.renew_secret, name="hook_secret"),
    path("hooks/<int:pk>/remove/", hooks.remove_endpoint, name="remove_hook"),
    path("hooks/<int:pk>/try/", hooks.try_endpoint, name="try_hook"),
    path("hooks/deliveries/<int:pk>/", hooks.delivery, name="delivery"),
    path("hooks/deliveries/<int:pk>/replay/", hooks.replay, name="replay"),
    path("webhooks/mail/<slug:provider>/", webhooks.mail, name="webhook"),
]
