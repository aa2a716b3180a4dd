"""Where things stand in the drawing of a procedure: one row a state, in the file's order, top to bottom.

Each row has the state's box on the left and the actions possible there beside it. Every action that moves the
matter runs to the right into a track, and the track leads to its state: all ways into one state from above share
one track, and all from below another. Lines therefore only cross at right angles and never touch words.
"""

import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import pairwise

from .model import Action, Procedure, State

EDGE = 16
HEAD = 52  # the procedure's name
BOX = 216
WORDS = EDGE + BOX + 22  # where the words beside a box begin
WORDS_WIDTH = 400
LINE = 22
LANE = 26  # room above a row's words for the arrows that come in
GAP = 12
TRACK = 14
LEAST_ROW = 62


@dataclass(frozen=True, slots=True)
class Move:
    """One line of words with a way to another state."""

    action: Action
    target: str
    otherwise: bool
    y: int


@dataclass(frozen=True, slots=True)
class Row:
    """One state. Pixels; `y` is the top."""

    state: State
    y: int
    height: int
    moves: tuple[Move, ...]
    staying: tuple[str, ...]  # lines of what may be done without moving
    staying_y: int


@dataclass(frozen=True, slots=True)
class Track:
    """A vertical line that gathers the ways into one state from above (`down`) or from below."""

    target: str
    down: bool
    sources: tuple[int, ...]  # heights at which ways join
    y: int  # height at which it enters the state
    x: int


@dataclass(frozen=True, slots=True)
class Layout:
    """The whole drawing, in pixels."""

    width: int
    height: int
    rows: tuple[Row, ...]
    tracks: tuple[Track, ...]


def lay_out(procedure: Procedure) -> Layout:
    """Place rows, words and tracks."""
    rows, y = [], HEAD
    for state in procedure.states.values():
        rows.append(_row(procedure, state, y))
        y += rows[-1].height + GAP
    tracks, columns = _tracks(rows)
    return Layout(WORDS + WORDS_WIDTH + (columns + 1) * TRACK + EDGE, y - GAP + EDGE, tuple(rows), tracks)


def em(words: str) -> float:
    """Width of `words` in ems: a Chinese character is one, a Latin one a bit over half."""
    return sum(1.0 if unicodedata.east_asian_width(letter) in "WF" else 0.56 for letter in words)


def _row(procedure: Procedure, state: State, y: int) -> Row:
    moves, staying, at = [], [], y + LANE
    for action in procedure.actions_from(state.name):
        for target, otherwise in ((action.target, False), (action.otherwise, True)):
            if target and target != state.name:
                moves.append(Move(action, target, otherwise, at + LINE // 2))
                at += LINE
        if action.target in {None, state.name}:
            staying.append(f"{action.title.zh} {action.title.en}")
    staying_y = at + LINE // 2
    lines = tuple(_wrapped(staying, WORDS_WIDTH / 12))
    at += len(lines) * (LINE - 4)
    return Row(state, y, max(LEAST_ROW, at - y + 8), tuple(moves), lines, staying_y)


def _wrapped(items: Iterable[str], width: float) -> list[str]:
    """Items joined with · into lines of at most `width` ems."""
    lines: list[str] = []
    for item in items:
        joined = f"{lines[-1]} · {item}" if lines else item
        if lines and em(joined) <= width:
            lines[-1] = joined
        else:
            lines.append(item)
    return lines


def _tracks(rows: list[Row]) -> tuple[tuple[Track, ...], int]:
    """Tracks, the shorter ones further in, two in one column only where they do not meet; and how many columns."""
    tops = {row.state.name: row.y for row in rows}
    spans: list[tuple[int, int, str, bool, tuple[int, ...]]] = []
    for row in rows:
        for down in (True, False):
            heights = tuple(
                move.y for other in rows for move in other.moves
                if move.target == row.state.name and (other.y < row.y) is down
            )  # fmt: skip
            if heights:
                enter = tops[row.state.name] + (9 if down else 18)
                spans.append((min(*heights, enter), max(*heights, enter), row.state.name, down, heights))
    tracks: list[Track] = []
    columns: list[list[tuple[int, int]]] = []
    for low, high, target, down, heights in sorted(spans, key=lambda span: span[1] - span[0]):
        place = next((i for i, taken in enumerate(columns) if _free(taken, low, high)), len(columns))
        columns[place : place + 1] = [[*(columns[place] if place < len(columns) else []), (low, high)]]
        x = WORDS + WORDS_WIDTH + (place + 1) * TRACK
        tracks.append(Track(target, down, heights, tops[target] + (9 if down else 18), x))
    return tuple(tracks), len(columns)


def _free(taken: list[tuple[int, int]], low: int, high: int) -> bool:
    spans = sorted([*taken, (low - 4, high + 4)])
    return all(before[1] < after[0] for before, after in pairwise(spans))
