"""Nodes to a Procedure, with the line of everything in it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import Any

from yaml.nodes import Node

from cocity.ground.calendar.contracts import Unit
from cocity.kit.text import Text

from .model import Action, Breach, Clock, Disposition, Effect, Need, Procedure, Role, State, ToBody
from .reading import Reader, compose, line

TOP = frozenset({"procedure", "version", "title", "calendar", "clocks", "states", "actions"})
CLOCK = frozenset({"title", "limit", "unit", "from", "until", "each_time", "pausable", "breach", "confirm"})
STATE = frozenset({"title", "told", "end"})
ACTION = frozenset(
    {"title", "from", "to", "else", "by", "not", "needs", "meets", "does", "approval", "at_most", "after"}
    | {"never_if", "tells", "becomes", "within_days", "disposes", "to_body"}
    | {"answer"}
)
NO_TEXT = Text("", "")


class Excluded(StrEnum):
    """Who may not take an action although the role fits."""

    HANDLER = "handler"
    REQUESTER = "requester"


class Fact(StrEnum):
    """What can forbid an action."""

    BAD_RATING = "bad_rating"
    HIGHER_BODY = "higher_body"  # there is a body above the holder that may review
    REVIEWED = "reviewed"  # it was sent to a higher body for review


class Calendar(StrEnum):
    """Whose working days count."""

    CITY = "city"


@dataclass(slots=True)
class Draft:
    """A procedure as read, and the line of each part: ("actions", "accept", "to") → 42."""

    procedure: Procedure
    reader: Reader
    lines: dict[tuple[str, ...], int] = field(default_factory=dict)

    def line(self, *path: str) -> int:
        """The line of a part, or of the nearest part around it that is written."""
        while path and path not in self.lines:
            path = path[:-1]
        return self.lines.get(path, 1)

    def fault(self, path: tuple[str, ...], zh: str, en: str, **values: object) -> None:
        """Note a fault at the line of `path`."""
        self.reader.fault(self.line(*path), zh, en, **values)


class _Part:
    """The fields of one mapping, read by name; what is absent is None or a fault."""

    def __init__(self, draft: "_Drafting", node: Node, path: tuple[str, ...], keys: frozenset[str]) -> None:
        self.reader = draft.reader
        self.where = ".".join(path)
        self.at = line(node)
        self.nodes = self.reader.mapping(node, where=self.where or "procedure", keys=keys)
        for name, (_, at) in self.nodes.items():
            draft.lines[(*path, name)] = at

    def get(
        self, name: str, read: Callable[..., Any], *args: Any, default: Any = None, must: bool = False
    ) -> Any:
        where = f"{self.where}.{name}" if self.where else name
        if name in self.nodes:
            return read(self.nodes[name][0], *args, where=where)
        if must:
            self.reader.fault(self.at, "缺少 {where}，请补上。", "{where} is missing; add it.", where=where)
        return default

    def set_of(self, name: str, *, must: bool = False) -> frozenset[str]:
        return frozenset(word for word, _ in self.get(name, self.reader.words, default=[], must=must))

    def one_of(self, name: str, kind: type[StrEnum], *, default: Any = None, must: bool = False) -> Any:
        found = self.get(name, self.reader.choices, kind, default=(), must=must)
        if len(found) > 1:
            at, where = self.nodes[name][1], f"{self.where}.{name}"
            self.reader.fault(at, "{where} 只能写一个。", "Give {where} only one value.", where=where)
        return found[0] if found else default


@dataclass(slots=True)
class _Drafting:
    reader: Reader
    lines: dict[tuple[str, ...], int] = field(default_factory=dict)

    def each(self, top: _Part, name: str, read: Callable[[str, Node], Any]) -> dict[str, Any]:
        """The named entries of `clocks`, `states` or `actions`, in the file's order."""
        if name not in top.nodes:
            top.get(name, self.reader.scalar, must=True)
            return {}
        entries = self.reader.mapping(top.nodes[name][0], where=name)
        for key, (_, at) in entries.items():
            self.lines[(name, key)] = at
        return {key: read(key, node) for key, (node, _) in entries.items()}

    def state(self, name: str, node: Node) -> State:
        part = _Part(self, node, ("states", name), STATE)
        return State(
            name=name,
            title=part.get("title", self.reader.text, default=NO_TEXT, must=True),
            told=part.get("told", self.reader.text, default=NO_TEXT, must=True),
            end=part.get("end", self.reader.flag, default=False),
        )

    def clock(self, name: str, node: Node) -> Clock:
        part = _Part(self, node, ("clocks", name), CLOCK)
        return Clock(
            name=name,
            title=part.get("title", self.reader.text, default=NO_TEXT, must=True),
            limit=part.get("limit", self.reader.number, default=1, must=True),
            unit=str(part.one_of("unit", Unit, default=Unit.WORKING_DAY, must=True)),
            starts=part.set_of("from", must=True),
            until=part.set_of("until"),
            pausable=part.get("pausable", self.reader.flag, default=False),
            breach=part.one_of("breach", Breach, default=Breach.WARN_HOLDER, must=True),
            each_time=part.get("each_time", self.reader.flag, default=False),
            confirm=part.get("confirm", self.reader.flag, default=False),
        )

    def action(self, name: str, node: Node) -> Action:
        part, read = _Part(self, node, ("actions", name), ACTION), self.reader
        return Action(
            name=name,
            title=part.get("title", read.text, default=NO_TEXT, must=True),
            sources=part.set_of("from", must=True),
            target=part.get("to", read.scalar) or None,
            otherwise=part.get("else", read.scalar) or None,
            by=frozenset(part.get("by", read.choices, Role, default=(), must=True)),
            excludes=frozenset(map(str, part.get("not", read.choices, Excluded, default=()))),
            needs=part.get("needs", read.choices, Need, default=()),
            meets=part.set_of("meets"),
            effect=part.one_of("does", Effect, default=Effect.NONE),
            approval=part.one_of("approval", Role),
            at_most=part.get("at_most", read.number),
            never_if=frozenset(map(str, part.get("never_if", read.choices, Fact, default=()))),
            tells=frozenset(part.get("tells", read.choices, Role, default=())),
            becomes=part.get("becomes", read.scalar) or None,
            within_days=part.get("within_days", read.number),
            after=self.after(part),
            disposes=part.one_of("disposes", Disposition),
            to_body=part.one_of("to_body", ToBody),
            answer=part.get("answer", read.scalar) or None,
        )

    def after(self, part: _Part) -> tuple[tuple[str, int], ...]:
        if "after" not in part.nodes:
            return ()
        where = f"{part.where}.after"
        counts = self.reader.mapping(part.nodes["after"][0], where=where)
        return tuple((name, self.reader.number(node, where=where)) for name, (node, _) in counts.items())

    def version(self, node: Node, *, where: str) -> str:
        word = self.reader.scalar(node, where=where)
        try:
            return date.fromisoformat(word).isoformat() if word else ""
        except ValueError:
            self.reader.fault(
                line(node),
                "{where} 要写成日期，如 2026-07-01。",
                "Write {where} as a date such as 2026-07-01.",
                where=where,
            )
            return ""


def draft(data: bytes, source: str) -> Draft:
    """What a file says, with every fault of form noted in its reader. Raises ProcedureErrors when it is no YAML."""
    reader = Reader(source)
    drafting = _Drafting(reader)
    top = _Part(drafting, compose(data, source), (), TOP)
    top.one_of("calendar", Calendar)
    states: Mapping[str, State] = drafting.each(top, "states", drafting.state)
    procedure = Procedure(
        name=top.get("procedure", reader.scalar, default="", must=True),
        version=top.get("version", drafting.version, default="", must=True),
        title=top.get("title", reader.text, default=NO_TEXT, must=True),
        initial=next(iter(states), ""),
        clocks=drafting.each(top, "clocks", drafting.clock),
        states=states,
        actions=drafting.each(top, "actions", drafting.action),
        source=source,
    )
    return Draft(procedure, reader, drafting.lines)
