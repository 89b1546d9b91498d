from django.apps import AppConfig


class SalesConfig(AppConfig):
    name = "accord.sales"
    label = "sales"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """The page of an organisation shows its deals from now on."""
        from accord.contacts.besides import show_beside
        from accord.sales.panels import activities_of, of_organisation

        show_beside(of_organisation)
        show_beside(activities_of)
