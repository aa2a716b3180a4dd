"""YAML read as nodes that know their line: no tags, no duplicate keys, bounded in size and depth.

Values are never constructed, so a file can hold text, lists and mappings and nothing else.
"""

import re
from collections.abc import Mapping
from enum import StrEnum
from typing import NoReturn, TypeVar

import yaml
from yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode

from cocity.kit.text import Text

from .faults import Fault, ProcedureErrors

MOST_BYTES = 128 * 1024
MOST_DEPTH = 12
MOST_TEXT = 400
_NAME = re.compile(r"[a-z][a-z0-9_]{0,39}")
_NUMBER = re.compile(r"[1-9][0-9]{0,4}")
# libyaml reads a procedure ten times as fast; PyYAML built without it does the same.
_Loader: type[yaml.SafeLoader] = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
Choice = TypeVar("Choice", bound=StrEnum)


def compose(data: bytes, source: str) -> MappingNode:
    """The root mapping of one YAML document. Raises ProcedureErrors."""
    if len(data) > MOST_BYTES:
        _refuse(
            source,
            1,
            Text("文件过大，请控制在 128 KiB 以内。", "The file is too large; keep it below 128 KiB."),
        )
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        _refuse(
            source,
            line,
            Text("不是 UTF-8 编码，请另存为 UTF-8。", "This is not UTF-8; save the file as UTF-8."),
        )
    try:
        _bound(text, source)
        root = yaml.compose(text, Loader=_Loader)
    except yaml.YAMLError as error:
        _refuse(source, _line_of(error), _unreadable(error))
    except (ValueError, OverflowError) as error:
        # PyYAML lets an impossible escape or directive number through as a plain ValueError.
        _refuse(source, 1, _unreadable(error))
    if not isinstance(root, MappingNode):
        _refuse(
            source,
            1,
            Text("请以 procedure: 开头写成键和值。", "Begin with procedure: and write keys and values."),
        )
    return root


def _bound(text: str, source: str) -> None:
    depth = 0
    for event in yaml.parse(text, Loader=_Loader):
        at = event.start_mark.line + 1 if event.start_mark else 1
        tag = getattr(event, "tag", None)
        if tag not in (None, "!"):
            message = Text("不能使用标签 {tag}，请删去。", "Tags such as {tag} are not allowed; remove it.")
            _refuse(source, at, message.with_values(tag=tag))
        depth += isinstance(event, yaml.CollectionStartEvent) - isinstance(event, yaml.CollectionEndEvent)
        if depth > MOST_DEPTH:
            message = Text("层次太深，请写得平一些。", "This is nested too deeply; write it flatter.")
            _refuse(source, at, message)


def _refuse(source: str, line: int, message: Text) -> NoReturn:
    raise ProcedureErrors([Fault(source, line, message)])


def _line_of(error: yaml.YAMLError) -> int:
    mark = getattr(error, "problem_mark", None) or getattr(error, "context_mark", None)
    return mark.line + 1 if mark else 1


def _unreadable(error: Exception) -> Text:
    said = getattr(error, "problem", None) or str(error).splitlines()[0]
    message = Text(
        "不是正确的 YAML（{said}），请检查缩进、引号和冒号。",
        "Not valid YAML ({said}); check indents, quotes and colons.",
    )
    return message.with_values(said=said)


def line(node: Node) -> int:
    """The line a node begins on, from 1."""
    return int(node.start_mark.line) + 1


class Reader:
    """Reads typed values out of nodes and collects what is wrong instead of stopping at the first."""

    def __init__(self, source: str) -> None:
        self.source = source
        self.faults: list[Fault] = []

    def fault(self, at: int, zh: str, en: str, **values: object) -> None:
        """Note a fault on line `at`; `{name}` places are filled from `values`."""
        self.faults.append(Fault(self.source, at, Text(zh, en).with_values(**values)))

    def mapping(
        self, node: Node, *, where: str, keys: frozenset[str] | None = None
    ) -> dict[str, tuple[Node, int]]:
        """Keys → (value, line of the key). With `keys`, others are refused; a key stands only once."""
        if not isinstance(node, MappingNode):
            self.fault(line(node), "{where} 要写成键和值。", "Write {where} as keys and values.", where=where)
            return {}
        found: dict[str, tuple[Node, int]] = {}
        for key, value in node.value:
            name = key.value if isinstance(key, ScalarNode) else ""
            at = line(key)
            if name in found:
                self.fault(at, "{name} 写了两次，请留一个。", "{name} stands twice; keep one.", name=name)
            elif keys is None and not _NAME.fullmatch(name):
                self.fault(
                    at,
                    "名称“{name}”只能用小写字母、数字和下划线。",
                    "The name “{name}” may hold only small letters, digits and _.",
                    name=name[:60],
                )
            elif keys is not None and name not in keys:
                self.fault(
                    at,
                    "{where} 没有“{name}”这一项；可用：{keys}。",
                    "{where} has no key “{name}”; known are {keys}.",
                    where=where,
                    name=name[:60],
                    keys=", ".join(sorted(keys)),
                )
            else:
                found[name] = (value, at)
        return found

    def scalar(self, node: Node, *, where: str) -> str:
        """One value as it is written; "" (and a fault) when it is a list, a mapping or nothing."""
        if isinstance(node, ScalarNode) and node.value.strip():
            return str(node.value).strip()
        self.fault(line(node), "{where} 要写一个值。", "Give {where} one value.", where=where)
        return ""

    def words(self, node: Node, *, where: str) -> list[tuple[str, int]]:
        """One word or a list of words, each with its line; a word stands only once."""
        items = node.value if isinstance(node, SequenceNode) else [node]
        found: dict[str, int] = {}
        for item in items:
            word = self.scalar(item, where=where)
            if word in found:
                self.fault(
                    line(item), "{word} 写了两次，请留一个。", "{word} stands twice; keep one.", word=word
                )
            elif word:
                found[word] = line(item)
        if not items:
            self.fault(line(node), "{where} 不能为空。", "{where} must not be empty.", where=where)
        return list(found.items())

    def text(self, node: Node, *, where: str) -> Text:
        """A sentence in both languages."""
        fields = self.mapping(node, where=where, keys=frozenset({"zh", "en"}))
        said = {name: self.scalar(value, where=f"{where}.{name}") for name, (value, _) in fields.items()}
        if isinstance(node, MappingNode):
            for missing in {"zh", "en"} - fields.keys():
                self.fault(
                    line(node),
                    "{where} 缺少 {missing}，请补上。",
                    "{where} lacks {missing}; add it.",
                    where=where,
                    missing=missing,
                )
        if any(len(words) > MOST_TEXT for words in said.values()):
            self.fault(
                line(node),
                "{where} 太长，请短于 400 字。",
                "{where} is too long; keep it below 400 characters.",
                where=where,
            )
        return Text(said.get("zh", ""), said.get("en", ""))

    def number(self, node: Node, *, where: str) -> int:
        """A whole number from 1 to 99,999; 1 (and a fault) otherwise."""
        word = self.scalar(node, where=where)
        if _NUMBER.fullmatch(word):
            return int(word)
        if word:
            self.fault(
                line(node),
                "{where} 要写大于零的整数。",
                "Write {where} as a whole number above zero.",
                where=where,
            )
        return 1

    def flag(self, node: Node, *, where: str) -> bool:
        """`true` or `false`."""
        word = self.scalar(node, where=where)
        if word and word not in {"true", "false"}:
            self.fault(
                line(node), "{where} 只能写 true 或 false。", "Write {where} as true or false.", where=where
            )
        return word == "true"

    def choices(self, node: Node, kind: type[Choice], *, where: str) -> tuple[Choice, ...]:
        """One or several members of `kind`; unknown ones are refused."""
        known: Mapping[str, Choice] = {str(member): member for member in kind}
        found = []
        for word, at in self.words(node, where=where):
            if word in known:
                found.append(known[word])
            else:
                self.unknown(at, where, word, known)
        return tuple(found)

    def unknown(self, at: int, where: str, word: str, known: Mapping[str, object] | frozenset[str]) -> None:
        """Note that `word` is none of the `known` ones."""
        self.fault(
            at,
            "{where} 没有“{word}”；可用：{known}。",
            "{where} knows no “{word}”; use one of {known}.",
            where=where,
            word=word[:60],
            known=", ".join(sorted(known)),
        )
