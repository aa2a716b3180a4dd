"""What a procedure must hold about the bodies a matter goes to: reviews by a higher one, parts taken by joint ones."""

from .flow import ways
from .model import Action, Effect, Procedure, Role, ToBody
from .parse import Draft

ANSWERS = frozenset({Effect.JOIN_ACCEPT, Effect.JOIN_DECLINE})
PARTS = ANSWERS | {Effect.JOIN_DONE}


def check_higher(draft: Draft, action: Action) -> None:
    """Note a review that cannot be enforced, or that leaves a matter stuck with the topmost body."""
    path = ("actions", action.name)
    actions = draft.procedure.actions.values()
    if action.to_body is not None and action.effect is not Effect.OFFER:
        draft.fault(
            (*path, "to_body"),
            "to_body 只用于 does: offer；请删去，或写明 does。",
            "Only does: offer may have to_body; remove it, or say what the action does.",
        )
    elif action.to_body is ToBody.HIGHER:
        ways_out = [a for a in actions if "higher_body" in a.never_if and a.target]
        for state in sorted(action.sources - {s for a in ways_out for s in a.sources}):
            draft.fault(
                (*path, "to_body"),
                "“{state}”里如果没有上级单位就办不下去：请加一个 never_if: higher_body 的动作离开这个状态。",
                "From “{state}” nothing is possible where there is no higher body: add an action out of it with "
                "never_if: higher_body.",
                state=state,
            )
    if action.never_if & {"higher_body", "reviewed"} and not any(a.to_body for a in actions):
        draft.fault(
            (*path, "never_if"),
            "规程里没有 to_body: higher 的派单，这个条件没有意义；请删去。",
            "No offer has to_body: higher, so this fact means nothing; remove it.",
        )


def check_joint(draft: Draft, action: Action) -> None:
    """Note joint work without a limit, or that a body asked could not answer."""
    path = ("actions", action.name)
    actions = draft.procedure.actions.values()
    if action.answer is not None and action.effect is not Effect.JOIN:
        draft.fault(
            (*path, "answer"),
            "answer 只用于 does: join；请删去。",
            "Only does: join may have answer; remove it.",
        )
    elif action.answer is not None and action.answer not in draft.procedure.clocks:
        clocks = draft.procedure.clocks
        draft.reader.unknown(draft.line(*path, "answer"), ".".join((*path, "answer")), action.answer, clocks)
    if action.effect is Effect.JOIN:
        _answerable(draft, action)
    if (action.effect in PARTS) != (action.by == {Role.JOINT}):
        draft.fault(
            (*path, "by"),
            "joint 只能做 join_accept、join_decline 和 join_done，这几步也只能由 joint 做。",
            "Only joint takes join_accept, join_decline and join_done, and it takes nothing else.",
        )
    if action.effect in PARTS:
        _part(draft, action)
        if not any(a.effect is Effect.JOIN for a in actions):
            draft.fault(
                (*path, "does"),
                "没有 does: join 的动作，谁也没有被请来协办；请加上。",
                "Nobody is ever asked to join; add an action with does: join.",
            )


def _answerable(draft: Draft, action: Action) -> None:
    path = ("actions", action.name)
    if action.answer is None:
        draft.fault(
            path,
            "请协办要写 answer：按哪个时钟的时限答复。",
            "Asking others to join needs answer: the clock within whose limit they must answer.",
        )
    effects = {a.effect for a in draft.procedure.actions.values()}
    for missing in sorted(ANSWERS - effects):
        draft.fault(
            (*path, "does"),
            "请了协办，就要能答复：请加一个 does: {missing} 的动作。",
            "Whoever is asked to join must be able to answer: add an action with does: {missing}.",
            missing=missing,
        )
    for state in sorted(_left_waiting(draft.procedure, action)) if effects >= ANSWERS else ():
        draft.fault(
            (*path, "from"),
            "事项到了“{state}”，被请的单位还没答复就答不了了：请把它加到 join_accept 和 join_decline 的 from。",
            "In “{state}” a body that has not answered yet could not: add it to from of join_accept and "
            "join_decline.",
            state=state,
        )


def _left_waiting(procedure: Procedure, join: Action) -> set[str]:
    """States a matter may be in after `join`, before it ends, in which those asked cannot take part or refuse."""
    seen, waiting = set(join.sources), list(join.sources)
    while waiting:
        at = waiting.pop()
        for state in {to for action in procedure.actions_from(at) for to in ways(action, at)} - seen:
            if state in procedure.states and not procedure.states[state].end:
                seen.add(state)
                waiting.append(state)
    open_to = [
        {state for a in procedure.actions.values() if a.effect is effect for state in a.sources}
        for effect in ANSWERS
    ]
    return seen - (open_to[0] & open_to[1])


def _part(draft: Draft, action: Action) -> None:
    path = ("actions", action.name)
    if action.target or action.approval:
        draft.fault(
            (*path, "to" if action.target else "approval"),
            "协办单位的答复不改变事项的状态，也不用批准；请删去。",
            "A joint body's answer neither moves the matter nor waits for approval; remove this.",
        )
