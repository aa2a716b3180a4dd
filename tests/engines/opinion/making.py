"""Conversations made up for tests, and the real ones read."""

import csv
import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from sklearn.metrics import adjusted_rand_score

from cocity.engines.opinion import Export, Votes, read_comments, read_votes, votes_of

BIODIVERSITY = "scoop-hivemind.biodiversity"


@dataclass(frozen=True)
class Planted:
    """Votes of people in known groups."""

    votes: Votes
    group: np.ndarray


def planted(people: int, width: int, groups: int, *, share: float = 0.5, seed: int = 0) -> Planted:
    """Each group answers a statement its own way with 92 %; everybody votes on about `share` of the statements."""
    rng = np.random.default_rng(seed)
    group = rng.integers(0, groups, people)
    way = rng.choice([-1, 1], (groups, width))
    cast = rng.random((people, width)) < share
    said = np.where(rng.random((people, width)) < 0.92, way[group], rng.choice([-1, 0, 1], (people, width)))
    who, what = np.nonzero(cast)
    return Planted(made(who, what, said[who, what], people, width), group)


def made(who: Any, what: Any, said: Any, people: int, width: int) -> Votes:
    """Votes of three lists."""
    columns = (np.array(who, np.int32), np.array(what, np.int32), np.array(said, np.int8))
    return votes_of(*columns, people=people, width=width)


def entries(votes: Votes) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """The three columns again."""
    return np.repeat(np.arange(votes.people, dtype=np.int32), votes.cast), votes.statement, votes.vote


def equal(a: Votes, b: Votes) -> bool:
    return a.width == b.width and all(np.array_equal(x, y) for x, y in zip(a.raw, b.raw, strict=True))


def alike(a: np.ndarray, b: np.ndarray) -> float:
    """Adjusted Rand index over people both have in a group; 1: the same groups, whatever their names."""
    both = (a >= 0) & (b >= 0)
    return float(adjusted_rand_score(a[both], b[both]))


@dataclass(frozen=True)
class Real:
    """A conversation of the shared data: votes, which statements count, the groups it was shipped with (−1: none)."""

    export: Export
    live: np.ndarray
    shipped: np.ndarray


def real(shared: Path, name: str) -> Real:
    folder = shared / "conversations" / name
    export = read_votes((folder / "votes.csv").read_bytes())
    about = read_comments((folder / "comments.csv").read_text(encoding="utf-8"))
    live = np.array([not (one in about and about[one].rejected) for one in export.statements])
    with (folder / "participants-votes.csv").open(encoding="utf-8") as file:
        of = {row["participant"]: row["group-id"] for row in csv.DictReader(file)}
    return Real(export, live, np.array([int(of[one] or -1) for one in export.people]))


def reference(shared: Path) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(
        (shared / "conversations/reference/biodiversity_math.json").read_text()
    )
    return found
