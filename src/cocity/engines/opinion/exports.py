"""Votes out of the text of files that Polis exports, in the two shapes there are.

Long, `votes.csv`: timestamp, datetime, comment-id, voter-id, vote; one line a vote, the last of a pair wins (by
timestamp where there is one, else by line). Wide, `participants-votes.csv`: one line a participant, one column a
statement. In both 1 is agree and −1 disagree: the sign is turned, for inside the engine agree is −1.
"""

import csv
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np

from cocity.engines.opinion.arrays import Ints
from cocity.engines.opinion.errors import BadVotes
from cocity.engines.opinion.ids import Numbers, in_order, numbered
from cocity.engines.opinion.latest import by_time
from cocity.engines.opinion.scan import Scanned, scan, scan_column
from cocity.engines.opinion.votes import Votes, votes_of

if TYPE_CHECKING:
    from _csv import Reader

PARTICIPANT = ("voter-id", "participant", "participant-id", "voter", "pid")
STATEMENT = ("comment-id", "statement", "statement-id", "comment", "tid")
VOTE, TIME = ("vote",), ("timestamp",)
LONGEST_HEADER = 1 << 22  # bytes
ABOUT_PEOPLE = {
    *PARTICIPANT, "xid", "group-id", "group", "n-comments", "n-votes", "n-agree", "n-disagree", "n-pass", "",
}  # fmt: skip
SAID = {
    "1": -1, "1.0": -1, "+1": -1, "agree": -1, "0": 0, "0.0": 0, "-0": 0, "pass": 0, "-1": 1, "-1.0": 1,
    "disagree": 1, "": None,
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Export:
    """A conversation out of a file. `people` are in the order of the file, `statements` in the order of their ids."""

    votes: Votes
    people: Sequence[str]
    statements: Sequence[str]


@dataclass(slots=True)
class _Columns:
    """Lines of a file that the fast way does not take."""

    people: Numbers = field(default_factory=Numbers)
    statements: Numbers = field(default_factory=Numbers)
    participant: list[int] = field(default_factory=list)
    statement: list[int] = field(default_factory=list)
    vote: list[int] = field(default_factory=list)
    time: list[int] = field(default_factory=list)

    def add(self, who: int, what: int, vote: int) -> None:
        self.participant.append(who)
        self.statement.append(what)
        self.vote.append(vote)


def read_votes(text: bytes) -> Export:
    """From UTF-8 text of either shape. Raises `BadVotes` with the line for what cannot be a vote."""
    head = _header(text)
    if _where(head, VOTE) is not None:
        return _long(text, head)
    if _where(head, PARTICIPANT) is not None:
        return _wide(text, head)
    raise BadVotes(
        "第一行应有 comment-id、voter-id、vote 三列，或 participant 一列加每条意见一列。",
        "The first line should name comment-id, voter-id and vote, or participant and one column a statement.",
        1,
    )


def _header(text: bytes) -> list[str]:
    try:
        first = next(_lines(bytes(text[:LONGEST_HEADER]).split(b"\n", 1)[0]), [])
    except csv.Error as error:
        raise _no_csv(error, 1) from None
    names = [name.strip().lower().replace("_", "-").replace(" ", "-") for name in first]
    if not any(names):
        raise BadVotes("文件是空的。", "The file is empty.", 1)
    return names


def _where(head: Sequence[str], names: Sequence[str]) -> int | None:
    return next((head.index(name) for name in names if name in head), None)


def _long(text: bytes, head: list[str]) -> Export:
    vote, who, what = (_where(head, names) for names in (VOTE, PARTICIPANT, STATEMENT))
    if vote is None or who is None or what is None:
        raise BadVotes(
            "第一行应有 comment-id、voter-id、vote 三列。",
            "The first line should name the columns comment-id, voter-id and vote.",
            1,
        )
    time = _where(head, TIME)
    scanned = scan(text, who, what, vote, len(head))
    if scanned is None:
        return _line_by_line(text, head, who, what, vote, time)
    people, participant = numbered(scanned.participant)
    statements, statement = numbered(scanned.statement)
    times = None if time is None else lambda: scan_column(text, time, len(head), participant.size)
    return _export(people, statements, Scanned(participant, statement, scanned.vote), times)


def _line_by_line(text: bytes, head: list[str], who: int, what: int, vote: int, time: int | None) -> Export:
    found = _Columns()
    for line, cells in _rows(text):
        if len(cells) < len(head):
            raise _short(line, len(cells), len(head))
        person, statement = cells[who].strip(), cells[what].strip()
        if not person or not statement:
            raise BadVotes(
                "没有投票人或意见的编号。", "There is no id of the voter or of the statement.", line
            )
        said = _said(cells[vote], line, head[vote])
        if said is not None:
            found.add(found.people.of(person), found.statements.of(statement), said)
            found.time.append(_moment(cells[time]) if time is not None else 0)
    times = np.array(found.time, np.int64)
    return _collected(found, times if time is not None and times.min(initial=0) >= 0 else None)


def _wide(text: bytes, head: list[str]) -> Export:
    who = _where(head, PARTICIPANT) or 0
    columns = [n for n, name in enumerate(head) if name.isdigit()]
    columns = columns or [n for n, name in enumerate(head) if name not in ABOUT_PEOPLE]
    found = _Columns()
    places = {n: found.statements.of(head[n]) for n in columns}
    if len(places) > len(found.statements):
        raise BadVotes("有两列是同一条意见。", "Two columns are the same statement.", 1)
    for line, cells in _rows(text):
        if not (person := cells[who].strip() if who < len(cells) else ""):
            raise BadVotes("没有参与者的编号。", "There is no id of the participant.", line)
        if found.people.knows(person):
            raise BadVotes(f"参与者 {person} 出现两次。", f"Participant {person} stands here twice.", line)
        number = found.people.of(person)
        for n in columns:
            said = _said(cells[n], line, head[n]) if n < len(cells) else None
            if said is not None:
                found.add(number, places[n], said)
    return _collected(found, None)


def _collected(found: _Columns, times: Ints | None) -> Export:
    columns = Scanned(
        np.array(found.participant, np.int32),
        np.array(found.statement, np.int32),
        np.array(found.vote, np.int8),
    )
    return _export(
        found.people.names, found.statements.names, columns, None if times is None else lambda: times
    )


def _export(people: Sequence[str], statements: Sequence[str], columns: Scanned, times: object) -> Export:
    """Statements that anybody voted on, in the order of their ids; votes in the order of time where it matters."""
    used = np.bincount(columns.statement, minlength=len(statements)) > 0
    kept = [n for n in in_order(statements) if used[n]]
    place = np.full(len(statements), -1, np.int32)
    place[kept] = np.arange(len(kept), dtype=np.int32)
    statement = place[columns.statement]
    votes = votes_of(columns.participant, statement, columns.vote, people=len(people), width=len(kept))
    if votes.vote.size < columns.vote.size and callable(times) and (moments := times()) is not None:
        order = by_time(columns.participant, moments, votes)
        votes = votes_of(
            columns.participant[order], statement[order], columns.vote[order], people=len(people), width=len(kept)
        )  # fmt: skip
    return Export(votes, people, [statements[n] for n in kept])


def _rows(text: bytes) -> Iterator[tuple[int, list[str]]]:
    reader = _lines(text)
    next(reader, None)
    while True:
        line = reader.line_num + 1
        try:
            cells = next(reader, None)
        except csv.Error as error:
            raise _no_csv(error, line) from None
        if cells is None:
            return
        if any(cells):
            yield line, cells


def _no_csv(error: csv.Error, line: int) -> BadVotes:
    return BadVotes(
        f"从这一行起不是有效的 CSV：{error}", f"From here on this is not valid CSV: {error}", line
    )


def _lines(text: bytes) -> "Reader":
    try:
        whole = bytes(text).decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = bytes(text).count(b"\n", 0, error.start) + 1
        raise BadVotes("这一行不是 UTF-8 文本。", "This line is not text in UTF-8.", line) from None
    return csv.reader((f"{line}\n" for line in whole.replace("\0", "�").split("\n")), strict=True)


def _said(cell: str, line: int, column: str) -> int | None:
    word = cell.strip().lower()
    if word not in SAID:
        raise BadVotes(
            f"“{column}”列的“{cell[:40]}”不是投票；应为 1（同意）、0（略过）或 −1（不同意）。",
            f"“{cell[:40]}” in column {column} is no vote: 1 (agree), 0 (pass) or -1 (disagree).",
            line,
        )
    return SAID[word]


def _moment(cell: str) -> int:
    """A time as a whole number; −1 for anything else, and then lines decide."""
    word = cell.strip()
    return int(word) if word.isascii() and word.isdigit() and len(word) < 19 else -1


def _short(line: int, cells: int, columns: int) -> BadVotes:
    return BadVotes(
        f"这一行有 {cells} 格，表头有 {columns} 列。",
        f"This line has {cells} cells, the header has {columns}.",
        line,
    )
