"""Keeps what public requests tell as they move; the same entry twice is kept once."""

from collections.abc import Sequence

from cocity.ground.commitments import api as commitments
from cocity.ground.commitments.events import CommitmentActed, CommitmentOpened
from cocity.ground.journal.api import Entry, Subscriber
from cocity.listen.open311.models import Update


def _moved(entries: Sequence[Entry]) -> None:
    public = [entry for entry in entries if entry.public is not None and _tells(entry)]
    rows = commitments.rows_of(entry.data["number"] for entry in public)
    Update.objects.bulk_create(
        [_update(entry, rows) for entry in public if entry.data["number"] in rows], ignore_conflicts=True
    )


def _tells(entry: Entry) -> bool:
    """An opening, or a step that led somewhere else."""
    return entry.kind == CommitmentOpened.kind or entry.data["from_state"] != entry.data["to_state"]


def _update(entry: Entry, rows: dict[str, commitments.CommitmentRow]) -> Update:
    number, opened = entry.data["number"], entry.kind == CommitmentOpened.kind
    return Update(
        seq=entry.seq, commitment_id=number, at=entry.at, procedure=rows[number].procedure,
        state=entry.data["state" if opened else "to_state"], closed=not opened and entry.data["ended"],
    )  # fmt: skip


SUBSCRIBER = Subscriber(
    "listen/open311: updates", frozenset({CommitmentOpened.kind, CommitmentActed.kind}), _moved, batch=500
)
