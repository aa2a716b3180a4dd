"""Votes row by row: every check, with the line at fault."""

from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction
from math import lcm

import numpy as np

from cocity.engines.budget.cells import Row, number
from cocity.engines.budget.contracts import Ballots, Project, VoteType
from cocity.engines.budget.document import Table
from cocity.engines.budget.errors import BadFile

POINTED = (VoteType.CUMULATIVE, VoteType.SCORING)
POINT = ("分数", "number of points")
MOST_POINTS = 2**40


@dataclass(frozen=True, slots=True)
class VoteColumns:
    """Where the cells stand; `points` is -1 where the ballots have none."""

    voter: int
    vote: int
    points: int


def columns_of(votes: Table, kind: VoteType) -> VoteColumns:
    """Raises BadFile where a needed column is missing."""
    points = votes.needed("points") if kind in POINTED else -1
    return VoteColumns(votes.needed("voter_id"), votes.needed("vote"), points)


def ballots_of(
    rows: Iterable[Row], columns: VoteColumns, projects: tuple[Project, ...], kind: VoteType
) -> tuple[Ballots, int, int, list[Row]]:
    """Equal ballots counted together, how many voted, the scale of points, rows that name a project twice."""
    numbers = {project.id: n for n, project in enumerate(projects)}
    seen: dict[str, int] = {}
    counts: dict[tuple[tuple[int, Fraction], ...], int] = {}
    odd: list[Row] = []
    for row in rows:
        _voter(row, columns, seen)
        named = _named(row, columns, numbers, kind, odd)
        ballot = tuple(sorted(zip(named, _points(row, columns, len(named), kind), strict=True)))
        counts[ballot] = counts.get(ballot, 0) + 1
    return *_arrays(counts, len(seen)), odd


def _voter(row: Row, columns: VoteColumns, seen: dict[str, int]) -> None:
    voter = row.get(columns.voter)
    if not voter:
        raise BadFile(row.line, "缺少投票人编号", "the voter id is missing")
    if voter in seen:
        raise BadFile(
            row.line,
            f"投票人 {voter} 已在第 {seen[voter]} 行投过票",
            f"voter {voter} voted already in line {seen[voter]}",
        )
    seen[voter] = row.line


def _named(
    row: Row, columns: VoteColumns, numbers: dict[str, int], kind: VoteType, odd: list[Row]
) -> list[int]:
    vote = row.get(columns.vote)
    if not vote or (vote.lower() == "none" and vote not in numbers):
        return []
    named = []
    for key in map(str.strip, vote.split(",")):
        if key not in numbers:
            raise BadFile(
                row.line, f"选票上的项目“{key}”不存在", f"the vote names {key!r}, which is no project"
            )
        named.append(numbers[key])
    if len(set(named)) == len(named):
        return named
    if kind in (VoteType.APPROVAL, VoteType.CHOOSE_1):
        odd.append(row)
        return sorted(set(named))
    raise BadFile(row.line, "同一项目写了两次", "the vote names a project twice")


def _points(row: Row, columns: VoteColumns, named: int, kind: VoteType) -> list[Fraction]:
    if kind is VoteType.ORDINAL:
        return [Fraction(named - place) for place in range(named)]
    if columns.points < 0:
        return [Fraction(1)] * named
    text = row.get(columns.points)
    cells = [] if not text or text.lower() == "none" else [cell.strip() for cell in text.split(",")]
    if len(cells) != named:
        raise BadFile(
            row.line,
            f"有 {named} 个项目、{len(cells)} 个分数",
            f"{named} projects are named and {len(cells)} points given",
        )
    given = [number(cell, row.line, POINT) for cell in cells]
    if max(given, default=Fraction(0)) > MOST_POINTS:
        raise BadFile(row.line, "分数太大", "too many points")
    return given


def _arrays(counts: dict[tuple[tuple[int, Fraction], ...], int], voters: int) -> tuple[Ballots, int, int]:
    scale = lcm(*{points.denominator for ballot in counts for _, points in ballot})
    start = np.zeros(len(counts) + 1, np.int64)
    np.cumsum([len(ballot) for ballot in counts], out=start[1:])
    pairs = [pair for ballot in counts for pair in ballot]
    ballots = Ballots(
        start,
        np.array([project for project, _ in pairs], np.int32),
        np.array([int(points * scale) for _, points in pairs], np.int64),
        np.array(list(counts.values()), np.int64),
    )
    return ballots, voters, scale
