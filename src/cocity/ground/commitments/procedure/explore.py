"""Every way a matter can go under a procedure, with its counters: the exhaustive test of a procedure.

The check at loading looks at states alone; here the bounds count too, so a verdict that may be given only once and
then leaves a matter open is found. Two bodies are enough: whoever holds it, the other is the one it is offered to.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from .flow import dependable, ways
from .model import Action, Effect, Procedure

TOO_MANY = 200_000
MOST_ABOVE = 1  # levels of bodies above the first holder that are walked through
HIGHER = 9  # to a body above the holder


@dataclass(frozen=True, slots=True)
class Situation:
    """Where one matter stands: its state, who holds it, to whom it is offered, and how often what was done."""

    state: str
    holder: int | None
    offered: int | None
    above: int  # levels of bodies above the holder
    counts: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Exploration:
    """All situations that can come about, and what is wrong with them."""

    situations: Mapping[Situation, tuple[Situation, str] | None]  # each with the step that first led to it
    stuck: tuple[Situation, ...]  # the city has no way to an end from here
    without_holder: tuple[Situation, ...]
    most: Mapping[str, int]  # how often each bounded action can be taken

    def path(self, situation: Situation) -> tuple[str, ...]:
        """The shortest row of actions that leads to a situation."""
        steps: list[str] = []
        before = self.situations[situation]
        while before is not None:
            steps.append(before[1])
            before = self.situations[before[0]]
        return tuple(reversed(steps))


def explore(procedure: Procedure, *, most: int = TOO_MANY) -> Exploration:
    """Walk through everything. Raises ValueError past `most` situations: bounds that large hide mistakes."""
    rules = _Rules(procedure)
    seen: dict[Situation, tuple[Situation, str] | None] = dict.fromkeys(rules.begins())
    back: dict[Situation, list[Situation]] = {}
    waiting = list(seen)
    for situation in waiting:
        for action, following in rules.steps(situation):
            if following not in seen:
                seen[following] = (situation, action.name)
                waiting.append(following)
            if dependable(action):
                back.setdefault(following, []).append(situation)
        if len(seen) > most:
            raise ValueError(f"{procedure.source}: more than {most} situations; lower at_most or after")
    ending = _ending(procedure, seen, back)
    bounded = [name for name in rules.counted if procedure.actions[name].at_most]
    return Exploration(
        situations=seen,
        stuck=tuple(situation for situation in seen if situation not in ending),
        without_holder=tuple(situation for situation in seen if situation.holder is None),
        most={name: max(s.counts[rules.counted[name]] for s in seen) for name in bounded},
    )


def _ending(
    procedure: Procedure,
    seen: Mapping[Situation, object],
    back: Mapping[Situation, list[Situation]],
) -> set[Situation]:
    waiting = [situation for situation in seen if procedure.states[situation.state].end]
    ending = set(waiting)
    while waiting:
        for before in back.get(waiting.pop(), ()):
            if before not in ending:
                ending.add(before)
                waiting.append(before)
    return ending


class _Rules:
    """What may happen next. Counters stop at the largest number any rule asks about, so the walk is finite."""

    def __init__(self, procedure: Procedure) -> None:
        self.procedure = procedure
        self.limits: dict[str, int] = {}
        self.since_entering: set[str] = set()
        self.levels = MOST_ABOVE if any(a.to_body for a in procedure.actions.values()) else 0
        for action in procedure.actions.values():
            if action.to_body:
                self.limits[action.name] = 1  # whether it was ever sent to a higher body
            if action.at_most:
                self.limits[action.name] = max(action.at_most, self.limits.get(action.name, 0))
            for name, times in action.after:
                self.limits[name] = max(times, self.limits.get(name, 0))
                self.since_entering.add(name)
        self.counted = {name: place for place, name in enumerate(self.limits)}

    def begins(self) -> Iterator[Situation]:
        """Held at first by a body with nobody above it, or with one level above."""
        for above in range(self.levels + 1):
            yield Situation(self.procedure.initial, 0, None, above, (0,) * len(self.counted))

    def steps(self, at: Situation) -> Iterator[tuple[Action, Situation]]:
        """The actions possible now, with every situation each may lead to. A reclassified matter goes on under
        another procedure and is not followed."""
        for action in self.procedure.actions_from(at.state):
            if action.effect is not Effect.RECLASSIFY and self._possible(action, at):
                for target in sorted(ways(action, at.state)):
                    yield action, self._after(action, at, target)

    def _possible(self, action: Action, at: Situation) -> bool:
        done = self.counted
        if not self._fits(action, at):
            return False
        if action.at_most and at.counts[done[action.name]] >= action.at_most:
            return False
        return all(at.counts[done[name]] >= times for name, times in action.after)

    def _fits(self, action: Action, at: Situation) -> bool:
        """Whether the bodies of the matter leave it open."""
        if (action.to_body and not at.above) or ("higher_body" in action.never_if and at.above):
            return False
        sent = any(at.counts[self.counted[a.name]] for a in self.procedure.actions.values() if a.to_body)
        return not ("reviewed" in action.never_if and sent)

    def _after(self, action: Action, at: Situation, target: str) -> Situation:
        holder, offered, above = at.holder, at.offered, at.above
        if action.effect is Effect.OFFER:
            # Bodies 0 and 1 stand at one level; a higher one is told by its number.
            offered = HIGHER if action.to_body else (1 if holder == 0 else 0)
        elif action.effect is Effect.ACCEPT:
            holder, offered = (2 if offered == HIGHER else offered), None
            above -= at.offered == HIGHER
        elif action.effect is Effect.DECLINE:
            offered = None
        if self.procedure.states[target].end:
            offered = None
        return Situation(target, holder, offered, above, self._counts(action, at, moved=target != at.state))

    def _counts(self, action: Action, at: Situation, *, moved: bool) -> tuple[int, ...]:
        counts = list(at.counts)
        if action.name in self.counted:
            place = self.counted[action.name]
            counts[place] = min(counts[place] + 1, self.limits[action.name])
        for name in self.since_entering if moved else ():
            counts[self.counted[name]] = 0
        return tuple(counts)
