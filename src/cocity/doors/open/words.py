"""What the open pages call things."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from cocity.ground.commitments import api as commitments
from cocity.kit.parts import Words
from cocity.kit.text import Text
from cocity.listen.intake import api as intake

NOT_SAID = Text("未注明", "Not given")
MODES: Mapping[str, Text] = {"online": Text("线上", "Online"), "offline": Text("线下", "Offline")}
PARTS: Mapping[str, Text] = {
    "called_in_vain": Text("打过电话没有打通", "called in vain"),
    "never_called": Text("从没打过电话", "never called"),
    "paused": Text("正在暂停", "standing still"),
}
AGE = re.compile(r"younger_than_(\d+)_days")


@dataclass(frozen=True, slots=True)
class Grouping:
    """One way to lay figures side by side; `each` is what a line is."""

    name: str
    title: Text
    each: Text


GROUPINGS: Mapping[str, Grouping] = {
    g.name: g
    for g in (
        Grouping("district", Text("各区", "Districts"), Text("区", "District")),
        Grouping("street", Text("各街镇", "Streets and towns"), Text("街镇", "Street or town")),
        Grouping("body", Text("各单位", "Bodies"), Text("单位", "Body")),
        Grouping("category_top", Text("各大类", "Kinds of matters"), Text("大类", "Kind")),
        Grouping("category", Text("各类别", "Categories"), Text("类别", "Category")),
        Grouping("channel", Text("各渠道", "Channels"), Text("渠道", "Channel")),
        Grouping("mode", Text("线上线下", "Online and offline"), Text("方式", "Way")),
        Grouping("procedure", Text("各规程", "Procedures"), Text("规程", "Procedure")),
    )
}


def rule_words(name: str) -> Text:
    """A rule that leaves matters out, as people say it: the title of the step that did."""
    if name in PARTS:
        return PARTS[name]
    young = AGE.fullmatch(name)
    if young:
        return Text("办结还不满 {n} 天", "closed less than {n} days ago").with_values(n=young[1])
    for procedure in commitments.load_all().values():
        if name in procedure.actions:
            return procedure.actions[name].title
    return Text(name, name)


def category_words(code: str) -> Words:
    """A category with the one above it."""
    return intake.category_title(code) if code else NOT_SAID


def procedure_words(name: str) -> Words:
    """A procedure's title; its name where its file is gone."""
    found = commitments.load_all().get(name)
    return found.title if found else name or NOT_SAID
