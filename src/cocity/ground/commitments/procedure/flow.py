"""Whether a matter can get everywhere and always out again: asked of the graph of states and actions."""

from collections.abc import Callable, Iterable

from .model import Action, Effect, Procedure, Role
from .parse import Draft


def ways(action: Action, state: str) -> frozenset[str]:
    """The states an action taken in `state` may lead to."""
    return frozenset(target or state for target in (action.target, action.otherwise or action.target))


def dependable(action: Action) -> bool:
    """Whether the city can count on it: not left to the person alone, and not forbidden by a fact. That there is a
    higher body, or none, always leaves one of two ways: `check` asks for both."""
    return action.by != {Role.BENEFICIARY} and action.never_if <= {"higher_body"}


def reached(procedure: Procedure, begin: Iterable[str]) -> frozenset[str]:
    """Every state that can follow the states in `begin`, themselves included."""
    return _closure(begin, lambda at: (to for a in procedure.actions_from(at) for to in ways(a, at)))


def leading_to_end(procedure: Procedure) -> frozenset[str]:
    """States from which the city itself can bring the matter to an end."""
    back: dict[str, set[str]] = {}
    for action in filter(dependable, procedure.actions.values()):
        for source in action.sources:
            for target in ways(action, source):
                back.setdefault(target, set()).add(source)
    return _closure((s.name for s in procedure.states.values() if s.end), lambda at: back.get(at, ()))


def _closure(begin: Iterable[str], following: Callable[[str], Iterable[str]]) -> frozenset[str]:
    seen, waiting = set(begin), []
    waiting = list(seen)
    while waiting:
        for state in following(waiting.pop()):
            if state not in seen:
                seen.add(state)
                waiting.append(state)
    return frozenset(seen)


def check_flow(draft: Draft) -> None:
    """Note unreachable states, dead ends, clocks whose stop cannot be reached, offers that do not fit.
    Every name in the procedure must be known to exist."""
    _states(draft)
    _stops(draft)
    _offers(draft)
    _pauses(draft)


def _states(draft: Draft) -> None:
    procedure = draft.procedure
    reachable = reached(procedure, [procedure.initial])
    ending = leading_to_end(procedure)
    for state in procedure.states.values():
        path = ("states", state.name)
        moves = {to for action in procedure.actions_from(state.name) for to in ways(action, state.name)}
        if state.name not in reachable:
            draft.fault(
                path,
                "状态“{name}”到不了：请加一个通向它的动作，或删去它。",
                "The state “{name}” cannot be reached: add an action that leads to it, or remove it.",
                name=state.name,
            )
        if not state.end and not moves - {state.name}:
            draft.fault(
                path,
                "状态“{name}”是死路：请加一个离开它的动作，或写 end: true。",
                "The state “{name}” is a dead end: add an action out of it, or write end: true.",
                name=state.name,
            )
        elif state.name not in ending:
            draft.fault(
                path,
                "从“{name}”起，城市自己无法把事情办到结束；请加一个不靠本人也能走的动作。",
                "From “{name}” the city cannot bring the matter to an end by itself; "
                "add a way that does not wait for the person.",
                name=state.name,
            )


def _stops(draft: Draft) -> None:
    procedure = draft.procedure
    for clock in procedure.clocks.values():
        meeting = {s for a in procedure.actions.values() if clock.name in a.meets for s in a.sources}
        for start in sorted(clock.starts):
            if not reached(procedure, [start]) & (clock.until | meeting):
                draft.fault(
                    ("clocks", clock.name, "from"),
                    "时钟从“{state}”开始后到不了任何停止的地方；请改 from 或 until。",
                    "Started in “{state}”, the clock never reaches a stop; change from or until.",
                    state=start,
                )


def _offers(draft: Draft) -> None:
    """Follow (state, whether an offer is open) through the procedure."""
    procedure = draft.procedure
    seen, waiting = {(procedure.initial, False)}, [(procedure.initial, False)]
    while waiting:
        state, is_open = waiting.pop()
        for action in procedure.actions_from(state):
            if is_open != _may_be(action, is_open):
                continue
            for target in ways(action, state):
                step = (target, _open_after(action, is_open) and not procedure.states[target].end)
                if step not in seen:
                    seen.add(step)
                    waiting.append(step)
    for action in procedure.actions.values():
        _offer(draft, action, {is_open for state, is_open in seen if state in action.sources})


def _may_be(action: Action, is_open: bool) -> bool:
    if action.effect is Effect.OFFER:
        return False
    return True if action.effect in {Effect.ACCEPT, Effect.DECLINE} else is_open


def _open_after(action: Action, is_open: bool) -> bool:
    if action.effect in {Effect.ACCEPT, Effect.DECLINE}:
        return False
    return action.effect is Effect.OFFER or is_open


def _offer(draft: Draft, action: Action, seen: set[bool]) -> None:
    path = ("actions", action.name)
    if action.effect is Effect.OFFER and True in seen:
        draft.fault(
            (*path, "from"),
            "上一次派单还没答复，不能再派：先接、退或收回。",
            "An offer is still open here; it must be accepted, declined or taken back first.",
        )
    if action.effect in {Effect.ACCEPT, Effect.DECLINE} and False in seen:
        draft.fault(
            (*path, "from"),
            "这里可能没有等答复的派单，不能接或退；请改 from。",
            "There may be no open offer here to accept or decline; change from.",
        )
    if action.by == {Role.OFFERED} and True not in seen:
        draft.fault(
            (*path, "by"),
            "这里没有被派单的单位，offered 这个角色没人能担任；请改 by 或 from。",
            "Nothing is offered here, so nobody can hold the role offered; change by or from.",
        )


def _pauses(draft: Draft) -> None:
    actions = draft.procedure.actions.values()
    for action in actions:
        if action.effect is not Effect.PAUSE:
            continue
        path = ("actions", action.name, "to")
        resumed = any(a.effect is Effect.RESUME and action.target in a.sources for a in actions)
        if not resumed:
            draft.fault(
                path,
                "暂停后要能恢复：请在暂停状态加 does: resume 的动作。",
                "What is paused must go on: add an action with does: resume from the paused state.",
            )
        if not any(clock.pausable for clock in draft.procedure.clocks.values()):
            draft.fault(
                path,
                "没有可以暂停的时钟；请给一个时钟写 pausable: true，或删去暂停。",
                "No clock can be paused; give one pausable: true, or remove the pause.",
            )
