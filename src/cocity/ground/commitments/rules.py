"""What may happen next, and what it changes. Pure: no database, and the time comes in."""

from collections.abc import Callable, Collection, Mapping
from datetime import date, datetime

from cocity.ground.calendar import api as calendar
from cocity.ground.commitments import clocks as clockwork
from cocity.ground.commitments.contracts import DaysAsked, Given
from cocity.ground.commitments.procedure.model import (
    Action,
    Disposition,
    Effect,
    Need,
    Procedure,
    Role,
    ToBody,
)
from cocity.ground.commitments.procedure.words import DISPOSITIONS
from cocity.ground.commitments.standing import Move, Running, Standing
from cocity.ground.people.api import Actor
from cocity.kit.dates import day_words
from cocity.kit.errors import Conflict, Forbidden, Invalid
from cocity.kit.text import Text

SINCE = "since:"  # counts that begin anew with every state
PARTS = frozenset({Effect.JOIN_ACCEPT, Effect.JOIN_DECLINE, Effect.JOIN_DONE})
OUTCOMES = ("yes", "partly", "no")
# Roles that see everything at and below the body where they are held.
OVERSEERS = ("supervisor", "verifier", "caller", "dispatcher", "auditor", "editor", "agent")


def _handler_of(actor: Actor, path: str) -> bool:
    """Handlers act for their own body only; those above supervise."""
    return bool(path) and any(held.role == "handler" and held.body_path == path for held in actor.roles)


_PLAYS: Mapping[Role, Callable[[Actor, Standing], bool]] = {
    Role.HOLDER: lambda actor, s: _handler_of(actor, s.holder_path),
    Role.JOINT: lambda actor, s: any(_handler_of(actor, part.path) for part in s.joint),
    Role.OFFERED: lambda actor, s: _handler_of(actor, s.offered_path),
    Role.DISPATCHER: lambda actor, s: actor.holds("dispatcher", s.holder_path),
    Role.AGENT: lambda actor, s: actor.holds("agent", s.holder_path),
    Role.SUPERVISOR: lambda actor, s: actor.holds("supervisor", s.holder_path),
    Role.VERIFIER: lambda actor, s: actor.holds("verifier", s.holder_path),
    Role.CALLER: lambda actor, s: actor.holds("caller", s.holder_path),
    Role.BENEFICIARY: lambda actor, s: _is_beneficiary(actor, s),
    Role.SYSTEM: lambda actor, s: actor.kind == "system",
}


def _is_beneficiary(actor: Actor, s: Standing) -> bool:
    if actor.kind == "receipt":
        return actor.receipt == s.number
    return actor.kind == "resident" and actor.id is not None and actor.id == s.beneficiary


def plays(actor: Actor, role: Role, s: Standing) -> bool:
    """Whether the actor has this role towards this commitment."""
    return _PLAYS[role](actor, s)


def barred(actor: Actor, s: Standing) -> bool:
    """Whether they never touch it at work: a complaint about a body they act for or one above it, or their own."""
    about_them = bool(s.against_path) and actor.stands_below(s.against_path)
    return about_them or (actor.resident is not None and actor.resident == s.beneficiary)


def reads_whole(actor: Actor, s: Standing, joint: Collection[str]) -> bool:
    """Whether the actor works on it, oversees it or asked for it; `joint`: paths of bodies that take part now.
    Anyone else who may know of it reads what is public."""
    if actor.kind == "system" or _is_beneficiary(actor, s):
        return True
    if any(actor.holds(role, s.holder_path) for role in OVERSEERS):
        return True
    return any(_handler_of(actor, path) for path in (s.holder_path, s.offered_path, *joint))


def may(actor: Actor, action: Action, s: Standing) -> bool:
    """Whether the actor may take this action, were it open."""
    if barred(actor, s):
        return False
    if "handler" in action.excludes and actor.units & {s.holder, *s.handled_by}:
        return False
    if action.effect in PARTS and joint_part(actor, action, s) is None:
        return False
    return any(plays(actor, role, s) for role in action.by)


def joint_part(actor: Actor, action: Action, s: Standing) -> int | None:
    """The body whose part in joint work this step of the actor is about; their own before one they stand in for."""
    wanted = "working" if action.effect is Effect.JOIN_DONE else "offered"
    mine = [part.body for part in s.joint if part.state == wanted and _handler_of(actor, part.path)]
    return min(mine, key=lambda body: body != actor.body_id, default=None)


def open_actions(actor: Actor, s: Standing, *, now: datetime) -> list[Action]:
    """What the actor may do now, in the procedure's order."""
    return [a for a in s.procedure.actions_from(s.state) if may(actor, a, s) and not refusal(a, s, now=now)]


def refusal(action: Action, s: Standing, *, now: datetime) -> Text | None:
    """Why an action is not open now, or None."""
    if s.state not in action.sources:
        return Text("事项已有变化，请刷新后再办", "The matter has moved on; reload and look again")
    if action.at_most is not None and s.counts.get(action.name, 0) >= action.at_most:
        return Text("这一步已达到次数上限", "This step has been taken as often as the procedure allows")
    if any(s.counts.get(SINCE + name, 0) < times for name, times in action.after):
        return Text("前面的步骤还没有做够", "An earlier step has not been taken often enough yet")
    for fact, (holds, said) in _FACTS.items():
        if fact in action.never_if and holds(s):
            return said
    if (
        action.within_days is not None
        and s.ended_at
        and calendar.local_day(now, s.calendar)
        > clockwork.last_day(s.ended_at, action.within_days, s.calendar)
    ):
        return Text("已超过可以提出的期限", "The time in which this could be asked has passed")
    if action.effect is Effect.EXTEND and _late(s, now):
        return Text(
            "期限已过，不能再延期：延期要在到期之前提出",
            "The date has passed: an extension is asked for before it",
        )
    return None


def last_day(action: Action, s: Standing) -> date | None:
    """The last day a step of a matter that ended may be taken; None where it has none."""
    if action.within_days is None or not s.ended_at:
        return None
    return clockwork.last_day(s.ended_at, action.within_days, s.calendar)


def days_asked(action: Action, s: Standing, *, now: datetime) -> DaysAsked | None:
    """Which days a step may name that asks for one."""
    if Need.UNTIL not in action.needs:
        return None
    whole = s.latest("whole") if action.effect is Effect.EXTEND else None
    if whole is None or whole.met_at:
        return DaysAsked(clockwork.furthest(now, s.calendar))
    last = clockwork.latest(whole.due_at, now=now, city=s.calendar, most_days=action.within_days)
    return DaysAsked(last, calendar.local_day(whole.due_at, s.calendar), action.within_days)


def _late(s: Standing, now: datetime) -> bool:
    """Whether the whole matter's date has passed: moved afterwards, it would count as kept."""
    whole = s.latest("whole")
    return whole is not None and not whole.met_at and not whole.paused_at and whole.due_at <= now


def has_higher(s: Standing) -> bool:
    """Whether a body stands above the holder that is not the one complained about, nor below that one."""
    parts = s.holder_path.strip("/").split("/")
    above = ("/" + "/".join(parts[:n]) + "/" for n in range(1, len(parts)))
    return any(not (s.against_path and path.startswith(s.against_path)) for path in above)


def _reviewed(s: Standing) -> bool:
    return any(s.counts.get(action.name, 0) for action in s.procedure.actions.values() if action.to_body)


_FACTS: Mapping[str, tuple[Callable[[Standing], bool], Text]] = {
    "bad_rating": (
        lambda s: s.bad_rating, Text("收到差评后不能退回", "After a poor rating it cannot be given back")
    ),
    "higher_body": (
        has_higher, Text("还有上级单位，应当交上级复查", "There is a higher body: it is the one to review this")
    ),
    "reviewed": (
        _reviewed, Text("已交上级单位复查，不能再转给别的单位", "A higher body reviews it; it goes to nobody else")
    ),
}  # fmt: skip


def action_named(s: Standing, name: str) -> Action:
    """Raises Invalid when the procedure knows no such action."""
    found = s.procedure.actions.get(name)
    if found is None:
        raise Invalid(Text("规程里没有这一步", "The procedure knows no such action"), field="action")
    return found


def check(action: Action, s: Standing, actor: Actor, given: Given, *, now: datetime) -> None:
    """Raises Forbidden, Conflict (the matter has moved on) or Invalid (naming what is missing)."""
    if not may(actor, action, s):
        raise Forbidden(Text("您没有办理这一步的权限", "You may not take this step"))
    why = refusal(action, s, now=now)
    if why is not None:
        raise Conflict(why)
    check_given(action, s, given, now=now)


def check_given(action: Action, s: Standing, given: Given, *, now: datetime) -> None:
    """Raises Invalid naming what is missing or cannot be."""
    furthest = clockwork.furthest(now, s.calendar)
    if given.until is not None and given.until > furthest:
        said = Text("日期太远，最晚 {day}", "That is too far off; {day} is the last day")
        raise Invalid(said.with_values(day=day_words(furthest)), field="until")
    for need in action.needs:
        if not _HAS[need](given):
            raise Invalid(_MISSING[need], field=str(need))
    if Need.FINDING in action.needs and given.finding is False and not (given.note + given.reason).strip():
        # It sends the work back, to a unit that must know what was found.
        raise Invalid(
            Text(
                "核查不属实，请写明怎样核查的、看到了什么",
                "Not true: say how it was checked and what was found",
            ),
            field="note",
        )
    if action.disposes is not None and given.disposition != action.disposes:
        said = Text("“{step}”这一步只能答“{what}”", "“{step}” can only say “{what}”")
        what = DISPOSITIONS[action.disposes]
        raise Invalid(said.with_values(step=action.title, what=what), field="disposition")


_HAS: Mapping[Need, Callable[[Given], bool]] = {
    Need.REASON: lambda g: bool(g.reason.strip()),
    Need.NOTE: lambda g: bool(g.note.strip()),
    Need.BODY: lambda g: g.body is not None,
    Need.BODIES: lambda g: bool(g.bodies),
    Need.EVIDENCE: lambda g: any(e.text.strip() or e.file for e in g.evidence),
    Need.CLAIM: lambda g: g.claim in OUTCOMES,
    Need.FINDING: lambda g: g.finding is not None,
    Need.VERDICT: lambda g: (
        g.verdict is not None and g.verdict.solved in OUTCOMES and _stars_ok(g.verdict.stars)
    ),
    Need.DISPOSITION: lambda g: g.disposition in list(Disposition),
    Need.UNTIL: lambda g: g.until is not None,
}


def _stars_ok(stars: int | None) -> bool:
    return stars is None or 1 <= stars <= 5


_MISSING: Mapping[Need, Text] = {
    Need.REASON: Text("请写明理由", "Give a reason"),
    Need.NOTE: Text("请写明情况", "Write down what was done or said"),
    Need.BODY: Text("请选择单位", "Choose a body"),
    Need.BODIES: Text("请选择参与单位", "Choose the bodies that take part"),
    Need.EVIDENCE: Text("请提供办理证据", "Give evidence of what was done"),
    Need.CLAIM: Text("请说明是否解决", "Say whether it is solved"),
    Need.FINDING: Text("请填写核实结果", "Give the finding of the check"),
    Need.VERDICT: Text(
        "请填写本人评价：是否解决，星级 1—5", "Give the person's verdict: solved or not, stars 1 to 5"
    ),
    Need.DISPOSITION: Text("请选择采纳、部分采纳或不予采纳", "Choose adopted, partly adopted or not adopted"),
    Need.UNTIL: Text("请选择日期", "Choose a date"),
}


def check_target(s: Standing, action: Action, body: int, path: str | None) -> None:
    """Raises Invalid(body): unknown or dissolved, the holder itself, asked to join already, the body complained about,
    or for a review one that is not above the holder."""
    if path is None:
        raise Invalid(Text("该单位不存在或已撤销", "That body does not exist any more"), field="body")
    if body == s.holder:
        raise Invalid(Text("事项已在该单位", "That body holds it already"), field="body")
    if action.effect is Effect.JOIN and any(part.body == body for part in s.joint):
        raise Invalid(Text("该单位已经在协办", "That body takes part already"), field="bodies")
    if action.to_body is ToBody.HIGHER and not (s.holder_path != path and s.holder_path.startswith(path)):
        raise Invalid(
            Text("复查要交给现单位的上级单位", "A review goes to a body above the one that holds it"),
            field="body",
        )
    if s.against_path and path.startswith(s.against_path):
        raise Invalid(
            Text("不能把投诉交给被投诉单位办理", "A complaint is never handled by the body complained about"),
            field="body",
        )


def move(
    s: Standing,
    action: Action,
    given: Given,
    *,
    now: datetime,
    becomes: Procedure | None = None,
    asked: datetime | None = None,
) -> Move:
    """What the action changes. `becomes` is the procedure a reclassification leads to; `asked`: when a step granted
    now was asked for."""
    procedure = becomes if action.effect is Effect.RECLASSIFY and becomes else s.procedure
    to_state = _target(s, action, given)
    reachable = s.beneficiary is not None
    if action.effect is Effect.RECLASSIFY:
        clocks = clockwork.reclassified(
            s.clocks, procedure, state=to_state, now=now, city=s.calendar, asked=asked, reachable=reachable
        )
    else:
        clocks = _effect_on_clocks(s, action, given, now)
    after, met, started = clockwork.after_move(
        procedure, clocks, action=action, from_state=s.state, to_state=to_state, now=now, city=s.calendar,
        reachable=reachable,
    )  # fmt: skip
    holder, offered = _holder(s, action, given)
    return Move(
        action,
        procedure,
        s.state,
        to_state,
        procedure.states[to_state].end,
        holder,
        offered,
        after,
        met,
        started,
    )


def _target(s: Standing, action: Action, given: Given) -> str:
    unhappy = action.effect is Effect.JUDGE and given.verdict is not None and given.verdict.solved != "yes"
    failed = action.effect is Effect.VERIFY and given.finding is False
    if (unhappy or failed) and action.otherwise:
        return action.otherwise
    return action.target or s.state


def _holder(s: Standing, action: Action, given: Given) -> tuple[int, int | None]:
    """(who is accountable afterwards, to whom it is offered)."""
    if action.effect is Effect.OFFER:
        return s.holder, given.body
    if action.effect is Effect.ACCEPT and s.offered_to is not None:
        return s.offered_to, None
    keeps_offer = action.target is None and action.effect is not Effect.DECLINE
    return s.holder, s.offered_to if keeps_offer else None


def _effect_on_clocks(s: Standing, action: Action, given: Given, now: datetime) -> tuple[Running, ...]:
    if action.effect is Effect.PAUSE:
        return clockwork.paused(s.clocks, now=now, until=given.until)
    if action.effect is Effect.RESUME:
        return clockwork.resumed(s.clocks, now=now, city=s.calendar)
    if action.effect is Effect.EXTEND and given.until is not None:
        return clockwork.extended(s.clocks, until=given.until, city=s.calendar, most_days=action.within_days)
    return s.clocks
