"""Whom the log asks to cosign, and what it tells others to believe: the policy file, c2sp.org/tlog-policy."""

from collections.abc import Iterable
from pathlib import Path

from cocity.answer.citylog.refusal import POLICY_WRONG, WillNotSign
from cocity.engines.merkle import (
    LogError,
    Note,
    Policy,
    Unverified,
    VerifierKey,
    believe,
    parse_policy,
    parse_verifier,
)
from cocity.kit.faults import why

NOBODY = b"quorum none\n"


def text_of(path: Path, keys: Iterable[str]) -> bytes:
    """The policy as others need it: every key the log ever signed with, then witnesses and quorum as in the file."""
    said = path.read_bytes() if path.is_file() else NOBODY
    lines = [line for line in said.splitlines() if line.split()[:1] != [b"log"]]
    return b"\n".join([*(f"log {key}".encode() for key in keys), *lines]) + b"\n"


def read(path: Path, keys: Iterable[str]) -> Policy:
    """The policy with the log's own keys in it. Raises WillNotSign where the file cannot be read."""
    try:
        return parse_policy(text_of(path, keys))
    except (LogError, OSError) as error:
        raise WillNotSign(POLICY_WRONG.with_values(path=path, why=why(error))) from None


def has_quorum(note: Note, policy: Policy) -> bool:
    """Whether enough witnesses cosigned; without any asked for, the log's own signature is enough."""
    try:
        believe(note, policy)
    except Unverified:
        return False
    return True


def cosigners(note: Note, policy: Policy) -> set[str]:
    """Names of the policy's witnesses that stand under the note."""
    there = {(each.name, each.key) for each in note.signatures}
    return {name for name, key in policy.witnesses.items() if (key.name, key.id) in there}


def verifier(text: str) -> VerifierKey:
    """A key as it is passed on. Raises Malformed."""
    return parse_verifier(text)
