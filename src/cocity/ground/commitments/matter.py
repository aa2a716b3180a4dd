"""A commitment in hand: its rows, and the move applied to them in memory. `writing` stores it."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from cocity.ground.commitments.contracts import Given
from cocity.ground.commitments.kept import as_json, as_request
from cocity.ground.commitments.legs import Legs
from cocity.ground.commitments.models import ClockRun, Commitment, Evidence, Leg, Step, Verdict
from cocity.ground.commitments.procedure.model import Effect, Procedure, Role
from cocity.ground.commitments.rules import PARTS, SINCE, joint_part
from cocity.ground.commitments.running import as_running, fill
from cocity.ground.commitments.standing import Move, Part, Running, Standing
from cocity.ground.commitments.telling import acted_event, opened_event
from cocity.ground.journal import api as journal
from cocity.ground.people.api import Actor
from cocity.kit import bulk

BAD_STARS = 2
OPEN_LEG = frozenset({"offered", "working"})

Told = tuple[datetime, str, Callable[[], journal.Event]]


@dataclass(slots=True)
class Matter:
    """One commitment with the rows that belong to it. `paths` are body paths by id, as far as rules need them."""

    row: Commitment
    procedure: Procedure
    calendar: str
    clocks: list[ClockRun] = field(default_factory=list)
    legs: list[Leg] = field(default_factory=list)
    steps: list[Step] = field(default_factory=list)
    evidence: list[Evidence] = field(default_factory=list)
    verdicts: list[Verdict] = field(default_factory=list)
    told: list[Told] = field(default_factory=list)
    paths: dict[int, str] = field(default_factory=dict)
    dirty: list[ClockRun | Leg] = field(default_factory=list)

    def standing(self) -> Standing:
        """As the rules see it."""
        row = self.row
        return Standing(
            procedure=self.procedure,
            number=row.number,
            state=row.state,
            holder=row.holder_id,
            holder_path=self.paths.get(row.holder_id, ""),
            offered_to=row.offered_to_id,
            offered_path=self.paths.get(row.offered_to_id, "") if row.offered_to_id else "",
            against_path=self.paths.get(row.against_id, "") if row.against_id else "",
            beneficiary=row.beneficiary_id,
            handled_by=tuple(row.handled_by),
            counts=row.counts,
            bad_rating=row.stars is not None and row.stars <= BAD_STARS,
            opened_at=row.opened_at,
            ended_at=row.ended_at,
            clocks=tuple(as_running(clock) for clock in self.clocks),
            calendar=self.calendar,
            joint=tuple(
                Part(leg.body_id, self.paths.get(leg.body_id, ""), leg.state)
                for leg in self.legs
                if leg.joint and leg.state in OPEN_LEG
            ),
        )

    def tell_opening(self, actor: str) -> None:
        """The opening's entry."""
        procedure = self.procedure  # a later step may change it
        self.told.append((self.row.opened_at, actor, lambda: opened_event(self.row, self.clocks, procedure)))

    def tell_with_opening(self, event: journal.Event) -> None:
        """Another component's entry on the same fact, right after the opening's."""
        at, actor, _ = self.told[0]
        self.told.insert(1, (at, actor, lambda: event))

    def apply(
        self, move: Move, given: Given, *, actor: Actor, now: datetime, step: Step | None = None
    ) -> Step:
        """Change the rows as the move says; returns the step, new unless an approved one is given."""
        before, part = self.row.holder_id, self._part(move, actor)
        self._change_row(move, given, now)
        self._change_clocks(move.clocks)
        legs = Legs(self.row, self.calendar, self.legs, self.dirty)
        legs.change(move, given, before, now, part)
        done = step or self.add_step(move, given, actor=actor, now=now)
        self._add_evidence(move, given, done, now)
        event_of = acted_event(self.row, move, given, actor, before, done, (part,) if part else given.bodies)
        self.told.append((now, actor.ref, event_of))
        return done

    def _part(self, move: Move, actor: Actor) -> int | None:
        """The joint body whose answer this is."""
        return joint_part(actor, move.action, self.standing()) if move.action.effect in PARTS else None

    def add_step(
        self, move: Move, given: Given, *, actor: Actor, now: datetime, approval: str = "none"
    ) -> Step:
        """A step of this matter, not yet written."""
        step = bulk.fresh(
            Step,
            commitment=self.row,
            at=now,
            action=move.action.name,
            from_state=move.from_state,
            to_state=move.to_state,
            actor=actor.ref,
            body_id=actor.body_id,
            note=given.note or given.reason,
            given=as_request(given) if approval == Step.Approval.ASKED else as_json(given),
            approval=approval,
            tells_beneficiary=Role.BENEFICIARY in move.action.tells,
        )
        self.steps.append(step)
        return step

    def _change_row(self, move: Move, given: Given, now: datetime) -> None:
        row, effect = self.row, move.action.effect
        row.procedure, row.procedure_version = move.procedure.name, move.procedure.version
        self.procedure = move.procedure
        row.holder_id, row.offered_to_id = move.holder, move.offered_to
        row.state, row.ended_at = move.to_state, (row.ended_at or now) if move.ended else None
        row.version += 1
        if effect is Effect.ACCEPT and move.holder not in row.handled_by:
            row.handled_by = [*row.handled_by, move.holder]
        if effect is Effect.CLAIM:
            row.claim, row.claimed_at = given.claim, now
            row.handled_by = sorted({*row.handled_by, row.holder_id})
        if effect is Effect.JUDGE and given.verdict is not None:
            row.confirmed, row.stars = given.verdict.solved, given.verdict.stars
        if move.action.otherwise and move.to_state == move.action.otherwise and not move.ended:
            row.claimed_at = None  # the unit's claim did not hold; its clock runs on
        if effect is Effect.REOPEN:
            row.claimed_at, row.confirmed = None, ""
        if effect is Effect.SUPERVISE:
            row.supervised = True
        row.counts = counted(row.counts, move)
        whole = [clock for clock in move.clocks if clock.name == "whole"]
        if whole:
            row.due_at, row.provisional = whole[-1].due_at, whole[-1].provisional

    def _change_clocks(self, after: Iterable[Running]) -> None:
        mine = {(clock.name, clock.ordinal): clock for clock in self.clocks}
        for run in after:
            clock = mine.get((run.name, run.ordinal))
            if clock is None:
                clock = bulk.fresh(
                    ClockRun,
                    commitment=self.row,
                    name=run.name,
                    ordinal=run.ordinal,
                    started_at=run.started_at,
                )
                self.clocks.append(fill(clock, run))
            elif as_running(clock) != run:
                self.dirty.append(fill(clock, run))

    def _add_evidence(self, move: Move, given: Given, step: Step, now: datetime) -> None:
        # Taken by whoever handed it in, also where somebody else approved the step later.
        for item in given.evidence:
            self.evidence.append(
                bulk.fresh(
                    Evidence,
                    commitment=self.row,
                    step=step,
                    text=item.text,
                    file=item.file,
                    taken_at=item.taken_at or now,
                    taken_by=step.actor,
                )
            )
        if given.verdict is not None and move.action.effect is Effect.JUDGE:
            v = given.verdict
            self.verdicts.append(
                Verdict(
                    commitment=self.row,
                    step=step,
                    at=now,
                    solved=v.solved,
                    stars=v.stars,
                    voice=v.voice,
                    method=v.method,
                    text=v.text,
                )
            )


def counted(counts: Mapping[str, int], move: Move) -> dict[str, int]:
    """How often bounded actions were taken, and those others wait for since the present state was entered."""
    name = move.action.name
    kept = {
        key: n for key, n in counts.items() if move.from_state == move.to_state or not key.startswith(SINCE)
    }
    awaited = any(name == other for action in move.procedure.actions.values() for other, _ in action.after)
    if awaited and move.from_state == move.to_state:
        kept[SINCE + name] = kept.get(SINCE + name, 0) + 1
    if move.action.at_most is not None or move.action.to_body is not None:
        kept[name] = kept.get(name, 0) + 1
    return kept
