"""A dictionary as a trie in arrays, and the most probable way to cut a text into its words.

The path is that of the unigram model (Viterbi over the graph of all words), as jieba's; written anew so that it runs
compiled and learns its dictionary from the training rows.
"""

import math
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numba import njit
from numpy.typing import NDArray

NO_WORD = -1e30  # chance of a node where no word ends
UNKNOWN = -12.0  # log chance of a character that is no word, below that of the rarest word
LONGEST_WORD = 12
_MIX = np.uint64(0x9E3779B97F4A7C15)


@dataclass(frozen=True, slots=True)
class Trie:
    """`first` (65536): node of a first character, -1 for none; `keys`/`child`: open addressing of (node, character);
    `word` (nodes): number of the word that ends there, -1 for none; `chance` (nodes): its log chance."""

    first: NDArray[np.int32]
    keys: NDArray[np.uint64]
    child: NDArray[np.int32]
    word: NDArray[np.int32]
    chance: NDArray[np.float32]
    size: int


@njit(cache=True, inline="always")
def slot_of(key: np.uint64, mask: np.uint64) -> np.uint64:  # pragma: no cover - compiled
    """Where to look first for a key (Fibonacci hashing)."""
    return ((key * np.uint64(0x9E3779B97F4A7C15)) >> np.uint64(20)) & mask


@njit(cache=True, nogil=True)
def put_all(keys, values, taken, kept):  # type: ignore[no-untyped-def]
    """Fills an open-addressing table (`taken`: keys, 0 for free) with pairs; the table must not be full."""
    mask = np.uint64(taken.size - 1)
    for i in range(keys.size):
        at = slot_of(keys[i], mask)
        while taken[at] != 0 and taken[at] != keys[i]:
            at = (at + np.uint64(1)) & mask
        taken[at] = keys[i]
        kept[at] = values[i]


@njit(cache=True, inline="always")
def look_up(key, keys, values):  # type: ignore[no-untyped-def]
    """The value of a key, -1 if it is not there."""
    mask = np.uint64(keys.size - 1)
    at = slot_of(key, mask)
    while keys[at] != 0:
        if keys[at] == key:
            return values[at]
        at = (at + np.uint64(1)) & mask
    return np.int32(-1)


def table_of(
    keys: NDArray[np.uint64], values: NDArray[np.int32]
) -> tuple[NDArray[np.uint64], NDArray[np.int32]]:
    """An open-addressing table at most half full."""
    room = 1 << max(4, math.ceil(math.log2(2 * len(keys) + 1)))
    taken, kept = np.zeros(room, np.uint64), np.full(room, -1, np.int32)
    put_all(keys, values, taken, kept)
    return taken, kept


def trie_of(counts: Mapping[str, float]) -> Trie:
    """A trie of words (of the basic plane) with their counts; word numbers follow the order of `counts`."""
    total = math.log(sum(counts.values()) or 1.0)
    first = np.full(0x10000, -1, np.int32)
    edges: dict[int, int] = {}
    word: list[int] = []
    chance: list[float] = []
    for number, (text, count) in enumerate(counts.items()):
        node = int(first[ord(text[0])])
        if node < 0:
            node = first[ord(text[0])] = len(word)
            word.append(-1)
            chance.append(NO_WORD)
        for char in text[1:]:
            key = ((int(node) + 1) << 16) | ord(char)
            following = edges.get(key, -1)
            if following < 0:
                following = edges[key] = len(word)
                word.append(-1)
                chance.append(NO_WORD)
            node = following
        word[node], chance[node] = number, math.log(count) - total
    keys, child = table_of(
        np.fromiter(edges.keys(), np.uint64, len(edges)), np.fromiter(edges.values(), np.int32, len(edges))
    )
    return Trie(first, keys, child, np.array(word, np.int32), np.array(chance, np.float32), len(counts))


@njit(cache=True, nogil=True)
def cut(text, first, keys, child, word, chance, best, back, of_word):  # type: ignore[no-untyped-def]
    """The best path through `text` (uint16). Fills `back[j]` = where the word that ends at j begins, `of_word[j]` =
    its number or -1. `best`, `back`, `of_word` are scratch of at least len(text) + 1."""
    n = text.size
    for j in range(n + 1):
        best[j] = -1e30
    best[0] = 0.0
    for i in range(n):
        so_far = best[i]
        if so_far + UNKNOWN > best[i + 1]:
            best[i + 1], back[i + 1], of_word[i + 1] = so_far + UNKNOWN, i, -1
        node = first[text[i]]
        j = i + 1
        while node >= 0:
            if so_far + chance[node] > best[j]:
                best[j], back[j], of_word[j] = so_far + chance[node], i, word[node]
            if j >= n:
                break
            node = look_up((np.uint64(node + 1) << np.uint64(16)) | np.uint64(text[j]), keys, child)
            j += 1
