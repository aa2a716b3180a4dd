"""A monitor: somebody who trusts nobody follows a log from outside and notices when it contradicts itself.

Everything is read over HTTP from the log's address; what was seen last is kept by the caller. Memory does not grow with
the log.
"""

import http.client
import json
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from itertools import islice
from urllib.parse import urlsplit

from cocity.answer.citylog.asking import connected, listed
from cocity.answer.citylog.disputes import notes_in
from cocity.engines.merkle import (
    Believed,
    Checkpoint,
    LogError,
    Note,
    Policy,
    Prover,
    Tile,
    Unverified,
    VerifierKey,
    believe,
    bundle_with,
    edge_of,
    grow,
    leaf_hash,
    parse_checkpoint,
    parse_note,
    unpack,
    verified,
    verify_consistency,
)
from cocity.engines.merkle.tiles import FULL, HEIGHT

STEP = 16 * FULL
LONGEST = 20_000_000
LISTS = ("evidence", "refused")  # of a witness
MOST_HEARD, LONGEST_LIST = 200, 1_000_000  # notes and bytes of each list
FIELDS = {"v", "kind", "ref", "seq", "hour", "commit", "prev"}


class Contradiction(LogError):
    """The log says two things. `notes` are what it signed: anyone can check them."""

    def __init__(self, said: str, notes: Sequence[bytes]) -> None:
        super().__init__(said)
        self.notes = tuple(notes)


@dataclass(frozen=True, slots=True)
class Watched:
    """What a look found: the checkpoint now, how many entries are new and were read."""

    believed: Believed
    note: bytes
    new: int


class Monitor:
    """Follows the log at `address`, believing what `policy` says."""

    def __init__(self, address: str, policy: Policy) -> None:
        self.address, self.policy, self._size = address.rstrip("/"), policy, 0

    def look(self, before: bytes = b"", *, also: Sequence[bytes] = ()) -> Watched:
        """The log goes on from the checkpoint `before` (empty: from nothing), and every new entry is in it.

        `also` are checkpoints that others saw: each must be part of this same log, and so must what its witnesses refused
        to cosign although it was signed. Raises Contradiction with both notes,
        `Unverified` for a checkpoint that is not believed, OSError where the log cannot be reached.
        """
        note = self._get("checkpoint")
        believed = believe(parse_note(note), self.policy)
        now = believed.checkpoint
        self._size = now.size
        for other in (before, *also):
            if other:
                self._agrees(now, note, other)
        old = parse_checkpoint(parse_note(before).text).size if before else 0
        self._read(old, now)
        self._hear(now, note)
        return Watched(believed, note, now.size - old)

    def _agrees(self, now: Checkpoint, note: bytes, other: bytes) -> None:
        """Whether one of two checkpoints of the log continues the other."""
        parsed = parse_note(other)
        verified(parsed, [log for log in self.policy.logs if log.name == now.origin])
        seen = parse_checkpoint(parsed.text)
        if seen.size > now.size:
            raise Contradiction(f"the log went back from {seen.size} entries to {now.size}", [other, note])
        if not seen.size:
            return
        proof = Prover(now.size, self._tile).consistency(seen.size)
        try:
            verify_consistency(seen.size, now.size, proof, seen.root, now.root)
        except Unverified as error:
            raise Contradiction(f"two histories: {error}", [other, note]) from None

    def _hear(self, now: Checkpoint, note: bytes) -> None:
        """What witnesses refused to cosign although the log signed it. Their word counts for nothing: two roots of one size
        are a contradiction by themselves, and every other note must be part of this log, whoever sent it to them with
        what proof. One larger than what the log shows now is looked at next time."""
        seen: dict[int, tuple[bytes, bytes]] = {}
        for heard in self._refused(now.origin):
            said, whole = parse_checkpoint(heard.text), heard.to_bytes()
            root, other = seen.setdefault(said.size, (said.root, whole))
            if root != said.root:
                raise Contradiction(f"two roots of {said.size} entries", [other, whole])
            if said.size <= now.size:
                self._agrees(now, note, whole)

    def _refused(self, origin: str) -> Iterator[Note]:
        """Notes of this log among what its witnesses refused; nothing from those that cannot be reached."""
        own = [key for key in self.policy.logs if key.name == origin]
        for address in self.policy.addresses.values():
            for name in LISTS:
                yield from islice(_signed_by(own, listed(address, name, most=LONGEST_LIST)), MOST_HEARD)

    def _read(self, old: int, now: Checkpoint) -> None:
        """Every entry from `old` on: well formed, and together with what stood before, the root that is signed."""
        edge = edge_of(old, self._tile)
        while edge.size < now.size:
            end = min(now.size, edge.size - edge.size % FULL + STEP)
            entries = self._entries(edge.size, end, now.size)
            edge, _ = grow(edge, [leaf_hash(entry) for entry in entries])
        if edge.root() != now.root:
            raise Unverified("the entries the log shows are not those it signed")

    def _entries(self, low: int, high: int, size: int) -> list[bytes]:
        made: list[bytes] = []
        for at in range(low - low % FULL, high, FULL):
            bundle = bundle_with(at, size)
            made += unpack(self._get(bundle.path), bundle.width)
        wanted = made[low % FULL : low % FULL + high - low]
        for entry in wanted:
            if set(json.loads(entry)) != FIELDS:
                raise Unverified(f"this is no leaf of a city log: {entry[:80]!r}")
        return wanted

    def _tile(self, tile: Tile) -> bytes:
        """The tile as wide as it is now: narrower ones may be gone."""
        width = min(FULL, (self._size >> (HEIGHT * tile.level)) - tile.index * FULL)
        return self._get(Tile(tile.level, tile.index, width).path)[: tile.width * 32]

    def _get(self, path: str) -> bytes:
        """One file of the log. Raises OSError."""
        return fetched(f"{self.address}/{path}")


def _signed_by(own: Sequence[VerifierKey], listed: bytes) -> Iterator[Note]:
    for each in notes_in(listed):
        with suppress(LogError):
            if verified(each, own) and parse_checkpoint(each.text):
                yield each


def fetched(url: str) -> bytes:
    """What stands at an address. Raises OSError."""
    parts = urlsplit(url)
    connection = connected(parts.scheme, parts.hostname, parts.port)
    try:
        connection.request("GET", parts.path)
        answer = connection.getresponse()
        body = answer.read(LONGEST)
    except http.client.HTTPException as error:
        raise OSError(f"{url}: {error}") from None
    finally:
        connection.close()
    if answer.status != http.client.OK:
        raise OSError(f"{url} answers {answer.status}")
    return body
