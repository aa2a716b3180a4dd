"""Texts and moderation of statements, out of the text of `comments.csv`."""

import csv
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from cocity.engines.opinion.errors import BadVotes

ID, TEXT = ("comment-id", "statement-id", "tid"), ("comment-body", "comment", "text", "body")
MODERATED, META = ("moderated",), ("is-meta", "meta", "is-meta?")
REJECTED = "-1"
TRUE = {"1", "true", "t", "yes"}


@dataclass(frozen=True, slots=True)
class Statement:
    """What a statement says; `rejected` by the moderators; `meta`: about the people asked or the conversation itself."""

    text: str
    rejected: bool
    meta: bool


def read_comments(text: str) -> Mapping[str, Statement]:
    """Statements by id; a later line of the same id counts. Raises `BadVotes` without a column of ids."""
    rows = _rows(text)
    _, first = next(rows, (1, []))
    head = [name.strip().lower().replace("_", "-") for name in first]
    at: dict[tuple[str, ...], int] = {
        names: next((head.index(name) for name in names if name in head), -1)
        for names in (ID, TEXT, MODERATED, META)
    }
    if at[ID] < 0:
        raise BadVotes("第一行没有 comment-id 一列。", "The first line names no column comment-id.", 1)

    def cell(cells: list[str], names: tuple[str, ...]) -> str:
        return cells[at[names]].strip() if 0 <= at[names] < len(cells) else ""

    return {
        one: Statement(
            cell(cells, TEXT), cell(cells, MODERATED) == REJECTED, cell(cells, META).lower() in TRUE
        )
        for _, cells in rows
        if (one := cell(cells, ID))
    }


def _rows(text: str) -> Iterator[tuple[int, list[str]]]:
    reader = csv.reader(f"{line}\n" for line in text.removeprefix("\ufeff").replace("\0", "�").split("\n"))
    try:
        for cells in reader:
            if cells:
                yield reader.line_num, cells
    except csv.Error as error:
        raise BadVotes(
            f"不是有效的 CSV：{error}", f"This is not valid CSV: {error}", reader.line_num
        ) from None
