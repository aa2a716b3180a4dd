"""JSON: one object a line, or an array of objects."""

import json
from collections.abc import Iterator, Mapping
from itertools import chain
from typing import IO, Any

from cocity.kit.tables.opening import lines_of
from cocity.kit.tables.sheet import HOLDS_NUL, Row, Sheet, checked_header, unreadable
from cocity.kit.text import Text

LONGEST_ARRAY = 64 << 20  # characters; an array is held whole, so larger ones come one object a line
NO_OBJECT = Text("这里不是 JSON 对象：{why}", "Not a JSON object: {why}")


def read(text: IO[str]) -> Sheet:
    """A sheet over JSON text; its columns are the keys of the first object. Raises Invalid(file)."""
    lines = lines_of(text)
    first = next((line for line in lines if line.strip()), "")
    if first.lstrip().startswith("["):
        kind, rows = "json", _array(first, lines)
    else:
        kind, rows = "jsonl", _objects(chain([first], lines))
    head = next(rows, None)
    if head is None or (head.problem is not None and kind == "json"):
        raise unreadable("文件里没有 JSON 对象。", "The file holds no JSON object.")
    return Sheet(kind, checked_header(list(head.cells) or ["-"]), chain([head], rows))


def _array(first: str, lines: Iterator[str]) -> Iterator[Row]:
    parts, size = [first], len(first)
    for line in lines:
        parts.append(line)
        size += len(line)
        if size > LONGEST_ARRAY:
            raise unreadable(
                "JSON 数组太大；请改为每行一个对象。",
                "The JSON array is too large; write one object a line instead.",
            )
    try:
        found = json.loads("".join(parts))
    except (ValueError, RecursionError) as error:
        raise unreadable("JSON 格式有误：{why}", "This is not valid JSON: {why}", why=error) from error
    for number, item in enumerate(found, 1):
        yield _row(number, item)


def _objects(lines: Iterator[str]) -> Iterator[Row]:
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        try:
            yield _row(number, json.loads(line))
        except (ValueError, RecursionError) as error:
            yield Row(number, {}, NO_OBJECT.with_values(why=error))


def _row(number: int, item: Any) -> Row:
    if not isinstance(item, Mapping):
        return Row(number, {}, NO_OBJECT.with_values(why=type(item).__name__))
    cells = {str(key): _words(value) for key, value in item.items()}
    return Row(number, cells, HOLDS_NUL if any("\0" in cell for cell in cells.values()) else None)


def _words(value: Any) -> str:
    if value is None:
        return ""
    text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
    # Half of a pair of surrogates is no character: no database and no encoding takes it.
    return text.encode("utf-8", "replace").decode()
