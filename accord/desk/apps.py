from django.apps import AppConfig


class DeskConfig(AppConfig):
    name = "accord.desk"
    label = "desk"

    def ready(self) -> None:
        """A saved view may ask the gate: audiences understand it from now on. A purpose says whom it reaches.

        Colleagues named in a note are told.
        """
        from accord.contacts.filters import refine_with
        from accord.desk.mentions import Mentions
        from accord.desk.purposes import reach, service
        from accord.desk.verdict_filters import NAMES, refine
        from accord.register.beside import show_beside
        from accord.staff.naming import tell_through

        refine_with(NAMES, refine)
        show_beside(reach)
        show_beside(service)
        tell_through(Mentions())
