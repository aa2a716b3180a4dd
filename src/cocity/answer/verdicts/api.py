"""The door of verdicts."""

from cocity.answer.verdicts.contracts import (
    AttemptView,
    DrawnAgain,
    Judged,
    Judgement,
    MemberView,
    SamplePage,
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
from cocity.answer.verdicts.queries import attempts_of, judgement, waiting_for_call_back
from cocity.answer.verdicts.rules import Drawing, chosen, drawing, frame
from cocity.answer.verdicts.samples import (
    published_sample,
    published_samples,
    sample_member,
    sample_members,
    sample_summary,
    samples,
)
from cocity.answer.verdicts.sampling import DRAWERS, draw_again, draw_sample, record_sample_answer
from cocity.answer.verdicts.words import BY_TELEPHONE, how_drawn

__all__ = [
    "BY_TELEPHONE",
    "DRAWERS",
    "AttemptView",
    "Drawing",
    "DrawnAgain",
    "Judged",
    "Judgement",
    "MemberView",
    "SamplePage",
    "SampleSummary",
    "SampleWanted",
    "Waiting",
    "WaitingPage",
    "Word",
    "WordView",
    "attempts_of",
    "chosen",
    "close_unreached",
    "draw_again",
    "draw_sample",
    "drawing",
    "frame",
    "how_drawn",
    "judge_by_person",
    "judgement",
    "published_sample",
    "published_samples",
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
