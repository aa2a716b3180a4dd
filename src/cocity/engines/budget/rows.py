"""The compiled loops over votes: rows are cut, ballots in the same letters put together, then equal ballots.

Arrays are handed on as pointers, see `words`. A pair (data, size) is a text.
"""
# Compiled code has no place for early types: mypy sees plain functions.

import numpy as np
from numba import njit

from cocity.engines.budget.groups import arranged, lettered, marked, met, recalled
from cocity.engines.budget.names import given, named
from cocity.engines.budget.slots import UPPER, first
from cocity.engines.budget.words import (
    MIX,
    ONE,
    SPREAD,
    inside,
    key,
    lowest,
    marks,
    ones,
    pointer,
    swapped,
    whole,
    word,
)

SEMICOLON, NEWLINE, RETURN, BLANK, DELETE = 59, 10, 13, 32, 127
BRIEF = 16  # bytes of a text that are quicker to keep than to look up
FEW = 16  # words of bits that are quicker to mark than a ballot is to sort
META, VOTES, PROJECTS = (
    np.uint64(int.from_bytes(name, "little")) for name in (b"meta    ", b"votes   ", b"projects")
)
BLANKS = np.uint64(0x2020202020202020)  # makes letters small and fills the word up


@inside
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


@inside
def climbs(text, low, high, last):  # type: ignore[no-untyped-def]
    """Do the voters' ids ascend so far, by letters or longer ones later? Up to 16 bytes. `last` keeps the one before:
    its length, its bytes, and which of the two orders (1, 2) still holds.
    """
    many = np.uint64(high - low)
    one = swapped(word(text, low, high - low))
    two = swapped(word(text, low + 8, high - low - 8)) if many > 8 else np.uint64(0)
    later = (one > last[1]) | ((one == last[1]) & (two > last[2]))
    longer = (many > last[0]) | ((many == last[0]) & later)
    last[0], last[1], last[2] = many, one, two
    last[3] &= np.uint64(later) | (np.uint64(longer) << ONE)
    return last[3] != 0 and many <= 16


@njit(cache=True)
def rows(data, columns, voter_at, vote_at, points_at, stop, last, who, cells):  # type: ignore[no-untyped-def]
    """Where the cells of each row's ballot begin and end, into `cells`: the vote and, if there are any, the points. How
    many rows there are; -1 where one is not plain.

    Voters' keys go into `who` if there is room; without, voters' ids must ascend, or the row counts as not plain. In
    `stop` is room for where a row's cells end.
    """
    text = pointer(data), len(data)
    wanted, keep, many, filled, begin = max(voter_at, vote_at, points_at) + 1, len(who) > 0, 0, 0, 0
    stop, last, who, cells = pointer(stop), pointer(last), pointer(who), pointer(cells)
    while begin < text[1]:
        if text[0][begin] == NEWLINE or text[0][begin] == RETURN:
            begin += 1
            continue
        end = cut(text, begin, columns, wanted, stop)
        if end < 0:
            return -1
        low, high = stop[voter_at - 1] + 1 if voter_at else begin, stop[voter_at]
        if not (low < high and BLANK < text[0][low] < DELETE and BLANK < text[0][high - 1] < DELETE):
            return -1
        if keep:
            who[many] = key(text, low, high)
        elif not climbs(text, low, high, last):
            return -1
        cells[filled], cells[filled + 1] = stop[vote_at - 1] + 1 if vote_at else begin, stop[vote_at]
        if cells[filled] == cells[filled + 1] and voter_at == 0 and section(text, low, high):
            return -1
        filled += 2
        if points_at >= 0:
            cells[filled], cells[filled + 1] = (
                stop[points_at - 1] + 1 if points_at else begin,
                stop[points_at],
            )
            filled += 2
        many += 1
        begin = end + 1
    return many


@inside
def kept(data, low, high, known, room):  # type: ignore[no-untyped-def]
    """The slot of these bytes, or a free one, and they as two numbers; see `briefly`."""
    one = whole(data, low, high - low)
    two = whole(data, low + 8, high - low - 8) if high - low > 8 else np.uint64(0)
    place = 3 * first(((one * MIX) ^ two) * SPREAD, room)
    while known[place] and (known[place + 1] != one or known[place + 2] != two):
        place = place + 3 if place + 3 < 3 * room else 0
    return place, one, two


@njit(cache=True)
def briefly(data, cells, wide, many, row, texts, known, people):  # type: ignore[no-untyped-def]
    """The same as `alike` for texts of no more than `BRIEF` bytes, which stand in the table themselves; one that is longer, or
    so near the end that these cannot be read at once, is not looked for. A slot is three numbers: which text it is, from 1,
    and the bytes. The table comes empty: the texts so far are put into it first.
    """
    size, room, before, texts = len(data), len(known) // 3, texts, 0
    data, cells, known, people = pointer(data), pointer(cells), pointer(known), pointer(people)
    while row < many and 2 * texts < room:
        new, found = texts >= before, np.int64(0)
        at = wide * (row if new else texts)
        low, high = cells[at], cells[at + wide - 1]
        if high - low <= BRIEF and low + BRIEF <= size:
            place, one, two = kept(data, low, high, known, room)
            found = np.int64(known[place])
            if found == 0:
                known[place], known[place + 1], known[place + 2] = texts + 1, one, two
        if found == 0:
            if new:
                for k in range(wide):
                    cells[wide * texts + k] = cells[at + k]
                people[texts] = 0
            texts += 1
            found = texts
        if new:
            people[found - 1] += 1
            row += 1
    return row, texts


@njit(cache=True)
def alike(data, cells, wide, many, row, texts, known, people):  # type: ignore[no-untyped-def]
    """Rows from `row` on whose ballots stand there in the same letters become one text, until `known` is half full or
    the end is so near that 32 bytes can't be read at once.

    (row, texts) it came to. The first of each text moves to the front of `cells`; `people` counts its rows.
    """
    size, room = len(data), len(known)
    data, cells, known, people = pointer(data), pointer(cells), pointer(known), pointer(people)
    while row < many and 2 * texts < room:
        at = wide * row
        low, high = cells[at], cells[at + wide - 1]
        if high + 32 > size:
            break
        h = lettered(data, low, high)
        place, found = recalled(known, room, h, data, cells, wide, low, high)
        if found < 0:
            found = texts
            for k in range(wide):
                cells[wide * found + k] = cells[at + k]
            texts, people[found] = texts + 1, 0
            known[place] = (h & UPPER) | np.uint64(texts)
        people[found] += 1
        row += 1
    return row, texts


@njit(cache=True)
def grouped(  # type: ignore[no-untyped-def]
    data, cells, people, texts, ids, id_starts, keys, numbers, pointed, ranked, equal, said, bits,
    start, voters, projects, points,
):  # fmt: skip
    """The texts of ballots are taken apart and equal ballots counted together: how many there are, and how many projects
    they name; -1 where one is not plain. In `equal` is room for twice as many as there are texts.
    """
    text, words, room = (pointer(data), len(data)), len(bits) // 2, len(equal)
    plain, most, wide = not pointed and words <= FEW, len(said), 4 if pointed and not ranked else 2
    names = (
        (pointer(ids), len(ids)),
        pointer(id_starts),
        pointer(keys),
        pointer(numbers),
        lowest(np.uint64(len(keys))),
    )
    cells, people, equal, said, bits = (
        pointer(cells), pointer(people), pointer(equal), pointer(said), pointer(bits)
    )  # fmt: skip
    start, voters, projects, points = pointer(start), pointer(voters), pointer(projects), pointer(points)
    groups = fill = start[0] = 0
    for n in range(texts):
        at = wide * n
        if plain:
            many = named(text, cells[at], cells[at + 1], said, 0, most, names)
            content = marked(said, many, projects, fill, bits, words) if many >= 0 else np.uint64(0)
        else:
            many = named(text, cells[at], cells[at + 1], projects, fill, most, names)
            if many < 0 or (wide == 4 and given(text, cells[at + 2], cells[at + 3], points, fill) != many):
                return -1, 0
            if ranked:
                for k in range(many):
                    points[fill + k] = many - k
            content = arranged(projects, points, fill, many, pointed)
        if content == 0:
            return -1, 0
        free, g = met(equal, room, content, projects, points, start, fill, many, pointed)
        if g < 0:
            g, groups, fill = groups, groups + 1, fill + many
            equal[free] = (content & UPPER) | np.uint64(groups)
            start[groups], voters[g] = fill, 0
        voters[g] += people[n]
    return groups, fill
