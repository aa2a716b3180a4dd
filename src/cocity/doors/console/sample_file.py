"""Checks samples.json as anybody downloads it, and what the API answers: are the opened secrets the ones announced, and was a number drawn?

What is checked is made anew from the published fields; nothing but the file is read.
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from cocity.answer.verdicts import api as verdicts
from cocity.kit.errors import Invalid
from cocity.kit.numbers import read_number
from cocity.kit.text import Text

WRONG = Text("有 {n} 次抽样没有通过核对", "{n} samples did not pass")
NO_FILE = Text("这不是下载的 samples.json", "This is not a downloaded samples.json")
OLDER = Text(
    "抽样 {id}：旧办法，没有暗号可核对",
    "sample {id}: the older way, there is no secret to check",
)
SEALED = Text("抽样 {id}：暗号还封存着", "sample {id}: the secret is still sealed")
UNOPENED = Text("抽样 {id}：结束了，暗号没有公开！", "sample {id}: over, and the secret was not opened!")
HOLDS = Text(
    "抽样 {id}：暗号和公告的指纹对得上", "sample {id}: the secret is the one whose fingerprint was announced"
)
DIFFERS = Text(
    "抽样 {id}：暗号和公告的指纹对不上！",
    "sample {id}: the secret is NOT the one whose fingerprint was announced!",
)
DRAWN = Text(
    "抽样 {id}：{number}，如果在名单上，就抽中了", "sample {id}: {number} was drawn, if it was on the list"
)
NOT_DRAWN = Text("抽样 {id}：{number} 没有抽中", "sample {id}: {number} was not drawn")


@dataclass(frozen=True, slots=True)
class Said:
    """One line of the outcome."""

    words: Text
    holds: bool = True


def checked(file: str, numbers: Sequence[str]) -> Iterator[Said]:
    """What is found of every sample in the file, and of the numbers in those that are open. Raises Invalid (the file's
    name, number) and OSError."""
    wanted = [read_number(number) for number in numbers]
    for row in _rows(file):
        try:
            yield from _one(row, wanted)
        except (KeyError, TypeError, ValueError) as error:
            raise Invalid(NO_FILE, field=file) from error


def _rows(file: str) -> list[Any]:
    try:
        found = json.loads(Path(file).read_text(encoding="utf-8"))
        rows = [found["sample"]] if "sample" in found else found["samples"]
    except (ValueError, KeyError, TypeError) as error:
        raise Invalid(NO_FILE, field=file) from error
    if not isinstance(rows, list):
        raise Invalid(NO_FILE, field=file)
    return rows


def _one(row: Mapping[str, Any], numbers: Sequence[str]) -> Iterator[Said]:
    of, older = row["sample"], row["scheme"] == "seed"
    yield _secret(row, older=older)
    if not row["seed"] or not (older or row["secret"]):
        return
    for number in numbers:
        drawn = verdicts.was_drawn(number, seed=row["seed"], secret=row["secret"], cut=row["cut"])
        yield Said((DRAWN if drawn else NOT_DRAWN).with_values(id=of, number=number))


def _secret(row: Mapping[str, Any], *, older: bool) -> Said:
    of = row["sample"]
    if older:
        return Said(OLDER.with_values(id=of))
    if not row["secret"]:
        return Said((UNOPENED if row["ended"] else SEALED).with_values(id=of), holds=not row["ended"])
    terms = {**row, "method": row["drawing_method"]}  # in the file `method` is that of a figure
    holds = verdicts.fingerprint(terms, row["secret"]) == row["commit"]
    return Said((HOLDS if holds else DIFFERS).with_values(id=of), holds)
