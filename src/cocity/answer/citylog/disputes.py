"""What follows where a witness says it saw more than we signed, or another history.

Anybody can say so; only a note that our own key signed proves it. One proof stops the log. Words alone stop it where all
witnesses say so, or two and more that are a quorum: a single one can neither stop a city that asks several, nor hide
that a machine was set back, for until enough others have answered nothing is signed after a start (`cosigning`).
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from cocity.answer.citylog.asking import Answer
from cocity.answer.citylog.files import Published
from cocity.answer.citylog.refusal import WITNESS_AHEAD, WITNESS_DISAGREES, WillNotSign
from cocity.answer.citylog.store import Kept
from cocity.engines.merkle import (
    Checkpoint,
    LogError,
    Note,
    Policy,
    Prover,
    parse_checkpoint,
    parse_note,
    verified,
)
from cocity.kit.text import Text


@dataclass(frozen=True, slots=True)
class Dispute:
    """What a witness holds against us; `proven` where it shows a note of ours for it."""

    what: Text
    proven: bool


def dispute(answer: Answer, latest: Kept, policy: Policy, files: Published) -> Dispute | None:
    """What this answer holds against `latest`; None where it does not."""
    if not (answer.ahead or answer.disagrees):
        return None
    found = proof(answer.heads, latest, policy, files)
    if answer.ahead:
        there = found.size if found else answer.ahead
        what = WITNESS_AHEAD.with_values(name=answer.name, there=there, here=latest.size)
    else:
        what = WITNESS_DISAGREES.with_values(name=answer.name, why=answer.said)
    return Dispute(what, found is not None)


def proof(heads: bytes, latest: Kept, policy: Policy, files: Published) -> Checkpoint | None:
    """A checkpoint our key signed that is larger than the latest, or that the latest does not continue."""
    for note in notes_in(heads):
        try:
            checkpoint = parse_checkpoint(note.text)
            own = [key for key in policy.logs if key.name == checkpoint.origin]
            if own and verified(note, own) and not _continued(checkpoint, latest, files):
                return checkpoint
        except LogError:
            continue
    return None


def _continued(checkpoint: Checkpoint, latest: Kept, files: Published) -> bool:
    """Whether the published tree of the latest checkpoint has this one in its past. Raises LogError."""
    if checkpoint.size >= latest.size:
        return (checkpoint.size, checkpoint.root) == (latest.size, latest.root)
    try:
        return not checkpoint.size or Prover(checkpoint.size, files.read).root() == checkpoint.root
    except (WillNotSign, OSError, ValueError):
        return True  # our own files are damaged, which is told elsewhere and proves nothing


def notes_in(heads: bytes) -> Iterator[Note]:
    """What a witness lists: text and signatures stand in turn, parted by empty lines; what is no note is left out."""
    parts = heads.strip(b"\n").split(b"\n\n")
    for text, signatures in zip(parts[::2], parts[1::2], strict=False):
        try:
            yield parse_note(text + b"\n\n" + signatures.rstrip(b"\n") + b"\n")
        except LogError:
            continue


def weigh(disputes: Mapping[str, Dispute], policy: Policy) -> None:
    """Raise WillNotSign where the disputes of these witnesses stop the log."""
    held = {name: each for name, each in disputes.items() if name in policy.addresses}
    for each in held.values():
        if each.proven:
            raise WillNotSign(each.what)
    everybody = held.keys() == policy.addresses.keys()
    if held and (everybody or (len(held) > 1 and policy.met_by(set(held)) and not policy.met_by(set()))):
        raise WillNotSign(next(iter(held.values())).what)
