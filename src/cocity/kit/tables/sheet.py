"""What a table is, whatever file it came in."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from cocity.kit.errors import Invalid
from cocity.kit.text import Text

MOST_COLUMNS = 1000
LONGEST_CELL = 1_000_000  # characters
HOLDS_NUL = Text(
    "这一行含有空字符（NUL）；请用文本编辑器删去后重新导入。",
    "This row holds a NUL character; remove it in a text editor and import the row again.",
)


@dataclass(frozen=True, slots=True)
class Row:
    """One row as read. `line` is the line of the file it begins on (XLSX: the row; JSON array: the place in it).

    `problem` says why the row itself could not be read; `cells` then holds what there was.
    """

    line: int
    cells: Mapping[str, str]
    problem: Text | None = None


@dataclass(slots=True)
class Sheet:
    """A table being read. `kind` is csv, xlsx, json or jsonl; `rows` can be gone through once, in flat memory."""

    kind: str
    columns: tuple[str, ...]
    rows: Iterator[Row] = field(repr=False)
    delimiter: str = ","

    def need(self, columns: Iterator[str] | tuple[str, ...]) -> None:
        """Raises Invalid naming the columns that are missing, and those the file has."""
        missing = [name for name in dict.fromkeys(columns) if name not in self.columns]
        if missing:
            said = Text(
                "文件缺少这些列：{missing}。文件里有：{there}。请核对映射文件或换文件；没有写入任何内容。",
                "The file lacks these columns: {missing}. It has: {there}. Check the mapping or the file; "
                "nothing was written.",
            )
            there = "、".join(self.columns[:40]) or "-"
            raise Invalid(said.with_values(missing="、".join(missing), there=there), field="file")


def checked_header(names: list[str]) -> tuple[str, ...]:
    """Column names, tidied. Raises Invalid when one is missing or stands twice, or there are too many."""
    header = [name.strip().lstrip("\ufeff") for name in names]
    while header and not header[-1]:
        header.pop()
    if len(header) > MOST_COLUMNS:
        raise unreadable("一行超过 {n} 列。", "More than {n} columns.", n=MOST_COLUMNS)
    if not any(header):
        raise unreadable(
            "文件是空的，或首行没有列名。", "The file is empty, or its first line names no column."
        )
    twice = sorted({name for name in header if header.count(name) > 1})
    if twice:
        said = Text(
            "首行应是列名，每列一个、不能重复（重复：{twice}）。",
            "The first line must name the columns, each once (repeated: {twice}).",
        )
        raise Invalid(said.with_values(twice="、".join(twice)), field="file")
    return tuple(header)


def unreadable(zh: str, en: str, **values: object) -> Invalid:
    """A file that cannot be read as a whole."""
    return Invalid(Text(zh, en).with_values(**values) if values else Text(zh, en), field="file")
