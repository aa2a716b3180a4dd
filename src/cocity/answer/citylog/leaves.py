"""What stands in the log: content of a journal entry, its salted commitment, the leaf. No database, no clock."""

from collections.abc import Mapping
from datetime import UTC, datetime
from hashlib import sha256
from json.encoder import encode_basestring
from typing import Any

from cocity.ground.journal.api import Entry
from cocity.kit.canonical import canonical

VERSION = 1
KIND = b'"kind":"'
PERSONAL = ("commitment:", "resident:")  # subjects the log calls by a name of its own, drawn at random

# What is committed to of matters that need not be public. Nothing here names a person; under a salt it tells nothing.
FIELDS: Mapping[str, tuple[str, ...]] = {
    "commitment.opened": ("number", "procedure", "version", "holder", "due_at"),
    "commitment.acted": (
        "number", "action", "from_state", "to_state", "ended", "holder", "by_body", "due_at", "claim", "finding",
        "verdict", "disposition",
    ),
    "commitment.clock_breached": ("number", "clock", "due_at", "level", "holder"),
    "commitment.due_changed": ("number", "clock", "before", "after"),
    "reply.given": ("number", "ordinal", "by_body", "digest", "claim", "disposition"),
    "reply.corrected": ("number", "ordinal", "version", "by_body", "digest"),
    "verdict.call_attempted": ("number", "outcome", "day"),
    "notice.attempted": ("number", "notice", "channel", "outcome", "attempt"),
    "decision.addressed": ("number", "decision", "digest"),
}  # fmt: skip

# Kinds of entries whose leaves bear one kind, so that nobody counts from outside how many people a decision was told
# to: a copy looks like any notice. What it was stands in the content, for whom it concerns.
TOLD = "person.told"
ALIKE: Mapping[str, str] = {"decision.addressed": TOLD, "notice.attempted": TOLD}


def shown_kind(kind: str) -> str:
    """The kind a leaf bears for an entry of this kind."""
    return ALIKE.get(kind, kind)


def content_of(entry: Entry) -> str | None:
    """Canonical JSON of what the log commits to; None for an entry that does not concern it."""
    names = FIELDS.get(entry.kind)
    if names is not None:
        told: Mapping[str, Any] = {name: entry.data.get(name) for name in names}
    elif entry.public is not None:
        told = entry.public
    else:
        return None
    return canonical({**told, "kind": entry.kind, "at": entry.at.astimezone(UTC).isoformat()})


def commitment(salt: bytes, content: str) -> str:
    """SHA-256(32-byte salt ‖ content), hexadecimal."""
    return sha256(salt + content.encode()).hexdigest()


def leaf(*, kind: str, ref: str, seq: int, at: datetime, commit: str, prev: str) -> str:
    """Canonical JSON of a leaf; `at` is told to the hour (UTC), `prev` is the hash of the leaf before under `ref`."""
    hour = at.astimezone(UTC).strftime("%Y-%m-%dT%H")
    return (
        f'{{"commit":"{commit}","hour":"{hour}","kind":{encode_basestring(kind)},"prev":"{prev}",'
        f'"ref":{encode_basestring(ref)},"seq":{seq},"v":{VERSION}}}'
    )


def kind_of(made: bytes) -> str:
    """The kind a leaf shows."""
    begin = made.index(KIND) + len(KIND)
    return made[begin : made.index(b'"', begin)].decode()


def named_openly(entry: Entry) -> bool:
    """Whether the log may call the subject by its own name: it is public, and no person's matter."""
    return entry.public is not None and not entry.subject.startswith(PERSONAL)
