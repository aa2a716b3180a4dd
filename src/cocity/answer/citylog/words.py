"""What a leaf is called among people."""

from collections.abc import Mapping

from cocity.answer.citylog.leaves import TOLD
from cocity.kit.text import Text

KINDS: Mapping[str, Text] = {
    "commitment.opened": Text("受理", "Taken in"),
    "commitment.acted": Text("办理中的一步", "A step taken"),
    "commitment.clock_breached": Text("时限已过", "A limit passed"),
    "commitment.due_changed": Text("期限变更", "A due date changed"),
    "reply.given": Text("答复", "Answer"),
    "reply.corrected": Text("更正答复", "Answer corrected"),
    "verdict.call_attempted": Text("回访电话", "A call-back tried"),
    "verdict.sample_drawn": Text("抽样回访", "A sample drawn"),
    "notice.attempted": Text("通知发送", "A notice sent or tried"),
    "decision.announced": Text("决定公布", "A decision announced"),
    "decision.addressed": Text("决定告知本人", "A decision addressed to one person"),
    TOLD: Text("告知当事人（送出或尝试）", "A person told, or tried to be"),
}
STATES: Mapping[str, Text] = {
    "pending": Text("等待写入", "not in the log yet"),
    "signed": Text("已签名，等待见证", "signed, waiting for witnesses"),
    "witnessed": Text("部分见证", "witnessed in part"),
    "quorum": Text("已见证", "witnessed"),
}


def kind_words(kind: str) -> Text:
    """A kind of leaf in words; its own name where it has none."""
    return KINDS.get(kind, Text(kind, kind))


def state_words(state: str) -> Text:
    """How far a leaf is proven, in words."""
    return STATES[state]
