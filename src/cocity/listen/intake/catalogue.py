"""Kinds and categories: data of the city, read once."""

from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml
from django.conf import settings

from cocity.listen.intake.contracts import Category, Kind

BUILT_IN = Path(__file__).parent / "data"


def _read(name: str) -> dict[str, Any]:
    own = settings.CITY / name if settings.CITY else None
    path = own if own is not None and own.exists() else BUILT_IN / name
    return dict(yaml.safe_load(path.read_text(encoding="utf-8")))


@lru_cache(maxsize=1)
def kinds() -> Mapping[str, Kind]:
    """Kinds by name, in the order they are offered."""
    return {
        name: Kind(name, item["procedure"], item["title"], item["hint"])
        for name, item in _read("kinds.yaml").items()
    }


@lru_cache(maxsize=1)
def categories() -> Mapping[str, Category]:
    """Categories by code, parents before children."""
    found: dict[str, Category] = {}
    _walk(_read("categories.yaml"), "", "surface", found)
    return found


def _walk(nodes: Mapping[str, Any], parent: str, layer: str, found: dict[str, Category]) -> None:
    for name, item in nodes.items():
        code = f"{parent}/{name}" if parent else name
        own_layer = item.get("layer", layer)
        found[code] = Category(code, item["title"], parent, own_layer, tuple(item.get("words", ())))
        _walk(item.get("children", {}), code, own_layer, found)
