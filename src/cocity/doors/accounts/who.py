"""Who sends a request: looked up once, when first asked for."""

from collections.abc import Callable, Collection
from typing import cast

from django.conf import settings
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils import timezone
from django.utils.functional import SimpleLazyObject

from cocity.ground.calendar import api as calendar
from cocity.ground.people import api as people
from cocity.ground.people.api import Actor

Respond = Callable[[HttpRequest], HttpResponseBase]


def actors(respond: Respond) -> Respond:
    """Sets `request.now` (one moment for the whole request) and `request.actor`; a page that asks for neither loads
    no session."""

    def middleware(request: HttpRequest) -> HttpResponseBase:
        request.now = timezone.now()  # type: ignore[attr-defined]
        request.actor = SimpleLazyObject(lambda: _actor(request))  # type: ignore[attr-defined]
        return respond(request)

    return middleware


def _actor(request: HttpRequest) -> Actor:
    if not request.user.is_authenticated:
        return people.ANONYMOUS
    day = calendar.local_day(request.now, settings.CALENDAR)  # type: ignore[attr-defined]
    return people.actor_of(request.user, on=day)


def roles_held(request: HttpRequest) -> Collection[str] | None:
    """The roles of the worker who sends this request; None for everybody else."""
    actor = cast(Actor, getattr(request, "actor", people.ANONYMOUS))
    return {held.role for held in actor.roles} if actor.kind == "worker" else None
