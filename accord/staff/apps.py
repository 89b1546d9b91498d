from django.apps import AppConfig


class StaffConfig(AppConfig):
    name = "accord.staff"
    label = "staff"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Record every change of how a colleague signs in."""
        from accord.staff import signing

        signing.listen()
