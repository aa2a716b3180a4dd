"""Who acts in the demo's past, and when they are at work."""

import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cache
from hashlib import sha256

from django.conf import settings

from cocity.doors.console.demo.arrivals import Arrival
from cocity.doors.console.demo.data import read
from cocity.ground.calendar import api as calendar
from cocity.ground.people.api import Actor, BodyInfo

OPENS, CLOSES = timedelta(hours=8, minutes=40), timedelta(hours=17, minutes=20)
SLOWEST, QUICKEST = 1.9, 0.55


@dataclass(frozen=True, slots=True)
class Crew:
    """Actors by what they do; `handlers` by id of their body."""

    bodies: Mapping[str, BodyInfo]
    handlers: Mapping[int, Actor]
    staff: Mapping[str, Sequence[Actor]]

    def one(self, role: str, rng: random.Random) -> Actor:
        return rng.choice(self.staff[role])

    def target(self, arrival: Arrival, rng: random.Random, *, not_: Sequence[int] = ()) -> int:
        """A body for a matter: the first of its category's most often; failing all, its street, then the fallback.
        Never one of `not_`, nor the body complained about."""
        template, place = arrival.template, arrival.place
        names = ["dept-petition"] if template.kind == "petition" else read("to")[template.category]
        shunned = self.bodies[self._code("{street}", place)].path if arrival.against else "-"
        weights = [0.78, *([0.22 / max(1, len(names) - 1)] * (len(names) - 1))]
        drawn = rng.choices(names, weights[: len(names)])[0]
        for name in (drawn, *names, "{street}", "{district}", "operations"):
            body = self.bodies[self._code(name, place)]
            if body.id not in not_ and not body.path.startswith(shunned):
                return body.id
        return self.target(
            arrival, rng, not_=not_[-1:]
        )  # all were asked: begin again, but not with the holder

    def above(self, holder: int) -> int | None:
        """The body right above the one that holds a matter; None at the top."""
        parts = self.handlers[holder].body_path.strip("/").split("/")
        return self.bodies[parts[-2]].id if len(parts) > 1 else None

    def _code(self, name: str, place: str) -> str:
        street = place.rpartition("-")[0]
        near = {
            "{committee}": f"committee-{place}",
            "{street}": f"street-{street}",
            "{district}": f"gov-{street[:6]}",
        }
        return near.get(name, name)


def crew_of(bodies: Mapping[str, BodyInfo], actors: Mapping[str, Actor]) -> Crew:
    """The crew from actors by user name."""
    handlers = {
        actor.body_id: actor
        for name, actor in actors.items()
        if name.startswith("handler.") and actor.body_id
    }
    staff: dict[str, list[Actor]] = {}
    for name, actor in actors.items():
        staff.setdefault(name.rstrip("0123456789"), []).append(actor)
    return Crew(bodies, handlers, staff)


@cache
def slowness(code: str) -> float:
    """How long a body takes, as a factor: always the same for the same body."""
    share = int.from_bytes(sha256(code.encode()).digest()[:4], "big") / 2**32
    return QUICKEST + (SLOWEST - QUICKEST) * float(share**1.7)


@cache
def _working(day: date) -> bool:
    return calendar.is_working_day(day, settings.CALENDAR).working


def after(at: datetime, hours: float) -> datetime:
    """`hours` of office time after `at`."""
    left = timedelta(hours=hours)
    while True:
        midnight = at.replace(hour=0, minute=0, second=0, microsecond=0)
        begin, end = max(at, midnight + OPENS), midnight + CLOSES
        if _working(at.date()) and begin < end:
            if begin + left <= end:
                return begin + left
            left -= end - begin
        at = midnight + timedelta(days=1)
