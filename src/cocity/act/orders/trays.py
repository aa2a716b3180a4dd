"""The trays of the desk, made from the roles someone holds and from what procedures say. Pure.

A state is in a tray because a procedure lets that role take that kind of step there; no name of a state stands here.
"""

from collections.abc import Iterable, Mapping
from datetime import datetime

from cocity.ground.commitments.api import Filters, Procedure
from cocity.ground.people.contracts import Actor
from cocity.kit.text import Text

TITLES: Mapping[str, Text] = {
    "to_dispatch": Text("待派单", "To send"),
    "to_accept": Text("待接单", "To accept"),
    "to_join": Text("待答复协办", "To answer: joint work"),
    "to_contact": Text("待联系", "To contact"),
    "to_ring": Text("待联系的投诉", "To contact: complaints"),
    "to_do": Text("待办理", "To do"),
    "with_others": Text("协同办理", "With others"),
    "to_verify": Text("待核查", "To check"),
    "to_call_back": Text("待回访", "To call back"),
    "to_approve": Text("待批准", "To approve"),
    "again": Text("不满意重办", "Being done again"),
    "supervised": Text("督办", "Supervised"),
    "overdue": Text("已超期", "Overdue"),
}
# What a tray is for may be due long before the whole matter is.
CLOCKS: Mapping[str, str] = {"to_accept": "accept", "to_contact": "first_contact", "to_ring": "first_contact"}
OVERSEERS = ("supervisor", "dispatcher", "auditor", "editor")
Pairs = tuple[tuple[str, str], ...]


def trays_of(actor: Actor, procedures: Iterable[Procedure], *, now: datetime) -> dict[str, Filters]:
    """Filters by tray, in the desk's order; only trays of roles the actor holds."""
    every = tuple(procedures)
    found = {**_handler(actor, every), **_overseer(actor, every), **_watched(actor, now)}
    return {name: found[name] for name in TITLES if name in found}


def _handler(actor: Actor, every: tuple[Procedure, ...]) -> dict[str, Filters]:
    own = _bodies(actor)
    if not own:
        return {}
    return {
        "to_accept": Filters(offered=own, open_only=True),
        "to_join": Filters(joint=own, joint_states=("offered",), open_only=True),
        "to_contact": Filters(holders=own, clock_running="first_contact"),
        "to_do": Filters(holders=own, states=_states(every, "holder"), open_only=True),
        "with_others": Filters(joint=own, joint_states=("working",), open_only=True),
    }


def _overseer(actor: Actor, every: tuple[Procedure, ...]) -> dict[str, Filters]:
    found: dict[str, Filters] = {}
    if paths := _paths(actor, "agent"):
        # Nobody who handles a complaint sees who made it: first contact is the hotline's.
        ringing = _states(every, "agent", "none")
        found["to_ring"] = Filters(
            below=paths, states=ringing, clock_running="first_contact", complaints=True
        )
    if paths := _paths(actor, "dispatcher"):
        sending = _states(every, "dispatcher", "offer")
        found["to_dispatch"] = Filters(below=paths, states=sending, no_offer=True)
    if paths := _paths(actor, "verifier"):
        found["to_verify"] = Filters(
            below=paths, states=_states(every, "verifier", "verify"), not_holder=actor.body_id
        )
    if paths := _paths(actor, "caller"):
        found["to_call_back"] = Filters(
            below=paths, states=_states(every, "caller", "judge"), not_holder=actor.body_id
        )
    if paths := _paths(actor, "supervisor"):
        found["to_approve"] = Filters(below=paths, approval_asked=True)
        found["again"] = Filters(below=paths, states=_unhappy(every), open_only=True)
    return found


def _watched(actor: Actor, now: datetime) -> dict[str, Filters]:
    """What is supervised and what is overdue: of everything below an overseer, of a handler's own body otherwise."""
    below = tuple(sorted({path for role in OVERSEERS for path in _paths(actor, role)}))
    own = () if below else _bodies(actor)
    if not (below or own):
        return {}
    return {
        "supervised": Filters(below=below, holders=own, supervised=True, open_only=True),
        "overdue": Filters(below=below, holders=own, overdue_at=now),
    }


def _bodies(actor: Actor) -> tuple[int, ...]:
    """Those the actor handles for, by id: the database knows how much each of them holds, of a path it does not."""
    return tuple(sorted(h.body for h in actor.roles if h.role == "handler" and h.body is not None))


def _paths(actor: Actor, role: str) -> tuple[str, ...]:
    return tuple(sorted(held.body_path for held in actor.roles if held.role == role))


def _states(every: tuple[Procedure, ...], role: str, effect: str = "") -> Pairs:
    """(procedure, state) where the role may take a step, of that effect when one is named."""
    found = {
        (procedure.name, state)
        for procedure in every
        for action in procedure.actions.values()
        if role in action.by and effect in ("", action.effect)
        for state in action.sources
        if effect == "reopen" or not procedure.states[state].end
    }
    return tuple(sorted(found))


def _unhappy(every: tuple[Procedure, ...]) -> Pairs:
    """(procedure, state) where a matter goes whose person was not satisfied, or asked for it once more."""
    found = set()
    for procedure in every:
        for action in procedure.actions.values():
            state = {"judge": action.otherwise, "reopen": action.target}.get(action.effect)
            if state and state != procedure.initial:  # an appeal begins anew; it is not done again
                found.add((procedure.name, state))
    return tuple(sorted(found))
