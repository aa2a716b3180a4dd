"""What the journal is told of a matter: its opening, and every step."""

from collections.abc import Callable, Iterable, Sequence

from cocity.ground.commitments.contracts import Given
from cocity.ground.commitments.events import CommitmentActed, CommitmentOpened
from cocity.ground.commitments.models import ClockRun, Commitment, Step
from cocity.ground.commitments.procedure.model import Effect, Need, Procedure
from cocity.ground.commitments.standing import Move
from cocity.ground.people.api import Actor


def opened_event(row: Commitment, clocks: Iterable[ClockRun], procedure: Procedure) -> CommitmentOpened:
    """What the opening tells."""
    return CommitmentOpened(
        subject=row.subject,
        number=row.number,
        procedure=row.procedure,
        version=row.procedure_version,
        state=row.state,
        holder=row.holder_id,
        against=row.against_id,
        beneficiary=row.beneficiary_id,
        place=row.place_id,
        place_path=row.place_path,
        layer=row.layer,
        category=row.category,
        channel=row.channel,
        opened_at=row.opened_at,
        due_at=row.due_at,
        provisional=row.provisional,
        clocks={clock.name: clock.due_at.isoformat() for clock in clocks},
        because=row.because,
        visibility=row.visibility,
        calendar=row.calendar,
        disposes=_disposes(procedure),
    )


def acted_event(
    row: Commitment, move: Move, given: Given, actor: Actor, before: int, step: Step, bodies: Sequence[int]
) -> Callable[[], CommitmentActed]:
    """The entry of a step, built when the rows have their numbers; what it says is fixed now."""
    verdict = given.verdict if move.action.effect is Effect.JUDGE else None
    due_at, offered_to, claim = (
        row.due_at,
        row.offered_to_id,
        row.claim if move.action.effect is Effect.CLAIM else "",
    )

    def event() -> CommitmentActed:
        return CommitmentActed(
            subject=row.subject,
            number=row.number,
            action=move.action.name,
            effect=str(move.action.effect),
            from_state=move.from_state,
            to_state=move.to_state,
            ended=move.ended,
            holder=move.holder,
            holder_before=before,
            offered_to=offered_to,
            by_body=actor.body_id,
            step=step.pk,
            due_at=due_at,
            met=list(move.met),
            started={run.name: run.due_at.isoformat() for run in move.started},
            claim=claim,
            finding=given.finding,
            verdict={"solved": verdict.solved, "stars": verdict.stars, "voice": verdict.voice}
            if verdict
            else None,
            disposition=given.disposition,
            reasoned=bool(given.reason.strip()),
            disposes=_disposes(move.procedure),
            bodies=list(bodies),
            tells=sorted(str(role) for role in move.action.tells),
            procedure=move.procedure.name if move.action.effect is Effect.RECLASSIFY else "",
            visibility=row.visibility,
            beneficiary=row.beneficiary_id,
        )

    return event


def _disposes(procedure: Procedure) -> bool:
    """Whether its answer is a disposition: adopted, partly, not adopted."""
    return any(Need.DISPOSITION in action.needs for action in procedure.actions.values())
