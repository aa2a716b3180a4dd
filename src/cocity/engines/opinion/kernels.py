"""Loops over sparse votes, compiled once and kept beside the code. All free the interpreter lock; none uses threads.

Rows are `starts[i]:starts[i + 1]` of `statement` (ascending in a row) and `vote` (int8). Indices come as unsigned views
where only read: the compiler then leaves out the question whether they count from the end.
"""
# Compiled code has no place for early types: mypy sees plain functions.

from collections.abc import Callable
from typing import Any

import numba
import numpy as np

FIELD = 16  # bits of one counter in a packed sum
FLUSH = (1 << (FIELD - 1)) - 1  # rows after which a signed counter of that width might run over


def compiled(function: Callable[..., Any]) -> Callable[..., Any]:
    """Machine code at the first call, without the lock, from the cache at the next start."""
    made: Callable[..., Any] = numba.njit(cache=True, nogil=True)(function)
    return made


@compiled
def scatter(participant, statement, vote, starts, out_statement, out_vote):  # type: ignore[no-untyped-def]
    """Votes grouped by participant in the order they came; `starts` (n + 1) is filled too."""
    for p in participant:
        starts[p + 1] += 1
    for i in range(starts.size - 1):
        starts[i + 1] += starts[i]
    at = starts[:-1].copy()
    for i in range(participant.size):
        p = participant[i]
        out_statement[at[p]] = statement[i]
        out_vote[at[p]] = vote[i]
        at[p] += 1


@compiled
def settle(starts, begin, end, statement, vote, kept, width):  # type: ignore[no-untyped-def]
    """Each row in place: the last vote of a pair wins, statements ascend; `kept[i]` is the row's new length."""
    absent = 2
    mark = np.full(width, absent, np.int8)
    for i in range(begin, end):
        first, last = starts[i], starts[i + 1]
        size = 0
        for t in range(first + 1, last):
            size += statement[t] > statement[t - 1]
        if size >= last - first - 1:
            kept[i] = last - first
            continue
        size = 0
        for t in range(first, last):
            s = statement[t]
            if mark[s] == absent:
                statement[first + size] = s
                size += 1
            mark[s] = vote[t]
        if size * 6 > width:
            at = first
            for s in range(width):
                if mark[s] != absent:
                    statement[at] = s
                    vote[at] = mark[s]
                    mark[s] = absent
                    at += 1
        else:
            row = statement[first : first + size]
            row.sort()
            for t in range(first, first + size):
                vote[t] = mark[statement[t]]
                mark[statement[t]] = absent
        kept[i] = size


@compiled
def close_up(starts, kept, statement, vote):  # type: ignore[no-untyped-def]
    """Rows moved together after some became shorter; `starts` is brought up to date; returns how many votes."""
    at = 0
    first = starts[0]
    for i in range(kept.size):
        for t in range(first, first + kept[i]):
            statement[at] = statement[t]
            vote[at] = vote[t]
            at += 1
        first = starts[i + 1]
        starts[i + 1] = at
    return at


@compiled
def tally(starts, statement, vote, group, counts):  # type: ignore[no-untyped-def]
    """Adds to `counts` (groups, statements, 3): agree, pass, disagree. `group[i]` is −1 for nobody's."""
    for i in range(starts.size - 1):
        if group[i] < 0:
            continue
        here = counts[group[i]]
        for t in range(starts[i], starts[i + 1]):
            here[statement[t], np.uint8(vote[t] + 1)] += 1


@compiled
def pairs(starts, statement, vote, products, firsts, both):  # type: ignore[no-untyped-def]
    """Adds, for statements a < b seen by the same person, Σ v_a·v_b, Σ v_a (at [a, b]) and Σ v_b (at [b, a]), count.

    Four signed counters of sixteen bits share one word, so a pair costs one addition; they are taken apart before
    any can run over.
    """
    width = both.shape[0]
    packed = np.zeros((width, width), np.int64)
    waiting = 0
    for i in range(starts.size - 1):
        for a in range(starts[i], starts[i + 1]):
            v = np.int64(vote[a])
            here = packed[statement[a]]
            # v_a·v_b + 2^16·v_a + 2^32·v_b + 2^48
            add = (v << FIELD) + (1 << (3 * FIELD))
            times = v + (1 << (2 * FIELD))
            for b in range(a + np.uint64(1), starts[i + 1]):
                here[statement[b]] += times * vote[b] + add
        waiting += 1
        if waiting == FLUSH or i == starts.size - 2:
            unpack(packed, products, firsts, both)
            waiting = 0


@compiled
def unpack(packed, products, firsts, both):  # type: ignore[no-untyped-def]
    """Takes the four counters of every word apart, adds them to the sums and clears the words."""
    half, full = 1 << (FIELD - 1), 1 << FIELD
    for a in range(packed.shape[0]):
        for b in range(a + 1, packed.shape[0]):
            word = packed[a, b]
            if word == 0:
                continue
            product = ((word + half) & (full - 1)) - half
            word = (word - product) >> FIELD
            of_a = ((word + half) & (full - 1)) - half
            word = (word - of_a) >> FIELD
            of_b = ((word + half) & (full - 1)) - half
            products[a, b] += product
            firsts[a, b] += of_a
            firsts[b, a] += of_b
            both[a, b] += (word - of_b) >> FIELD
            packed[a, b] = 0


@compiled
def gram_times(starts, statement, vote, centre, x, out):  # type: ignore[no-untyped-def]
    """Adds XᵀX·x to `out`, X being the votes less `centre`, zero where there is none; `x` is 0 where not live."""
    for i in range(starts.size - 1):
        along = 0.0
        for t in range(starts[i], starts[i + 1]):
            along += (vote[t] - centre[statement[t]]) * x[statement[t]]
        for t in range(starts[i], starts[i + 1]):
            out[statement[t]] += along * (vote[t] - centre[statement[t]])


@compiled
def project(starts, statement, vote, steps, always, width, points):  # type: ignore[no-untyped-def]
    """Fills `points` (n, 2): Σ over votes of steps[vote + 1, statement, :2], times √(width / votes).

    Votes are counted by steps[…, 2]; `always` are everybody's.
    """
    for i in range(starts.size - 1):
        x = y = 0.0
        cast = always
        for t in range(starts[i], starts[i + 1]):
            step = steps[np.uint8(vote[t] + 1), statement[t]]
            x += step[0]
            y += step[1]
            cast += step[2]
        scale = np.sqrt(width / max(cast, 1.0))
        points[i, 0] = x * scale
        points[i, 1] = y * scale


@compiled
def cells_of(points, box, cells, out):  # type: ignore[no-untyped-def]
    """Which cell of the grid each point is in; `box` is x0, y0, cells per unit of x and of y."""
    for i in range(points.shape[0]):
        column = min(max(int((points[i, 0] - box[0]) * box[2]), 0), cells - 1)
        row = min(max(int((points[i, 1] - box[1]) * box[3]), 0), cells - 1)
        out[i] = row * cells + column


@compiled
def nearest(points, cell, centres, ends, candidates, labels, sums):  # type: ignore[no-untyped-def]
    """Label of each point (its nearest centre, the last of equals) and, added to `sums` (k, 3), x, y, count.

    `candidates[ends[c]:ends[c + 1]]` are the centres that can be nearest in cell c, ascending.
    """
    for i in range(points.shape[0]):
        x, y = points[i, 0], points[i, 1]
        begin, end = ends[cell[i]], ends[cell[i] + np.uint32(1)]
        at = candidates[begin]
        if end - begin > 1:
            best = np.inf
            for t in range(begin, end):
                c = candidates[t]
                dx, dy = x - centres[c, 0], y - centres[c, 1]
                d = dx * dx + dy * dy
                if d <= best:
                    best, at = d, c
        labels[i] = at
        sums[at, 0] += x
        sums[at, 1] += y
        sums[at, 2] += 1.0


@compiled
def contenders(centres, box, cells, slack, ends, out):  # type: ignore[no-untyped-def]
    """For each cell the centres that can be nearest to some point of it; returns how many in all."""
    used = 0
    k = centres.shape[0]
    near = np.empty(k)
    for cell in range(cells * cells):
        column, row = cell % cells, cell // cells
        x0, x1 = box[0] + column / box[2] - slack, box[0] + (column + 1) / box[2] + slack
        y0, y1 = box[1] + row / box[3] - slack, box[1] + (row + 1) / box[3] + slack
        bound = np.inf
        for c in range(k):
            x, y = centres[c, 0], centres[c, 1]
            dx, dy = max(x0 - x, x - x1, 0.0), max(y0 - y, y - y1, 0.0)
            near[c] = dx * dx + dy * dy
            fx, fy = max(x - x0, x1 - x), max(y - y0, y1 - y)
            bound = min(bound, fx * fx + fy * fy)
        for c in range(k):
            if near[c] <= bound:
                out[used] = c
                used += 1
        ends[cell + 1] = used
    return used


@compiled
def distinct(points, most, found):  # type: ignore[no-untyped-def]
    """The first `most` different rows of `points` into `found`; how many there are."""
    size = 0
    for i in range(points.shape[0]):
        if size == most:
            break
        known = False
        for j in range(size):
            if points[i, 0] == found[j, 0] and points[i, 1] == found[j, 1]:
                known = True
                break
        if not known:
            found[size] = points[i]
            size += 1
    return size


@compiled
def moments(starts, statement, vote, steps, out):  # type: ignore[no-untyped-def]
    """Fills `out` (n, 6): how many votes count, Σx, Σy, Σx², Σxy, Σy² of the steps of `project`."""
    for i in range(starts.size - 1):
        row = out[i]
        for t in range(starts[i], starts[i + 1]):
            step = steps[np.uint8(vote[t] + 1), statement[t]]
            if step[2] > 0:
                row[0] += 1
                row[1] += step[0]
                row[2] += step[1]
                row[3] += step[0] * step[0]
                row[4] += step[0] * step[1]
                row[5] += step[1] * step[1]


@compiled
def traits(starts, statement, vote, live, chance, count, likely, mark):  # type: ignore[no-untyped-def]
    """Of each row: votes of each kind into `count` (n, 3), Σ chance[g, vote + 1, statement] into `likely` (n, g), a hash.

    FNV-1a over statement and vote, 64 bits; statements that are not live are passed over.
    """
    for i in range(starts.size - 1):
        seen = np.uint64(14695981039346656037)
        for t in range(starts[i], starts[i + 1]):
            s = statement[t]
            if not live[s]:
                continue
            said = np.uint8(vote[t] + 1)
            count[i, said] += 1
            for g in range(chance.shape[0]):
                likely[i, g] += chance[g, said, s]
            seen = (seen ^ (np.uint64(s) * np.uint64(4) + np.uint64(said))) * np.uint64(1099511628211)
        mark[i] = seen


@compiled
def sizes_together(starts, new_starts, statement, new_statement, kept):  # type: ignore[no-untyped-def]
    """How many different statements each row holds when a row of old votes meets one of new votes."""
    for i in range(kept.size):
        a, b, size = starts[i], new_starts[i], 0
        while a < starts[i + 1] and b < new_starts[i + 1]:
            x, y = statement[a], new_statement[b]
            a += x <= y
            b += y <= x
            size += 1
        kept[i] = size + starts[i + 1] - a + new_starts[i + 1] - b


@compiled
def together(old, new, starts, statement, vote):  # type: ignore[no-untyped-def]
    """Rows of `old` and `new` (each starts, statement, vote) merged into the last three; a new vote replaces an old."""
    for i in range(starts.size - 1):
        a, b, at = old[0][i], new[0][i], starts[i]
        last_a, last_b = old[0][i + 1], new[0][i + 1]
        while a < last_a or b < last_b:
            from_new = b < last_b and (a == last_a or new[1][b] <= old[1][a])
            if from_new:
                a += a < last_a and new[1][b] == old[1][a]
                statement[at], vote[at] = new[1][b], new[2][b]
                b += 1
            else:
                statement[at], vote[at] = old[1][a], old[2][a]
                a += 1
            at += 1
