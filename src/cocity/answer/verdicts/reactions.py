"""The callers' queue follows the matters: it opens where a caller may judge, and ends when that is over."""

from collections.abc import Sequence

from cocity.answer.verdicts import rules
from cocity.answer.verdicts.models import Attempt, CallBack, Member
from cocity.ground.commitments import api as commitments
from cocity.ground.journal import api as journal


def react(entries: Sequence[journal.Entry]) -> None:
    """Four statements, whatever the batch. Idempotent: an entry opens one call-back, and ends only older ones."""
    moved = [entry for entry in entries if _moves(entry)]
    if not moved:
        return
    rows = commitments.rows_of(entry.data["number"] for entry in moved)
    known = CallBack.objects.filter(commitment_id__in=[row.id for row in rows.values()])
    opened = {each.entry: each for each in known}
    waiting = {each.commitment_id: each for each in opened.values() if each.ended_at is None}
    touched: dict[int, CallBack] = {}
    for entry in moved:
        row = rows[entry.data["number"]]
        now_waiting = waiting.get(row.id)
        if _callers_turn(entry, row):
            if now_waiting is None and entry.seq not in opened:
                waiting[row.id] = touched[entry.seq] = _opened(entry, row)
            elif now_waiting is not None and not now_waiting.entry:
                now_waiting.entry = entry.seq
                touched[entry.seq] = now_waiting
        elif now_waiting is not None and now_waiting.entry < entry.seq:
            judged = entry.data["effect"] == "judge"
            now_waiting.ended_at = entry.at
            now_waiting.ended_by = CallBack.End.JUDGED if judged else CallBack.End.MOVED_ON
            touched[now_waiting.entry] = waiting.pop(row.id)
    # Those already over come first: one open call-back a matter at every statement.
    changed = [each for each in touched.values() if each.pk]
    CallBack.objects.bulk_update(changed, ["entry", "ended_at", "ended_by"])
    fresh = sorted((each for each in touched.values() if not each.pk), key=lambda each: each.ended_at is None)
    CallBack.objects.bulk_create(fresh)


def _moves(entry: journal.Entry) -> bool:
    return bool(entry.data["from_state"] != entry.data["to_state"] or entry.data["effect"] == "judge")


def _callers_turn(entry: journal.Entry, row: commitments.CommitmentRow) -> bool:
    if entry.data["effect"] == "judge":
        return False
    procedure = commitments.pinned(row.procedure, row.procedure_version)
    return rules.step_of(procedure, entry.data["to_state"], effect="judge", role="caller") is not None


def _opened(entry: journal.Entry, row: commitments.CommitmentRow) -> CallBack:
    return CallBack(
        commitment_id=row.id, number=row.number, holder_id=entry.data["holder"], since=entry.at, entry=entry.seq,
        reachable=entry.data["beneficiary"] is not None,
    )  # fmt: skip


def forget(entries: Sequence[journal.Entry]) -> None:
    """Where a person had their words erased, what they said when called goes too. Two statements."""
    gone = {int(entry.subject.partition(":")[2]) for entry in entries}
    Attempt.objects.filter(call_back__commitment__in=gone).update(note="")
    Member.objects.filter(commitment__in=gone).update(text="")


FORGETTING = journal.Subscriber("answer.verdicts.forgetting", frozenset({"voice.erased"}), forget)
SUBSCRIBER = journal.Subscriber("answer.verdicts", frozenset({"commitment.acted"}), react)
