"""A Pabulib file as tables of text: what is read is what is written.

The format: Faliszewski et al., "Participatory Budgeting: Data, Tools, and Analysis" (IJCAI 2023), and the page of the
library. Three sections in this order, each begun by its name on a line of its own: META (key;value), PROJECTS and
VOTES, the last two with a header line.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from cocity.engines.budget.cells import Lines, Row, rows
from cocity.engines.budget.errors import BadFile


@dataclass(frozen=True, slots=True)
class Table:
    """A header and its rows."""

    header: Row
    rows: tuple[Row, ...]

    def column(self, *names: str) -> int:
        """Where the first of these columns stands; -1 without."""
        titles = [title.lower() for title in self.header.cells]
        return next((titles.index(name) for name in names if name in titles), -1)

    def needed(self, *names: str) -> int:
        """The same; raises BadFile without."""
        at = self.column(*names)
        if at < 0:
            raise BadFile(
                self.header.line, f"表头缺少列 {names[0]}", f"the header lacks the column {names[0]}"
            )
        return at


@dataclass(frozen=True, slots=True)
class Document:
    """The whole file. `meta` holds rows of key and value."""

    meta: tuple[Row, ...]
    projects: Table
    votes: Table


@dataclass(frozen=True, slots=True)
class Head:
    """What comes before the votes, but for the projects; `votes_at` and `votes_line` are the byte and the line after the
    header of VOTES."""

    meta: tuple[Row, ...]
    votes: Row
    votes_at: int
    votes_line: int


def read_head(data: bytes) -> tuple[Head, Table]:
    """META with the header of VOTES, and PROJECTS. Raises BadFile."""
    lines = Lines(data)
    found = rows(lines)
    first = next(found, None)
    if first is None or first.section != "META":
        line = first.line if first else 1
        raise BadFile(line, "文件应以 META 一行开始", "the file should begin with the line META")
    meta, section = _section(found, "META")
    if meta.header.cells[:2] != ("key", "value"):
        raise BadFile(meta.header.line, "META 的表头应为 key;value", "the header of META should be key;value")
    _expect(section, "PROJECTS")
    projects, section = _section(found, "PROJECTS")
    _expect(section, "VOTES")
    header = next(found, None)
    if header is None or header.section:
        raise BadFile(section.line, "VOTES 之后缺少表头", "VOTES has no header line")
    unlike(header)
    return Head(meta.rows, header, lines.at, lines.number), projects


def _section(found: Iterator[Row], name: str) -> tuple[Table, Row]:
    header: Row | None = None
    inside: list[Row] = []
    for row in found:
        if row.section:
            if header is None:
                raise BadFile(row.line, f"{name} 之后缺少表头", f"{name} has no header line")
            return Table(header, tuple(inside)), row
        if header is None:
            header = row
            unlike(row)
        else:
            inside.append(_fitting(row, len(header.cells)))
    missing = "PROJECTS" if name == "META" else "VOTES"
    line = inside[-1].line if inside else header.line if header else 1
    raise BadFile(
        line, f"文件到此结束，没有 {missing} 部分", f"the file ends here without a section {missing}"
    )


def unlike(header: Row) -> None:
    """Raises BadFile where a column stands twice."""
    seen: set[str] = set()
    for title in header.cells:
        if title and title.lower() in seen:
            raise BadFile(header.line, f"列 {title} 出现两次", f"the column {title} stands twice")
        seen.add(title.lower())


def _expect(row: Row, name: str) -> None:
    if row.section != name:
        raise BadFile(
            row.line, f"此处应为 {name}，却是 {row.section}", f"{name} should come here, not {row.section}"
        )


def _fitting(row: Row, columns: int) -> Row:
    """The row cut or filled to the header's width; cells beyond it must be empty."""
    if len(row.cells) == columns:
        return row
    if any(row.cells[columns:]):
        raise BadFile(
            row.line,
            f"有 {len(row.cells)} 格，表头只有 {columns} 列",
            f"has {len(row.cells)} cells where the header has {columns} columns",
        )
    return Row((row.cells + ("",) * (columns - len(row.cells)))[:columns], row.line)


def vote_rows(data: bytes, head: Head) -> Iterator[Row]:
    """Rows of VOTES. Raises BadFile."""
    for row in rows(Lines(data, head.votes_at, head.votes_line)):
        if row.section:
            raise BadFile(
                row.line, f"{row.section} 不应在选票之后", f"{row.section} should not follow the votes"
            )
        yield _fitting(row, len(head.votes.cells))


def read_document(data: bytes) -> Document:
    """The file as tables of text. Raises BadFile where it does not follow the format."""
    head, projects = read_head(data)
    return Document(head.meta, projects, Table(head.votes, tuple(vote_rows(data, head))))
