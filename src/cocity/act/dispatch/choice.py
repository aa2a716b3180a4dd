"""From the rules that apply to the body that gets the matter. Pure: bodies come in as plain values.

The first rule that applies decides. It is passed over only where it cannot apply after all: its relative body needs
a place nobody gave, or the body has given this matter back. A rule that names a body which is gone or has no
handler *fails*: the matter goes to the fallback body and says so. The body complained about and everything under it
are never chosen: the matter goes to the nearest body above it that has a handler, else to the fallback.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from cocity.act.dispatch.rules import Facts, Rule, codes_of
from cocity.ground.people.contracts import BodyAt
from cocity.kit.text import Text

# Relative bodies: the kind of body, and how deep its place lies in the tree of places.
RELATIVE: Mapping[str, tuple[str, int]] = {
    "{district}": ("district", 2),
    "{street}": ("sub_district", 3),
    "{committee}": ("committee", 4),
}
MOST_ALTERNATIVES = 5
FAILURES = ("no_body", "no_handler")
WORDS: Mapping[str, Text] = {
    "first": Text("按顺序第一条适用的规则", "the first rule that applies"),
    "later": Text("适用，但前面已有规则决定", "applies, but an earlier rule has decided"),
    "no_place": Text("没有具体到这一级的地点", "no place at that level was given"),
    "declined": Text("该单位已退回过此事", "that body has given this matter back"),
    "no_body": Text("规则指向的单位不存在或已撤销", "the body it names does not exist any more"),
    "no_handler": Text("规则指向的单位没有承办人", "the body it names has no handler"),
    "against": Text("该单位被投诉，改由上级办理", "it is complained about; the body above takes it"),
    "against_all": Text("该单位被投诉，改由兜底单位办理", "it is complained about; the fallback body takes it"),
    "same_rank": Text("与另一条同级规则冲突", "in conflict with a rule of the same rank"),
}  # fmt: skip


class Trace(NamedTuple):
    """A rule that applied: `outcome` is chosen | matched | failed | passed_over; `word` is a key of WORDS."""

    rule: str
    body: str
    outcome: str
    word: str


@dataclass(frozen=True, slots=True)
class Choice:
    """`how`: rule | parent | fallback | stays | nobody."""

    how: str
    body: BodyAt | None
    rule: str
    trail: tuple[Trace, ...]
    conflicts: tuple[str, ...]
    alternatives: tuple[BodyAt, ...]

    @property
    def failed(self) -> tuple[Trace, ...]:
        return tuple(trace for trace in self.trail if trace.outcome == "failed")


class Bodies:
    """The bodies that may come into question."""

    def __init__(self, found: Iterable[BodyAt]) -> None:
        self.all = tuple(found)
        self.by_code = {body.info.code: body for body in self.all}
        self.by_id = {body.info.id: body for body in self.all}

    def resolve(self, name: str, facts: Facts) -> tuple[BodyAt | None, str]:
        """(the body a rule names for this matter, "" or the word for why it cannot be sent there)."""
        body, word = self.named(name, facts)
        if body is None:
            return None, word
        return (body, "") if body.staffed else (None, "no_handler")

    def named(self, name: str, facts: Facts) -> tuple[BodyAt | None, str]:
        """(the body a rule names for this matter, whether or not it can take it; "" or the word for why there is none)."""
        relative = RELATIVE.get(name)
        if relative is None:
            body = self.by_code.get(name)
        else:
            kind, depth = relative
            if len(codes_of(facts.place_path)) < depth:
                return None, "no_place"
            around = [b for b in self.all if b.info.kind == kind and _covers(b, facts.place_path)]
            body = around[-1] if around else None
        return (body, "") if body is not None else (None, "no_body")

    def above(self, path: str) -> BodyAt | None:
        """The nearest body over `path` that has a handler."""
        codes = codes_of(path)[:-1]
        over = (self.by_code.get(code) for code in reversed(codes))
        return next((body for body in over if body is not None and body.staffed), None)

    def fallbacks(self, place_path: str) -> list[BodyAt]:
        """Fallback bodies around a place, the nearest first."""
        near = [b for b in self.all if b.fallback and (not b.place_path or _covers(b, place_path))]
        return [body for body in reversed(near) if body.staffed]


def _covers(body: BodyAt, place_path: str) -> bool:
    return bool(body.place_path) and place_path.startswith(body.place_path)


def choose(
    matching: Sequence[Rule], facts: Facts, bodies: Bodies, *, declined: frozenset[int] = frozenset()
) -> Choice:
    """What to do with a matter; `matching` in the order of the rules."""
    trail: list[Trace] = []
    for at, rule in enumerate(matching):
        name = rule.row.body
        body, word = bodies.resolve(name, facts)
        if body is not None and body.info.id in declined:
            body, word = None, "declined"
        if word in FAILURES:
            trail.append(Trace(rule.row.code, name, "failed", word))
            return _fallback(matching[at + 1 :], facts, bodies, declined, trail)
        if body is None:
            trail.append(Trace(rule.row.code, name, "passed_over", word))
            continue
        return _found(rule, body, matching[at + 1 :], facts, bodies, declined, trail)
    return _fallback((), facts, bodies, declined, trail)


def _found(
    rule: Rule, body: BodyAt, rest: Sequence[Rule], facts: Facts, bodies: Bodies, declined: frozenset[int],
    trail: list[Trace],
) -> Choice:  # fmt: skip
    code, name = rule.row.code, rule.row.body
    if _under(body, facts.against_path):
        over = bodies.above(facts.against_path)
        if over is None or over.info.id in declined:
            trail.append(Trace(code, name, "passed_over", "against_all"))
            return _fallback(rest, facts, bodies, declined, trail)
        trail.append(Trace(code, name, "passed_over", "against"))
        return _settled("parent", over, code, rest, facts, bodies, declined, trail, ())
    conflicts = tuple(
        other.row.code
        for other in rest
        if other.rank(facts) == rule.rank(facts)
        and bodies.resolve(other.row.body, facts)[0] not in {None, body}
    )
    trail.append(Trace(code, name, "chosen", "same_rank" if conflicts else "first"))
    return _settled("rule", body, code, rest, facts, bodies, declined, trail, conflicts)


def _fallback(
    rest: Sequence[Rule], facts: Facts, bodies: Bodies, declined: frozenset[int], trail: list[Trace]
) -> Choice:
    near = bodies.fallbacks(facts.place_path)
    free = [b for b in near if b.info.id not in declined and not _under(b, facts.against_path)]
    body = free[0] if free else bodies.by_id.get(facts.holder)
    if body is None or _under(body, facts.against_path):
        return _settled("nobody", None, "", rest, facts, bodies, declined, trail, ())
    return _settled("fallback", body, "", rest, facts, bodies, declined, trail, ())


def _settled(
    how: str, body: BodyAt | None, rule: str, rest: Sequence[Rule], facts: Facts, bodies: Bodies,
    declined: frozenset[int], trail: list[Trace], conflicts: tuple[str, ...],
) -> Choice:  # fmt: skip
    others: dict[int, BodyAt] = {}
    for later in rest:
        found, word = bodies.resolve(later.row.body, facts)
        trail.append(Trace(later.row.code, later.row.body, "matched", word or "later"))
        if found is not None:
            others.setdefault(found.info.id, found)
    for found in bodies.fallbacks(facts.place_path):
        others.setdefault(found.info.id, found)
    barred = declined | {facts.holder} | ({body.info.id} if body else set())
    free = [b for b in others.values() if b.info.id not in barred and not _under(b, facts.against_path)]
    if body is not None and body.info.id == facts.holder:
        how = "stays"
    return Choice(how, body, rule, tuple(trail), conflicts, tuple(free[:MOST_ALTERNATIVES]))


def _under(body: BodyAt, path: str) -> bool:
    return bool(path) and body.info.path.startswith(path)
