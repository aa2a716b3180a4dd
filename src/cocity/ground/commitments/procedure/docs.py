"""The pages of documentation made from the procedures themselves."""

from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

from cocity.kit.text import Text

from .diagram import mermaid
from .load import built_in
from .model import Action, Clock, Procedure, Role
from .words import BREACHES, DISPOSITIONS, FACTS, NEEDS, ROLES, duration

DEFAULTS = (
    "Limits are configuration. Those marked as a default follow no published rule that we know of: a city confirms "
    "them or sets its own in a version of its own. So are the bounds of actions below (how often, within how many days), "
    "except where a law named in the file sets them."
)


def pages() -> dict[str, str]:
    """File name → Markdown: one page for each procedure built in, and an index."""
    procedures = built_in()
    made = {f"{name}.md": page(procedure) for name, procedure in sorted(procedures.items())}
    return {"index.md": _index(procedures), **made}


def write_docs(folder: Path) -> list[str]:
    """Write the pages that are not current into `folder` (made when absent); their names."""
    folder.mkdir(parents=True, exist_ok=True)
    changed = not_current(folder)
    for name, text in pages().items():
        if name in changed:
            (folder / name).write_text(text, encoding="utf-8")
    return changed


def not_current(folder: Path) -> list[str]:
    """Names of pages in `folder` that are missing or say something else than the procedures do."""
    return [
        name
        for name, text in pages().items()
        if not (folder / name).exists() or (folder / name).read_text(encoding="utf-8") != text
    ]


def page(procedure: Procedure) -> str:
    """One procedure in both languages: clocks, states as the resident reads them, actions, diagram."""
    states = procedure.states
    parts = [
        f"# {procedure.title.zh} {procedure.title.en}",
        f"`{procedure.name}`, version {procedure.version}. Made from its file by `make docs`; do not edit.",
        "## 时限 Clocks",
        _table(
            ("时钟 Clock", "时限 Limit", "起 From", "止 Until", "超时 When it runs out"), _clocks(procedure)
        ),
        DEFAULTS,
        "## 状态与告知 States and what the person reads",
        _table(
            ("状态 State", "告知 Told", "结束 End"),
            ((_both(s.title), f"{s.told.zh}<br>{s.told.en}", "✓" if s.end else "") for s in states.values()),
        ),
        "## 动作 Actions",
        _table(
            ("动作 Action", "由谁 By", "从 From", "到 To", "须提供 Needs", "限制 Limits"),
            (_action(procedure, action) for action in procedure.actions.values()),
        ),
        "## 图 Diagram",
        f"```mermaid\n{mermaid(procedure)}```",
    ]
    return "\n\n".join(parts) + "\n"


def _index(procedures: Mapping[str, Procedure]) -> str:
    rows = (
        (f"[{_both(p.title)}]({name}.md)", _limit(p.whole), p.version)
        for name, p in sorted(procedures.items())
    )
    table = _table(("规程 Procedure", "全程时限 Whole", "版本 Version"), rows)
    return (
        "# 规程 Procedures\n\nWhat the city promises and how it keeps it, as data. "
        "Made from the procedure files by `make docs`; do not edit.\n\n" + table + "\n"
    )


def _clocks(procedure: Procedure) -> Iterator[tuple[str, ...]]:
    for clock in procedure.clocks.values():
        met = [a.title for a in procedure.actions.values() if clock.name in a.meets]
        stops = [*_titles(procedure, clock.until), *(_both(title) for title in met)]
        marks = "<br>每次重新计时 each time anew" if clock.each_time else ""
        marks += "<br>可暂停 can be paused" if clock.pausable else ""
        marks += "<br>默认值，待城市确认 a default, for the city to confirm" if clock.confirm else ""
        starts = "<br>".join(_titles(procedure, clock.starts))
        yield (
            _both(clock.title),
            _limit(clock) + marks,
            starts,
            "<br>".join(stops),
            _both(BREACHES[clock.breach]),
        )


def _limit(clock: Clock) -> str:
    return _both(duration(clock.limit, clock.unit))


def _action(procedure: Procedure, action: Action) -> tuple[str, ...]:
    target = [_both(procedure.states[action.target].title)] if action.target else []
    if action.otherwise:
        other = procedure.states[action.otherwise].title
        target.append(f"否则{other.zh} otherwise {other.en}")
    return (
        _both(action.title),
        "<br>".join(_both(ROLES[role]) for role in Role if role in action.by),
        "<br>".join(_titles(procedure, action.sources)),
        "<br>".join(target) or "—",
        "<br>".join(_both(NEEDS[need]) for need in action.needs) or "—",
        "<br>".join(_limits(procedure, action)) or "—",
    )


def _limits(procedure: Procedure, action: Action) -> Iterator[str]:
    if "handler" in action.excludes:
        yield "承办单位回避 never the handler"
    if action.approval:
        approver = ROLES[action.approval]
        yield f"须{approver.zh}批准 approved by {approver.en.lower()}"
    if action.at_most:
        yield f"最多 {action.at_most} 次 at most {action.at_most}×"
    for name, times in action.after:
        title = procedure.actions[name].title
        yield f"先{title.zh} {times} 次 after {times}× {title.en.lower()}"
    for fact in sorted(action.never_if):
        yield _both(FACTS[fact])
    yield from _bodies(procedure, action)
    if action.within_days:
        yield f"{action.within_days} 天内 within {action.within_days} days"
    if action.disposes:
        yield f"只能答“{DISPOSITIONS[action.disposes].zh}” says {DISPOSITIONS[action.disposes].en}"
    if action.tells:
        told = [ROLES[role] for role in Role if role in action.tells]
        yield f"告知{'、'.join(t.zh for t in told)} tells {', '.join(t.en.lower() for t in told)}"


def _bodies(procedure: Procedure, action: Action) -> Iterator[str]:
    """Which bodies it may go to, and when they answer."""
    if action.to_body:
        yield "只能交给上级单位 only to a body above the holder"
    if action.answer:
        clock = procedure.clocks[action.answer]
        limit = duration(clock.limit, clock.unit)
        yield f"被请单位 {limit.zh}内答复，逾期算违约 those asked answer within {limit.en}; later is a breach"


def _titles(procedure: Procedure, names: Iterable[str]) -> list[str]:
    wanted = frozenset(names)
    return [_both(state.title) for state in procedure.states.values() if state.name in wanted]


def _both(text: Text) -> str:
    return f"{text.zh} {text.en}"


def _table(head: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> str:
    lines = ["| " + " | ".join(head) + " |", "|" + " --- |" * len(head)]
    lines.extend("| " + " | ".join(cell.replace("|", "\\|") for cell in row) + " |" for row in rows)
    return "\n".join(lines)
