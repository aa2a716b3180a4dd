"""A first guess at the category, from the words the city's tree lists. Pure, and easy to check by hand.

A word found in the text gives as many points as it has characters (at most 4), in the heading twice as many; an
English word counts as one of 2 characters and must stand alone. A heading that only repeats how the text begins
counts for nothing. The category with most points wins. Its certainty
is its share of all points, times points / 4 when it has fewer than 4: one short word alone convinces nobody.
"""

import re
from collections.abc import Mapping, Sequence

from cocity.act.dispatch.contracts import Guess

ENOUGH = 4


def guess(subject: str, text: str, words: Mapping[str, Sequence[str]]) -> Guess | None:
    """The likeliest category, or None when no word is found. `words`: category → its words, in the tree's order."""
    head, body = subject.lower(), text.lower()
    if body.startswith(head.rstrip("…")):
        head = ""
    points = {category: _points(some, head, body) for category, some in words.items()}
    scored = {category: found for category, found in points.items() if found}
    if not scored:
        return None
    best = max(scored, key=lambda category: sum(scored[category].values()))
    top = sum(scored[best].values())
    share = top / sum(sum(found.values()) for found in scored.values())
    decided = sorted(scored[best], key=lambda word: -scored[best][word])
    return Guess(best, round(share * min(1.0, top / ENOUGH), 3), tuple(decided))


def _points(words: Sequence[str], head: str, body: str) -> dict[str, int]:
    found: dict[str, int] = {}
    for word in words:
        sought = word.lower()
        weight = 2 if sought.isascii() else min(len(sought), ENOUGH)
        times = 2 * _stands(sought, head) + _stands(sought, body)
        if times:
            found[word] = weight * times
    return found


def _stands(word: str, text: str) -> bool:
    if word not in text:
        return False
    return not word.isascii() or re.search(rf"(?<!\w){re.escape(word)}(?!\w)", text, re.ASCII) is not None
