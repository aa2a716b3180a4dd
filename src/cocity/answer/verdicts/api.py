"""The door of verdicts."""

from cocity.answer.verdicts.contracts import (
    AttemptView,
    Judged,
    Judgement,
    MemberView,
    SampleSummary,
    SampleWanted,
    Waiting,
    WaitingPage,
    Word,
    WordView,
)
from cocity.answer.verdicts.operations import (
    close_unreached,
    judge_by_person,
    record_attempt,
    record_call_back,
    reopen,
)
from cocity.answer.verdicts.queries import (
    attempts_of,
    judgement,
    sample_member,
    sample_members,
    sample_summary,
    samples,
    waiting_for_call_back,
)
from cocity.answer.verdicts.rules import chosen, frame
from cocity.answer.verdicts.sampling import DRAWERS, draw_sample, record_sample_answer

__all__ = [
    "DRAWERS",
    "AttemptView",
    "Judged",
    "Judgement",
    "MemberView",
    "SampleSummary",
    "SampleWanted",
    "Waiting",
    "WaitingPage",
    "Word",
    "WordView",
    "attempts_of",
    "chosen",
    "close_unreached",
    "draw_sample",
    "frame",
    "judge_by_person",
    "judgement",
    "record_attempt",
    "record_call_back",
    "record_sample_answer",
    "reopen",
    "sample_member",
    "sample_members",
    "sample_summary",
    "samples",
    "waiting_for_call_back",
]
