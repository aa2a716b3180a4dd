"""The texts of the demo: read, and filled with made-up places."""

import random
import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

import yaml

from cocity.doors.console.demo.data import FOLDER, read

KINDS = ("help", "complaint", "consult", "suggestion", "petition")
SLOT = re.compile(r"\{(\w+)\}")


@dataclass(frozen=True, slots=True)
class Template:
    """A text as written. `who`: elder | rider | newcomer | parent, if the text tells; `via`: a usual channel."""

    category: str
    kind: str
    text: str
    who: str = ""
    via: str = ""
    english: bool = False
    rain: bool = False


@cache
def templates() -> tuple[Template, ...]:
    """Every text of the demo."""
    found = []
    for path in sorted((FOLDER / "voices").glob("*.yaml")):
        for category, rows in yaml.safe_load(path.read_text(encoding="utf-8")).items():
            for row in rows:
                kind = next(kind for kind in KINDS if kind in row)
                found.append(
                    Template(
                        category, kind, row[kind], row.get("who", ""), row.get("via", ""), row.get("en", False),
                        row.get("rain", False),
                    )
                )  # fmt: skip
    return tuple(found)


def filled(text: str, rng: random.Random) -> str:
    """A text with its slots filled."""
    slots = read("slots")
    return SLOT.sub(lambda found: str(rng.choice(slots[found[1]])), text)


def word(kind: str, rng: random.Random) -> str:
    """Something a worker or a person writes, of one kind."""
    choices: Sequence[str] = read("words")[kind]
    return rng.choice(choices)
