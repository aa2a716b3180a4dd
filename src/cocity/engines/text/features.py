"""From texts to counted features: characters and pairs of them, words and pairs of them, of one filtered text.

Every text is stripped to its Chinese characters, cut into words, rid of stop words and joined again, so that a raw
message and its segmented row give the same features. What stands first (the heading) counts more, and its characters
and words are features of their own besides: people put what a message is about there.

A key is a kind in its two highest bits and characters (16 bits each) or words (30 bits each) in the others.
"""

import numpy as np
from numba import njit

from cocity.engines.text.trie import cut

# Kinds of features, in the order of their keys; each is brought to a length of its own.
CHARS, HEADED, WORDS = range(3)
KIND_SHIFT, WORD_BIT, WORD_SHIFT = (
    62,
    61,
    30,
)  # `WORD_BIT`: of `HEADED`, a word; of `WORDS`, two words in a row
_HEADED, _WORDS = np.uint64(HEADED << KIND_SHIFT), np.uint64(WORDS << KIND_SHIFT)
_SECOND = np.uint64(1 << WORD_BIT)


@njit(cache=True, nogil=True)
def scratch_of(longest):  # type: ignore[no-untyped-def]
    """Scratch for texts of at most `longest` characters: best, back, of_word, ends, han, chars, words, starts."""
    n = longest + 2
    return (
        np.empty(n, np.float64), np.empty(n, np.int64), np.empty(n, np.int64), np.empty(n, np.int64),
        np.empty(n, np.uint16), np.empty(n, np.uint16), np.empty(n, np.int64), np.empty(n, np.int64),
    )  # fmt: skip


@njit(cache=True, nogil=True)
def filtered(points, table, trie, stop, scratch):  # type: ignore[no-untyped-def]
    """One text without stop words: (number of characters, number of words), which stand in `chars`, `words`, `starts`.

    `trie`: (first, keys, child, word, chance). `starts[k]` is where word k begins in `chars`; a word that is not in
    the dictionary has number -1.
    """
    best, back, of_word, ends, han, chars, words, starts = scratch
    n = 0
    for point in points:
        if table[point]:
            han[n] = table[point]
            n += 1
    first, keys, child, word, chance = trie
    cut(han[:n], first, keys, child, word, chance, best, back, of_word)
    count, at = 0, n
    while at > 0:
        ends[count] = at
        count += 1
        at = back[at]
    length = kept = 0
    for k in range(count - 1, -1, -1):
        number = of_word[ends[k]]
        if number >= 0 and stop[number]:
            continue
        words[kept], starts[kept] = number, length
        kept += 1
        for j in range(back[ends[k]], ends[k]):
            chars[length] = han[j]
            length += 1
    return length, kept


@njit(cache=True, nogil=True)
def emit(points, table, trie, stop, form, scratch, keys, weights):  # type: ignore[no-untyped-def]
    """Features of one text into `keys` and `weights`; how many, at most `room_of(grams, characters)`.

    `form`: (grams, heavy, weight, heading): a feature in the first `heavy` characters weighs `weight`, else one; the
    first `heading` characters give features of their own.
    """
    grams, heavy, weight, heading = form
    length, kept = filtered(points, table, trie, stop, scratch)
    chars, words, starts = scratch[5], scratch[6], scratch[7]
    n = 0
    for i in range(length):
        key = np.uint64(0)
        for j in range(i, min(i + grams, length)):
            key = (key << np.uint64(16)) | np.uint64(chars[j])
            keys[n], weights[n] = key, weight if i < heavy else 1.0
            n += 1
            if j < heading:
                keys[n], weights[n] = _HEADED | key, 1.0
                n += 1
    for k in range(kept):
        if words[k] < 0:
            continue
        word = np.uint64(words[k])
        keys[n], weights[n] = _WORDS | word, weight if starts[k] < heavy else 1.0
        n += 1
        if starts[k] < heading:
            keys[n], weights[n] = _HEADED | _SECOND | word, 1.0
            n += 1
        if k + 1 < kept and words[k + 1] >= 0:
            keys[n] = _WORDS | _SECOND | (word << np.uint64(WORD_SHIFT)) | np.uint64(words[k + 1])
            weights[n] = weight if starts[k] < heavy else 1.0
            n += 1
    return n


@njit(cache=True, nogil=True)
def room_of(grams, characters):  # type: ignore[no-untyped-def]
    """Features that so many characters have at most."""
    return (2 * grams + 3) * characters + 1


@njit(cache=True, nogil=True)
def emit_all(points, bounds, table, trie, stop, form):  # type: ignore[no-untyped-def]
    """Features of many texts end to end: (bounds, keys, weights)."""
    texts = bounds.size - 1
    longest = 0
    for i in range(texts):
        longest = max(longest, bounds[i + 1] - bounds[i])
    scratch, room = scratch_of(longest), room_of(form[0], points.size)
    keys, weights = np.empty(room, np.uint64), np.empty(room, np.float32)
    ends = np.zeros(texts + 1, np.int64)
    for i in range(texts):
        at = ends[i]
        ends[i + 1] = at + emit(
            points[bounds[i] : bounds[i + 1]], table, trie, stop, form, scratch, keys[at:], weights[at:]
        )
    return ends, keys[: ends[texts]], weights[: ends[texts]]


def written(key: int, words: tuple[str, ...]) -> tuple[str, ...]:
    """The word, the two words or the characters of a feature."""
    kind, second, rest = key >> KIND_SHIFT, key >> WORD_BIT & 1, key & ((1 << WORD_BIT) - 1)
    if kind == WORDS and second:
        return words[rest >> WORD_SHIFT], words[rest & ((1 << WORD_SHIFT) - 1)]
    if kind == WORDS or second:
        return (words[rest],)
    return (rest.to_bytes(8, "big").lstrip(b"\0").rjust(2, b"\0").decode("utf-16-be", "replace"),)
