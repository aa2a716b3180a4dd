"""What is promised: each procedure as a drawing, in plain words and with its clocks; and which days count."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.safestring import mark_safe
from django.views.decorators.http import require_GET

from cocity.doors.open.pages import page
from cocity.ground.calendar import api as calendar
from cocity.ground.commitments import api as commitments
from cocity.kit.errors import NotFound
from cocity.kit.parts import Link, Words
from cocity.kit.text import Text
from cocity.kit.web.access import public

LOOK_AHEAD = 400  # days
BREACHES = {
    "warn_holder": Text("提醒承办单位", "the body that holds it is warned"),
    "escalate_one_level": Text("上报上一级", "it goes up one level"),
    "warn_supervisor": Text("提醒督办人", "whoever supervises is warned"),
}


@dataclass(frozen=True, slots=True)
class ClockWords:
    """A clock as residents read it."""

    title: Text
    limit: Text
    starts: Text
    stops: Text
    breach: Text
    pausable: bool
    each_time: bool


@dataclass(frozen=True, slots=True)
class Span:
    """Days in a row that are off, or working though a weekend."""

    first: date
    last: date
    name: Words
    working: bool
    provisional: bool


@public
@require_GET
def procedures(request: HttpRequest) -> HttpResponse:
    """Every procedure with the time it promises."""
    rows = [
        (
            Link(p.title, reverse("open:procedure", args=[name])),
            commitments.duration(p.whole.limit, p.whole.unit),
            p.version,
        )
        for name, p in sorted(commitments.load_all().items())
    ]
    return page(
        request, "procedures", {"rows": rows, "announced": calendar.announced_until(settings.CALENDAR)}
    )


@public
@require_GET
def procedure(request: HttpRequest, name: str) -> HttpResponse:
    """One procedure: its clocks, where a matter can stand and what the person is told, and the drawing."""
    found = commitments.load_all().get(name)
    if found is None:
        raise NotFound(Text("没有这个规程", "There is no such procedure"), field="procedure")
    shown = {
        "procedure": found,
        "clocks": [_clock(found, name) for name in found.clocks],
        "states": [(s.title, s.told, s.end) for s in found.states.values()],
        # The drawing escapes its own words.
        "drawing": mark_safe(commitments.diagram(found)),  # noqa: S308
        "crumbs": ((Text("怎么承诺", "What is promised"), reverse("open:procedures")), (found.title, "")),
    }
    return page(request, "procedure", shown)


def _clock(procedure: commitments.Procedure, name: str) -> ClockWords:
    clock = procedure.clocks[name]
    steps = [a.title for a in procedure.actions.values() if name in a.meets]
    stops = [procedure.states[s].title for s in procedure.states if s in clock.until]
    return ClockWords(
        title=clock.title,
        limit=commitments.duration(clock.limit, clock.unit),
        starts=_joined([procedure.states[s].title for s in procedure.states if s in clock.starts]),
        stops=_joined([*stops, *steps]),
        breach=BREACHES[str(clock.breach)],
        pausable=clock.pausable,
        each_time=clock.each_time,
    )


def _joined(titles: list[Text]) -> Text:
    return Text("、".join(t.zh for t in titles), ", ".join(t.en for t in titles))


@public
@require_GET
def days(request: HttpRequest) -> HttpResponse:
    """Which days count: office hours, holidays and make-up days ahead, and from when on they are only a guess."""
    about = next((c for c in calendar.calendars() if c.name == settings.CALENDAR), None)
    today = timezone.localdate()
    shown: dict[str, Any] = {
        "about": about,
        "hours": [f"{a:%H:%M}–{b:%H:%M}" for a, b in about.office_hours] if about else [],
        "announced": calendar.announced_until(settings.CALENDAR),
        "spans": list(_spans(today)),
        "crumbs": (
            (Text("怎么承诺", "What is promised"), reverse("open:procedures")),
            (Text("哪些天算数", "Which days count"), ""),
        ),
    }
    return page(request, "calendar", shown)


def _spans(today: date) -> Iterator[Span]:
    """Named days ahead, those in a row together."""
    held: Span | None = None
    for n in range(LOOK_AHEAD):
        day = calendar.is_working_day(today + timedelta(days=n), settings.CALENDAR)
        if not day.name:
            continue
        same = (
            held is not None
            and held.last + timedelta(days=1) == day.day
            and (str(held.name), held.working) == (str(day.name), day.working)
        )
        if held is not None and not same:
            yield held
        first = held.first if same and held is not None else day.day
        held = Span(first, day.day, day.name, day.working, day.provisional)
    if held is not None:
        yield held
