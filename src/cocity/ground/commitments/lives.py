"""Matters lived in memory and stored whole: replays, imports of history and the demo. The rules are those of `act`."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from cocity.ground.commitments import rules
from cocity.ground.commitments.cleaning import clean, cleaned
from cocity.ground.commitments.contracts import NOTHING, Given, Opened, Opening
from cocity.ground.commitments.deciding import MAY_NOT, may_decide, refuse
from cocity.ground.commitments.events import ApprovalAsked, ClockBreached
from cocity.ground.commitments.joint import unanswered
from cocity.ground.commitments.kept import given_of, settle
from cocity.ground.commitments.matter import Matter
from cocity.ground.commitments.models import ClockRun, Step
from cocity.ground.commitments.operations import becomes, new_matter, opened_of
from cocity.ground.commitments.procedure.model import Action, Breach, Effect
from cocity.ground.commitments.telling import opened_event
from cocity.ground.commitments.writing import write_rows
from cocity.ground.journal import api as journal
from cocity.ground.people.api import SYSTEM, Actor
from cocity.kit.errors import Conflict, Forbidden
from cocity.kit.text import Text

Told = tuple[datetime, str, journal.Event]


@dataclass(slots=True)
class Life:
    """One matter being lived. Times only go forward; limits that pass are noticed on the way. Nothing is in the
    database until `store_lives`. `bodies` are the paths of bodies that may be named, by id."""

    matter: Matter
    bodies: Mapping[int, str]
    at: datetime
    asked: list[Step] = field(default_factory=list)

    @property
    def number(self) -> str:
        return self.matter.row.number

    @property
    def state(self) -> str:
        return self.matter.row.state

    @property
    def ended(self) -> bool:
        return self.matter.procedure.states[self.state].end

    @property
    def holder(self) -> int:
        return self.matter.row.holder_id

    @property
    def offered_to(self) -> int | None:
        return self.matter.row.offered_to_id

    @property
    def due_at(self) -> datetime:
        return self.matter.row.due_at

    @property
    def steps(self) -> int:
        """How many steps were taken or asked for."""
        return len(self.matter.steps)

    def step_id(self, index: int) -> int:
        """The id of a step, once the life is stored."""
        return self.matter.steps[index].pk

    def step_at(self, index: int) -> datetime | None:
        """When a step took effect; None while it waits for approval or where that was refused."""
        step = self.matter.steps[index]
        if step.approval == Step.Approval.NONE:
            return step.at
        return step.decided_at if step.approval == Step.Approval.GRANTED else None

    @property
    def id(self) -> int:
        """The id of the matter, once the life is stored."""
        return self.matter.row.pk

    @property
    def procedure(self) -> str:
        return self.matter.procedure.name

    @property
    def beneficiary(self) -> int | None:
        return self.matter.row.beneficiary_id

    @property
    def visibility(self) -> str:
        return self.matter.row.visibility

    def can(self, action: str) -> bool:
        """Whether the procedure has this action open now, whoever takes it."""
        found = self.matter.procedure.actions.get(action)
        return found is not None and rules.refusal(found, self.matter.standing(), now=self.at) is None

    def act(self, *, at: datetime, actor: Actor, action: str, given: Given = NOTHING) -> str:
        """Take a step; the state it led to. A step that needs approval waits for `decide`. Raises as `act` does."""
        self.until(at)
        given = cleaned(given)
        standing = self.matter.standing()
        chosen = rules.action_named(standing, action)
        rules.check(chosen, standing, actor, given, now=at)
        self._check_targets(chosen, given)
        if chosen.approval is not None:
            self._ask(chosen, given, actor, at)
            return self.state
        move = rules.move(standing, chosen, given, now=at, becomes=becomes(chosen))
        self.matter.apply(move, given, actor=actor, now=at)
        self._after(chosen, given, actor.ref, at)
        return self.state

    def decide(self, *, at: datetime, actor: Actor, granted: bool, note: str = "") -> str:
        """Approve or refuse what was asked for last; the state it led to. Raises Conflict or Forbidden."""
        self.until(at)
        if not self.asked:
            raise Conflict(Text("没有等待批准的申请", "Nothing is waiting for approval"))
        step, standing = self.asked.pop(), self.matter.standing()
        action = rules.action_named(standing, step.action)
        if not may_decide(actor, action, step, self.matter):
            raise Forbidden(MAY_NOT)
        given, note = given_of(step), clean(note)
        step.decided_by, step.decided_at = actor.ref, at
        step.note = f"{step.note}\n{note}".strip() if note else step.note
        step.approval = Step.Approval.GRANTED if granted else Step.Approval.REFUSED
        settle(step)
        if granted:
            rules.check_given(action, standing, given, now=at)
            self._check_targets(action, given)
            move = rules.move(standing, action, given, now=at, becomes=becomes(action))
            self.matter.apply(move, given, actor=actor, now=at, step=step)
            self._after(action, given, step.actor, at)
        else:
            refuse(self.matter, step, actor=actor, now=at)
        return self.state

    def until(self, at: datetime) -> None:
        """Let time pass: every clock whose limit lies before `at` is marked as broken at its limit; what is done at the
        very moment is in time."""
        self.at = max(self.at, at)
        waiting = (c for c in self.matter.clocks if not (c.met_at or c.breached_at or c.paused_at))
        for clock in sorted((c for c in waiting if c.due_at < at), key=lambda c: c.due_at):
            self._break(clock)
        for leg in self.matter.legs:
            if (
                leg.joint
                and leg.state == "offered"
                and leg.due_at
                and not leg.breached_at
                and leg.due_at < at
            ):
                leg.breached_at = leg.due_at
                self.matter.dirty.append(leg)
                self.matter.told.append((leg.due_at, SYSTEM.ref, unanswered(leg, self.matter.row)))

    def _break(self, clock: ClockRun) -> None:
        row, due_at = self.matter.row, clock.due_at
        clock.breached_at = due_at
        self.matter.dirty.append(clock)
        if clock.breach == Breach.ESCALATE_ONE_LEVEL:
            row.level, row.supervised = row.level + 1, True
        level, holder = row.level, row.holder_id
        # A source may give a limit that lies before the opening: it is broken from the first moment.
        self.matter.told.append(
            (max(due_at, row.opened_at), SYSTEM.ref, lambda: ClockBreached(
                subject=row.subject, number=row.number, clock=clock.name, due_at=due_at, breach=clock.breach,
                level=level, holder=holder, beneficiary=row.beneficiary_id,
            ))
        )  # fmt: skip

    def _check_targets(self, action: Action, given: Given) -> None:
        if action.effect not in {Effect.OFFER, Effect.JOIN}:
            return
        for body in (given.body or 0,) if action.effect is Effect.OFFER else given.bodies:
            rules.check_target(self.matter.standing(), action, body, self.bodies.get(body))
            self.matter.paths[body] = self.bodies[body]

    def _ask(self, action: Action, given: Given, actor: Actor, at: datetime) -> None:
        if any(step.action == action.name for step in self.asked):
            raise Conflict(Text("这项申请正在等待批准", "This is already waiting for approval"))
        move = rules.move(self.matter.standing(), action, given, now=at, becomes=becomes(action))
        step = self.matter.add_step(move, given, actor=actor, now=at, approval=Step.Approval.ASKED)
        self.asked.append(step)
        row, holder = self.matter.row, self.matter.row.holder_id
        row.version += 1
        self.matter.told.append(
            (at, actor.ref, lambda: ApprovalAsked(
                subject=row.subject, number=row.number, action=action.name, step=step.pk, holder=holder
            ))
        )  # fmt: skip

    def _after(self, action: Action, given: Given, by: str, at: datetime) -> None:
        """A finding marks the evidence it looked at."""
        if action.effect is not Effect.VERIFY:
            return
        for item in self.matter.evidence:
            if item.checked_at is None:
                item.checked_by, item.checked_at = by, at
                item.finding = "true" if given.finding else "false"


def begin_life(opening: Opening, *, actor: Actor, bodies: Mapping[int, str]) -> Life:
    """A new matter to be lived; its opening is its first entry. Raises NotFound for an unknown procedure."""
    matter = new_matter(opening, actor=actor)
    named = (body for body in (opening.holder, opening.against) if body is not None)
    matter.paths.update({body: bodies[body] for body in named if body in bodies})
    first, row = opened_event(matter.row, matter.clocks, matter.procedure), matter.row
    matter.told[:] = [(opening.opened_at, actor.ref, lambda: replace(first, subject=row.subject))]
    return Life(matter, bodies, opening.opened_at)


def store_lives(lives: Sequence[Life]) -> tuple[list[Opened], list[Told]]:
    """Store everything the lives left behind, in a number of statements that grows with thousands of rows only.

    Returns what stands, and the entries for the caller to record with its own in the same transaction, in order of
    time and, at one moment, of happening.
    """
    write_rows([life.matter for life in lives])
    told = [
        (at, actor, event())
        for life in lives
        for at, actor, event in sorted(life.matter.told, key=lambda t: t[0])
    ]
    for life in lives:
        life.matter.told.clear()
        life.matter.dirty.clear()
    return [opened_of(life.matter.row, life.matter.clocks) for life in lives], told


def in_order(told: Iterable[Told]) -> list[Told]:
    """Entries of many matters as they happened; those of one matter keep their order."""
    return sorted(told, key=lambda each: each[0])
