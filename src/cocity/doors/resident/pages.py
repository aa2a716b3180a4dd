"""What every page of this door shares."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render


def page(
    request: HttpRequest, template: str, context: dict[str, Any] | None = None, status: int = 200
) -> HttpResponse:
    """`resident/<template>.html`; never kept by a browser's cache, because it is about a person."""
    response = render(request, f"resident/{template}.html", context or {}, status=status)
    response.headers["Cache-Control"] = "no-store"
    return response
