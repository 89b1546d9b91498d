"""The whole API: every app's router, one description (OpenAPI 3.1 at /api/v1/openapi.json)."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern
from django.views.decorators.csrf import csrf_exempt
from ninja import NinjaAPI
from ninja.openapi.schema import OpenAPISchema

from accord.contacts.api import router as organisations
from accord.desk.api.people import router as people
from accord.desk.api.permissions import router as permissions
from accord.intake.api import router as forms
from accord.intake.trials.api import router as trials
from accord.lib.access import PUBLIC, access
from accord.sales.api import routers as sales
from accord.staff.api import problems
from accord.staff.api.asking import Token

FIRST_PROBLEM = 400
RETRY = {"Retry-After": {"description": "seconds to wait", "schema": {"type": "integer", "minimum": 1}}}
DESCRIPTION = (
    "People, their permissions and the work done with them. Every write goes through the same actions as the pages, "
    "and every question “may we contact them?” through the same gate. Refusals are problems (RFC 9457), in the "
    "language of Accept-Language, else of the token’s owner."
)


class House(NinjaAPI):
    """The API, whose description says what refusals look like and which scope each operation needs."""

    def get_openapi_schema(self, **options: Any) -> OpenAPISchema:
        """OpenAPI 3.1."""
        schema = super().get_openapi_schema(**options)
        scopes = self._scopes()
        for methods in schema["paths"].values():
            for operation in methods.values():
                _say_problems(operation)
                operation["security"] = [{"Token": [scopes[operation["operationId"]]]}, {"Session": []}]
        return schema

    def _scopes(self) -> dict[str, str]:
        """{operation id: the scope its token needs}."""
        return {
            self.get_openapi_operation_id(operation): auth.wanted.scope
            for router in self._get_bound_routers()
            for view in router.path_operations.values()
            for operation in view.operations
            for auth in operation.auth_callbacks
            if isinstance(auth, Token)
        }


def _say_problems(operation: dict[str, Any]) -> None:
    for status, answer in operation["responses"].items():
        if int(status) >= FIRST_PROBLEM:
            answer["content"] = {problems.MEDIA_TYPE: answer["content"].pop("application/json")}
    operation["responses"][429]["headers"] = RETRY


api = House(
    title="Accord",
    version="1",
    description=DESCRIPTION,
    urls_namespace="desk:api",
    docs_url=None,
    docs_decorator=access(PUBLIC),
)
problems.install(api)
for router in (people, permissions, organisations, forms, trials, *sales):
    api.add_router("", router)


@access(PUBLIC)
@csrf_exempt
def nothing(request: HttpRequest, rest: str) -> HttpResponse:
    """Under an address that is none of ours, in the shape of every other refusal."""
    return problems.nothing_here()


def _demands() -> dict[str, str]:
    """{route: the capability its first operation, the one that reads, asks of a colleague}."""
    return {
        path.replace("{", "<").replace("}", ">"): auth.wanted.capability
        for router in api._get_bound_routers()
        for path, view in router.path_operations.items()
        for auth in view.operations[0].auth_callbacks
        if isinstance(auth, Token)
    }


patterns = api.urls
for pattern in patterns[0]:
    if isinstance(pattern, URLPattern) and not hasattr(pattern.callback, "access"):
        setattr(pattern.callback, "access", _demands().get(str(pattern.pattern), PUBLIC))  # noqa: B010
