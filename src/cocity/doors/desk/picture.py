"""Clocks as a picture: one time axis for all of them, drawn on the server, with the same said in words beside it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils.html import format_html
from django.utils.safestring import SafeString

from cocity.ground.commitments import api as commitments
from cocity.ground.commitments.contracts import ClockView
from cocity.kit.dates import left_words, moment_words
from cocity.kit.parts import Words
from cocity.kit.text import Text


@dataclass(frozen=True, slots=True)
class ClockLine:
    """A clock in words and as a bar. `state` is one of `<c-due>`: open, soon, overdue, met, paused."""

    title: Words
    limit: Text
    due_at: datetime
    words: Text
    state: str
    provisional: bool
    bar: SafeString
    hour: bool  # a limit in hours: the day alone would not say when it ends


def clock_lines(clocks: Sequence[ClockView], now: datetime) -> list[ClockLine]:
    """Every clock, those still running first, then by when they are due."""
    if not clocks:
        return []
    begin = min(clock.started_at for clock in clocks)
    end = max(max(clock.due_at, _until(clock, now)) for clock in clocks)
    axis = Axis(begin, end)
    order = sorted(clocks, key=lambda c: (c.met_at is not None, c.due_at, c.name))
    return [_line(clock, axis, now) for clock in order]


def state_of(clock: ClockView, now: datetime) -> str:
    """As `<c-due>` names it; within a fifth of its time it is soon due."""
    if clock.met_at:
        return "overdue" if clock.met_at > clock.due_at else "met"
    if clock.paused_at:
        return "paused"
    if now > clock.due_at:
        return "overdue"
    whole = (clock.due_at - clock.started_at).total_seconds()
    return "soon" if (clock.due_at - now).total_seconds() * 5 <= whole else "open"


@dataclass(frozen=True, slots=True)
class Axis:
    """Where a moment stands, in per cent of the width."""

    begin: datetime
    end: datetime

    def at(self, moment: datetime) -> float:
        whole = (self.end - self.begin).total_seconds() or 1.0
        return round(min(max((moment - self.begin).total_seconds() / whole, 0), 1) * 100, 2)


def _until(clock: ClockView, now: datetime) -> datetime:
    return clock.met_at or clock.paused_at or now


def _line(clock: ClockView, axis: Axis, now: datetime) -> ClockLine:
    state = state_of(clock, now)
    return ClockLine(
        Text.of(clock.title), commitments.duration(clock.limit, clock.unit), clock.due_at, _words(clock, now), state,
        clock.provisional, _bar(clock, axis, now, state), clock.unit.endswith("hour"),
    )  # fmt: skip


def _words(clock: ClockView, now: datetime) -> Text:
    if clock.met_at and clock.met_at > clock.due_at:
        return Text("{at} 完成，已逾期", "met late, on {at}").with_values(at=moment_words(clock.met_at))
    if clock.met_at:
        return Text("{at} 完成", "met on {at}").with_values(at=moment_words(clock.met_at))
    if clock.paused_at:
        return Text("{at} 起暂停", "standing still since {at}").with_values(at=moment_words(clock.paused_at))
    return left_words(clock.due_at, now)


def _bar(clock: ClockView, axis: Axis, now: datetime, state: str) -> SafeString:
    start, due, until = axis.at(clock.started_at), axis.at(clock.due_at), axis.at(_until(clock, now))
    late = max(until - max(due, start), 0)
    return format_html(
        '<svg class="clock-bar" width="100%" height="1.1em" aria-hidden="true" focusable="false">'
        '<rect class="track" x="{start}%" y=".25em" width="{room}%" height=".6em"/>'
        '<rect class="spent spent-{state}" x="{start}%" y=".25em" width="{spent}%" height=".6em"/>'
        '<rect class="late" x="{due}%" y=".25em" width="{late}%" height=".6em"/>'
        '<line class="tick" x1="{due}%" x2="{due}%" y1="0" y2="1.1em"/></svg>',
        start=start,
        room=max(round(due - start, 2), 0.4),
        spent=max(round(min(until, due) - start, 2), 0),
        due=due,
        late=round(late, 2),
        state=state,
    )
