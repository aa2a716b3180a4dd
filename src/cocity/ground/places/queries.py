"""Reads of places. `on` is a day; without it, today in the city's time zone."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import Case, IntegerField, Q, QuerySet, Value, When
from django.utils import timezone

from cocity.ground.places import edition
from cocity.ground.places.contracts import PlaceInfo
from cocity.ground.places.draft import parent_code
from cocity.ground.places.models import Place
from cocity.kit.errors import NotFound
from cocity.kit.frozen import FrozenQuery
from cocity.kit.remember import Remembered
from cocity.kit.text import Text


def info(place: Place) -> PlaceInfo:
    """The row as others see it."""
    return PlaceInfo(
        id=place.pk,
        code=place.code,
        kind=place.kind,
        name=place.name,
        parent_code=parent_code(place.path),
        path=place.path,
        population=place.population,
    )


def day(on: date | None) -> date:
    return on or timezone.localdate()


def true_on(on: date | None) -> Q:
    """Rows that hold on a day, of any table with valid_from and valid_to."""
    when = day(on)
    begun = Q(valid_from__isnull=True) | Q(valid_from__lte=when)
    return begun & (Q(valid_to__isnull=True) | Q(valid_to__gt=when))


@dataclass(frozen=True, slots=True)
class _Dated:
    """A place as it is or was called by its code, and the days that holds."""

    place: PlaceInfo
    since: date | None
    until: date | None

    def on(self, when: date) -> bool:
        return (self.since is None or self.since <= when) and (self.until is None or self.until > when)


# Every voice names a place, so this is compiled once.
_BY_CODE = FrozenQuery(
    lambda hole: Place.objects.filter(code=hole["code"]).order_by("id").values_list(
        "id", "code", "kind", "name_zh", "name_en", "path", "population", "valid_from", "valid_to"
    ),
    code=str,
)  # fmt: skip


def _load_coded(wanted: set[str]) -> dict[str, tuple[_Dated, ...]]:
    return {code: tuple(_dated(*row) for row in _BY_CODE.rows(code=code)) for code in wanted}


def _dated(
    id: int, code: str, kind: str, zh: str, en: str, path: str, population: int | None,
    since: date | None, until: date | None,
) -> _Dated:  # fmt: skip
    return _Dated(
        PlaceInfo(id, code, kind, Text(zh, en or zh), parent_code(path), path, population), since, until
    )


def _load_ids(wanted: set[int]) -> dict[int, PlaceInfo]:
    return {place.pk: info(place) for place in Place.objects.filter(pk__in=wanted)}


_CODED = Remembered(_load_coded, edition=edition.current)
_BY_ID = Remembered(_load_ids, edition=edition.current)


def get(code: str, on: date | None = None) -> PlaceInfo:
    """The place with this code; remembered for a few seconds. Raises NotFound."""
    when = day(on)
    found = next((dated.place for dated in _CODED.get(code) or () if dated.on(when)), None)
    if found is None:
        said = Text("没有代码为 {code} 的地方。", "There is no place with the code {code}.")
        raise NotFound(said.with_values(code=code), field="place")
    return found


def by_ids(ids: Iterable[int]) -> dict[int, PlaceInfo]:
    """The rows with these ids, whichever day they hold: for records that refer to a place. Remembered as `get`."""
    return _BY_ID.many(ids)


def titles(codes: Iterable[str]) -> dict[str, Text]:
    """Names by code, whichever day they hold, the newest where a code had several. One statement, none without codes."""
    wanted = set(codes)
    rows = Place.objects.filter(code__in=wanted).order_by("pk") if wanted else ()
    return {row.code: info(row).name for row in rows}


def tree(root: str | None = None, kind: str | None = None, on: date | None = None) -> tuple[PlaceInfo, ...]:
    """All places, or those at and below `root`, each after the one above it. Raises NotFound for no such root."""
    return _said(
        _under(Place.objects.filter(true_on(on)), root, on).filter(**({"kind": kind} if kind else {}))
    )


def children(code: str, on: date | None = None) -> tuple[PlaceInfo, ...]:
    """The places right below. Raises NotFound."""
    get(code, on)
    return _said(Place.objects.filter(true_on(on), parent__code=code))


def ancestors(code: str, on: date | None = None) -> tuple[PlaceInfo, ...]:
    """The places above, from the top down. Raises NotFound."""
    above = get(code, on).path.strip("/").split("/")[:-1]
    return _said(Place.objects.filter(true_on(on), code__in=above))


def find(
    text: str, *, kind: str | None = None, on: date | None = None, limit: int = 20
) -> tuple[PlaceInfo, ...]:
    """Places by code or name in either language: the whole name first, then its beginning, then any part."""
    words = text.strip()
    if not words:
        return ()
    found = Q(name_zh__icontains=words) | Q(name_en__icontains=words) | Q(code=words)
    whole = Q(name_zh=words) | Q(name_en__iexact=words) | Q(code=words)
    begins = Q(name_zh__startswith=words) | Q(name_en__istartswith=words)
    fit = Case(When(whole, then=0), When(begins, then=1), default=Value(2), output_field=IntegerField())
    rows = Place.objects.filter(true_on(on), found, **({"kind": kind} if kind else {}))
    return tuple(info(p) for p in rows.annotate(fit=fit).order_by("fit", "path")[:limit])


def _under(rows: "QuerySet[Place]", root: str | None, on: date | None) -> "QuerySet[Place]":
    return rows if root is None else rows.filter(path__startswith=get(root, on).path)


def _said(rows: "QuerySet[Place]") -> tuple[PlaceInfo, ...]:
    # Sorted here: databases order paths by their own language's rules.
    return tuple(sorted((info(place) for place in rows.order_by()), key=lambda p: p.path))
