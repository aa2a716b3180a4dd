"""Who holds a matter when: one leg for every body it was offered to, and for every body that joins in."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from cocity.ground.calendar import api as calendar
from cocity.ground.commitments.contracts import Given
from cocity.ground.commitments.models import ClockRun, Commitment, Leg
from cocity.ground.commitments.procedure.model import Effect
from cocity.ground.commitments.rules import PARTS
from cocity.ground.commitments.standing import Move
from cocity.kit import bulk


@dataclass(slots=True)
class Legs:
    """The legs of one matter. `dirty` takes the rows that change; new ones are put into `rows`."""

    commitment: Commitment
    calendar: str
    rows: list[Leg]
    dirty: list[ClockRun | Leg]

    def change(self, move: Move, given: Given, before: int, now: datetime, part: int | None) -> None:
        """As the move says; `before` gave it away, `part` is the joint body whose answer it is."""
        effect, lead = move.action.effect, [leg for leg in self.rows if not leg.joint]
        if effect is Effect.OFFER:
            self._add_leg(_offered(move), before, now)
        elif effect is Effect.JOIN:
            due_at = _joint_due(move, now, self.calendar)
            for body in given.bodies:
                self._add_leg(body, before, now, joint=True, due_at=due_at)
        elif effect in PARTS:
            self._answer_part(move, given, now, part)
        elif effect is Effect.ACCEPT:
            self._end(lead, "working", "passed_on", now)
            for leg in [leg for leg in lead if leg.state == "offered"]:
                leg.state, leg.answered_at = "working", now
                self.dirty.append(leg)
        elif move.offered_to is None:
            self._end(lead, "offered", "rejected", now, reason=given.reason or given.note)
        if effect is Effect.REOPEN:
            self._add_leg(move.holder, before, now, state="working")
        if move.ended:
            self._end(self.rows, "working", "done", now)
            self._end([leg for leg in self.rows if leg.joint], "offered", "lapsed", now)

    def _answer_part(self, move: Move, given: Given, now: datetime, part: int | None) -> None:
        """A joint body's own leg: taken on, refused with its reason, or done. The holder stays who they are."""
        mine = [leg for leg in self.rows if leg.joint and leg.body_id == part]
        if move.action.effect is Effect.JOIN_DECLINE:
            self._end(mine, "offered", "rejected", now, reason=given.reason)
        elif move.action.effect is Effect.JOIN_DONE:
            self._end(mine, "working", "done", now)
        for leg in mine if move.action.effect is Effect.JOIN_ACCEPT else ():
            if leg.state == "offered":
                leg.state, leg.answered_at = "working", now
                self.dirty.append(leg)

    def _add_leg(
        self,
        body: int,
        giver: int,
        now: datetime,
        *,
        joint: bool = False,
        state: str = "offered",
        due_at: datetime | None = None,
    ) -> None:
        answered = now if state == "working" else None
        leg = bulk.fresh(
            Leg,
            commitment=self.commitment,
            body_id=body,
            from_body_id=giver,
            state=state,
            offered_at=now,
            answered_at=answered,
            joint=joint,
            due_at=due_at,
        )
        self.rows.append(leg)

    def _end(self, legs: Iterable[Leg], state: str, to: str, now: datetime, *, reason: str = "") -> None:
        for leg in legs:
            if leg.state == state:
                leg.state, leg.ended_at = to, now
                leg.answered_at = leg.answered_at or now
                leg.reason = reason or leg.reason
                self.dirty.append(leg)


def _joint_due(move: Move, now: datetime, city: str) -> datetime | None:
    """Until when a body asked to join must answer: within the limit of the clock its procedure names."""
    rule = move.procedure.clocks.get(move.action.answer or "")
    return calendar.due(start=now, limit=rule.limit, unit=rule.unit, calendar=city).at if rule else None


def _offered(move: Move) -> int:
    """The body an offer goes to. Raises ValueError where a procedure's offer does not ask for one."""
    if move.offered_to is None:
        raise ValueError(f"{move.action.name}: an offer needs a body")
    return move.offered_to
