"""What a procedure must hold, part by part: every name it uses exists, every action can be taken and keeps the
rules a person relies on (a reason for giving back, approval for extending, a verdict never from the handler)."""

from collections.abc import Mapping

from .flow import check_flow
from .legs import check_higher, check_joint
from .model import Action, Clock, Disposition, Effect, Need, Role
from .parse import Draft

NEEDED = {
    Effect.OFFER: (Need.BODY,),
    Effect.DECLINE: (Need.REASON,),
    Effect.JOIN: (Need.BODIES,),
    Effect.JOIN_DECLINE: (Need.REASON,),
    Effect.JOIN_DONE: (Need.NOTE,),
    Effect.CLAIM: (Need.CLAIM,),
    Effect.VERIFY: (Need.FINDING,),
    Effect.JUDGE: (Need.VERDICT,),
    Effect.EXTEND: (Need.REASON, Need.UNTIL),
    Effect.PAUSE: (Need.REASON, Need.UNTIL),
    Effect.RECLASSIFY: (Need.REASON,),
    Effect.REOPEN: (Need.REASON,),
}
BRANCHING = frozenset({Effect.VERIFY, Effect.JUDGE})
DELAYING = frozenset({Effect.EXTEND, Effect.PAUSE})
ANSWERING = frozenset({Effect.ACCEPT, Effect.DECLINE})
DATED = frozenset({Effect.REOPEN, Effect.EXTEND, Effect.JUDGE})
WITH_REASON = frozenset({Disposition.PARTLY, Disposition.NOT_ADOPTED})
HANDLING = frozenset({Role.HOLDER, Role.OFFERED})


def check(draft: Draft) -> None:
    """Note every fault of the procedure in the draft's reader; whether states can be reached and left is asked
    only when all names are right, since one misspelt state would otherwise be reported many times."""
    for clock in draft.procedure.clocks.values():
        _clock(draft, clock)
    _whole(draft)
    _initial(draft)
    for action in draft.procedure.actions.values():
        _names(draft, action)
        _branches(draft, action)
        _gives(draft, action)
        _people(draft, action)
        _limits(draft, action)
        _becomes(draft, action)
        _disposes(draft, action)
        check_higher(draft, action)
        check_joint(draft, action)
        _from_ends(draft, action)
    if not draft.reader.faults:
        check_flow(draft)


def check_together(drafts: list[Draft], newest: Mapping[str, Draft]) -> None:
    """Note reclassifications into a procedure that does not exist, or that lacks the state the matter is in."""
    for draft in drafts:
        for action in draft.procedure.actions.values():
            path = ("actions", action.name, "becomes")
            if action.becomes is None:
                continue
            if action.becomes not in newest:
                draft.reader.unknown(draft.line(*path), ".".join(path), action.becomes, newest)
                continue
            for state in sorted(action.sources - newest[action.becomes].procedure.states.keys()):
                draft.fault(
                    path,
                    "规程“{other}”没有状态“{state}”，不能从这个状态转过去；请改 from 或在那边加上。",
                    "Procedure “{other}” has no state “{state}” to go on from; change from, or add it there.",
                    other=action.becomes,
                    state=state,
                )


def _known_states(draft: Draft, path: tuple[str, ...], names: frozenset[str]) -> None:
    states = draft.procedure.states
    for name in sorted(names - states.keys()):
        draft.reader.unknown(draft.line(*path), ".".join(path), name, states)


def _clock(draft: Draft, clock: Clock) -> None:
    path = ("clocks", clock.name)
    _known_states(draft, (*path, "from"), clock.starts)
    _known_states(draft, (*path, "until"), clock.until)
    for state in sorted(clock.starts & clock.until):
        draft.fault(
            (*path, "until"),
            "时钟在“{state}”既开始又停止，请去掉一处。",
            "The clock both starts and stops in “{state}”; remove one of them.",
            state=state,
        )
    if not clock.until and not any(clock.name in action.meets for action in draft.procedure.actions.values()):
        draft.fault(
            path,
            "时钟“{name}”没有谁能停：请写 until，或让一个动作 meets 它。",
            "Nobody stops the clock “{name}”: give it until, or let an action meet it.",
            name=clock.name,
        )


def _whole(draft: Draft) -> None:
    whole, initial = draft.procedure.clocks.get("whole"), draft.procedure.initial
    if whole is None:
        draft.fault(
            ("clocks",),
            "缺少全程时钟 whole：它是对人的承诺，请补上。",
            "The clock whole is missing: it is what the person is promised; add it.",
        )
    elif whole.each_time or (initial and whole.starts != {initial}):
        draft.fault(
            ("clocks", "whole", "each_time" if whole.each_time else "from"),
            "全程时钟只开始一次，从第一个状态“{state}”算起；请改 from，去掉 each_time。",
            "The whole clock starts once, in the first state “{state}”; mend from and leave out each_time.",
            state=initial,
        )


def _initial(draft: Draft) -> None:
    procedure = draft.procedure
    if procedure.initial and procedure.states[procedure.initial].end:
        draft.fault(
            ("states", procedure.initial),
            "第一个状态不能是结束状态；请把开始的状态写在最前。",
            "The first state cannot be an end; write the state it begins in first.",
        )


def _names(draft: Draft, action: Action) -> None:
    path, procedure = ("actions", action.name), draft.procedure
    _known_states(draft, (*path, "from"), action.sources)
    _known_states(draft, (*path, "to"), frozenset(filter(None, [action.target])))
    _known_states(draft, (*path, "else"), frozenset(filter(None, [action.otherwise])))
    for name in sorted(action.meets - procedure.clocks.keys()):
        draft.reader.unknown(draft.line(*path, "meets"), ".".join((*path, "meets")), name, procedure.clocks)
    for name, _ in action.after:
        other = procedure.actions.get(name)
        if other is None:
            draft.reader.unknown(
                draft.line(*path, "after"), ".".join((*path, "after")), name, procedure.actions
            )
        elif other.target or other.otherwise or not action.sources <= other.sources:
            draft.fault(
                (*path, "after"),
                "“{other}”要能在同一状态里做、做完仍留在那里，才能数次数。",
                "“{other}” must be possible in the same state and stay there, so that it can be counted.",
                other=name,
            )


def _branches(draft: Draft, action: Action) -> None:
    path = ("actions", action.name)
    if action.otherwise and action.effect not in BRANCHING:
        draft.fault(
            (*path, "else"),
            "else 只用于 does: judge 或 verify；请删去，或写明 does。",
            "Only does: judge or verify may have else; remove it, or say what the action does.",
        )
    if action.effect in BRANCHING and not action.otherwise:
        draft.fault(
            (*path, "does"),
            "“{effect}”要写 else：不满意或核查不实时到哪里去。",
            "“{effect}” needs else: where an unhappy verdict or a failed check leads.",
            effect=action.effect,
        )
    changes = action.target or action.otherwise or action.effect is not Effect.NONE
    if not (changes or action.needs or action.meets):
        draft.fault(
            path,
            "动作“{name}”什么也不改变：请写 to、does、needs 或 meets。",
            "The action “{name}” leads nowhere: give it to, does, needs or meets.",
            name=action.name,
        )


def _gives(draft: Draft, action: Action) -> None:
    for need in NEEDED.get(action.effect, ()):
        if need not in action.needs:
            draft.fault(
                ("actions", action.name, "needs"),
                "does: {effect} 必须提供 {need}；请加到 needs。",
                "does: {effect} must be given {need}; add it to needs.",
                effect=action.effect,
                need=need,
            )


def _people(draft: Draft, action: Action) -> None:
    path = ("actions", action.name)
    handler, requester = "handler" in action.excludes, "requester" in action.excludes
    left = action.by - (HANDLING if handler else set()) - ({Role.BENEFICIARY} if requester else set())
    if action.by and not left:
        draft.fault(
            (*path, "not"),
            "by 里的人都被 not 排除了，谁也不能做；请改其中一处。",
            "Everyone in by is excluded by not, so nobody can hold the role; change one of them.",
        )
    if action.effect in BRANCHING and not handler and action.by - {Role.BENEFICIARY}:
        draft.fault(
            (*path, "by"),
            "核查和评判不能由承办单位做；请加 not: handler。",
            "A check or a verdict never comes from the handler; add not: handler.",
        )
    if action.approval and action.by == {action.approval}:
        draft.fault(
            (*path, "approval"),
            "不能自己批准自己；请换一个批准角色，或去掉 approval。",
            "Nobody approves their own step; name another role, or leave approval out.",
        )


def _limits(draft: Draft, action: Action) -> None:
    path = ("actions", action.name)
    if action.effect in DELAYING and not (action.approval and Role.BENEFICIARY in action.tells):
        draft.fault(
            (*path, "does"),
            "延期和暂停要有人批准并告知本人；请写 approval 和 tells: beneficiary。",
            "Extending and pausing need approval and word to the person; add approval and tells: beneficiary.",
        )
    if action.effect is Effect.DECLINE and Role.OFFERED in action.by and not action.at_most:
        draft.fault(
            (*path, "does"),
            "退单次数必须有限；请写 at_most。",
            "Giving back must be bounded; add at_most.",
        )
    if action.within_days and action.effect not in DATED:
        draft.fault(
            (*path, "within_days"),
            "within_days 只用于 reopen、extend 或 judge；请删去。",
            "Only reopen, extend and judge may have within_days; remove it.",
        )
    if action.effect in ANSWERING and not any(
        a.effect is Effect.OFFER for a in draft.procedure.actions.values()
    ):
        draft.fault(
            (*path, "does"),
            "没有 does: offer 的动作，就没有可接可退的；请加上派单动作。",
            "Nothing is ever offered, so nothing can be accepted or declined; add an action with does: offer.",
        )


def _becomes(draft: Draft, action: Action) -> None:
    path = ("actions", action.name)
    if action.effect is Effect.RECLASSIFY and not action.becomes:
        draft.fault(
            (*path, "does"),
            "转规程要写 becomes：转成哪个规程。",
            "Reclassifying needs becomes: the procedure it goes on under.",
        )
    if action.becomes and action.effect is not Effect.RECLASSIFY:
        draft.fault(
            (*path, "becomes"),
            "becomes 只用于 does: reclassify；请补上 does 或删去 becomes。",
            "Only does: reclassify may have becomes; add does, or remove becomes.",
        )
    if action.becomes == draft.procedure.name:
        draft.fault(
            (*path, "becomes"),
            "不能转成同一个规程；请写另一个。",
            "It cannot become the same procedure; name another.",
        )
    if action.effect is Effect.RECLASSIFY and action.target:
        draft.fault(
            (*path, "to"),
            "转规程时状态不变；请删去 to。",
            "Reclassifying keeps the state; remove to.",
        )


def _disposes(draft: Draft, action: Action) -> None:
    path = ("actions", action.name)
    asks = Need.DISPOSITION in action.needs
    if asks and action.disposes is None:
        draft.fault(
            (*path, "needs"),
            "要写 disposes：这一步就是采纳（adopted）、部分采纳（partly）还是不予采纳（not_adopted）。",
            "Add disposes: whether this step means adopted, partly or not_adopted.",
        )
    if action.disposes is not None and not asks:
        draft.fault(
            (*path, "disposes"),
            "disposes 只用于 needs 里有 disposition 的动作；请补上，或删去 disposes。",
            "Only an action that needs disposition may have disposes; add it to needs, or remove disposes.",
        )
    if action.disposes in WITH_REASON and Need.REASON not in action.needs:
        draft.fault(
            (*path, "needs"),
            "没有全部采纳要说明理由；请把 reason 加到 needs。",
            "What is not adopted in full needs a reason; add reason to needs.",
        )


def _from_ends(draft: Draft, action: Action) -> None:
    states = draft.procedure.states
    ends = {name for name in action.sources if name in states and states[name].end}
    if ends and action.target and action.effect not in {Effect.REOPEN, Effect.JUDGE}:
        draft.fault(
            ("actions", action.name, "from"),
            "已结束的事只能由 does: reopen 或 judge 再打开；请写明 does，或从 from 去掉“{state}”。",
            "An ended matter lives again only by does: reopen or judge; say so, or take “{state}” out of from.",
            state=min(ends),
        )
    if action.effect is Effect.REOPEN and ends != action.sources:
        draft.fault(
            ("actions", action.name, "from"),
            "reopen 只能从结束状态开始；请把 from 改为结束状态。",
            "Only an ended matter can be reopened; let from name end states alone.",
        )
