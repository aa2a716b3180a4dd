"""Whom to believe, c2sp.org/tlog-policy: known logs, known witnesses, and how many of them must have signed."""

import re
from dataclasses import dataclass, field

from cocity.engines.merkle.checkpoints import Checkpoint, parse_checkpoint
from cocity.engines.merkle.encoding import to_number
from cocity.engines.merkle.errors import LogError, Malformed, Unverified
from cocity.engines.merkle.keys import Kind, VerifierKey, is_weak, parse_verifier
from cocity.engines.merkle.notes import Note, Signed, verified

NONE = "none"
LARGEST_POLICY = 1_000_000
FORBIDDEN = re.compile(rb"[^\t\n\x20-\x7e\x80-\xff]")
GAP = re.compile("[ \t]+")


@dataclass(slots=True)
class Policy:
    """`groups` give a threshold and members each, in an order in which members come before their groups.

    `quorum` names a witness, a group, or `none`: then no witness is asked for. `addresses` are the URLs written behind
    the witnesses that have one.
    """

    logs: list[VerifierKey] = field(default_factory=list)
    witnesses: dict[str, VerifierKey] = field(default_factory=dict)
    groups: dict[str, tuple[int, tuple[str, ...]]] = field(default_factory=dict)
    quorum: str = ""
    addresses: dict[str, str] = field(default_factory=dict)

    def met_by(self, names: set[str]) -> bool:
        """Whether these witnesses are enough."""
        there = {NONE, *names}
        for group, (threshold, members) in self.groups.items():
            if len(there.intersection(members)) >= threshold:
                there.add(group)
        return self.quorum in there


@dataclass(frozen=True, slots=True)
class Believed:
    """A checkpoint that its log signed, and the known witnesses that cosigned it, with their times."""

    checkpoint: Checkpoint
    witnesses: tuple[Signed, ...]


def believe(note: Note, policy: Policy) -> Believed:
    """The checkpoint in a note. Raises `Malformed`, or `Unverified` where the policy is not met.

    The log's key must bear the origin as its name, every signature of a known log or witness must hold, and the
    witnesses must be a quorum. Times of cosignatures are told, not judged.
    """
    checkpoint = parse_checkpoint(note.text)
    logs = {log for log in policy.logs if log.name == checkpoint.origin}
    if not logs:
        raise Unverified(f"no known log is called {checkpoint.origin[:80]!r}")
    signed = verified(note, [*logs, *policy.witnesses.values()])
    if not any(each.by in logs for each in signed):
        raise Unverified(f"the log {checkpoint.origin[:80]!r} did not sign this checkpoint")
    witnesses = tuple(each for each in signed if each.by not in logs)
    keys = {each.by for each in witnesses}
    if not policy.met_by({name for name, key in policy.witnesses.items() if key in keys}):
        raise Unverified(f"{len(witnesses)} known witnesses cosigned, which is no quorum ({policy.quorum})")
    return Believed(checkpoint, witnesses)


def parse_policy(data: bytes) -> Policy:
    """A policy file: lines `log KEY [URL]`, `witness NAME KEY [URL]`, `group NAME K|any|all NAME…`, `quorum NAME`.

    Raises `Malformed` with the number of the line.
    """
    if len(data) > LARGEST_POLICY:
        raise Malformed(f"a policy has at most {LARGEST_POLICY:,} bytes")
    policy = Policy()
    for number, line in enumerate(data.split(b"\n"), 1):
        try:
            _take(policy, line)
        except LogError as error:
            raise Malformed(f"line {number}: {error}") from None
    if not policy.quorum:
        raise Malformed("the policy has no quorum line")
    return policy


def _take(policy: Policy, line: bytes) -> None:
    if FORBIDDEN.search(line):
        raise Malformed("a control character other than the tab")
    # Names are opaque bytes: what is not UTF-8 stays as it is and equals itself alone.
    words = GAP.split(line.decode("utf-8", "surrogateescape").strip(" \t"))
    if not words[0] or words[0].startswith("#"):
        return
    takers = {"log": _take_log, "witness": _take_witness, "group": _take_group, "quorum": _take_quorum}
    if words[0] not in takers:
        raise Malformed(f"a line begins with log, witness, group or quorum, not {words[0][:40]!r}")
    takers[words[0]](policy, words[1:])


def _take_log(policy: Policy, words: list[str]) -> None:
    if len(words) not in (1, 2):
        raise Malformed("a log is written: log KEY [URL]")
    key = _key(words[0], Kind.NOTE, "a log")
    if any(log.public == key.public for log in policy.logs):
        raise Malformed(f"the key of the log {key.name[:80]} stands here twice")
    policy.logs.append(key)


def _take_witness(policy: Policy, words: list[str]) -> None:
    if len(words) not in (2, 3):
        raise Malformed("a witness is written: witness NAME KEY [URL]")
    key = _key(words[1], Kind.COSIGNATURE, "a witness")
    if any(other.public == key.public for other in policy.witnesses.values()):
        raise Malformed(f"the key of the witness {key.name[:80]} stands here twice")
    policy.witnesses[_new(policy, words[0])] = key
    if len(words) == 3:
        policy.addresses[words[0]] = words[2]


def _take_group(policy: Policy, words: list[str]) -> None:
    if len(words) < 3:
        raise Malformed("a group is written: group NAME K|any|all MEMBER…")
    name, threshold, *members = words
    taken = {member for _, others in policy.groups.values() for member in others}
    for member in members:
        if member not in policy.witnesses and member not in policy.groups:
            raise Malformed(f"the member {member[:40]!r} is not defined above")
        if member in taken:
            raise Malformed(f"{member[:40]!r} is a member already, and may be one only once")
        taken.add(member)
    least = {"any": 1, "all": len(members)}.get(threshold) or to_number(threshold, "the threshold")
    if not 1 <= least <= len(members):
        raise Malformed(f"the threshold goes from 1 to {len(members)}, the number of members")
    policy.groups[_new(policy, name)] = (least, tuple(members))


def _take_quorum(policy: Policy, words: list[str]) -> None:
    if len(words) != 1 or policy.quorum:
        raise Malformed("there is one quorum line, written: quorum NAME")
    if words[0] != NONE and words[0] not in policy.witnesses and words[0] not in policy.groups:
        raise Malformed(f"the quorum {words[0][:40]!r} is not defined above")
    policy.quorum = words[0]


def _key(text: str, kind: Kind, whose: str) -> VerifierKey:
    key = parse_verifier(text)
    if key.kind is not kind:
        raise Malformed(f"the key of {whose} is of kind {kind:d}, not {key.kind:d}")
    if is_weak(key.public):
        raise Malformed(f"the key of {whose} is one for which anybody could sign")
    return key


def _new(policy: Policy, name: str) -> str:
    if name == NONE or name in policy.witnesses or name in policy.groups:
        raise Malformed(f"the name {name[:40]!r} is taken")
    return name
