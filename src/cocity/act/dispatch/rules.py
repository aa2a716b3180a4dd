"""Which rules apply to a matter, and in which order. Pure.

The order, from first to last: higher `priority`; names the asset's owner; has a condition; deeper category; deeper
area; names a layer; then the rule's code, so that the answer never depends on chance. Rules that agree in all but
the code and lead to different bodies are in conflict: that is reported and a person decides.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, fields
from datetime import date
from typing import Any, NamedTuple

from cocity.act.dispatch import conditions
from cocity.act.dispatch.contracts import RuleRow

Rank = tuple[int, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """What is known of a matter. `found`: those words of the rules' conditions that stand in its text."""

    number: str = ""
    category: str = ""
    certainty: float = 1.0
    kind: str = ""
    procedure: str = ""
    channel: str = ""
    level: str = ""
    mode: str = ""
    source: str = ""
    owner: str = ""
    layer: str = "surface"
    place_path: str = ""
    hour: int = 12
    holder: int = 0
    against_path: str = ""
    found: frozenset[str] = frozenset()

    def value(self, name: str) -> str:
        """A fact by its name in conditions."""
        if name == "against":
            return "yes" if self.against_path else "no"
        return str(getattr(self, name))

    def as_json(self) -> dict[str, Any]:
        """For the record of a decision."""
        kept = {f.name: getattr(self, f.name) for f in fields(self)}
        return {**kept, "found": sorted(self.found)}

    @classmethod
    def of(cls, kept: Mapping[str, Any]) -> "Facts":
        """From `as_json`."""
        return cls(**{**kept, "found": frozenset(kept["found"])})


@dataclass(frozen=True, slots=True)
class Rule:
    """A row that is in force, its condition read."""

    row: RuleRow
    test: conditions.Test | None

    def rank(self, facts: Facts) -> Rank:
        """Smaller comes first; see the module."""
        row = self.row
        category = len(row.category.split("/")) if row.category else 0
        area = codes_of(facts.place_path).index(row.area) + 1 if row.area else 0
        return (-row.priority, -bool(row.owner), -bool(row.condition), -category, -area, -bool(row.layer))


def codes_of(path: str) -> tuple[str, ...]:
    """The codes in a path, from the top."""
    return tuple(code for code in path.split("/") if code)


def prefixes(category: str) -> Iterator[str]:
    """A category and those above it, then "" for rules that name none."""
    parts = category.split("/") if category else []
    for end in range(len(parts), 0, -1):
        yield "/".join(parts[:end])
    yield ""


class Mismatch(NamedTuple):
    """Why a rule does not apply: `what` is days | category | area | layer | owner | condition, `want` what it asks for,
    as the table writes it."""

    what: str
    want: str


def mismatch(rule: Rule, facts: Facts, *, on: date) -> Mismatch | None:
    """Why a rule does not apply, or None when it does."""
    row = rule.row
    if (row.valid_from and on < row.valid_from) or (row.valid_to and on >= row.valid_to):
        return Mismatch("days", "")
    if row.category and row.category not in prefixes(facts.category):
        return Mismatch("category", row.category)
    if row.area and row.area not in codes_of(facts.place_path):
        return Mismatch("area", row.area)
    if row.layer and row.layer != facts.layer:
        return Mismatch("layer", row.layer)
    if row.owner and row.owner != facts.owner:
        return Mismatch("owner", row.owner)
    if rule.test is not None and not rule.test.holds(facts):
        return Mismatch("condition", row.condition)
    return None


@dataclass(frozen=True, slots=True)
class RuleSet:
    """A published version of the table, made quick to ask."""

    version: int
    rules: tuple[Rule, ...]
    by_category: Mapping[str, tuple[Rule, ...]] = field(default_factory=dict)
    words: frozenset[str] = frozenset()

    @classmethod
    def of(cls, version: int, rows: Iterable[RuleRow]) -> "RuleSet":
        """Raises ConditionError for a row whose condition cannot be read."""
        rules = tuple(Rule(row, conditions.read(row.condition)) for row in rows)
        index: dict[str, list[Rule]] = {}
        for rule in rules:
            index.setdefault(rule.row.category, []).append(rule)
        words = (rule.test.words() for rule in rules if rule.test is not None)
        found = {category: tuple(some) for category, some in index.items()}
        return cls(version, rules, found, frozenset().union(*words))

    def matching(self, facts: Facts, *, on: date) -> list[Rule]:
        """The rules that apply, first the one to follow."""
        near = [rule for category in prefixes(facts.category) for rule in self.by_category.get(category, ())]
        found = [rule for rule in near if mismatch(rule, facts, on=on) is None]
        return sorted(found, key=lambda rule: (rule.rank(facts), rule.row.code))

    @property
    def by_code(self) -> dict[str, Rule]:
        """The rules by their codes."""
        return {rule.row.code: rule for rule in self.rules}

    @property
    def codes(self) -> frozenset[str]:
        """Codes of the bodies that rules name."""
        return frozenset(rule.row.body for rule in self.rules if not rule.row.body.startswith("{"))


def overlapping(rules: Sequence[Rule]) -> list[tuple[str, str]]:
    """Pairs of rules with the same criteria at the same time that name different bodies."""
    alike: dict[tuple[Any, ...], list[RuleRow]] = {}
    for rule in rules:
        row = rule.row
        key = (row.priority, row.category, row.area, row.layer, row.owner, row.condition)
        alike.setdefault(key, []).append(row)
    return [
        (a.code, b.code)
        for rows in alike.values()
        for i, a in enumerate(rows)
        for b in rows[i + 1 :]
        if a.body != b.body and _meet(a, b)
    ]


def _meet(a: RuleRow, b: RuleRow) -> bool:
    """Whether both are in force on some day."""
    begins = max(a.valid_from or date.min, b.valid_from or date.min)
    return begins < min(a.valid_to or date.max, b.valid_to or date.max)
