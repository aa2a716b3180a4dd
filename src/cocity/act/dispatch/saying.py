"""Rules in words: what a rule is about, whom it names, and why it did not apply. Nobody who reads them meets a code."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from cocity.act.dispatch.choice import Bodies
from cocity.act.dispatch.conditions import Has, Hour, Is, Not, Of, Test
from cocity.act.dispatch.rules import Facts, Mismatch, Rule
from cocity.ground.commitments import api as commitments
from cocity.kit.text import Text
from cocity.listen.intake import api as intake

RELATIVE: Mapping[str, Text] = {
    "{district}": Text("所在的区", "the district where it is"),
    "{street}": Text("所在的街镇", "the sub-district where it is"),
    "{committee}": Text("所在的居村委", "the residents' committee where it is"),
}
GONE = Text("名录里已没有的单位", "a body no longer in the register")
SOMEWHERE = Text("规则写明的地点", "the place the rule names")
WITHOUT = Text("不限条件的规则", "A rule without conditions")
UNKNOWN = Text("当时的一条规则", "A rule of that time")
LAYERS: Mapping[str, Text] = {
    "underground": Text("地下", "underground"),
    "surface": Text("地面", "on the surface"),
    "air": Text("空中", "in the air"),
}
LEVELS: Mapping[str, Text] = {
    "city": Text("市级", "the city's"),
    "district": Text("区级", "a district's"),
    "street": Text("街镇级", "a sub-district's"),
    "community": Text("社区级", "a neighbourhood's"),
}
MODES: Mapping[str, Text] = {"online": Text("线上", "online"), "offline": Text("线下", "offline")}
NAMES: Mapping[str, Text] = {
    "kind": Text("诉求种类", "the kind of matter"),
    "procedure": Text("规程", "the procedure"),
    "channel": Text("渠道", "the channel"),
    "level": Text("渠道层级", "the channel's level"),
    "mode": Text("方式", "the way"),
    "source": Text("来源", "the source"),
    "owner": Text("设施的权属单位", "the owner of the asset"),
}
HOURS: Mapping[str, Text] = {
    "=": Text("正值 {n} 点", "it is {n}:00 to {n}:59"),
    "!=": Text("不在 {n} 点这一小时", "it is not {n}:00 to {n}:59"),
    "<": Text("早于 {n}:00", "it is before {n}:00"),
    "<=": Text("不晚于 {n}:59", "it is {n}:59 or earlier"),
    ">": Text("晚于 {n}:59", "it is after {n}:59"),
    ">=": Text("{n}:00 或更晚", "it is {n}:00 or later"),
}
MISMATCH: Mapping[str, Text] = {
    "days": Text("这条规则这一天不在有效期内", "the rule is not in force on that day"),
    "category": Text("类别不是“{want}”", "the category is not “{want}”"),
    "area": Text("地点不在{want}内", "the place is not within {want}"),
    "layer": Text("所在位置不是{want}", "it is not {want}"),
    "owner": Text("设施的权属单位不是“{want}”", "the asset is not owned by “{want}”"),
    "condition": Text("不符合条件：{want}", "this does not hold: {want}"),
}


@dataclass(frozen=True, slots=True)
class Speaker:
    """Says rules by the names at hand. `areas`: names by a place's code; `gone`: names of bodies by code, also of
    those no longer in force."""

    bodies: Bodies = field(default_factory=lambda: Bodies(()))
    areas: Mapping[str, Text] = field(default_factory=dict)
    gone: Mapping[str, Text] = field(default_factory=dict)

    def body(self, name: str, facts: Facts) -> Text:
        """Whom a rule names, for this matter."""
        found, _ = self.bodies.named(name, facts)
        own = Text(found.info.name_zh, found.info.name_en or found.info.name_zh) if found else None
        relative = RELATIVE.get(name)
        if relative is None:
            return own or self.gone.get(name, GONE)
        return _pair(relative, own) if own else relative

    def rule(self, rule: Rule | None) -> Text:
        """A rule by the reason it gives, else by what it asks for."""
        if rule is None:
            return UNKNOWN
        row = rule.row
        if row.reason_zh or row.reason_en:
            return Text(row.reason_zh or row.reason_en, row.reason_en or row.reason_zh)
        asked = (
            row.category and intake.category_title(row.category),
            row.area and self.areas.get(row.area, SOMEWHERE),
            row.layer and LAYERS[row.layer],
            row.owner and Text(row.owner, row.owner),
            rule.test and condition(rule.test),
        )
        parts = [part for part in asked if isinstance(part, Text)]
        said = _joined(parts, Text("，", ", ")) if parts else WITHOUT
        return Text(said.zh, said.en[:1].upper() + said.en[1:])

    def mismatch(self, found: Mismatch, rule: Rule) -> Text:
        """Why a rule did not apply."""
        want: Text | str = found.want
        if found.what == "category":
            want = intake.category_title(found.want)
        elif found.what == "area":
            want = self.areas.get(found.want, SOMEWHERE)
        elif found.what == "layer":
            want = LAYERS[found.want]
        elif found.what == "condition" and rule.test is not None:
            want = condition(rule.test)
        return MISMATCH[found.what].with_values(want=want)


def condition(test: Test) -> Text:
    """A condition as a clause."""
    match test:
        case Is(name, values):
            return _is(name, values, holds=True)
        case Not(Is(name, values)):
            return _is(name, values, holds=False)
        case Not(other):
            return Text("并非（{what}）", "not ({what})").with_values(what=condition(other))
        case Hour(sign, hour):
            return HOURS[sign].with_values(n=hour)
        case Has(any_of):
            quoted = [Text(f"“{word}”", f"“{word}”") for word in sorted(any_of)]
            return Text("话里有{words}", "the words have {words}").with_values(words=_any(quoted))
        case Of(tests, every):
            parts = [_inner(one) for one in tests]
            return _joined(parts, Text("，并且", ", and ") if every else Text("，或者", ", or "))
    raise TypeError(test)


def _inner(test: Test) -> Text:
    said = condition(test)
    return Text(f"（{said.zh}）", f"({said.en})") if isinstance(test, Of) else said


def _is(name: str, values: Iterable[str], *, holds: bool) -> Text:
    if name == "against":
        about = ("yes" in values) is holds
        return (
            Text("投诉涉及某个单位", "it is a complaint about a body")
            if about
            else Text("不是对单位的投诉", "it is no complaint about a body")
        )
    verb = Text("是", "is") if holds else Text("不是", "is not")
    said = _any([_value(name, value) for value in sorted(values)])
    return Text("{name}{verb}{value}", "{name} {verb} {value}").with_values(
        name=NAMES[name], verb=verb, value=said
    )


def _value(name: str, value: str) -> Text:
    said: Text | None = None
    if name == "kind" and value in intake.kinds():
        said = Text.of(intake.kinds()[value].title)
    elif name == "procedure" and value in commitments.load_all():
        said = commitments.load_all()[value].title
    elif name == "channel":
        said = intake.channel_title(value)
    elif name == "level":
        said = LEVELS.get(value)
    elif name == "mode":
        said = MODES.get(value)
    said = said or Text(value, value)
    return Text(f"“{said.zh}”", f"“{said.en}”")


def _any(parts: list[Text]) -> Text:
    return _joined(parts, Text("或", " or "))


def _joined(parts: list[Text], between: Text) -> Text:
    return Text(between.zh.join(p.zh for p in parts), between.en.join(p.en for p in parts))


def _pair(first: Text, second: Text) -> Text:
    return Text(f"{first.zh}：{second.zh}", f"{first.en}: {second.en}")
