"""A program that holds somebody's token."""

from typing import Any

from django.http import HttpResponse
from django.test import Client

from accord.staff import tokens
from accord.staff.models import User
from accord.staff.scopes import open_to

V1 = "/api/v1"


class Program:
    """Calls the API: `Program(bob, "people:read").get("/people")`; with every scope bob may lend when none is named."""

    def __init__(self, user: User, *scopes: str, days: int = 0) -> None:
        chosen = list(scopes) or [scope.code for scope in open_to(user)]
        self.token, self.text = tokens.create(
            actor=user.actor, user=user, name="Programme", scopes=chosen, days=days
        )
        self.client = Client(headers={"Authorization": f"Bearer {self.text}"}, enforce_csrf_checks=True)

    def get(self, path: str, data: Any = None, **headers: str) -> HttpResponse:
        """Read."""
        return self.client.get(V1 + path, data, headers=headers)

    def post(self, path: str, data: Any, **headers: str) -> HttpResponse:
        """Write; headers by their name with "_" for "-"."""
        return self._write("post", path, data, headers)

    def patch(self, path: str, data: Any, **headers: str) -> HttpResponse:
        """Correct."""
        return self._write("patch", path, data, headers)

    def delete(self, path: str, **headers: str) -> HttpResponse:
        """Take away."""
        return self._write("delete", path, None, headers)

    def _write(self, method: str, path: str, data: Any, headers: dict[str, str]) -> HttpResponse:
        said = {name.replace("_", "-"): value for name, value in headers.items()}
        return getattr(self.client, method)(V1 + path, data, content_type="application/json", headers=said)
