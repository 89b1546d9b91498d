from django.apps import AppConfig


class DeskConfig(AppConfig):
    name = "accord.desk"
    label = "desk"

    def ready(self) -> None:
        """A saved view may ask the gate: audiences understand it from now on."""
        from accord.contacts.filters import refine_with
        from accord.desk.verdict_filters import NAMES, refine

        refine_with(NAMES, refine)
