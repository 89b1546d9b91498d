from django.apps import AppConfig


class OutboxConfig(AppConfig):
    name = "accord.outbox"
    label = "outbox"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Listen to what providers say."""
        from anymail.signals import tracking

        from accord.outbox.webhooks import on_tracking

        tracking.connect(on_tracking)
