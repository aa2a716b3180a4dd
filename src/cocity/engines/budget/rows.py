"""The compiled loop over rows of votes.

Arrays are handed on as pointers, see `words`. A pair (data, size) is a text.
"""
# Compiled code has no place for early types: mypy sees plain functions.

import numpy as np
from numba import njit

from cocity.engines.budget.groups import arranged, grouped, marked, recalled
from cocity.engines.budget.names import given, named
from cocity.engines.budget.slots import UPPER
from cocity.engines.budget.words import (
    MIX,
    ONE,
    SPREAD,
    key,
    lowest,
    marks,
    ones,
    pointer,
    stirred,
    swapped,
    word,
)

SEMICOLON, NEWLINE, RETURN, BLANK, DELETE = 59, 10, 13, 32, 127
FEW = 16  # words of bits that are quicker to mark than a ballot is to sort
META, VOTES, PROJECTS = (
    np.uint64(int.from_bytes(name, "little")) for name in (b"meta    ", b"votes   ", b"projects")
)
BLANKS = np.uint64(0x2020202020202020)  # makes letters small and fills the word up
LINES, GROUPS, SEEN, FILL = range(4)  # places in `counts`


@njit(cache=True)
def cut(text, begin, columns, wanted, stop):  # type: ignore[no-untyped-def]
    """Where a row ends, and in `stop` where its first cells do, as many as `wanted`; -1 if it has not `columns` cells."""
    at, column = begin, 0
    while at < text[1]:
        ends, parts = marks(text, at, NEWLINE), marks(text, at, SEMICOLON)
        if ends:
            parts &= ends ^ (ends - ONE)
        upto = column + ones(parts)
        while parts and column < wanted:
            stop[column] = at + lowest(parts)
            parts &= parts - ONE
            column += 1
        column = upto
        if ends:
            end = at + lowest(ends)
            if column != columns - 1:
                return np.int64(-1)
            if column < wanted:
                stop[column] = end - 1 if text[0][end - 1] == RETURN else end
            return end
        at += 64
    return np.int64(-1)


@njit(cache=True)
def section(text, low, high):  # type: ignore[no-untyped-def]
    """May these bytes be the name of a section, in whatever letters?"""
    for i in range(low, high):
        if text[0][i] > DELETE:
            return True
    many, w = high - low, word(text, low, high - low) | BLANKS
    return (many == 4 and w == META) or (many == 5 and w == VOTES) or (many == 8 and w == PROJECTS)


@njit(cache=True)
def climbs(text, low, high, last):  # type: ignore[no-untyped-def]
    """Does this id come after the one before: a longer one, or as long and later by letters? `last` is kept."""
    many = np.uint64(high - low)
    one = swapped(word(text, low, high - low))
    two = swapped(word(text, low + 8, high - low - 8)) if many > 8 else np.uint64(0)
    later = many > last[0] or (many == last[0] and (one > last[1] or (one == last[1] and two > last[2])))
    last[0], last[1], last[2] = many, one, two
    return later and many <= 16


@njit(cache=True)
def rows(  # type: ignore[no-untyped-def]  # noqa: C901
    data, begin, voter_at, vote_at, points_at, ranked, ids, id_starts, keys, numbers,
    known, equal, texts, stop, bits, counts, last, start, voters, who, projects, points,
):  # fmt: skip
    """Rows from byte `begin` until the end, until a table is half full, or until one is not plain: where it stopped.

    `known` finds ballots by their text, `equal` by their content. `texts` are pairs: where a ballot's text stands; how
    long it is and, in the lower half, its group. `counts` are lines, groups, texts and projects named. Voters' keys go
    into `who` if there is room; without, voters' ids must ascend, or it stops at the first that does not.
    """
    text, columns, pointed = (pointer(data), len(data)), len(stop), ranked or points_at >= 0
    names = (pointer(ids), len(ids)), pointer(id_starts), pointer(keys), pointer(numbers), len(keys)
    wanted = max(voter_at, vote_at, points_at) + 1
    recall = points_at < 0 or points_at == vote_at + 1  # the text of a ballot is one piece
    known_room, equal_room = len(known), len(equal)
    words, keep = len(bits), len(who) > 0
    known, equal, texts, stop, last = (
        pointer(known),
        pointer(equal),
        pointer(texts),
        pointer(stop),
        pointer(last),
    )
    start, voters, who, bits = pointer(start), pointer(voters), pointer(who), pointer(bits)
    projects, points = pointer(projects), pointer(points)
    counts = pointer(
        counts
    )  # what changes is kept there: kept in registers it would not fit and be moved about
    while begin < text[1] and 2 * counts[GROUPS] < equal_room and 2 * counts[SEEN] < known_room:
        if text[0][begin] == NEWLINE or text[0][begin] == RETURN:
            begin += 1
            continue
        end = cut(text, begin, columns, wanted, stop)
        if end < 0:
            break
        low, high = stop[voter_at - 1] + 1 if voter_at else begin, stop[voter_at]
        if not (low < high and BLANK < text[0][low] < DELETE and BLANK < text[0][high - 1] < DELETE):
            break
        if keep:
            who[counts[LINES]] = key(text, low, high)
        elif not climbs(text, low, high, last):
            break
        at, upto = stop[vote_at - 1] + 1 if vote_at else begin, stop[vote_at]
        if at == upto and voter_at == 0 and section(text, low, high):
            break
        after = stop[points_at] if points_at >= 0 else upto
        g, place, h = np.int64(-1), np.int64(0), np.uint64(0)
        if recall:
            h = stirred(key(text, at, after) ^ (np.uint64(after - at) * SPREAD)) * MIX
            place, g = recalled(known, known_room, h, texts, text, at, after)
        if g < 0:
            fill = counts[FILL]
            many = named(text, at, upto, projects, fill, names)
            if many < 0:
                break
            if points_at >= 0:
                cell = stop[points_at - 1] + 1 if points_at else begin
                if given(text, cell, after, points, fill) != many:
                    break
            if ranked:
                for k in range(many):
                    points[fill + k] = many - k
            if pointed or words > FEW:
                content = arranged(projects, points, fill, many, pointed)
            else:
                content = marked(projects, fill, many, bits, words)
            if content == 0:
                break
            free, g = grouped(equal, equal_room, content, projects, points, start, fill, many, pointed)
            if g < 0:
                g = counts[GROUPS]
                counts[GROUPS], counts[FILL] = g + 1, fill + many
                equal[free] = (content & UPPER) | np.uint64(g + 1)
                start[g + 1], voters[g] = fill + many, 0
            if recall:
                seen = counts[SEEN]
                texts[2 * seen], texts[2 * seen + 1] = at, (after - at) << 32 | g
                counts[SEEN] = seen + 1
                known[place] = (h & UPPER) | np.uint64(seen + 1)
        voters[g] += 1
        counts[LINES] += 1
        begin = end + 1
    return begin
