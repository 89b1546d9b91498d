"""Doing something to a lead or a deal from its page: done and said, or why not; then back to the page."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.db.models import Model
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from accord.sales.together import REFUSALS


def tried(request: HttpRequest, row: Model, done: Callable[[], Any], said: str) -> HttpResponse:
    """Do it and say so, or say why not; back to the page of `row`, a lead or a deal."""
    try:
        done()
    except REFUSALS as refused:
        messages.error(request, str(refused))
    else:
        messages.success(request, said)
    return redirect(f"sales:{row._meta.model_name}", pk=row.pk)
