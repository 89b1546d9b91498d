from django.apps import AppConfig


class ProjectConfig(AppConfig):
    name = "accord.project"
    label = "project"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Register the checks of the settings."""
        from accord.project import checks

        checks.register()
