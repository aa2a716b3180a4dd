"""What levels and layers are called: read from data/levels.yaml."""

from dataclasses import dataclass
from functools import cache
from pathlib import Path

import yaml

from cocity.ground.places.models import Layer, Place
from cocity.kit.text import Text


@dataclass(frozen=True, slots=True)
class Names:
    """Names for people; the keys of `levels` stand in order from the top."""

    levels: dict[str, Text]
    layers: dict[str, Text]


@cache
def names() -> Names:
    """The names; every level and layer has one, or ValueError."""
    data = yaml.safe_load((Path(__file__).parent / "data/levels.yaml").read_text("utf-8"))
    found = Names(
        {key: Text.of(value) for key, value in data["levels"].items()},
        {key: Text.of(value) for key, value in data["layers"].items()},
    )
    if tuple(found.levels) != tuple(Place.Kind.values) or tuple(found.layers) != tuple(Layer.values):
        raise ValueError("data/levels.yaml must name every level and layer, in order")
    return found


def rank(kind: str) -> int:
    """0 for the top level, more further down."""
    return Place.Kind.values.index(kind)


def kind_of(word: str) -> str | None:
    """The level meant by its key or by its name in either language."""
    folded = word.strip().casefold()
    for key, text in names().levels.items():
        if folded in (key, text.zh.casefold(), text.en.casefold()):
            return key
    return None
