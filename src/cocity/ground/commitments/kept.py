"""What was handed in with a step, as its row keeps it. A step that waits for approval keeps all of it, so that an
approval applies exactly what was asked for; once it is decided, texts stand in their own tables alone."""

from collections.abc import Mapping
from dataclasses import asdict
from datetime import date, datetime
from typing import Any

from cocity.ground.commitments.contracts import EvidenceGiven, Given, VerdictGiven
from cocity.ground.commitments.models import Evidence, Step, Verdict

WAITING = ("evidence", "verdict")  # parts a row keeps only until its step is decided


def as_json(given: Given) -> dict[str, Any]:
    """What was handed in, without the texts that stand in columns of their own."""
    kept: dict[str, Any] = {
        "reason": given.reason if given.note and given.reason else "",
        "body": given.body,
        "bodies": list(given.bodies),
        "claim": given.claim,
        "finding": given.finding,
        "disposition": given.disposition,
        "until": given.until.isoformat() if given.until else None,
    }
    return {name: value for name, value in kept.items() if value not in (None, "", [])}


def as_request(given: Given) -> dict[str, Any]:
    """The same with evidence and verdict, for a step that waits for approval."""
    kept = as_json(given)
    if given.evidence:
        kept["evidence"] = [
            {**asdict(item), "taken_at": item.taken_at.isoformat() if item.taken_at else ""}
            for item in given.evidence
        ]
    if given.verdict is not None:
        kept["verdict"] = asdict(given.verdict)
    return kept


def given_of(step: Step) -> Given:
    """What was handed in with a step that waited for approval."""
    kept = step.given
    until = date.fromisoformat(kept["until"]) if kept.get("until") else None
    verdict = VerdictGiven(**kept["verdict"]) if kept.get("verdict") else None
    return Given(
        reason=kept.get("reason") or step.note, note=step.note, body=kept.get("body"),
        bodies=tuple(kept.get("bodies", ())), until=until, claim=kept.get("claim", ""),
        disposition=kept.get("disposition", ""), finding=kept.get("finding"), verdict=verdict,
        evidence=tuple(_evidence(item, step.at) for item in kept.get("evidence", ())),
    )  # fmt: skip


def _evidence(item: Mapping[str, str], asked_at: datetime) -> EvidenceGiven:
    at = datetime.fromisoformat(item["taken_at"]) if item["taken_at"] else asked_at
    return EvidenceGiven(text=item["text"], file=item["file"], taken_at=at)


def settle(step: Step) -> None:
    """Let go of what a decided step does not need any more: an approved verdict or evidence has its own row now."""
    step.given = {name: value for name, value in step.given.items() if name not in WAITING}


def handed_in(step: Step, given: Given) -> bool:
    """Whether exactly this was handed in with the step, whose words are kept as `cleaned` leaves them."""
    columns = {name: value for name, value in step.given.items() if name not in WAITING}
    if step.note != (given.note or given.reason) or columns != as_json(given):
        return False
    if step.approval == Step.Approval.ASKED:
        asked = as_request(given)
        return all(step.given.get(name) == asked.get(name) for name in WAITING)
    return _same_evidence(step, given) and _same_verdict(step, given)


def _same_evidence(step: Step, given: Given) -> bool:
    if not given.evidence:  # a step that asks for evidence was never taken without
        return True
    rows = Evidence.objects.filter(step=step).order_by("id")
    return list(rows.values_list("text", "file")) == [(item.text, item.file) for item in given.evidence]


def _same_verdict(step: Step, given: Given) -> bool:
    if given.verdict is None:
        return True
    word = given.verdict
    rows = Verdict.objects.filter(step=step).values_list("solved", "stars", "text")
    return list(rows) == [(word.solved, word.stars, word.text)]
