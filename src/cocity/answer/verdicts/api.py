"""The door of verdicts."""

from cocity.answer.verdicts.announcing import DRAWERS, announce_sample
from cocity.answer.verdicts.asking import record_sample_answer
from cocity.answer.verdicts.contracts import (
    AttemptView,
    DrawnAgain,
    Judged,
    Judgement,
    MemberView,
    SamplePage,
    SamplesDue,
    SampleSummary,
    SampleWanted,
    Waiting,
    WaitingPage,
    Word,
    WordView,
)
from cocity.answer.verdicts.draws import (
    TERMS,
    Drawing,
    chosen,
    committed,
    drawing,
    fingerprint,
    frame,
    rank,
    was_drawn,
)
from cocity.answer.verdicts.ending import end_sample, samples_due
from cocity.answer.verdicts.operations import (
    close_unreached,
    judge_by_person,
    record_attempt,
    record_call_back,
    reopen,
)
from cocity.answer.verdicts.queries import attempts_of, judgement, waiting_for_call_back
from cocity.answer.verdicts.rules import SEED_WITHIN
from cocity.answer.verdicts.samples import (
    published_sample,
    published_samples,
    sample_member,
    sample_members,
    sample_summary,
    samples,
)
from cocity.answer.verdicts.sampling import draw_again, draw_sample
from cocity.answer.verdicts.words import BY_TELEPHONE, StateWords, came_of, how_drawn, state_words

__all__ = [
    "BY_TELEPHONE",
    "DRAWERS",
    "SEED_WITHIN",
    "TERMS",
    "AttemptView",
    "Drawing",
    "DrawnAgain",
    "Judged",
    "Judgement",
    "MemberView",
    "SamplePage",
    "SampleSummary",
    "SampleWanted",
    "SamplesDue",
    "StateWords",
    "Waiting",
    "WaitingPage",
    "Word",
    "WordView",
    "announce_sample",
    "attempts_of",
    "came_of",
    "chosen",
    "close_unreached",
    "committed",
    "draw_again",
    "draw_sample",
    "drawing",
    "end_sample",
    "fingerprint",
    "frame",
    "how_drawn",
    "judge_by_person",
    "judgement",
    "published_sample",
    "published_samples",
    "rank",
    "record_attempt",
    "record_call_back",
    "record_sample_answer",
    "reopen",
    "sample_member",
    "sample_members",
    "sample_summary",
    "samples",
    "samples_due",
    "state_words",
    "waiting_for_call_back",
    "was_drawn",
]
