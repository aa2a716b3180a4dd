"""Which features there are, how much each tells, and a text as a vector of them.

A feature's value in a text is (1 + ln count) · idf · spread. The spread is the standard deviation over the labels of
the feature's log-count ratios (Wang, Manning, ACL 2012): a feature that is as frequent under every label tells nothing.
Characters and words are each brought to length one, the features of the heading to `SHARES[1]`.
"""

from dataclasses import dataclass

import numpy as np
from numba import njit
from numpy.typing import NDArray

from cocity.engines.text.features import HEADED, KIND_SHIFT, WORD_BIT, WORDS, emit, room_of, scratch_of
from cocity.engines.text.trie import look_up, slot_of, table_of

LEAST_TEXTS = 3  # texts a feature stands in at least
SHARES = np.array([1.0, 0.7, 1.0], np.float32)  # length of each kind of features: characters, heading, words
FEW = 300  # a third of the texts below which one text is enough for a feature
Counts = tuple[
    NDArray[np.int64], NDArray[np.int32], NDArray[np.float32]
]  # rows: bounds, features, 1 + ln count
_LOGS = np.concatenate([[0.0], 1.0 + np.log(np.arange(1, 4096))]).astype(np.float32)


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """`keys` (features, ascending, so kind after kind), `scale` (features): what a count is multiplied with;
    `slots`, `numbers`: the table of keys."""

    keys: NDArray[np.uint64]
    scale: NDArray[np.float32]
    slots: NDArray[np.uint64]
    numbers: NDArray[np.int32]

    @property
    def kinds(self) -> tuple[int, int, int]:
        """Numbers of the first features of the heading, its first word, and the first word of the whole text."""
        edges = (HEADED << KIND_SHIFT, HEADED << KIND_SHIFT | 1 << WORD_BIT, WORDS << KIND_SHIFT)
        heading, its_words, words = np.searchsorted(self.keys, np.array(edges, np.uint64)).tolist()
        return heading, its_words, words


def vocabulary_of(keys: NDArray[np.uint64], scale: NDArray[np.float32]) -> Vocabulary:
    """The vocabulary with its table."""
    slots, numbers = table_of(keys, np.arange(len(keys), dtype=np.int32))
    return Vocabulary(keys, scale, slots, numbers)


def told(
    counts: Counts, rows: NDArray[np.int64], labels: NDArray[np.int64], shape: tuple[int, int]
) -> NDArray[np.float32]:
    """The scale (features) by the texts in `rows` and their labels; `shape` = (features, labels).

    idf = ln((1 + texts) / (1 + texts with it)) + 1, as scikit-learn's; ratio of a label = ln(p / q), p and q the
    shares of the feature (plus one) among all features of the label's texts and of the others.
    """
    totals, texts = summed(*counts, rows, labels, shape)
    idf = np.log((1 + len(rows)) / (1 + texts)) + 1
    inside = totals + 1
    outside = totals.sum(axis=1, keepdims=True) - totals + 1
    ratios = np.log(inside / inside.sum(axis=0)) - np.log(outside / outside.sum(axis=0))
    return np.asarray(idf * ratios.std(axis=1), np.float32)


@njit(cache=True, nogil=True)
def summed(bounds, numbers, logs, rows, labels, shape):  # type: ignore[no-untyped-def]
    """Sums (features, labels) of 1 + ln count, and the number of texts with each feature."""
    totals, texts = np.zeros(shape, np.float64), np.zeros(shape[0], np.int64)
    for i in rows:
        for at in range(bounds[i], bounds[i + 1]):
            totals[numbers[at], labels[i]] += logs[at]
            texts[numbers[at]] += 1
    return totals, texts


def learned(ends: NDArray[np.int64], keys: NDArray[np.uint64], least: int = LEAST_TEXTS) -> Vocabulary:
    """Features in at least `least` texts, fewer where there are few; each of scale one."""
    found, texts = _texts_with(ends, keys)
    found = np.sort(found[texts >= min(least, max((len(ends) - 1) // FEW, 1))])
    return vocabulary_of(found, np.ones(len(found), np.float32))


@njit(cache=True, nogil=True)
def _texts_with(ends, keys):  # type: ignore[no-untyped-def]
    """Every distinct key and the number of texts it stands in."""
    room = 1 << 16
    slots, texts, last = np.zeros(room, np.uint64), np.zeros(room, np.int64), np.full(room, -1, np.int64)
    used = 0
    for i in range(ends.size - 1):
        for k in range(ends[i], ends[i + 1]):
            mask = np.uint64(room - 1)
            at = slot_of(keys[k], mask)
            while slots[at] != 0 and slots[at] != keys[k]:
                at = (at + np.uint64(1)) & mask
            used += slots[at] == 0
            slots[at] = keys[k]
            texts[at] += last[at] != i
            last[at] = i
            if 2 * used > room:
                room *= 4
                slots, texts, last = _wider(slots, texts, last, room)
    full = slots != 0
    return slots[full], texts[full]


@njit(cache=True, nogil=True)
def _wider(slots, texts, last, room):  # type: ignore[no-untyped-def]
    mask = np.uint64(room - 1)
    more, many, latest = np.zeros(room, np.uint64), np.zeros(room, np.int64), np.full(room, -1, np.int64)
    for old in range(slots.size):
        if slots[old] != 0:
            at = slot_of(slots[old], mask)
            while more[at] != 0:
                at = (at + np.uint64(1)) & mask
            more[at], many[at], latest[at] = slots[old], texts[old], last[old]
    return more, many, latest


@njit(cache=True, nogil=True)
def gathered(n, keys, weights, slots, numbers, counts, touched, logs):  # type: ignore[no-untyped-def]
    """The known features of one text: how many; `touched` holds their numbers, `logs` their 1 + ln count.

    `counts` (zeros, one for each feature) is left as it was.
    """
    m = 0
    for k in range(n):
        f = look_up(keys[k], slots, numbers)
        if f >= 0:
            if counts[f] == 0:
                touched[m] = f
                m += 1
            counts[f] += weights[k]
    for k in range(m):
        logs[k] = _LOGS[min(int(counts[touched[k]]), _LOGS.size - 1)]
        counts[touched[k]] = 0
    return m


@njit(cache=True, inline="always")
def kind_of(feature, kinds):  # type: ignore[no-untyped-def]
    """CHARS, HEADED or WORDS."""
    return (feature >= kinds[0]) + (feature >= kinds[2])


@njit(cache=True, nogil=True)
def weighed(m, touched, logs, scale, kinds, values):  # type: ignore[no-untyped-def]
    """The vector of one text into `values`."""
    squares = np.zeros(3, np.float32)
    for k in range(m):
        value = logs[k] * scale[touched[k]]
        values[k] = value
        squares[kind_of(touched[k], kinds)] += value * value
    by = SHARES / np.sqrt(np.maximum(squares, np.float32(1e-12)))
    for k in range(m):
        values[k] *= by[kind_of(touched[k], kinds)]


@njit(cache=True, nogil=True)
def counted(ends, keys, weights, slots, numbers, features):  # type: ignore[no-untyped-def]
    """Known features of many texts as compressed rows: (bounds, numbers, 1 + ln count)."""
    texts = ends.size - 1
    counts = np.zeros(features, np.float32)
    bounds = np.zeros(texts + 1, np.int64)
    touched, logs = np.empty(keys.size, np.int32), np.empty(keys.size, np.float32)
    for i in range(texts):
        at, begin, end = bounds[i], ends[i], ends[i + 1]
        bounds[i + 1] = at + gathered(
            end - begin, keys[begin:end], weights[begin:end], slots, numbers, counts, touched[at:], logs[at:]
        )
    return bounds, touched[: bounds[texts]], logs[: bounds[texts]]


@njit(cache=True, nogil=True)
def vectors(bounds, numbers, logs, scale, kinds):  # type: ignore[no-untyped-def]
    """Values of all rows."""
    values = np.empty(logs.size, np.float32)
    for i in range(bounds.size - 1):
        a, b = bounds[i], bounds[i + 1]
        weighed(b - a, numbers[a:b], logs[a:b], scale, kinds, values[a:b])
    return values


def records_of(scale: NDArray[np.float32], weights: NDArray[np.float32]) -> NDArray[np.float32]:
    """(features, a multiple of 8): weights times scale, then zeros, then the scale; one cache line a feature and score."""
    labels = weights.shape[1]
    records = np.zeros((len(scale), -(-(labels + 1) // 8) * 8), np.float32)
    records[:, :labels] = weights * scale[:, None]
    records[:, -1] = scale
    return records


@njit(cache=True, nogil=True)
def scored(points, bounds, table, trie, stop, form, slots, numbers, records, kinds, bias, tops):  # type: ignore[no-untyped-def]
    """Scores (texts, labels) of raw texts, the `tops` features that speak most for each text's best label with what
    they add to it above the mean label, and the number of known features of each text."""
    texts = bounds.size - 1
    longest = 0
    for i in range(texts):
        longest = max(longest, bounds[i + 1] - bounds[i])
    scratch, room = scratch_of(longest), room_of(form[0], longest)
    keys, weight = np.empty(room, np.uint64), np.empty(room, np.float32)
    touched, logs = np.empty(room, np.int32), np.empty(room, np.float32)
    counts, labels = np.zeros(records.shape[0], np.float32), bias.size
    sums = np.zeros((3, records.shape[1]), np.float32)
    scores = np.zeros((texts, labels), np.float32)
    best, gains = np.full((texts, tops), -1, np.int32), np.zeros((texts, tops), np.float32)
    known = np.zeros(texts, np.int32)
    for i in range(texts):
        n = emit(points[bounds[i] : bounds[i + 1]], table, trie, stop, form, scratch, keys, weight)
        m = gathered(n, keys, weight, slots, numbers, counts, touched, logs)
        known[i] = m
        by = _summed(m, touched, logs, records, kinds, sums)
        for c in range(labels):
            scores[i, c] = bias[c] + sums[0, c] * by[0] + sums[1, c] * by[1] + sums[2, c] * by[2]
        if tops:
            _reasons(m, touched, logs, records, labels, np.argmax(scores[i]), kinds, by, best[i], gains[i])
    return scores, best, gains, known


@njit(cache=True, nogil=True, fastmath=True)
def _summed(m, touched, logs, records, kinds, sums):  # type: ignore[no-untyped-def]
    """Sums of the records times `logs` by kind of feature into `sums`; what brings each kind to its length."""
    sums[:] = 0
    width = records.shape[1]
    squares = np.zeros(3, np.float32)
    for k in range(m):
        f, log = touched[k], logs[k]
        kind = kind_of(f, kinds)
        for c in range(width):
            sums[kind, c] += records[f, c] * log
        value = records[f, width - 1] * log
        squares[kind] += value * value
    return SHARES / np.sqrt(np.maximum(squares, np.float32(1e-12)))


@njit(cache=True, nogil=True)
def _reasons(m, touched, logs, records, labels, label, kinds, by, best, gains):  # type: ignore[no-untyped-def]
    """The features (words if any speak for it, else characters) that add most to `label`, ordered."""
    for words in (True, False):
        for k in range(m):
            f = touched[k]
            if (kinds[1] <= f) != words:
                continue
            gain = (records[f, label] - records[f, :labels].mean()) * logs[k] * by[kind_of(f, kinds)]
            at = gains.size
            while at > 0 and gain > gains[at - 1]:
                at -= 1
            if at < gains.size and gain > 0:
                for later in range(gains.size - 1, at, -1):
                    gains[later], best[later] = gains[later - 1], best[later - 1]
                gains[at], best[at] = gain, f
        if best[0] >= 0:
            return
