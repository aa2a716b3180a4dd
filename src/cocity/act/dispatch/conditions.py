"""The condition of a rule: a small language over known facts, read here and never run as code. Pure.

    kind = complaint and not level in (street, community)
    text has ("漏水", "渗水") or hour >= 22 or hour < 6

    either := both { "or" both }            names: kind procedure channel level mode source owner against
    both   := one { "and" one }             against is yes or no; hour is 0–23, the city's time
    one    := "not" one | "(" either ")" | test
    test   := name ("=" | "!=") value | name "in" "(" value { "," value } ")"
            | "hour" ("=" | "!=" | "<" | "<=" | ">" | ">=") number
            | "text" "has" ( value | "(" value { "," value } ")" )      any of the words, capitals alike
    value  := letters, digits, / . - _  or anything between double quotes

Full-width brackets, commas, quotes and comparison signs are read as the plain ones.
"""

import operator
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Protocol

from cocity.kit.errors import Invalid
from cocity.kit.text import Text

NAMES = ("kind", "procedure", "channel", "level", "mode", "source", "owner", "against")
LONGEST = 500
DEEPEST = 12
_WIDE = str.maketrans("（），“”＝＜＞！", '(),""=<>!')
_TOKEN = re.compile(
    r"\s*(?:(?P<sign><=|>=|!=|=|<|>)|(?P<mark>[(),])|\"(?P<quoted>[^\"]*)\"|(?P<word>[\w/.\-]+))"
)
_SIGNS: Mapping[str, Callable[[int, int], bool]] = {
    "=": operator.eq, "!=": operator.ne, "<": operator.lt, "<=": operator.le, ">": operator.gt, ">=": operator.ge,
}  # fmt: skip


class Known(Protocol):
    """What a condition may look at."""

    @property
    def hour(self) -> int: ...

    @property
    def found(self) -> frozenset[str]: ...

    def value(self, name: str) -> str: ...


class Test(Protocol):
    """A condition that was read."""

    def holds(self, known: Known) -> bool: ...

    def words(self) -> frozenset[str]: ...


class ConditionError(Invalid):
    """A condition that cannot be read; `position` counts characters from 1."""

    def __init__(self, message: Text, position: int) -> None:
        where = Text("条件第 {at} 个字：{what}", "Condition, character {at}: {what}")
        super().__init__(where.with_values(at=position, what=message), field="condition")
        self.position = position


@dataclass(frozen=True, slots=True)
class Is:
    name: str
    values: frozenset[str]

    def holds(self, known: Known) -> bool:
        return known.value(self.name) in self.values

    def words(self) -> frozenset[str]:
        return frozenset()


@dataclass(frozen=True, slots=True)
class Hour:
    sign: str
    hour: int

    def holds(self, known: Known) -> bool:
        return _SIGNS[self.sign](known.hour, self.hour)

    def words(self) -> frozenset[str]:
        return frozenset()


@dataclass(frozen=True, slots=True)
class Has:
    any_of: frozenset[str]

    def holds(self, known: Known) -> bool:
        return not self.any_of.isdisjoint(known.found)

    def words(self) -> frozenset[str]:
        return self.any_of


@dataclass(frozen=True, slots=True)
class Not:
    test: Test

    def holds(self, known: Known) -> bool:
        return not self.test.holds(known)

    def words(self) -> frozenset[str]:
        return self.test.words()


@dataclass(frozen=True, slots=True)
class Of:
    """All of the tests, or any of them."""

    tests: tuple[Test, ...]
    every: bool

    def holds(self, known: Known) -> bool:
        held = (test.holds(known) for test in self.tests)
        return all(held) if self.every else any(held)

    def words(self) -> frozenset[str]:
        return frozenset().union(*(test.words() for test in self.tests))


@dataclass(frozen=True, slots=True)
class _Token:
    kind: str  # sign | mark | quoted | word | end
    text: str
    at: int


def read(text: str) -> Test | None:
    """The condition in `text`; None for an empty one. Raises ConditionError naming the position."""
    if not text.strip():
        return None
    if len(text) > LONGEST:
        raise ConditionError(
            Text("条件最长 {n} 字", "at most {n} characters").with_values(n=LONGEST), LONGEST + 1
        )
    return _Reader(_tokens(text.translate(_WIDE))).whole()


def _tokens(text: str) -> list[_Token]:
    found, at = [], 0
    while text[at:].strip():
        match = _TOKEN.match(text, at)
        if match is None:
            blank = len(text[at:]) - len(text[at:].lstrip())
            raise ConditionError(
                Text("看不懂这里；引号要成对", "cannot be read; quotes come in pairs"), at + blank + 1
            )
        kind = match.lastgroup or ""
        start = match.start(kind) - (1 if kind == "quoted" else 0)
        found.append(_Token(kind, match.group(kind), start + 1))
        at = match.end()
    return [*found, _Token("end", "", len(text) + 1)]


class _Reader:
    """Reads tokens from left to right, one step ahead."""

    def __init__(self, tokens: list[_Token]) -> None:
        self.tokens, self.next, self.depth = tokens, 0, 0

    def whole(self) -> Test:
        test = self._either()
        if self._ahead.kind != "end":
            raise self._unexpected(Text("这里应是 and、or 或结尾", "expected and, or, or the end"))
        return test

    @property
    def _ahead(self) -> _Token:
        return self.tokens[self.next]

    def _take(self) -> _Token:
        token = self._ahead
        self.next += 1
        return token

    def _is(self, word: str) -> bool:
        """Whether `word` comes next; it is taken if so."""
        token = self._ahead
        if token.kind in {"word", "mark", "sign"} and token.text.lower() == word:
            self.next += 1
            return True
        return False

    def _unexpected(self, message: Text) -> ConditionError:
        return ConditionError(message, self._ahead.at)

    def _expect(self, mark: str) -> None:
        if not self._is(mark):
            raise self._unexpected(Text("这里应是 {mark}", "expected {mark}").with_values(mark=mark))

    def _either(self) -> Test:
        return self._list("or", self._both, every=False)

    def _both(self) -> Test:
        return self._list("and", self._one, every=True)

    def _list(self, word: str, part: Callable[[], Test], *, every: bool) -> Test:
        tests = [part()]
        while self._is(word):
            tests.append(part())
        return tests[0] if len(tests) == 1 else Of(tuple(tests), every)

    def _one(self) -> Test:
        self.depth += 1
        if self.depth > DEEPEST:
            raise self._unexpected(Text("括号套得太深", "nested too deeply"))
        try:
            if self._is("not"):
                return Not(self._one())
            if self._is("("):
                test = self._either()
                self._expect(")")
                return test
            return self._test()
        finally:
            self.depth -= 1

    def _test(self) -> Test:
        name = self._ahead.text.lower() if self._ahead.kind == "word" else ""
        if name == "hour":
            self._take()
            return self._hour()
        if name == "text":
            self._take()
            self._expect("has")
            return Has(frozenset(value.lower() for value in self._values()))
        if name not in NAMES:
            known = "、".join((*NAMES, "hour", "text"))
            raise self._unexpected(
                Text("这里应是 {known} 之一", "expected one of {known}").with_values(known=known)
            )
        self._take()
        return self._is_or_in(name)

    def _is_or_in(self, name: str) -> Test:
        if self._is("in"):
            return Is(name, frozenset(self._values(listed=True)))
        if self._is("!="):
            return Not(Is(name, frozenset({self._value()})))
        self._expect("=")
        return Is(name, frozenset({self._value()}))

    def _hour(self) -> Test:
        sign = self._take() if self._ahead.kind == "sign" else None
        if sign is None:
            raise self._unexpected(Text("这里应是 = < > 一类的符号", "expected a sign such as = < >"))
        number = self._ahead
        if not (number.kind == "word" and number.text.isascii() and number.text.isdigit()) or not (
            0 <= int(number.text) <= 23
        ):
            raise self._unexpected(Text("这里应是 0 至 23 的整数", "expected a whole number from 0 to 23"))
        self._take()
        return Hour(sign.text, int(number.text))

    def _value(self) -> str:
        token = self._ahead
        if token.kind not in {"word", "quoted"} or not token.text.strip():
            raise self._unexpected(Text("这里应是一个值", "expected a value"))
        return self._take().text

    def _values(self, *, listed: bool = False) -> list[str]:
        if not listed and self._ahead.text != "(":
            return [self._value()]
        self._expect("(")
        values = [self._value()]
        while self._is(","):
            values.append(self._value())
        self._expect(")")
        return values
