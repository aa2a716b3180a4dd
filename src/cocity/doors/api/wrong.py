"""What the shapes of the API refuse, in whole sentences that name the field: pydantic's own are English alone."""

from collections.abc import Mapping
from typing import Any

from cocity.kit.errors import Errors, Invalid
from cocity.kit.text import Text

MOST = 20
LONGEST = 80
MISSING = Text("缺少 {field}", "{field} is missing")
UNKNOWN = Text("没有 {field} 这一项，请核对名称", "There is no field {field}; check its name")
TEXT = Text("{field} 应为文字", "{field} should be text")
WHOLE = Text("{field} 应为整数", "{field} should be a whole number")
NUMBER = Text("{field} 应为数字", "{field} should be a number")
YES_OR_NO = Text("{field} 应为 true 或 false", "{field} should be true or false")
LIST = Text("{field} 应为列表", "{field} should be a list")
OBJECT = Text("{field} 应为 JSON 对象", "{field} should be a JSON object")
DAY = Text("{field} 应为日期，像 2026-01-31", "{field} should be a date like 2026-01-31")
MOMENT = Text(
    "{field} 应为日期和时间，像 2026-01-31T09:00:00+08:00",
    "{field} should be a date and time like 2026-01-31T09:00:00+08:00",
)
OTHER = Text("{field} 不能用，请核对", "{field} cannot be used; check it")
# By pydantic's type of error, or by how that type begins: `int_parsing` and `int_type` say the same to a reader.
WORDS: Mapping[str, Text] = {
    "missing": MISSING,
    "extra_forbidden": UNKNOWN,
    "nul": Text(
        "{field} 含有一个看不见的空字符，请删去后再试",
        "{field} holds an invisible NUL character; remove it and try again",
    ),
    "string_unicode": Text("{field} 含有不能用的字符", "{field} holds characters that cannot be used"),
    "string_too_long": Text("{field} 最多 {max_length} 个字", "{field} has at most {max_length} characters"),
    "too_long": Text("{field} 最多 {max_length} 项", "{field} has at most {max_length} items"),
    "greater_than_equal": Text("{field} 最小是 {ge}", "{field} is at least {ge}"),
    "less_than_equal": Text("{field} 最大是 {le}", "{field} is at most {le}"),
    "finite_number": NUMBER,
    "string": TEXT,
    "int": WHOLE,
    "float": NUMBER,
    "bool": YES_OR_NO,
    "list": LIST,
    "dict": OBJECT,
    "model": OBJECT,
    "datetime": MOMENT,
    "date": DAY,
}


def refused(errors: list[dict[str, Any]]) -> Errors:
    """What ninja's ValidationError holds, as errors with words in both languages."""
    return Errors([_one(each) for each in errors[:MOST]])


def _one(error: Mapping[str, Any]) -> Invalid:
    field = _field(tuple(error["loc"]))
    limits = {name: _plain(value) for name, value in error.get("ctx", {}).items()}
    return Invalid(_words(error["type"]).with_values(**{**limits, "field": field}), field=field)


def _plain(limit: Any) -> Any:
    """180 and not 180.0."""
    return int(limit) if isinstance(limit, float) and limit.is_integer() else limit


def _words(kind: str) -> Text:
    return WORDS.get(kind) or WORDS.get(kind.partition("_")[0]) or OTHER


def _field(loc: tuple[Any, ...]) -> str:
    """The name the caller gave. A body comes under the name of our argument, which is nobody's concern; `body` itself
    where all of it is at fault."""
    where, *named = loc
    named = named[1:] if where == "body" else named
    return ".".join(str(part) for part in named)[:LONGEST] or str(where)
