"""Headers that keep a page to itself: nothing from another origin, no framing, no sniffing."""

from collections.abc import Callable

from django.http import HttpRequest
from django.http.response import HttpResponseBase

Respond = Callable[[HttpRequest], HttpResponseBase]

HEADERS = {
    "Content-Security-Policy": (
        "default-src 'self'; img-src 'self' blob:; object-src 'none'; base-uri 'none'; "
        "form-action 'self'; frame-ancestors 'none'"
    ),
    # Residents may take a photo, speak and show a place; nothing else of the device is ever asked for.
    "Permissions-Policy": (
        "camera=(self), microphone=(self), geolocation=(self), "
        "payment=(), usb=(), serial=(), bluetooth=(), browsing-topics=()"
    ),
    "Cross-Origin-Opener-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
}


def security_headers(respond: Respond) -> Respond:
    """Adds `HEADERS` where the view has not set its own."""

    def middleware(request: HttpRequest) -> HttpResponseBase:
        response = respond(request)
        for name, value in HEADERS.items():
            response.headers.setdefault(name, value)
        return response

    return middleware
