"""Every call takes the parameters its shapes name, as the OpenAPI document lists them, and no other."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponse

from cocity.kit.web.names import check_taken

Call = Callable[..., HttpResponse]


def named_alone(call: Call) -> Call:
    """For each call of the API: it comes after key and shapes have been looked at."""
    names = _names(call)

    @wraps(call)
    def checked(request: HttpRequest, *args: Any, **named: Any) -> HttpResponse:
        check_taken(request, names)
        return call(request, *args, **named)

    return checked


def _names(call: Any) -> tuple[str, ...]:
    """What the framework reads from the query for this call."""
    shapes = [each for each in call._ninja_operation.models if each.__ninja_param_source__ == "query"]
    return tuple(name for each in shapes for name in each.__ninja_flatten_map__)
