"""An election out of a Pabulib file: fast where the votes are plain, row by row where anything is unusual."""

from collections.abc import Callable
from fractions import Fraction

import numpy as np

from cocity.engines.budget.cells import Row, number
from cocity.engines.budget.contracts import Ballots, Election, Floats, Int64s, Project, VoteType
from cocity.engines.budget.document import Document, Head, Table, read_head, vote_rows
from cocity.engines.budget.errors import BadFile
from cocity.engines.budget.head import COST, plain_head
from cocity.engines.budget.scan import Columns, scan
from cocity.engines.budget.support import spent
from cocity.engines.budget.votes import VoteColumns, ballots_of, columns_of

BUDGET = ("预算", "budget")
ONE = np.int64(1).tobytes()


def read(data: bytes) -> Election:
    """The election in the bytes of a Pabulib file. Raises BadFile with the line at fault."""
    head, projects = plain_head(data) or read_head(data)
    return _election(head, projects, lambda known, kind: _ballots(data, head, known, kind))


def election_of(document: Document) -> Election:
    """The election in a document already read. Raises BadFile."""
    head = Head(document.meta, document.votes.header, 0, 0)

    def counted(projects: tuple[Project, ...], kind: VoteType) -> tuple[Ballots, int, int, list[Row]]:
        return ballots_of(document.votes.rows, columns_of(document.votes, kind), projects, kind)

    return _election(head, document.projects, counted)


Counter = Callable[[tuple[Project, ...], VoteType], tuple[Ballots, int, int, list[Row]]]


def _election(head: Head, table: Table | tuple[Project, ...], counted: Counter) -> Election:
    meta = _meta(head.meta)
    end = head.meta[-1].line if head.meta else 1
    kind = _kind(meta, end)
    budget_row = meta.get("budget", Row(("budget", ""), end))
    budget = number(budget_row.get(1), budget_row.line, BUDGET)
    projects = _projects(table) if isinstance(table, Table) else table
    ballots, voters, scale, odd = counted(projects, kind)
    values = {key: row.get(1) for key, row in meta.items()}
    remarks = (*_remarks(meta, projects, ballots, voters, scale), *_twice(odd))
    return Election(budget, kind, projects, ballots, voters, scale, values, remarks)


def _meta(rows: tuple[Row, ...]) -> dict[str, Row]:
    found: dict[str, Row] = {}
    for row in rows:
        key = row.cells[0].lower()
        if key in found:
            raise BadFile(row.line, f"META 中 {key} 出现两次", f"{key} stands twice in META")
        found[key] = row
    return found


def _kind(meta: dict[str, Row], end: int) -> VoteType:
    row = meta.get("vote_type", Row(("vote_type", ""), end))
    try:
        return VoteType(row.get(1).lower())
    except ValueError:
        known = ", ".join(VoteType)
        said = row.get(1)
        raise BadFile(
            row.line, f"vote_type “{said}”未知，应为 {known}", f"vote_type {said!r} is not one of {known}"
        ) from None


def _projects(table: Table) -> tuple[Project, ...]:
    id_at, cost_at, name_at = table.needed("project_id"), table.needed("cost"), table.column("name")
    found: dict[str, Project] = {}
    for row in table.rows:
        key = row.get(id_at)
        if not key:
            raise BadFile(row.line, "缺少项目编号", "the project id is missing")
        if "," in key:
            raise BadFile(row.line, f"项目编号 {key} 含有逗号", f"the project id {key!r} holds a comma")
        if key in found:
            raise BadFile(row.line, f"项目编号 {key} 出现两次", f"the project id {key!r} stands twice")
        found[key] = Project(key, number(row.get(cost_at), row.line, COST), row.get(name_at) or key)
    if not found:
        raise BadFile(table.header.line, "没有项目", "there are no projects")
    return tuple(found.values())


def _ballots(
    data: bytes, head: Head, projects: tuple[Project, ...], kind: VoteType
) -> tuple[Ballots, int, int, list[Row]]:
    table = Table(head.votes, ())
    columns = columns_of(table, kind)
    plain = _scanned(data, head, columns, projects, kind)
    if plain is not None:
        return *plain, 1, []
    return ballots_of(vote_rows(data, head), columns, projects, kind)


def _scanned(
    data: bytes, head: Head, columns: VoteColumns, projects: tuple[Project, ...], kind: VoteType
) -> tuple[Ballots, int] | None:
    cells = Columns(len(head.votes.cells), columns.voter, columns.vote, columns.points)
    ids = [project.id.encode() for project in projects]
    found = scan(data, head.votes_at, cells, ids, ranked=kind is VoteType.ORDINAL)
    if found is None:
        return None
    points = found.points if len(found.points) else _ones(len(found.projects))
    return Ballots(found.start, found.projects, points, found.voters), found.people


def _ones(many: int) -> Int64s:
    """So many ones in the room of one."""
    return np.ndarray((many,), np.int64, ONE, strides=(0,))


def _twice(odd: list[Row]) -> list[tuple[str, str]]:
    if not odd:
        return []
    lines = ", ".join(str(row.line) for row in odd[:5])
    return [
        (f"{len(odd)} 张选票重复写了同一项目，按一次计（行 {lines}）",
         f"{len(odd)} ballots name a project twice; it counts once (lines {lines})")
    ]  # fmt: skip


def _whole(meta: dict[str, Row], key: str) -> Fraction | None:
    row = meta.get(key)
    if row is None or row.get(1).lower() in ("", "none"):
        return None
    return number(row.get(1), row.line, (f" META 的 {key} ", f"META value {key}"))


def _remarks(
    meta: dict[str, Row], projects: tuple[Project, ...], ballots: Ballots, voters: int, scale: int
) -> list[tuple[str, str]]:
    """What META promises and the tables do not hold; it changes no result."""
    length, cast = ballots.start[1:] - ballots.start[:-1], ballots.voters

    def costs() -> Floats:
        dear: Floats = spent(ballots.start, ballots.projects, np.array([float(one.cost) for one in projects]))
        return dear

    def points() -> Floats:
        return np.diff(np.concatenate(([0], np.cumsum(ballots.points)))[ballots.start]) / scale

    found = []
    for key, wrong in (
        ("num_projects", lambda n: int(len(projects) != n)),
        ("num_votes", lambda n: int(voters != n)),
        ("max_length", lambda n: length.max(initial=0) > n and cast[length > n].sum()),
        ("min_length", lambda n: n > 1 and cast[(length < n) & (length > 0)].sum()),
        ("max_sum_cost", lambda n: cast[costs() > n * (1 + 1e-12)].sum()),
        ("max_sum_points", lambda n: cast[points() > n * (1 + 1e-12)].sum()),
    ):
        said = _whole(meta, key)
        if said is not None and (count := int(wrong(float(said)))):
            found.append(_remark(key, str(meta[key].get(1)), count, len(projects), voters))
    return found


def _remark(key: str, said: str, count: int, projects: int, voters: int) -> tuple[str, str]:
    if key.startswith("num_"):
        real = projects if key == "num_projects" else voters
        return (
            f"META 说 {key} 为 {said}，文件中有 {real}",
            f"META says {key} is {said}; the file holds {real}",
        )
    return (
        f"{count} 张选票不合 {key} = {said}，照常计入",
        f"{count} ballots do not keep {key} = {said}; they count",
    )
