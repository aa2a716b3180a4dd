"""Hot topics: messages about one matter, in one place, within one time, and how hot it is, with the reasons.

Stars: two messages are neighbours if the cosine of their words reaches `ALIKE`, they lie within `WINDOW` days and do
not name different districts. The message with the most neighbours left is the centre of a topic, takes them with it,
and so on (Aslam, Pelekhov, Rus 2004). Ties go by the texts themselves, so the order of rows changes nothing.
"""

from collections import Counter, defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from math import log

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix

from cocity.engines.text.dictionary import words_of
from cocity.engines.text.places import Gazetteer, places_in

ALIKE = 0.22
WINDOW = 240.0  # days
HEADING = 3.0  # weight of a word of the heading
TERMS = 60  # words kept of one message: those of the greatest weight
HALF_LIFE = 180.0  # days
LONGEST = 3_000
_BLOCK = 1_000
_FREQUENT = 0.1  # a word in more than this share of messages says nothing about which matter it is


@dataclass(frozen=True, slots=True)
class Message:
    """A message to group. `day`: days since any fixed time; None where unknown."""

    title: str
    text: str
    person: str = ""
    day: float | None = None
    likes: int = 0
    dislikes: int = 0


@dataclass(frozen=True, slots=True)
class Topic:
    """A topic. `title` is that of a real message (row `centre`), `rows` its messages by row, `parts` what the heat is
    made of, `words` what they share, `place` the place most of them name ("" for none), `days` (first, last)."""

    title: str
    centre: int
    rows: tuple[int, ...]
    heat: float
    parts: dict[str, float]
    people: int
    likes: int
    dislikes: int
    words: tuple[str, ...]
    place: str
    days: tuple[float, float] | None


def topics_of(
    messages: Sequence[Message], gazetteer: Gazetteer | None = None, least: int = 2,
    progress: Callable[[str], None] = lambda _: None,
) -> list[Topic]:  # fmt: skip
    """Topics of at least `least` messages, hottest first."""
    if not messages:
        return []
    order = sorted(range(len(messages)), key=lambda n: _identity(messages[n]))
    sorted_messages = [messages[n] for n in order]
    progress("words")
    terms = [_terms(message) for message in sorted_messages]
    places = [_districts(message, gazetteer) for message in sorted_messages]
    progress("neighbours")
    names, matrix = _matrix(terms)
    neighbours = _neighbours(matrix, sorted_messages, places)
    progress("topics")
    now = max((m.day for m in messages if m.day is not None), default=0.0)
    found = [
        _topic(group, sorted_messages, order, names, matrix, gazetteer, now)
        for group in _stars(neighbours)
        if len(group) >= least
    ]
    return sorted(found, key=lambda topic: (-topic.heat, topic.title))


def _identity(message: Message) -> tuple[object, ...]:
    return message.title, message.text, message.person, message.day or 0.0, message.likes, message.dislikes


def _terms(message: Message) -> Counter[str]:
    found: Counter[str] = Counter(w for w in words_of(message.text[:LONGEST]) if len(w) > 1)
    for word in words_of(message.title[:200]):
        if len(word) > 1:
            found[word] += int(HEADING)
    return found


def _districts(message: Message, gazetteer: Gazetteer | None) -> frozenset[str]:
    text = f"{message.title} {message.text[:LONGEST]}"
    return frozenset(
        m.name for m in places_in(text, gazetteer) if m.kind == "district" and m.confidence >= 0.8
    )


def _matrix(terms: Sequence[Counter[str]]) -> tuple[list[str], csr_matrix]:
    """(words, rows of length one): (1 + ln count) · idf of the heaviest `TERMS` words of each message."""
    texts: Counter[str] = Counter(word for each in terms for word in each)
    most = max(_FREQUENT * len(terms), 20)
    idf = {word: log((1 + len(terms)) / (1 + n)) + 1 for word, n in texts.items() if 2 <= n <= most}
    names = sorted(idf)
    number = {word: n for n, word in enumerate(names)}
    rows, columns, values = [], [], []
    for row, each in enumerate(terms):
        weights = sorted(((-(1 + log(n)) * idf[w], w) for w, n in each.items() if w in idf))[:TERMS]
        length = sum(weight**2 for weight, _ in weights) ** 0.5 or 1.0
        for weight, word in weights:
            rows.append(row)
            columns.append(number[word])
            values.append(-weight / length)
    return names, csr_matrix((values, (rows, columns)), (len(terms), max(len(names), 1)))


def _neighbours(
    matrix: csr_matrix, messages: Sequence[Message], places: Sequence[frozenset[str]]
) -> list[NDArray[np.int64]]:
    """Rows alike to each row, itself left out."""
    days = np.array([np.nan if m.day is None else m.day for m in messages])
    turned, found = matrix.T.tocsr(), []
    for begin in range(0, len(messages), _BLOCK):
        alike = (matrix[begin : begin + _BLOCK] @ turned).tocsr()
        for k in range(alike.shape[0]):
            row = begin + k
            at = slice(alike.indptr[k], alike.indptr[k + 1])
            near = np.sort(alike.indices[at][alike.data[at] >= ALIKE])
            near = near[~(np.abs(days[near] - days[row]) > WINDOW)]
            kept = [n for n in near if n != row and _may_be_one(places[row], places[n])]
            found.append(np.array(kept, np.int64))
    return found


def _may_be_one(one: frozenset[str], other: frozenset[str]) -> bool:
    return not one or not other or bool(one & other)


def _stars(neighbours: Sequence[NDArray[np.int64]]) -> list[list[int]]:
    """Groups, each with its centre first; every row is in one."""
    left = {row: len(near) for row, near in enumerate(neighbours)}
    buckets: defaultdict[int, set[int]] = defaultdict(set)
    for row, degree in left.items():
        buckets[degree].add(row)
    groups = []
    for degree in range(max(buckets, default=0), -1, -1):
        while buckets[degree]:
            centre = min(buckets[degree])
            group = [centre, *(int(n) for n in neighbours[centre] if int(n) in left)]
            groups.append(group)
            for row in group:
                buckets[left.pop(row)].discard(row)
            for near in {int(n) for row in group for n in neighbours[row]} & left.keys():
                now = sum(int(n) in left for n in neighbours[near])
                buckets[left[near]].discard(near)
                buckets[now].add(near)
                left[near] = now
    return groups


def heat_of(
    messages: int, people: int, likes: int, dislikes: int, days: tuple[float, float] | None, now: float
) -> dict[str, float]:
    """What the heat is made of; the heat is the sum of the first five times `recency`.

    messages: 3 ln(1 + messages) · people: 3 ln(1 + distinct people) · likes: 2 ln(1 + likes) · dislikes: ½ ln(1 +
    dislikes) · spread: ½ ln(1 + days from first to last) · recency: ½ + ½ · 2^(-days since the last / 180).
    """
    span, age = (days[1] - days[0], now - days[1]) if days else (0.0, 0.0)
    return {
        "messages": 3 * log(1 + messages), "people": 3 * log(1 + people), "likes": 2 * log(1 + max(likes, 0)),
        "dislikes": 0.5 * log(1 + max(dislikes, 0)), "spread": 0.5 * log(1 + max(span, 0.0)),
        "recency": 0.5 + 0.5 * 2 ** (-max(age, 0.0) / HALF_LIFE),
    }  # fmt: skip


def _topic(
    group: list[int], messages: Sequence[Message], order: Sequence[int], names: Sequence[str], matrix: csr_matrix,
    gazetteer: Gazetteer | None, now: float,
) -> Topic:  # fmt: skip
    inside = [messages[n] for n in group]
    people = len({m.person for m in inside if m.person}) or len(inside)
    likes, dislikes = sum(m.likes for m in inside), sum(m.dislikes for m in inside)
    known = [m.day for m in inside if m.day is not None]
    days = (min(known), max(known)) if known else None
    parts = heat_of(len(inside), people, likes, dislikes, days, now)
    heat = sum(value for name, value in parts.items() if name != "recency") * parts["recency"]
    weights = np.asarray(matrix[group].sum(axis=0)).ravel()
    top = [n for n in np.argsort(-weights, kind="stable")[:6] if weights[n] > 0]
    return Topic(
        inside[0].title or inside[0].text[:30], order[group[0]], tuple(sorted(order[n] for n in group)),
        round(heat, 3), {name: round(value, 3) for name, value in parts.items()}, people, likes, dislikes,
        tuple(names[n] for n in top), _commonest_place(inside, gazetteer), days,
    )  # fmt: skip


def _commonest_place(messages: Sequence[Message], gazetteer: Gazetteer | None) -> str:
    """The place that most messages name, exact kinds before districts; "" where none is named twice or by all."""
    found: Counter[tuple[bool, str]] = Counter()
    for message in messages:
        mentions = places_in(f"{message.title} {message.text[:LONGEST]}", gazetteer)
        found.update({(m.kind not in {"city", "district", "line"}, m.name) for m in mentions})
    often = {key: n for key, n in found.items() if n * 3 >= len(messages)}
    return max(often, key=lambda key: (key[0], often[key], key[1]), default=(False, ""))[1]
