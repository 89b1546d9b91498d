"""What stands around every page: whose Accord this is."""

from functools import cache

from django.http import HttpRequest

from accord.register.queries import first_controller


def house(request: HttpRequest) -> dict[str, object]:
    """Context processor: `house` is the name of the organisation, asked of the register only where a page shows it."""

    @cache
    def name() -> str:
        controller = first_controller()
        return controller.name if controller else ""

    return {"house": name}
