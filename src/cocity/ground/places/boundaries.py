"""Writes of boundaries."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from datetime import date, datetime
from pathlib import Path
from typing import Any

import shapely
from django.db import transaction

from cocity.engines.geo import Datum
from cocity.ground.journal import api as journal
from cocity.ground.places import edition, rules, shapes
from cocity.ground.places.contracts import ImportReport, MapSource, Who
from cocity.ground.places.events import BoundariesImported
from cocity.ground.places.models import Boundary, Layer, Place
from cocity.ground.places.rows import problem
from cocity.ground.places.sources import Row, features_of
from cocity.kit.errors import Conflict, Invalid
from cocity.kit.rows import RowProblem
from cocity.kit.text import Text

RENEWING = frozenset({"as_given", "datum"})


@transaction.atomic
def import_boundaries(
    source: Path | bytes | Mapping[str, Any],
    *,
    of: MapSource,
    now: datetime,
    actor: Who,
    code_from: str = "code",
) -> ImportReport:
    """Loads the boundaries of known places from GeoJSON; `code_from` names the property with the
    code, or with a name that only one place bears.

    Kept both as given and in WGS-84. The same boundary again changes nothing; another one replaces it, or,
    with `of.since`, closes the old one on that day. Lines in the report count features from 1. Areas that
    cross themselves are mended and listed in `repaired`. Raises Invalid for an unknown datum or layer, for no
    source, and for a file that is not GeoJSON.
    """
    _require_source(of)
    features = features_of(source)
    edition.lock()
    work = _Import(of)
    for line, feature in enumerate(features, 1):
        work.read(line, feature, code_from)
    work.apply()
    report = work.report()
    if report.good != report.unchanged:
        edition.advance()
        told = BoundariesImported(
            subject="places", source=of.source[:120], created=report.created, changed=report.changed,
            renewed=report.renewed, refused=len(report.problems),
        )  # fmt: skip
        journal.record([told], at=now, actor=actor.ref)
    return report


def _require_source(of: MapSource) -> None:
    for field, value, known in (("datum", of.datum, list(Datum)), ("layer", of.layer, Layer.values)):
        if value not in known:
            said = Text("“{value}”不可用；可用：{known}。", "“{value}” is not known; use one of: {known}.")
            raise Invalid(said.with_values(value=value, known=", ".join(known)), field=field)
    if not of.source:
        raise Invalid(Text("请写明边界的来源。", "Say where the boundaries come from."), field="source")


class _Import:
    """One import under way."""

    def __init__(self, of: MapSource) -> None:
        self.of = of
        self.places = _by_code(Place.objects.order_by("valid_from"), lambda p: p.code)
        self.named = _unique_names(rows[-1] for rows in self.places.values())
        held = Boundary.objects.filter(layer=of.layer).select_related("place")
        self.held: dict[str, list[Boundary]] = _by_code(held, lambda b: b.place.code)
        self.read_rows: dict[str, tuple[Row, shapely.Geometry, shapely.Geometry]] = {}
        self.problems: list[RowProblem] = []
        self.repaired: list[str] = []
        self.done: Counter[str] = Counter()
        self.new: list[Boundary] = []
        self.dirty: list[Boundary] = []

    def read(self, line: int, feature: Mapping[str, Any], code_from: str) -> None:
        properties = feature.get("properties") or {}
        row = Row(line, {str(k): str(v) for k, v in properties.items() if not isinstance(v, list | dict)})
        try:
            code = self._code(row, code_from)
            given = shapes.area_of(feature.get("geometry"))
            whole, fault = shapes.mended(given)
        except Invalid as found:
            self.problems.append(problem(row, found.field, found.message))
            return
        if fault:
            self.repaired.append(f"{code}: {fault}")
        self.read_rows[code] = (row, given, whole)

    def _code(self, row: Row, code_from: str) -> str:
        word = row.cells.get(code_from, "")
        code = word if word in self.places else self.named.get(word, word)
        if code not in self.places:
            said = Text(
                "属性“{name}”的值“{code}”不是已知地方的代码或唯一名称；请先导入地方。",
                "“{code}” in the property “{name}” is neither the code nor the only name of a known place; import the place first.",
            )
            raise Invalid(said.with_values(name=code_from, code=code), field=code_from)
        if code in self.read_rows:
            said = Text(
                "代码 {code} 的边界已出现在第 {line} 个要素。",
                "Feature {line} already has the boundary of {code}.",
            )
            raise Invalid(said.with_values(code=code, line=self.read_rows[code][0].line), field=code_from)
        return code

    def apply(self) -> None:
        moved = shapes.to_wgs84([whole for _, _, whole in self.read_rows.values()], self.of.datum)
        for (code, (row, given, _)), wgs84 in zip(self.read_rows.items(), moved, strict=True):
            try:
                self.done[self._apply(code, given, wgs84)] += 1
            except Conflict as fault:
                self.problems.append(problem(row, fault.field, fault.message))
        if self.dirty:
            Boundary.objects.bulk_update(
                self.dirty, [*_values(self.of, b"", b""), "valid_to"], batch_size=100
            )
        Boundary.objects.bulk_create(self.new, batch_size=1000)

    def _apply(self, code: str, given: shapely.Geometry, wgs84: shapely.Geometry) -> str:
        values = _values(self.of, shapely.to_wkb(given), shapely.to_wkb(wgs84))
        versions = self.held.get(code, [])
        decision = rules.decide(
            versions, rules.Period(self.of.since, None), lambda held: _changes(held, values), RENEWING
        )
        match decision:
            case rules.Create(period):
                self._open(code, values, period.begin, period.end)
                return "created"
            case rules.Renew(held, day, changes):
                self._open(code, values, day, changes.get("valid_to", held.valid_to))
                held.valid_to = day
                self.dirty.append(held)
                return "renewed"
            case rules.Amend(held, changes) if changes:
                for field, value in changes.items():
                    setattr(held, field, value)
                self.dirty.append(held)
                return "changed"
        return "unchanged"

    def _open(self, code: str, values: dict[str, Any], begin: date | None, end: date | None) -> None:
        rows = self.places[code]
        place = (rules.version_at(rows, begin) if begin else None) or rows[-1]
        self.new.append(Boundary(place=place, valid_from=begin, valid_to=end, **values))

    def report(self) -> ImportReport:
        return ImportReport.of(self.done, self.problems, self.repaired)


def _unique_names(places: Iterable[Place]) -> dict[str, str]:
    """Code by name, of the names that only one place bears."""
    held = list(places)
    times = Counter(place.name_zh for place in held)
    return {place.name_zh: place.code for place in held if times[place.name_zh] == 1}


def _by_code(rows: Iterable[Any], code: Any) -> dict[str, list[Any]]:
    found: dict[str, list[Any]] = defaultdict(list)
    for row in rows:
        found[code(row)].append(row)
    for held in found.values():
        held.sort(key=lambda r: r.valid_from or date.min)
    return dict(found)


def _values(of: MapSource, as_given: bytes, wgs84: bytes) -> dict[str, Any]:
    return {
        "layer": of.layer,
        "datum": of.datum,
        "as_given": as_given,
        "wgs84": wgs84,
        "source": of.source,
        "licence": of.licence,
        "map_approval": of.map_approval,
        "synthetic": of.synthetic,
    }


def _changes(held: Boundary, values: dict[str, Any]) -> dict[str, Any]:
    return {k: v for k, v in values.items() if _plain(getattr(held, k)) != v}


def _plain(value: Any) -> Any:
    return bytes(value) if isinstance(value, memoryview) else value
