"""Near-duplicates one message at a time: an index that answers, takes the message in, and can be kept in a file.

Every text is kept (two bytes a character) and its prefix of rare shingles posted to linked lists in arrays. Which
shingles are rare was settled when the index began, by the texts given then, and never changes, so that prefixes of
old and new texts agree; `renew` settles it anew by all that has come since. Texts that are equal share one entry.
"""

import hashlib
import json
from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np
from numba import njit
from numpy.typing import NDArray

from cocity.engines.text.errors import TextError
from cocity.engines.text.near.filters import bucket, needed, prefix
from cocity.engines.text.near.shingles import LEAST, distinct, overlap, room_for, units_of, units_of_one

MAGIC = b"cocity-near 1\n"
RARITY_BITS = 22
_SHIFT = np.uint64(64 - RARITY_BITS)
_NAMES = ("units", "bounds", "sizes", "twins", "heads", "following", "holder", "held", "counts")
_KINDS = ("<u2", "<i8", "<i4", "<i4", "<i4", "<i4", "<i4", "<u8", "|u1")


class NearIndex:
    """Numbers of messages follow the order in which they came, from 0."""

    def __init__(self, sample: Iterable[str] = (), least: float = LEAST, room: int = 1 << 16) -> None:
        """`sample`: texts that show which shingles are common (they are not taken in); `room`: messages expected.

        Raises TextError unless 0 < least ≤ 1.
        """
        if not 0 < least <= 1:
            raise TextError("the least similarity lies above 0 and at most at 1")
        self.least, self.messages, self._chars, self._posts = least, 0, 0, 0
        self._twin: dict[bytes, int] = {}
        self._later: dict[int, list[int]] = {}
        self.units, self.bounds = np.zeros(1 << 12, np.uint16), np.zeros(1 << 8, np.int64)
        self.sizes, self.twins = np.zeros(1 << 8, np.int32), np.zeros(1 << 8, np.int32)
        self.heads = np.full(room_for(16 * room), -1, np.int32)
        self.following, self.holder = np.zeros(1 << 10, np.int32), np.zeros(1 << 10, np.int32)
        self.held = np.zeros(1 << 10, np.uint64)
        # No bucket may count one: that would claim the shingle stands in no other text.
        self.counts = np.full(1 << RARITY_BITS, 2, np.uint8)
        units, bounds = units_of(sample)
        _common(units, bounds, self.counts, _SHIFT)
        self._scratch = _Scratch(64)

    def __len__(self) -> int:
        return self.messages

    def add(self, text: str) -> list[tuple[int, float]]:
        """Takes a message in. What earlier messages it is alike to: (number, Jaccard), by number."""
        return self._added(units_of_one(text))

    def add_all(self, texts: Sequence[str]) -> list[list[tuple[int, float]]]:
        """`add` for each, in order."""
        units, bounds = units_of(texts)
        return [
            self._added(units[a:b]) for a, b in zip(bounds[:-1].tolist(), bounds[1:].tolist(), strict=True)
        ]

    def alike(self, text: str) -> list[tuple[int, float]]:
        """What messages a text is alike to, without taking it in."""
        units = units_of_one(text)
        return self._all_copies(*self._found(units)[0]) if len(units) else []

    def _added(self, units: NDArray[np.uint16]) -> list[tuple[int, float]]:
        number = self.messages
        mark = hashlib.blake2b(units.tobytes(), digest_size=16).digest()
        twin = self._twin.get(mark, number) if len(units) else number
        (found, similarity), take = self._found(units) if len(units) else ((_NONE, _NO_VALUES), 0)
        answer = self._all_copies(found, similarity)
        self._take_in(units, twin, take)
        if twin == number:
            self._twin[mark] = number
        else:
            self._later.setdefault(twin, []).append(number)
        return answer

    def _found(self, units: NDArray[np.uint16]) -> tuple[tuple[NDArray[np.int32], NDArray[np.float64]], int]:
        """Entries alike to a text with the similarities, and the length of its prefix (left in the scratch)."""
        if len(units) > self._scratch.longest:
            self._scratch = _Scratch(2 * len(units))
        s = self._scratch
        if len(s.last) <= self.messages:
            s.last = np.full(2 * self.messages + 64, -1, np.int64)
        s.stamp += 1
        found, similarity, take, s.looked = _search(
            units, self.units, self.bounds, self.sizes, self.heads, self.following, self.holder, self.held, self.counts,
            _SHIFT, self.least, s.keys, s.ranks, s.order, s.seen, s.stamps, s.marks, s.last, s.stamp, s.looked,
        )  # fmt: skip
        return (found, similarity), take

    def _all_copies(
        self, found: NDArray[np.int32], similarity: NDArray[np.float64]
    ) -> list[tuple[int, float]]:
        if not found.size:
            return []
        pairs = list(zip(found.tolist(), similarity.tolist(), strict=True))
        return sorted((n, value) for entry, value in pairs for n in (entry, *self._later.get(entry, ())))

    def _take_in(self, units: NDArray[np.uint16], twin: int, take: int) -> None:
        number, s = self.messages, self._scratch
        new = twin == number
        end = self._chars + (len(units) if new else 0)
        self.units, self.bounds = _roomy(self.units, end), _roomy(self.bounds, number + 2)
        self.sizes, self.twins = _roomy(self.sizes, number + 1), _roomy(self.twins, number + 1)
        if new:
            self.units[self._chars : end] = units
            self.sizes[number] = s.keys[-1] if len(units) else 0
            after = self._posts + take
            self.following, self.holder = _roomy(self.following, after), _roomy(self.holder, after)
            self.held = _roomy(self.held, after)
            _post(number, take, s.order, self.heads, self.following, self.holder, self.held, self._posts)
            self._posts = after
        self._chars, self.bounds[number + 1], self.twins[number] = end, end, twin
        self.messages += 1

    def renew(self) -> None:
        """Learns anew which shingles are rare, from every text taken in; answers stay the same, later ones come faster.

        Takes some 20 µs a message: for a quiet hour, not for each message.
        """
        most = int(self.sizes[: self.messages].sum())
        self.counts[:], self.heads[:] = 2, -1
        self.following, self.holder = _roomy(self.following, most), _roomy(self.holder, most)
        self.held = _roomy(self.held, most)
        units, bounds = self.units[: self._chars], self.bounds[: self.messages + 1]
        _common(units, bounds, self.counts, _SHIFT)
        self._posts = _post_all(
            units,
            bounds,
            self.counts,
            _SHIFT,
            self.least,
            self.heads,
            self.following,
            self.holder,
            self.held,
        )

    def packed(self) -> bytes:
        """The index as bytes, with a checksum."""
        n, used = self.messages, self._posts
        lengths = (self._chars, n + 1, n, n, len(self.heads), used, used, used, len(self.counts))
        arrays = [
            getattr(self, name)[:k].astype(kind)
            for name, k, kind in zip(_NAMES, lengths, _KINDS, strict=True)
        ]
        head = json.dumps({"least": self.least, "lengths": lengths}).encode()
        body = MAGIC + len(head).to_bytes(8, "big") + head + b"".join(array.tobytes() for array in arrays)
        return body + hashlib.blake2b(body, digest_size=32).digest()

    @classmethod
    def unpacked(cls, data: bytes) -> "NearIndex":
        """The index in `data`. Raises TextError for what is none or is damaged."""
        if not data.startswith(MAGIC):
            raise TextError("this is not an index of near-duplicates of this version")
        if len(data) < 64 or hashlib.blake2b(memoryview(data)[:-32], digest_size=32).digest() != data[-32:]:
            raise TextError("the index is damaged or incomplete: its checksum does not fit")
        at = len(MAGIC) + 8
        length = int.from_bytes(data[len(MAGIC) : at], "big")
        head: dict[str, Any] = json.loads(data[at : at + length])
        found, at = cls(least=head["least"], room=1), at + length
        for name, count, kind in zip(_NAMES, head["lengths"], _KINDS, strict=True):
            setattr(found, name, np.frombuffer(data, kind, count, at).copy())
            at += count * np.dtype(kind).itemsize
        found._chars, found.messages, found._posts = (
            head["lengths"][0],
            head["lengths"][2],
            head["lengths"][5],
        )
        found._remember()
        return found

    def _remember(self) -> None:
        """Which texts are equal, from what was kept."""
        bounds = self.bounds.tolist()
        for number, twin in enumerate(self.twins[: self.messages].tolist()):
            if twin != number:
                self._later.setdefault(twin, []).append(number)
            elif bounds[number + 1] > bounds[number]:
                units = self.units[bounds[number] : bounds[number + 1]]
                self._twin[hashlib.blake2b(units.tobytes(), digest_size=16).digest()] = number


_NONE, _NO_VALUES = np.zeros(0, np.int32), np.zeros(0)


class _Scratch:
    """Room for texts of at most `longest` characters."""

    def __init__(self, longest: int) -> None:
        self.longest = longest
        room = room_for(longest)
        self.keys, self.ranks, self.order = (np.zeros(longest + 3, np.uint64) for _ in range(3))
        self.seen, self.last = np.zeros(room, np.uint64), np.full(64, -1, np.int64)
        self.stamps, self.marks = np.full(room, -1, np.int64), np.full(room, -1, np.int64)
        self.stamp = self.looked = 0


def _roomy(array: NDArray[Any], least: int) -> NDArray[Any]:
    """The array, or a copy with twice the room."""
    if least <= len(array):
        return array
    wider = np.zeros(max(least, 2 * len(array)), array.dtype)
    wider[: len(array)] = array
    return wider


@njit(cache=True, nogil=True)
def _common(units, bounds, counts, shift):  # type: ignore[no-untyped-def]
    """Counts shingles of the sample, from two upwards."""
    for i in range(bounds.size - 1):
        key = np.uint64(0)
        for j in range(bounds[i], bounds[i + 1]):
            key = (key << np.uint64(16)) | np.uint64(units[j])
            if j - bounds[i] >= 3:
                at = bucket(key, shift)
                counts[at] += counts[at] < 255


# fmt: off
@njit(cache=True, nogil=True)
def _search(mine, units, bounds, sizes, heads, following, holder, held, counts, shift, least, keys, ranks, order, seen, stamps, marks, last, stamp, looked):  # type: ignore[no-untyped-def]
    # fmt: on
    """(entries alike, similarities, prefix length, comparisons so far); the size of `mine` is left in `keys[-1]`."""
    room = room_for(mine.size)
    size = distinct(mine, keys, room, seen, stamps, stamp)
    take = prefix(keys, size, counts, shift, least, order, ranks)
    keys[-1] = size
    mask = np.uint64(heads.size - 1)
    found, similarity, n = np.empty(16, np.int32), np.empty(16, np.float64), 0
    for k in range(take):
        post = heads[order[k] & mask]
        while post >= 0:
            b = holder[post]
            if held[post] == order[k] and last[b] != stamp:
                last[b] = stamp
                if min(size, sizes[b]) >= needed(max(size, sizes[b]), least):
                    looked += 1
                    same = overlap(units[bounds[b] : bounds[b + 1]], looked, marks, room, seen, stamps, stamp)
                    alike = same / (size + sizes[b] - same)
                    if alike >= least - 1e-12:
                        if n == found.size:
                            found, similarity = np.append(found, found), np.append(similarity, similarity)
                        found[n], similarity[n] = b, alike
                        n += 1
            post = following[post]
    return found[:n], similarity[:n], take, looked


@njit(cache=True, nogil=True)
def _post(number, take, order, heads, following, holder, held, at):  # type: ignore[no-untyped-def]
    """Posts the prefix in `order` for an entry."""
    mask = np.uint64(heads.size - 1)
    for k in range(take):
        head = order[k] & mask
        following[at], holder[at], held[at] = heads[head], number, order[k]
        heads[head] = at
        at += 1


@njit(cache=True, nogil=True)
def _post_all(units, bounds, counts, shift, least, heads, following, holder, held):  # type: ignore[no-untyped-def]
    """Posts every entry; how many posts there are. An equal copy of an earlier text has no characters of its own."""
    longest = 0
    for i in range(bounds.size - 1):
        longest = max(longest, bounds[i + 1] - bounds[i])
    keys, ranks = np.empty(longest + 2, np.uint64), np.empty(longest + 2, np.uint64)
    order, seen = np.empty(longest + 2, np.uint64), np.empty(room_for(longest), np.uint64)
    stamps = np.full(seen.size, -1, np.int64)
    posts = 0
    for i in range(bounds.size - 1):
        mine = units[bounds[i] : bounds[i + 1]]
        if mine.size:
            size = distinct(mine, keys, room_for(mine.size), seen, stamps, i)
            take = prefix(keys, size, counts, shift, least, order, ranks)
            _post(i, take, order, heads, following, holder, held, posts)
            posts += take
    return posts
