"""Who is at the desk, and what their roles open."""

from datetime import datetime

from django.conf import settings
from django.http import HttpRequest
from django.utils import timezone

from cocity.ground.calendar import api as calendar
from cocity.ground.people import api as people
from cocity.ground.people.api import Actor
from cocity.kit.text import Text

ROLES = {
    "agent": Text("话务员", "Call agent"),
    "dispatcher": Text("派单员", "Dispatcher"),
    "handler": Text("承办人", "Handler"),
    "verifier": Text("核查员", "Verifier"),
    "caller": Text("回访员", "Caller"),
    "supervisor": Text("督办人", "Supervisor"),
    "auditor": Text("监督审计", "Auditor"),
    "editor": Text("管理员", "Administrator"),
}
TAKERS = ("agent", "dispatcher", "editor")  # who writes down what somebody said


def now_of(request: HttpRequest) -> datetime:
    """The moment of this request, the same for everything it does."""
    found = getattr(request, "now", None)
    if not isinstance(found, datetime):
        found = timezone.now()
        request.now = found  # type: ignore[attr-defined]
    return found


def actor_of(request: HttpRequest) -> Actor:
    """The worker of this request as rules see them; looked up once a request."""
    found = getattr(request, "actor", None)
    if not isinstance(found, Actor):
        user = request.user
        day = calendar.local_day(now_of(request), settings.CALENDAR)
        found = people.actor_of(user, on=day) if user.is_authenticated else people.ANONYMOUS
        request.actor = found  # type: ignore[attr-defined]
    return found


def roles_of(actor: Actor) -> list[Text]:
    """The roles held, in words."""
    held = {each.role for each in actor.roles}
    return [words for role, words in ROLES.items() if role in held]
