"""The door of the city log. What belongs to a person is shown to that person: with the receipt of the matter, or signed
in; `receipt_of` asks nobody and is for callers that have done so."""

from cocity.answer.citylog.contracts import (
    Proof,
    ReceiptFile,
    Recorded,
    Standing,
    Trouble,
    WitnessView,
)
from cocity.answer.citylog.publishing import advance, publish
from cocity.answer.citylog.queries import (
    policy_text,
    proofs_of,
    receipt,
    receipt_of,
    recorded_since,
    standing,
)
from cocity.answer.citylog.refusal import WillNotSign
from cocity.answer.citylog.sequencing import sequence
from cocity.answer.citylog.serving import checkpoint_file, published_file
from cocity.answer.citylog.signing import make_key, public_keys, retire_keys, rotate_key
from cocity.answer.citylog.upkeep import fsck, rebuild, recover
from cocity.answer.citylog.watching import Contradiction, Monitor, Watched
from cocity.answer.citylog.words import kind_words, state_words

__all__ = [
    "Contradiction",
    "Monitor",
    "Proof",
    "ReceiptFile",
    "Recorded",
    "Standing",
    "Trouble",
    "Watched",
    "WillNotSign",
    "WitnessView",
    "advance",
    "checkpoint_file",
    "fsck",
    "kind_words",
    "make_key",
    "policy_text",
    "proofs_of",
    "public_keys",
    "publish",
    "published_file",
    "rebuild",
    "receipt",
    "receipt_of",
    "recorded_since",
    "recover",
    "retire_keys",
    "rotate_key",
    "sequence",
    "standing",
    "state_words",
]
