"""The class of a message: learned from labelled texts, given with a probability and the words that decided."""

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from cocity.engines.text.calibration import calibrated, probabilities
from cocity.engines.text.dictionary import counted_words, stops
from cocity.engines.text.errors import TextError
from cocity.engines.text.features import emit_all, written
from cocity.engines.text.normal import HAN, han, points_of
from cocity.engines.text.solver import fitted
from cocity.engines.text.trie import Trie, trie_of
from cocity.engines.text.vocabulary import (
    Counts,
    Vocabulary,
    counted,
    learned,
    records_of,
    scored,
    told,
    vectors,
)

GRAMS = 2  # longest run of characters
HEAVY, HEAVY_WEIGHT = 22, 2.0  # filtered characters that count more, and how much
HEADING = 30  # filtered characters that are features of their own besides
_FORM = (GRAMS, HEAVY, np.float32(HEAVY_WEIGHT), HEADING)
COST = 0.5
FOLDS = 3
CHUNK = 2_000  # texts scored at once
MOST_LABELS = 200
Kinds = tuple[int, int, int]
Progress = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Reason:
    """A word (or characters) that spoke for the answer, and what it added to the score."""

    word: str
    weight: float


@dataclass(frozen=True, slots=True)
class Answer:
    """A suggestion. `label` is None for *don't know*; `best` is the likeliest label all the same."""

    label: str | None
    best: str
    probability: float
    chances: tuple[float, ...]
    reasons: tuple[Reason, ...]


@dataclass(frozen=True)
class Classifier:
    """A learned model. `weights` (features, labels), `bias` and `shift` (labels); `seen`: marks of training texts."""

    labels: tuple[str, ...]
    words: tuple[str, ...]
    stop: NDArray[np.bool_]
    trie: Trie
    vocabulary: Vocabulary
    weights: NDArray[np.float32]
    bias: NDArray[np.float32]
    slope: float
    shift: NDArray[np.float64]
    abstain_below: float
    seen: NDArray[np.uint64]

    @property
    def _trie(self) -> tuple[NDArray[np.generic], ...]:
        return self.trie.first, self.trie.keys, self.trie.child, self.trie.word, self.trie.chance

    @cached_property
    def _records(self) -> NDArray[np.float32]:
        return records_of(self.vocabulary.scale, self.weights)

    def predict(self, texts: Sequence[str], *, abstain: bool = False, reasons: int = 5) -> list[Answer]:
        """An answer for every text. With `abstain` the label is None where the probability is below the model's
        threshold or no word is known."""
        answers: list[Answer] = []
        for begin in range(0, len(texts), CHUNK):
            answers += self._some(texts[begin : begin + CHUNK], abstain, reasons)
        return answers

    def scores(self, texts: Sequence[str], reasons: int = 0) -> tuple[NDArray[Any], ...]:
        """(scores, reasons' features, what they add, known features) of the texts."""
        points, bounds = points_of(texts)
        of = self.vocabulary
        found: tuple[NDArray[Any], ...] = scored(
            points, bounds, HAN, self._trie, self.stop, _FORM, of.slots, of.numbers, self._records, of.kinds,
            self.bias, reasons,
        )  # fmt: skip
        return found

    def chances(self, texts: Sequence[str]) -> NDArray[np.float64]:
        """Probabilities (texts, labels)."""
        return probabilities(self.scores(texts)[0], self.slope, self.shift)

    def knows(self, text: str) -> bool:
        """Whether the text, rid of all but its Chinese, was among those learned from."""
        mark = mark_of(text)
        at = int(np.searchsorted(self.seen, mark))
        return at < len(self.seen) and self.seen[at] == mark

    def _some(self, texts: Sequence[str], abstain: bool, reasons: int) -> list[Answer]:
        scores, features, gains, known = self.scores(
            texts, 2 * reasons
        )  # a word may speak twice, see _merged
        chances = probabilities(scores, self.slope, self.shift)
        best = chances.argmax(axis=1)
        sure = (chances.max(axis=1) >= self.abstain_below) & (known > 0)
        rows = zip(
            best.tolist(), sure.tolist(), chances.tolist(), features.tolist(), gains.tolist(), strict=True
        )
        return [
            Answer(
                self.labels[label] if certain or not abstain else None, self.labels[label], row[label], tuple(row),
                self._merged(which, gain)[:reasons],
            )
            for label, certain, row, which, gain in rows
        ]  # fmt: skip

    def _merged(self, features: Sequence[int], gains: Sequence[float]) -> tuple[Reason, ...]:
        """Reasons, the strongest first: each word once, though it may speak in the heading, in the whole text and in
        pairs, of which each word has half."""
        found: dict[str, float] = {}
        for feature, gain in zip(features, gains, strict=True):
            if feature >= 0:
                words = written(int(self.vocabulary.keys[feature]), self.words)
                for word in words:
                    found[word] = found.get(word, 0.0) + gain / len(words)
        return tuple(Reason(*each) for each in sorted(found.items(), key=lambda each: -each[1]))


def mark_of(text: str) -> np.uint64:
    """A 64-bit mark of the Chinese characters of a text."""
    return np.uint64(int.from_bytes(hashlib.blake2b(han(text).encode(), digest_size=8).digest(), "big"))


def train(texts: Sequence[str], labels: Sequence[str], progress: Progress = lambda _: None) -> Classifier:
    """A classifier learned from labelled texts, raw or cut into words by blanks; the order of rows changes nothing.

    Raises TextError: no rows, columns of different length, fewer than two labels, more than 200, or no Chinese.
    """
    rows = _checked(texts, labels)
    progress("words")
    words = counted_words([text for text, _, _ in rows])
    trie, stop = trie_of(words), np.array(stops(words), np.bool_)
    points, bounds = points_of([text for text, _, _ in rows])
    progress("features")
    arrays = (trie.first, trie.keys, trie.child, trie.word, trie.chance)
    features = emit_all(points, bounds, HAN, arrays, stop, _FORM)
    of = learned(features[0], features[1])
    if not len(of.keys):
        raise TextError("no word stands in two texts: there is nothing to learn from")
    counts = counted(features[0], features[1], features[2], of.slots, of.numbers, len(of.keys))
    names = sorted({label for _, label, _ in rows})
    truth = np.array([names.index(label) for _, label, _ in rows])
    shape = (len(of.keys), len(names))
    progress("calibration")
    unseen = _unseen_scores(counts, truth, [mark for _, _, mark in rows], shape, of.kinds)
    slope, shift = calibrated(unseen, truth)
    progress("model")
    scale, weights, bias = _fitted(np.arange(len(rows)), counts, truth, shape, of.kinds)[:3]
    of = replace(of, scale=scale)
    return Classifier(
        tuple(names), tuple(words), stop, trie, of, weights, bias, slope, shift,
        _threshold(probabilities(unseen, slope, shift), truth), np.unique([mark for _, _, mark in rows]),
    )  # fmt: skip


def _checked(texts: Sequence[str], labels: Sequence[str]) -> list[tuple[str, str, np.uint64]]:
    """(text, label, mark) in an order of their own."""
    if len(texts) != len(labels):
        raise TextError(f"{len(texts)} texts and {len(labels)} labels")
    rows = sorted(
        ((t, label, mark_of(t)) for t, label in zip(texts, labels, strict=True)),
        key=lambda r: (r[2], r[1], r[0]),
    )
    names = {label for _, label, _ in rows}
    if len(names) < 2 or "" in names:
        raise TextError("at least two labels are needed, and none may be empty")
    if len(names) > MOST_LABELS:
        raise TextError(f"more than {MOST_LABELS} labels: is this the right column?")
    return rows


def _fitted(
    rows: NDArray[np.int64], counts: Counts, truth: NDArray[np.int64], shape: tuple[int, int], kinds: Kinds
) -> tuple[NDArray[np.float32], NDArray[np.float32], NDArray[np.float32], NDArray[np.float32]]:
    """(scale, weights, bias) learned from `rows` alone, and the values of all rows at that scale."""
    scale = told(counts, rows, truth, shape)
    values = vectors(*counts, scale, kinds)
    return scale, *fitted(rows, (counts[0], counts[1], values), truth, shape, COST), values


def _unseen_scores(
    counts: Counts,
    truth: NDArray[np.int64],
    marks: Sequence[np.uint64],
    shape: tuple[int, int],
    kinds: Kinds,
) -> NDArray[np.float32]:
    """Scores of every text by a model that learned without it, nor without its exact copies."""
    fold = np.array([int(mark) % FOLDS for mark in marks])
    bounds, numbers, _ = counts
    scores = np.zeros((len(truth), shape[1]), np.float32)
    for which in range(FOLDS):
        _, weights, bias, values = _fitted(np.flatnonzero(fold != which), counts, truth, shape, kinds)
        for i in np.flatnonzero(fold == which):
            at = slice(bounds[i], bounds[i + 1])
            scores[i] = values[at] @ weights[numbers[at]] + bias
    return scores


def _threshold(chances: NDArray[np.float64], truth: NDArray[np.int64], wanted: float = 0.5) -> float:
    """The probability below which an answer is likelier wrong than right, by unseen texts; at least 1.5 / labels."""
    best = chances.max(axis=1)
    right = chances.argmax(axis=1) == truth
    floor = 1.5 / chances.shape[1]
    for edge in np.arange(0.95, floor, -0.05):
        near = (best >= edge - 0.05) & (best < edge)
        if near.sum() >= 10 and right[near].mean() < wanted:
            return float(edge)
    return float(min(floor, 0.5))
