"""Procedures, responsibility, bodies and places: whether the city's own data hold."""

from collections import Counter
from collections.abc import Iterator
from datetime import datetime

from django.conf import settings

from cocity.act.dispatch import api as dispatch
from cocity.doors.console.doctor.findings import Finding, bad, good, watch
from cocity.ground.calendar import api as calendar
from cocity.ground.commitments import api as commitments
from cocity.ground.people import api as people
from cocity.ground.places import api as places
from cocity.kit.text import Text

GAPS = {
    places.GapKind.NO_BOUNDARY: Text("{n} 个地方没有边界", "{n} places have no boundary"),
    places.GapKind.NO_MAP_APPROVAL: Text(
        "{n} 个边界没有审图号，不能公开", "{n} boundaries have no map approval and must not be published"
    ),
    places.GapKind.PARENT_ENDED: Text(
        "{n} 个地方的上级已不存在", "{n} places hang below one that no longer exists"
    ),
}


def procedures(now: datetime) -> Iterator[Finding]:
    """Every procedure leads to an end, and none was changed after its first use."""
    fine = True
    for state in commitments.procedures():
        values = {"name": f"{state.name} {state.version}", "where": ", ".join(state.stuck)}
        if state.stuck:
            fine = False
            said = Text("规程 {name} 会卡在：{where}", "The procedure {name} can get stuck in: {where}")
            yield bad(
                "procedures", said.with_values(**values), Text("改规程，出新版本", "Mend it in a new version")
            )
        if state.changed:
            fine = False
            said = Text("规程 {name} 用过之后被改动", "The procedure {name} was changed after its first use")
            yield bad(
                "procedures",
                said.with_values(**values),
                Text("恢复原文件，改动另出新版本", "Restore the file; put the change into a new version"),
            )
    if fine:
        yield good(
            "procedures",
            "规程都走得通，用过的没有改动",
            "Every procedure leads to an end; none in use was changed",
        )


def responsibility(now: datetime) -> Iterator[Finding]:
    """Rules of dispatch that fail or lead nowhere."""
    found = dispatch.problems(now=now)
    for problem in found:
        said = Text("派单规则 {rule}：{why}", "Dispatch rule {rule}: {why}").with_values(
            rule=problem.rule or "-", why=problem.message
        )
        yield watch(
            "responsibility", said, Text("修改责任表并发布", "Mend the responsibility table and publish it")
        )
    if not found:
        yield good("responsibility", "派单规则没有问题", "No dispatch rule fails")


def bodies(now: datetime) -> Iterator[Finding]:
    """Someone takes voices in, someone catches the rest, and whatever is in hand has hands."""
    day = calendar.local_day(now, settings.CALENDAR)
    held = commitments.in_hand()
    known = people.directory(on=day, ids=held)
    if not any(body.intake for body in known):
        yield bad(
            "bodies",
            Text("没有受理单位，谁的话都进不来", "No body takes voices in"),
            Text("设一个受理单位", "Set one up"),
        )
    if not any(body.fallback for body in known):
        yield bad(
            "bodies", Text("没有兜底单位", "There is no fallback body"), Text("设一个兜底单位", "Set one up")
        )
    idle = [body for body in known if body.info.id in held and not body.staffed and not body.intake]
    for body in idle:
        said = Text("{name} 有 {n} 件事但没有承办人", "{name} has {n} matters and no handler")
        values = {"name": body.info.name_zh, "n": held[body.info.id]}
        yield bad(
            "bodies",
            said.with_values(**values),
            Text("给它派承办人：cocity worker add", "Give it a handler: cocity worker add"),
        )
    if not idle:
        yield good("bodies", "有事的单位都有承办人", "Every body with work has a handler")


def boundaries(now: datetime) -> Iterator[Finding]:
    """Places that are not whole."""
    count = Counter(gap.kind for gap in places.gaps(calendar.local_day(now, settings.CALENDAR)))
    for kind, said in GAPS.items():
        if count[kind]:
            yield watch(
                "places",
                said.with_values(n=count[kind]),
                Text("导入边界：cocity import boundaries", "Import them: cocity import boundaries"),
            )
    if not any(count[kind] for kind in GAPS):
        yield good("places", "每个地方都有边界", "Every place has its boundary")
