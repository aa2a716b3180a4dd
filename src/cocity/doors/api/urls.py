"""The API's addresses, each with its access decision."""

from django.urls import URLPattern, URLResolver

from cocity.doors.api.v1 import api
from cocity.kit.web.access import decide, public, token


def decided() -> list[URLPattern | URLResolver]:
    """`/desk/…` is for programs with a key; everything else is open to anyone."""
    patterns = list(api.urls[0])
    desk = [pattern for pattern in patterns if str(pattern.pattern).startswith("desk/")]
    decide(desk, token("matters:read", "matters:act"))
    return decide(patterns, public)
