"""What is looked up before drafting: a few statements for a whole batch."""

from collections.abc import Mapping, Sequence

from cocity.answer.decisions import api as decisions
from cocity.answer.notices.events import NoticeAttempted
from cocity.answer.notices.models import Delivery
from cocity.answer.notices.rules import DECISION, Facts
from cocity.answer.replies import api as replies
from cocity.ground.commitments import api as commitments
from cocity.ground.journal.api import Entry
from cocity.ground.people import api as people
from cocity.ground.people.api import SYSTEM, BodyInfo
from cocity.listen.intake import api as intake

LONGEST_REASON = 300


def gather(entries: Sequence[Entry]) -> Facts:
    """Facts for these entries."""
    rows = commitments.rows_of(entry.data["number"] for entry in entries)
    bodies = people.bodies()
    acted = [entry for entry in entries if entry.kind == "commitment.acted"]
    return Facts(
        rows=rows,
        procedures={n: commitments.pinned(row.procedure, row.procedure_version) for n, row in rows.items()},
        bodies=bodies,
        above=_above(bodies),
        steps=_steps(acted),
        replied=replies.steps_replied(entry.data["step"] for entry in acted),
        decisions=decisions.texts_of(e.data["decision"] for e in entries if e.kind == DECISION),
    )


def told_of_attempt(delivery: Delivery, outcome: str, attempt: int) -> NoticeAttempted:
    """What is told of a try to bring a notice out."""
    notice = delivery.notice
    return NoticeAttempted(
        subject=f"commitment:{notice.commitment_id}", number=notice.number, notice=notice.pk,
        channel=delivery.channel, outcome=outcome, attempt=attempt,
    )  # fmt: skip


def _above(bodies: Mapping[int, BodyInfo]) -> dict[int, tuple[int, ...]]:
    by_path = {body.path: body.id for body in bodies.values()}
    found = {}
    for body in bodies.values():
        parts = body.path.strip("/").split("/")
        chain = ("/" + "/".join(parts[:n]) + "/" for n in range(len(parts) - 1, 0, -1))
        found[body.id] = tuple(by_path[path] for path in chain if path in by_path)
    return found


def _steps(acted: Sequence[Entry]) -> dict[int, tuple[str, str]]:
    """(screened reason, until) of the steps a person is told of; such steps are few."""
    told: dict[str, set[int]] = {}
    for entry in acted:
        if "beneficiary" in entry.data["tells"]:
            told.setdefault(entry.data["number"], set()).add(entry.data["step"])
    found: dict[int, tuple[str, str]] = {}
    for number, wanted in told.items():
        for step in commitments.view(SYSTEM, number, now=acted[-1].at).steps:
            if step.id in wanted:
                reason = intake.screened(step.given.get("reason") or step.note)[:LONGEST_REASON]
                found[step.id] = (reason, step.given.get("until", ""))
    return found
