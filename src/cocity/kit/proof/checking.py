"""Is a receipt genuine? Step by step, so that what does not hold can be named; needs no settings and no database.

The page `resident:verify` does the same in the browser (`static/resident/verify/`); both are held to one set of cases.
"""

from dataclasses import dataclass, field
from typing import Any

from cocity.engines.merkle import (
    Believed,
    LogError,
    Malformed,
    Policy,
    Receipt,
    Unverified,
    believe,
    leaf_hash,
    parse_note,
    parse_policy,
    parse_receipt,
    verify_inclusion,
)
from cocity.kit.proof.carried import Carried, bare, carried, commitment, opened, read_32

SHOWN = ("kind", "ref", "seq", "hour")


@dataclass(frozen=True, slots=True)
class Witnessed:
    """An independent witness: name and id (8 hexadecimal digits) of its key, and its time in seconds since 1970."""

    name: str
    key: str
    at: int


@dataclass(frozen=True, slots=True)
class Facts:
    """What was proved: entry `index` (from 0) of `size` in the log `origin`, and who witnessed that.

    `entry` holds what the entry says of itself, of `SHOWN`; `content` is the content it commits to, where it is known
    and fits; `log_key` is the id of the log's key.
    """

    origin: str
    size: int
    index: int
    log_key: str
    witnesses: tuple[Witnessed, ...]
    entry: tuple[tuple[str, str], ...] = ()
    content: Any = None
    content_known: bool = False


@dataclass(frozen=True, slots=True)
class Checked:
    """`facts` where everything holds; else the first `step` that does not, and why in the engine's words.

    Steps: policy, format, entry (the receipt does not carry it), signed, included, opening (unreadable), content.
    """

    facts: Facts | None = None
    step: str = ""
    detail: str = ""

    @property
    def holds(self) -> bool:
        """Everything that was asked for was proved."""
        return self.facts is not None

    @property
    def undecided(self) -> bool:
        """Nothing is known: the check itself could not be made."""
        return self.step in {"policy", "entry", "opening"}


@dataclass(slots=True)
class _Step(Exception):
    step: str
    detail: str = field(default="")


def check(
    receipt: bytes, policy: bytes, *, entry: bytes | None = None, opening: bytes | None = None
) -> Checked:
    """Check a `.tlog-proof` file under a policy; raises nothing.

    `entry`: the entry as it stands in the log, for a receipt without extra data. `opening`: JSON
    `{"salt": …, "content": …}`, where that content is to be checked too.
    """
    try:
        return Checked(_facts(receipt, policy, entry, opening))
    except _Step as failed:
        return Checked(step=failed.step, detail=failed.detail)


def pasted(text: str) -> bytes:
    """A receipt from pasted text: forms turn line ends into CRLF, and scanners drop the last one."""
    plain = text.replace("\r\n", "\n").strip("\n \t")
    return f"{plain}\n".encode("utf-8", "replace")


def _facts(receipt: bytes, policy: bytes, entry: bytes | None, opening: bytes | None) -> Facts:
    trusted = _try("policy", parse_policy, policy)
    parsed = _try("format", parse_receipt, receipt)
    if not (parsed.extra or entry):
        raise _Step("entry")
    found: Carried = _try("format", carried, parsed.extra) if parsed.extra else bare(entry or b"")
    believed = _believed(parsed, trusted)
    of = believed.checkpoint
    leaf = leaf_hash(found.entry)
    _try("included", verify_inclusion, leaf, parsed.index, of.size, parsed.proof, of.root)
    if found.salt:
        _fits(found.leaf, found.salt, found.content)
    salt, content = _try("opening", opened, opening) if opening is not None else (found.salt, found.content)
    if opening is not None:
        _fits(found.leaf, salt, content)
    told = ((name, found.leaf.get(name)) for name in SHOWN)
    return Facts(
        origin=of.origin,
        size=of.size,
        index=parsed.index,
        log_key=_log_key(parsed, trusted, of.origin),
        witnesses=tuple(
            Witnessed(each.by.name, each.by.id.hex(), each.at or 0) for each in believed.witnesses
        ),
        entry=tuple((name, str(value)) for name, value in told if isinstance(value, str | int)),
        content=content,
        content_known=bool(salt),
    )


def _believed(receipt: Receipt, trusted: Policy) -> Believed:
    try:
        return believe(parse_note(receipt.checkpoint), trusted)
    except Malformed as error:
        raise _Step("format", str(error)) from None
    except Unverified as error:
        raise _Step("signed", str(error)) from None


def _log_key(receipt: Receipt, trusted: Policy, origin: str) -> str:
    """Id of the key by which the log signed; the first, where it signed with several."""
    there = {(each.name, each.key) for each in parse_note(receipt.checkpoint).signatures}
    return next(log.id.hex() for log in trusted.logs if log.name == origin and (log.name, log.id) in there)


def _fits(leaf: dict[str, Any], salt: bytes, content: Any) -> None:
    made = _try("opening", commitment, salt, content)
    if _try("content", read_32, leaf.get("commit"), "the commitment of the entry") != made:
        raise _Step("content", "salt and content give another commitment than the one in the entry")


def _try(step: str, do: Any, *arguments: Any) -> Any:
    try:
        return do(*arguments)
    except LogError as error:
        raise _Step(step, str(error)) from None
