"""The fast way through a plain votes.csv: whole numbers, no quotes. Whatever is not so is left to `exports`."""

from dataclasses import dataclass

import numpy as np

from cocity.engines.opinion.arrays import Int32s, Int64s, Ints
from cocity.engines.opinion.kernels import compiled

COMMA, NEWLINE, RETURN, MINUS, ZERO, NINE, QUOTE = (ord(sign) for sign in ',\n\r-09"')
LONGEST = 18  # digits of a number that surely fits
ODD = np.int64(-(2**62))  # in place of a number that is none
ID, MOMENT, VOTE = (0, 2**31 - 1), (0, 10**18), (-1, 1)


@dataclass(frozen=True, slots=True)
class Scanned:
    """Columns of a long file, one entry a line."""

    participant: Int32s
    statement: Int32s
    vote: Ints


def scan(text: bytes, participant: int, statement: int, vote: int, columns: int) -> Scanned | None:
    """The three columns (by number, of `columns`) after the first line; None if any line is not plain numbers."""
    data = np.frombuffer(text, np.uint8)
    lines = count_lines(data)
    found = Scanned(np.empty(lines, np.int32), np.empty(lines, np.int32), np.empty(lines, np.int8))
    wanted = np.full(columns, -1, np.int8)
    wanted[[participant, statement, vote]] = 0, 1, 2
    limits = np.array([ID, ID, VOTE], np.int64)
    used = read_numbers(data, wanted, limits, found.participant, found.statement, found.vote)
    if used < 0:
        return None
    np.negative(found.vote, out=found.vote)
    return Scanned(found.participant[:used], found.statement[:used], found.vote[:used])


def scan_column(text: bytes, column: int, columns: int, lines: int) -> Int64s | None:
    """One column of whole numbers, for as many lines as `scan` found; None if it holds anything else."""
    data = np.frombuffer(text, np.uint8)
    wanted = np.full(columns, -1, np.int8)
    wanted[column] = 0
    found, rest = np.empty(count_lines(data), np.int64), np.empty(0, np.int8)
    limits = np.array([MOMENT, ID, VOTE], np.int64)
    return found[:lines] if read_numbers(data, wanted, limits, found, rest, rest) == lines else None


@compiled
def count_lines(data):  # type: ignore[no-untyped-def]
    """Line ends, and one more for a last line that has none."""
    lines = 1
    for byte in data:
        lines += byte == NEWLINE
    return lines


@compiled
def cell_end(data, at):  # type: ignore[no-untyped-def]
    """Where the cell that begins at `at` ends; −1 if there is a quote in it, for it may hide a comma."""
    while at < data.size and data[at] != COMMA and data[at] != NEWLINE:
        if data[at] == QUOTE:
            return -1
        at += 1
    return at


@compiled
def number_in(data, at, end):  # type: ignore[no-untyped-def]
    """The whole number a cell holds, in its one spelling; else `ODD`."""
    if end > at and data[end - 1] == RETURN and (end == data.size or data[end] == NEWLINE):
        end -= 1
    negative = at < end and data[at] == MINUS
    first = at + negative
    if first == end or end - first > LONGEST or (data[first] == ZERO and (negative or end - first > 1)):
        return ODD
    number = np.int64(0)
    for i in range(first, end):
        if not ZERO <= data[i] <= NINE:
            return ODD
        number = number * 10 + data[i] - ZERO
    return -number if negative else number


@compiled
def read_numbers(data, wanted, limits, first, second, third):  # type: ignore[no-untyped-def]
    """Fills the columns that `wanted` maps to 0, 1, 2 from the second line on; how many lines, −1 if one is odd.

    `limits` (3, 2) are the smallest and largest number of each.
    """
    at, lines = cell_end(data, 0), 0
    while 0 <= at < data.size and data[at] != NEWLINE:
        at = cell_end(data, at + 1)
    at = at + 1 if at >= 0 else data.size + 1
    while at < data.size:
        if data[at] == NEWLINE or data[at] == RETURN:
            at += 1
            continue
        for column in range(wanted.size):
            end = cell_end(data, at)
            last = column == wanted.size - 1
            if end < 0 or (end == data.size or data[end] == NEWLINE) != last:
                return -1
            place = wanted[column]
            if place >= 0:
                number = number_in(data, at, end)
                if number < limits[place, 0] or number > limits[place, 1]:
                    return -1
                put(place, lines, number, first, second, third)
            at = end + 1
        lines += 1
    return lines if at <= data.size + 1 else -1


@compiled
def put(place, line, number, first, second, third):  # type: ignore[no-untyped-def]
    """One number into its column."""
    if place == 0:
        first[line] = number
    elif place == 1:
        second[line] = number
    else:
        third[line] = number


@compiled
def first_seen(ids, number, order):  # type: ignore[no-untyped-def]
    """`number[id]` from −1 to how many different ids came before it first did; `order` lists them; how many."""
    seen = 0
    for one in ids:
        if number[one] < 0:
            number[one] = seen
            order[seen] = one
            seen += 1
    return seen
