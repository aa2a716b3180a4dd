"""Writes of places: imports, each in one transaction."""

from collections import Counter
from datetime import date, datetime
from typing import Any

from django.db import transaction

from cocity.ground.journal import api as journal
from cocity.ground.places import edition, rules
from cocity.ground.places.contracts import Columns, ImportReport, Who
from cocity.ground.places.draft import Draft
from cocity.ground.places.events import PlacesImported
from cocity.ground.places.levels import rank
from cocity.ground.places.models import Place
from cocity.ground.places.rows import Wanted, problem, read_row, require_columns
from cocity.ground.places.sources import Source, rows_of
from cocity.kit.errors import Conflict, Invalid
from cocity.kit.rows import RowProblem
from cocity.kit.text import Text

RENEWING = frozenset({"name_zh", "kind", "path"})
OPTIONAL = ("name_en", "population", "population_source")


@transaction.atomic
def import_places(
    source: Source,
    *,
    now: datetime,
    actor: Who,
    columns: Columns | None = None,
    since: date | None = None,
) -> ImportReport:
    """Loads places from a CSV or GeoJSON file (its path or bytes) or from rows.

    Good rows go in, bad ones come back in the report by line and field. Rows already known change nothing. A
    different name, level or parent corrects the row in place, or, with a date (`since`, or the row's
    valid_from), closes it on that day and opens the next; new
    places begin on that day. A field the file does not give stays as it was.
    Raises Invalid if the file as a whole cannot be used.
    """
    rows, problems = rows_of(source)
    columns = columns or Columns()
    require_columns(rows, columns)
    wanted = []
    for row in rows:
        place, faults = read_row(row, columns)
        problems += faults
        if place is not None:
            wanted.append(place)
    edition.lock()
    work = _Import(since)
    work.run(wanted)
    report = work.report(problems)
    if report.good != report.unchanged:
        edition.advance()
        told = PlacesImported(
            subject="places", created=report.created, changed=report.changed, renewed=report.renewed,
            refused=len(report.problems),
        )  # fmt: skip
        journal.record([told], at=now, actor=actor.ref)
    return report


class _Import:
    """One import under way."""

    def __init__(self, since: date | None) -> None:
        self.since = since
        self.draft = Draft()
        self.done: Counter[str] = Counter()
        self.problems: list[RowProblem] = []
        self.lines: dict[tuple[str, date | None], Wanted] = {}

    def run(self, wanted: list[Wanted]) -> None:
        for kind in Place.Kind.values:
            for one in sorted((w for w in wanted if w.kind == kind), key=lambda w: w.valid_from or date.min):
                try:
                    self.done[self._apply(one)] += 1
                except (Invalid, Conflict) as fault:
                    self.problems.append(problem(one.row, fault.field, fault.message))
            self.draft.write(kind)

    def report(self, problems: list[RowProblem]) -> ImportReport:
        return ImportReport.of(self.done, [*problems, *self.problems])

    def _apply(self, wanted: Wanted) -> str:
        self._require_once(wanted)
        begin = wanted.valid_from or self.since
        parent = self._parent(wanted, begin)
        path = self._path(wanted, parent)
        versions = self.draft.versions.get(wanted.code, [])
        decision = rules.decide(
            versions,
            rules.Period(begin, wanted.valid_to),
            lambda held: _changes(held, wanted, path, parent),
            RENEWING,
        )
        self._require_settled(wanted, parent, decision)
        match decision:
            case rules.Create(period):
                self.draft.create(_values(wanted, path, parent, period))
                return "created"
            case rules.Renew(held, day, changes):
                self.draft.renew(held, day, changes)
                return "renewed"
            case rules.Amend(held, changes) if changes:
                self.draft.amend(held, changes)
                return "changed"
        return "unchanged"

    def _require_settled(
        self,
        wanted: Wanted,
        parent: Place | None,
        decision: rules.Create | rules.Amend[Place] | rules.Renew[Place],
    ) -> None:
        """What is above must stay in one place for as long as the row holds, what is below must stay below."""
        if isinstance(decision, rules.Amend) and not {"path", "kind"} & decision.changes.keys():
            return
        if parent:
            self._require_unmoved(parent, _begin(decision))
        below = [self.draft.versions[code][-1].kind for code in self.draft.children.get(wanted.code, ())]
        if any(rank(kind) <= rank(wanted.kind) for kind in below):
            said = Text(
                "{code} 下面有同级或更高级的地方。",
                "{code} has places below it of the same or a higher level.",
            )
            raise Conflict(said.with_values(code=wanted.code), field="kind")

    def _require_unmoved(self, parent: Place, begin: date | None) -> None:
        """A row has one path, so what is above may not have another one on any of its days."""
        for other in self.draft.versions[parent.code]:
            if other.path == parent.path or (other.valid_to and begin and other.valid_to <= begin):
                continue
            if (other.valid_from or date.min) > (parent.valid_from or date.min):
                said = Text(
                    "上级 {code} 从 {day} 起另有归属；请按时间先后导入变更。",
                    "The parent {code} moves on {day}; import changes in order of time.",
                )
                raise Conflict(said.with_values(code=parent.code, day=other.valid_from), field="parent")
            said = Text(
                "上级 {code} 在 {day} 以前另有归属；请给出自何日起。",
                "The parent {code} lay elsewhere before {day}; say from which day this holds.",
            )
            raise Conflict(said.with_values(code=parent.code, day=other.valid_to), field="valid_from")

    def _require_once(self, wanted: Wanted) -> None:
        first = self.lines.setdefault((wanted.code, wanted.valid_from), wanted)
        if first is not wanted:
            said = Text(
                "代码 {code} 在第 {line} 行已出现过。", "Code {code} was already given on line {line}."
            )
            raise Invalid(said.with_values(code=wanted.code, line=first.row.line), field="code")

    def _parent(self, wanted: Wanted, begin: date | None) -> Place | None:
        """The row of the parent; a place already known keeps its own where the file names none."""
        code = wanted.parent
        if code is None:
            held = self.draft.at(wanted.code, begin)
            code = held.path.split("/")[-3] if held else ""
        if not code:
            return None
        parent = self.draft.at(code, begin)
        if parent is None:
            said = Text(
                "上级 {code} 不存在；请先导入上级，或改正代码。",
                "There is no parent {code}; import it first, or correct the code.",
            )
            raise Invalid(said.with_values(code=code), field="parent")
        if rank(parent.kind) >= rank(wanted.kind):
            said = Text(
                "上级 {code} 的层级 {above} 不高于 {kind}。",
                "The parent {code} is of level {above}, which is not above {kind}.",
            )
            raise Invalid(said.with_values(code=code, above=parent.kind, kind=wanted.kind), field="parent")
        return parent

    def _path(self, wanted: Wanted, parent: Place | None) -> str:
        path = f"{parent.path if parent else '/'}{wanted.code}/"
        if len(path) > 255:
            said = Text(
                "从市到本地的代码连起来超过 255 字。", "The codes from the top to here exceed 255 characters."
            )
            raise Invalid(said, field="code")
        return path


def _begin(decision: rules.Create | rules.Amend[Place] | rules.Renew[Place]) -> date | None:
    """The first day of the row that the decision leaves with a new path; None: since ever."""
    match decision:
        case rules.Create(period):
            return period.begin
        case rules.Renew(_, day):
            return day
    return decision.held.valid_from


def _values(wanted: Wanted, path: str, parent: Place | None, period: rules.Period) -> dict[str, Any]:
    return {
        "code": wanted.code,
        "kind": wanted.kind,
        "name_zh": wanted.name_zh,
        "name_en": wanted.name_en or "",
        "parent": parent,
        "path": path,
        "population": wanted.population,
        "population_source": wanted.population_source or "",
        "valid_from": period.begin,
        "valid_to": period.end,
    }


def _changes(held: Place, wanted: Wanted, path: str, parent: Place | None) -> dict[str, Any]:
    given = {"name_zh": wanted.name_zh, "kind": wanted.kind, "path": path}
    given |= {field: value for field in OPTIONAL if (value := getattr(wanted, field)) is not None}
    changes = {field: value for field, value in given.items() if getattr(held, field) != value}
    return changes | ({"parent": parent} if "path" in changes else {})
