"""What a leaf is called among people."""

from collections.abc import Mapping

from cocity.kit.proof.saying import KINDS
from cocity.kit.text import Text

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
