"""The writing of matters: one or ten thousand take the same way, in a number of statements that does not grow with them."""

from collections.abc import Iterable, Sequence
from typing import Any

from cocity.ground.commitments.matter import Matter
from cocity.ground.commitments.models import ClockRun, Commitment, Evidence, Leg, Step, Verdict
from cocity.ground.journal import api as journal
from cocity.kit import bulk, statements

BATCH = 1000
FEW = 3  # rows that are cheaper to update one by one
COMMITMENT_CHANGES = (
    "procedure",
    "procedure_version",
    "holder",
    "worker",
    "offered_to",
    "state",
    "due_at",
    "provisional",
    "claimed_at",
    "ended_at",
    "claim",
    "confirmed",
    "stars",
    "level",
    "supervised",
    "handled_by",
    "counts",
    "version",
)
CLOCK_CHANGES = (
    "limit",
    "unit",
    "pausable",
    "breach",
    "due_at",
    "provisional",
    "pauses",
    "paused_at",
    "paused_until",
    "added",
    "met_at",
    "breached_at",
)
LEG_CHANGES = ("state", "answered_at", "ended_at", "reason", "breached_at")


def write(matters: Sequence[Matter], *, on_behalf_of: str = "") -> None:
    """Store everything the matters carry, then their entries, in order. Inside the caller's transaction."""
    write_rows(matters)
    tell(matters, on_behalf_of=on_behalf_of)


def write_rows(matters: Sequence[Matter]) -> None:
    """The rows alone, for those who have more to store before `tell`."""
    fresh = [m.row for m in matters if m.row.pk is None]
    changed = [m.row for m in matters if m.row.pk is not None]
    _create(Commitment, fresh)
    _update(Commitment, changed, COMMITMENT_CHANGES)
    # Rows that are let go come before rows that take their place: one accountable holder at every statement.
    dirty = [row for m in matters for row in m.dirty if row.pk is not None]
    _update(ClockRun, _once(row for row in dirty if isinstance(row, ClockRun)), CLOCK_CHANGES)
    legs = _once(row for row in dirty if isinstance(row, Leg))
    _update(Leg, [leg for leg in legs if leg.state != "working"], LEG_CHANGES)
    _update(Leg, [leg for leg in legs if leg.state == "working"], LEG_CHANGES)
    _create(ClockRun, (clock for m in matters for clock in m.clocks))
    _create(Leg, (leg for m in matters for leg in m.legs))
    _create(Step, (step for m in matters for step in m.steps))
    _create(Evidence, (item for m in matters for item in m.evidence))
    _create(Verdict, (verdict for m in matters for verdict in m.verdicts))


def tell(matters: Sequence[Matter], *, on_behalf_of: str = "") -> None:
    """The entries of rows that are written, and nothing left to write."""
    journal.record_at(
        ((at, actor, event()) for m in matters for at, actor, event in m.told), on_behalf_of=on_behalf_of
    )
    for m in matters:
        m.told.clear()
        m.dirty.clear()


def _once(rows: Iterable[Any]) -> list[Any]:
    return list({id(row): row for row in rows}.values())


def _create(model: Any, rows: Iterable[Any]) -> None:
    bulk.create(model, [row for row in rows if row.pk is None])


def _update(model: Any, rows: list[Any], fields: tuple[str, ...]) -> None:
    if len(rows) <= FEW:
        for row in rows:
            statements.update(model, fields, row)
    else:
        # Written as rows that exist already: Django's own bulk update spells out a case for each row and field,
        # which takes ten times as long.
        model._default_manager.bulk_create(
            rows, update_conflicts=True, unique_fields=["id"], update_fields=fields, batch_size=BATCH
        )
