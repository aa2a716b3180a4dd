"""A number for every request: shown on error pages, sent back in `X-Request-ID`, written beside every log line."""

import secrets
from collections.abc import Callable
from time import perf_counter

import structlog
from django.http import HttpRequest
from django.http.response import HttpResponseBase

Respond = Callable[[HttpRequest], HttpResponseBase]
HEADER = "X-Request-ID"
DIGITS = 12
QUIET = {"healthz"}  # asked every few seconds: its lines would hide all others

log = structlog.get_logger("cocity.web")


def new_request_id() -> str:
    """Twelve digits: they can be read out on the telephone in any language."""
    return f"{secrets.randbelow(10**DIGITS):0{DIGITS}d}"


def request_id(request: HttpRequest) -> str:
    """The number of this request; empty where the middleware has not run."""
    return str(getattr(request, "request_id", ""))


def request_ids(respond: Respond) -> Respond:
    """Numbers the request and writes one line when it is answered: the route, never the values in the address."""

    def middleware(request: HttpRequest) -> HttpResponseBase:
        started = perf_counter()
        number = new_request_id()
        request.request_id = number  # type: ignore[attr-defined]
        structlog.contextvars.clear_contextvars()
        structlog.contextvars.bind_contextvars(request_id=number)
        response = respond(request)
        response.headers[HEADER] = number
        match = request.resolver_match
        route = match.route if match else ""
        tell = log.debug if route in QUIET else log.info
        tell(
            "answered",
            method=request.method,
            route=route,
            status=response.status_code,
            ms=round((perf_counter() - started) * 1000, 1),
        )
        return response

    return middleware
