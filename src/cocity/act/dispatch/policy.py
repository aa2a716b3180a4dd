"""When dispatch acts by itself: data of the city, read once."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml
from django.conf import settings

from cocity.act.dispatch import conditions
from cocity.kit.text import Text

BUILT_IN = Path(__file__).parent / "data" / "policy.yaml"
NAME = "dispatch_policy.yaml"
WHY: Mapping[str, Text] = {
    "conflict": Text("两条同级规则指向不同单位", "Two rules of the same rank name different bodies"),
    "uncertain": Text("分类是系统推测的，把握不大", "The category is a guess, and not a sure one"),
    "nobody": Text("没有可以承办的单位", "There is no body that could take it"),
    "not_automatic": Text("本市由派单员派单", "In this city a person sends every matter"),
    "not_by_rule": Text("这个规程只能由派单员派单", "Under this procedure only a person may send it"),
    "long_ago": Text("受理时间较早，由派单员确认", "It came in long ago, so a person confirms"),
    "moved_on": Text("有人已经在处理", "Someone has acted on it already"),
    "chosen": Text("由派单员选定", "Chosen by a dispatcher"),
}

PERSON = Text("由派单员决定", "A person decides")  # for a reason whose words the city has dropped since


@dataclass(frozen=True, slots=True)
class Policy:
    """As in data/policy.yaml."""

    automatic: bool
    least_certainty: float
    recent_days: int
    by_hand: Mapping[str, tuple[conditions.Test, Text]]

    @property
    def words(self) -> frozenset[str]:
        """Words its conditions look for in texts."""
        return frozenset().union(*(test.words() for test, _ in self.by_hand.values()))

    def why(self, code: str) -> Text | None:
        """The sentence for a reason's code; None for none."""
        if not code:
            return None
        own = self.by_hand.get(code)
        return own[1] if own else WHY.get(code, PERSON)


@lru_cache(maxsize=1)
def policy() -> Policy:
    """The city's own, else the built-in one. Raises ConditionError for a condition that cannot be read."""
    own = settings.CITY / NAME if settings.CITY else None
    path = own if own is not None and own.exists() else BUILT_IN
    return read(yaml.safe_load(path.read_text(encoding="utf-8")))


def read(data: Mapping[str, Any]) -> Policy:
    """A policy from plain data."""
    by_hand = {}
    for name, item in data.get("by_hand", {}).items():
        test = conditions.read(item["when"])
        if test is not None:
            by_hand[name] = (test, Text.of(item["why"]))
    return Policy(
        bool(data["automatic"]), float(data["least_certainty"]), int(data["recent_days"]), by_hand
    )  # fmt: skip
