"""The words a model knows: those of its training rows, with the stop words in their places among them."""

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from functools import cache

import rjieba

from cocity.engines.text.stopwords import COMMON, STOPWORDS
from cocity.engines.text.traditional import SIMPLIFIED
from cocity.engines.text.trie import LONGEST_WORD

_RUN = re.compile(r"[㐀-䶿一-鿿]+")
_SIMPLER = str.maketrans(SIMPLIFIED)
LEAST_COUNT = 2  # times a word stands in the training rows
SEGMENTED = 0.12  # white space among all characters from which a text counts as cut into words
# Chances of stop words, which segmented rows do not show: measured on no data, only their order matters.
_SINGLE, _LONGER, _OFTEN, _SELDOM = 0.003, 0.0008, 3.0, 0.3


def is_segmented(texts: Sequence[str]) -> bool:
    """Whether these texts come cut into words by blanks."""
    sample = "".join(texts[:200])
    return bool(sample) and sum(char.isspace() for char in sample) >= SEGMENTED * len(sample)


def counted_words(texts: Sequence[str]) -> dict[str, float]:
    """Chinese words of the texts with their counts, stop words included with the counts they would have."""
    found: Counter[str] = Counter()
    for words in texts if is_segmented(texts) else _cut(texts):
        found.update(_RUN.findall(words.translate(_SIMPLER)))
    kept: dict[str, float] = {
        word: count
        for word, count in sorted(found.items())
        if count >= LEAST_COUNT and len(word) <= LONGEST_WORD
    }
    return _with_stopwords(kept)


def stops(words: Iterable[str]) -> list[bool]:
    """Which of the words are stop words."""
    return [word in STOPWORDS for word in words]


def _with_stopwords(kept: Mapping[str, float]) -> dict[str, float]:
    total = sum(kept.values()) or 1.0
    words = dict(kept)
    for word in sorted(STOPWORDS):
        expected = total * (_SINGLE if len(word) == 1 else _LONGER) * (_OFTEN if word in COMMON else _SELDOM)
        words[word] = max(words.get(word, 0.0), expected)
    return words


def _cut(texts: Iterable[str]) -> Iterable[str]:
    for text in texts:
        yield " ".join(rjieba.cut(text.translate(_SIMPLER)))


@cache
def words_of(text: str) -> tuple[str, ...]:
    """Words of a short text by jieba's dictionary, without stop words and what is no Chinese."""
    return tuple(w for w in rjieba.cut(text.translate(_SIMPLER)) if _RUN.fullmatch(w) and w not in STOPWORDS)
