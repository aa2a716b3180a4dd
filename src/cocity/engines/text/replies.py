"""How good a reply is, in four parts that are always shown apart: relevance, completeness, interpretability, timeliness.

Every part lies between 0 and 1, carries what it was made of, and is never added to the others.
"""

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import log, sqrt

from cocity.engines.text.dictionary import words_of

LONGEST = 10_000
PARTS = ("relevance", "completeness", "interpretability", "timeliness")
# What a whole reply holds; each pattern is one thing looked for.
COMPLETE: dict[str, str] = {
    "greeting": r"您好|你好|网友|尊敬|市民",
    "restates": r"反映|来信|留言|咨询|诉求|收悉|收到|关于您|提出的",
    "looked into it": r"调查|核实|了解|查看|现场|经查|协调|研究|转交|高度重视|走访",
    "answer or action": r"答复如下|回复如下|已经|已于|目前|将于|将会|拟|计划|整改|处理|解决|办理|实施|完成",
    "when": r"\d{1,2}月|年底|\d{1,2}日|季度|工作日|尽快|近期|下一步|20\d\d年",
    "whom to ask": r"电话|联系|咨询|热线|0\d{2,3}[-—]?\d{7,8}|\d{7,8}|窗口",
    "closing": r"感谢|谢谢|支持|监督|理解",
}
EXPLAINS: dict[str, str] = {
    "cites a rule": r"《[^》]{3,40}》|第[一二三四五六七八九十百0-9]+条|〔?20\d\d〕?\d*号|文件",
    "according to": r"根据|依据|按照|规定|政策|条例|办法|标准",
    "gives reasons": r"因为|由于|因此|原因|鉴于|为了|所以|导致",
    "in steps": r"[一二三四五]、|[1-5１-５①-⑤][、.．]|首先|其次|第一|第二|一是|二是",
    "gives facts": r"\d+(?:\.\d+)?\s?(?:元|万|米|平方|公里|户|人|%|％|个|年|月)",
}
DAYS = ((7, 1.0), (15, 0.8), (30, 0.6), (60, 0.4), (180, 0.2))  # replied within so many days → timeliness


@dataclass(frozen=True, slots=True)
class Part:
    """One part: a value from 0 to 1 (None where it cannot be told) and what it was made of."""

    value: float | None
    found: tuple[str, ...]
    missing: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Quality:
    """The four parts; there is deliberately no sum."""

    relevance: Part
    completeness: Part
    interpretability: Part
    timeliness: Part


def rarity(texts: Iterable[str]) -> dict[str, float]:
    """ln((1 + texts) / (1 + texts with it)) + 1 of every word, for `judged`."""
    found: Counter[str] = Counter()
    total = 0
    for text in texts:
        found.update(set(words_of(text[:LONGEST])))
        total += 1
    return {word: log((1 + total) / (1 + count)) + 1 for word, count in found.items()}


def judged(message: str, reply: str, days: float | None, rare: Mapping[str, float] | None = None) -> Quality:
    """The quality of a reply that came `days` after the message (None: unknown; negative: impossible, so unknown)."""
    message, reply = message[:LONGEST], reply[:LONGEST]
    return Quality(
        _relevance(message, reply, rare or {}), _complete(message, reply, rare or {}),
        _explained(reply), _timeliness(days),
    )  # fmt: skip


def _relevance(message: str, reply: str, rare: Mapping[str, float]) -> Part:
    """Cosine of the words of both, weighed by rarity, as a root so that the usual range is wide."""
    asked, said = Counter(words_of(message)), Counter(words_of(reply))
    shared = asked.keys() & said.keys()
    dot = sum((1 + log(asked[w])) * (1 + log(said[w])) * rare.get(w, 1.0) ** 2 for w in shared)
    size = _length(asked, rare) * _length(said, rare)
    telling = sorted(shared, key=lambda w: (-rare.get(w, 1.0) * len(w), w))
    left = sorted(
        (w for w in asked.keys() - said.keys() if len(w) > 1), key=lambda w: (-asked[w] * rare.get(w, 1.0), w)
    )
    return Part(round(sqrt(dot / size), 3) if size else 0.0, tuple(telling[:6]), tuple(left[:4]))


def _length(words: Counter[str], rare: Mapping[str, float]) -> float:
    return sqrt(sum(((1 + log(count)) * rare.get(word, 1.0)) ** 2 for word, count in words.items()))


def _complete(message: str, reply: str, rare: Mapping[str, float]) -> Part:
    """A third each: what a whole reply holds, the message's twelve most telling words taken up, 400 characters."""
    holds = _looked_for(reply, COMPLETE)
    asked = Counter(word for word in words_of(message) if len(word) > 1)
    points = sorted(asked, key=lambda w: (-(1 + log(asked[w])) * rare.get(w, 1.0), w))[:12]
    taken = [word for word in points if word in reply]
    share = len(taken) / len(points) if points else 0.0
    value = ((holds.value or 0.0) + share + min(len(reply) / 400, 1.0)) / 3
    left = (word for word in points if word not in taken)
    return Part(round(value, 3), (*holds.found, *taken[:6]), (*holds.missing, *list(left)[:4]))


def _looked_for(reply: str, patterns: Mapping[str, str]) -> Part:
    found = tuple(name for name, pattern in patterns.items() if re.search(pattern, reply))
    return Part(round(len(found) / len(patterns), 3), found, tuple(n for n in patterns if n not in found))


def _explained(reply: str) -> Part:
    """Kinds of explaining found, and how long it is: half each, full length at 300 characters."""
    kinds = _looked_for(reply, EXPLAINS)
    length = min(len(reply) / 300, 1.0)
    return Part(
        round((kinds.value or 0.0) * 0.5 + length * 0.5, 3), (*kinds.found, f"{len(reply)} 字"), kinds.missing
    )


def _timeliness(days: float | None) -> Part:
    if days is None or days < 0:
        return Part(None, (), ("the days between are not known",))
    value = next((value for limit, value in DAYS if days <= limit), 0.0)
    return Part(value, (f"{days:.1f} 天",))


def agreement(
    ours: Sequence[float], theirs: Sequence[float], draws: int = 1000
) -> tuple[float, float, float]:
    """Spearman's rank correlation with its 95% bootstrap interval (low, high); the draws are always the same."""
    import numpy as np
    from scipy.stats import rankdata

    a, b = np.asarray(ours, float), np.asarray(theirs, float)

    def rho(rows: "np.ndarray[tuple[int], np.dtype[np.int64]]") -> float:
        x, y = rankdata(a[rows]), rankdata(b[rows])
        return float(np.corrcoef(x, y)[0, 1]) if x.std() and y.std() else 0.0

    rng = np.random.default_rng(0)
    every = np.arange(len(a))
    drawn = [rho(rng.choice(every, len(a))) for _ in range(draws)]
    return rho(every), float(np.quantile(drawn, 0.025)), float(np.quantile(drawn, 0.975))
