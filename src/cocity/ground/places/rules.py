"""What one row asks for, and what it changes. No database, no clock."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from typing import Any, Generic, NamedTuple, TypeVar

from cocity.kit.errors import Conflict
from cocity.kit.text import Text


class Period(NamedTuple):
    """From the first day until the day before `end`; None: since ever, or for good."""

    begin: date | None
    end: date | None

    def holds(self, day: date | None) -> bool:
        """Whether `day` lies in it; None asks about the time before every date."""
        if day is None:
            return self.begin is None
        return (self.begin is None or self.begin <= day) and (self.end is None or day < self.end)

    def begins_before(self, day: date) -> bool:
        return self.begin is None or self.begin < day


V = TypeVar("V")  # a row with valid_from and valid_to


def period_of(row: Any) -> Period:
    """The period of any row with valid_from and valid_to."""
    return Period(row.valid_from, row.valid_to)


def require_apart(periods: Iterable[Period]) -> None:
    """The valid periods of one code must not overlap, and each must end after it begins; else Conflict."""
    ordered = sorted(periods, key=lambda p: p.begin or date.min)
    for p in ordered:
        if p.begin and p.end and p.end <= p.begin:
            said = Text(
                "结束日 {end} 不晚于起始日 {begin}。", "It ends on {end}, not after it begins on {begin}."
            )
            raise Conflict(said.with_values(begin=p.begin, end=p.end), field="valid_to")
    for earlier, later in pairwise(ordered):
        if earlier.end is None or later.begin is None or earlier.end > later.begin:
            said = Text(
                "同一代码的有效期重叠：{a} 与 {b}；请给出前一段的结束日。",
                "Two valid periods of one code overlap: {a} and {b}; say when the earlier one ends.",
            )
            raise Conflict(said.with_values(a=_said(earlier), b=_said(later)), field="valid_from")


def _said(period: Period) -> str:
    return f"{period.begin or '…'}/{period.end or '…'}"


@dataclass(frozen=True, slots=True)
class Create:
    """A new row for this period."""

    period: Period


@dataclass(frozen=True, slots=True)
class Amend(Generic[V]):
    """The row is corrected in place; no changes: it stays as it is."""

    held: V
    changes: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Renew(Generic[V]):
    """The row is closed on `day`; a new one with the changes begins."""

    held: V
    day: date
    changes: Mapping[str, Any]


def decide(
    versions: Sequence[V],
    wanted: Period,
    changes_of: Callable[[V], dict[str, Any]],
    renewing: frozenset[str],
) -> Create | Amend[V] | Renew[V]:
    """What a row that begins at `wanted.begin` does to the `versions` of its code (in order of time).

    Without a date a difference is a correction of the newest row. With a date, a difference in a `renewing`
    field closes the row that holds on that day. Raises Conflict if periods would overlap.
    """
    held = version_at(versions, wanted.begin) if wanted.begin else (versions[-1] if versions else None)
    if held is None:
        return _fitted([period_of(v) for v in versions], wanted)
    now = period_of(held)
    others = [period_of(v) for v in versions if v is not held]
    changes = changes_of(held)
    if wanted.end and wanted.end != now.end:
        changes["valid_to"] = wanted.end
    end = changes.get("valid_to", now.end)
    renews = wanted.begin if wanted.begin != now.begin and renewing & changes.keys() else None
    if held is not versions[-1] and (renews or "path" in changes):
        said = Text(
            "从 {day} 起已有更新的记录；请按时间先后导入变更。",
            "There is already a later row, from {day}; import changes in order of time.",
        )
        raise Conflict(said.with_values(day=period_of(versions[-1]).begin), field="valid_from")
    if renews:
        require_apart([*others, Period(now.begin, renews), Period(renews, end)])
        return Renew(held, renews, changes)
    require_apart([*others, Period(now.begin, end)])
    return Amend(held, changes)


def _fitted(held: list[Period], wanted: Period) -> Create:
    """A row where none holds: until the next one begins, if the file does not say."""
    later = [p.begin for p in held if p.begin and wanted.begin and p.begin > wanted.begin]
    period = Period(wanted.begin, wanted.end or min(later, default=None))
    require_apart([*held, period])
    return Create(period)


def version_at(versions: Sequence[V], day: date | None) -> V | None:
    """The version that holds on `day`, if one does."""
    return next((v for v in versions if period_of(v).holds(day)), None)
