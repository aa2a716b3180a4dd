"""What the groups say: representative statements, consensus, and which statement to ask about next.

Formulas of the Polis project as CoCity's specification tells them; tests hold them to its published output.
`counts` are (…, 3): agree, disagree, seen.
"""

from dataclasses import dataclass
from typing import Any

import numpy as np

from cocity.engines.opinion.arrays import Bools, Floats, Int64s

CERTAIN = 1.2816  # one-sided 90 % quantile of the normal distribution
FEW = 5
META = 49.0


@dataclass(frozen=True, slots=True)
class Measures:
    """Of each group and statement, (groups, width): share, its test, how much more than others, that test.

    `pa` is the share who agree, drawn to one half; `pat` its test against one half; `ra` is `pa` over the others' share;
    `rat` its test. `pd`, `pdt`, `rd`, `rdt` are of disagreeing.
    """

    pa: Floats
    pd: Floats
    pat: Floats
    pdt: Floats
    ra: Floats
    rd: Floats
    rat: Floats
    rdt: Floats


@dataclass(frozen=True, slots=True)
class Representative:
    """One statement that sets a group apart: `hits` of `seen` did what `agree` says, with the figures behind it.

    With `best_agree` it is the one the group agrees on most: `agreed` of `seen` do, even where `agree` is False because
    other groups agree still more.
    """

    statement: int
    agree: bool
    agreed: int
    hits: int
    seen: int
    probability: float
    probability_test: float
    ratio: float
    ratio_test: float
    best_agree: bool


@dataclass(frozen=True, slots=True)
class Shared:
    """One statement most people agree (or disagree) on."""

    statement: int
    hits: int
    seen: int
    probability: float
    probability_test: float


def one_share(hits: Any, seen: Any) -> Floats:
    """Test of a share against one half: 2·√(n + 1)·((s + 1)/(n + 1) − ½)."""
    return np.asarray(2 * np.sqrt(seen + 1) * ((hits + 1) / (seen + 1) - 0.5))


def two_shares(hits: Any, others: Any, seen: Any, others_seen: Any) -> Floats:
    """Test of two shares against each other, one added to each of the four; 0 where everyone in both did it."""
    a, b, n, m = hits + 1, others + 1, seen + 1, others_seen + 1
    together = (a + b) / (n + m)
    spread = np.sqrt(together * np.maximum(1 - together, 0) * (1 / n + 1 / m))
    zero = np.zeros(np.shape(spread))
    return np.asarray(np.divide(a / n - b / m, spread, out=zero, where=together < 1))


def measures(counts: Int64s) -> Measures:
    """From group counts (groups, width, 3). Others are everybody in another group."""
    agree, disagree, seen = (counts[..., each].astype(np.float64) for each in range(3))
    rest = counts.sum(axis=0)[None] - counts
    other_agree, other_disagree, other_seen = (rest[..., each].astype(np.float64) for each in range(3))
    pa, pd = (agree + 1) / (seen + 2), (disagree + 1) / (seen + 2)
    return Measures(
        pa=pa,
        pd=pd,
        pat=one_share(agree, seen),
        pdt=one_share(disagree, seen),
        ra=pa / ((other_agree + 1) / (other_seen + 2)),
        rd=pd / ((other_disagree + 1) / (other_seen + 2)),
        rat=two_shares(agree, other_agree, seen, other_seen),
        rdt=two_shares(disagree, other_disagree, seen, other_seen),
    )


def representative(counts: Int64s, live: Bools) -> list[list[Representative]]:
    """For each group up to five statements that set it apart, what it agrees with first. Only `live` statements."""
    of = measures(counts)
    return [_of_group(group, counts[group], of, live) for group in range(len(counts))]


def _of_group(group: int, counts: Int64s, of: Measures, live: Bools) -> list[Representative]:
    passing = ((of.rat[group] > CERTAIN) & (of.pat[group] > CERTAIN)) | (
        (of.rdt[group] > CERTAIN) & (of.pdt[group] > CERTAIN)
    )
    passing &= live
    agreed = _best_agree(group, counts, of, live)
    if not passing.any():
        if agreed is None:
            tests = np.where(live, np.maximum(of.rat[group], of.rdt[group]), -np.inf)
            return [_told(int(np.argmax(tests)), group, counts, of)] if live.any() else []
        return [_told(agreed, group, counts, of, best=True)]
    metric = _metric(group, of)
    order = [int(s) for s in np.flatnonzero(passing)[np.argsort(-metric[passing], kind="stable")]]
    if agreed is not None:
        order = [agreed, *(s for s in order if s != agreed)]
    chosen = [_told(s, group, counts, of, best=s == agreed) for s in order[:FEW]]
    return [one for one in chosen if one.agree] + [one for one in chosen if not one.agree]


def _metric(group: int, of: Measures) -> Floats:
    agree = of.ra[group] * of.rat[group] * of.pa[group] * of.pat[group]
    disagree = of.rd[group] * of.rdt[group] * of.pd[group] * of.pdt[group]
    return np.asarray(np.where(of.rat[group] > of.rdt[group], agree, disagree))


def _best_agree(group: int, counts: Int64s, of: Measures, live: Bools) -> int | None:
    """In the order of statements; what the best so far is like decides how the next is held against it."""
    pa, pat, ra, rat = of.pa[group], of.pat[group], of.ra[group], of.rat[group]
    strong, sure = ra * rat * pa * pat, pa * pat
    best: int | None = None
    for s in np.flatnonzero(live & (counts[:, :2].sum(axis=1) > 0)):
        if best is None:
            better = pat[s] > CERTAIN or (ra[s] > 1 and pa[s] > 0.5)
        elif ra[best] > 1:
            better = strong[s] > strong[best]
        else:
            better = sure[s] > sure[best]
        if better:
            best = int(s)
    return best


def _told(s: int, group: int, counts: Int64s, of: Measures, *, best: bool = False) -> Representative:
    agree = bool(of.rat[group, s] > of.rdt[group, s])
    probability, test, ratio, ratio_test = (
        (of.pa, of.pat, of.ra, of.rat) if agree else (of.pd, of.pdt, of.rd, of.rdt)
    )
    hits, seen = int(counts[s, 0 if agree else 1]), int(counts[s, 2])
    p, pt, r, rt = (float(each[group, s]) for each in (probability, test, ratio, ratio_test))
    return Representative(s, agree, int(counts[s, 0]), hits, seen, p, pt, r, rt, best)


def group_consensus(counts: Int64s) -> tuple[Floats, Floats]:
    """Π over groups of (A + 1)/(S + 2), (width): how far every group agrees; the same for disagreeing."""
    seen = counts[..., 2] + 2
    return np.prod((counts[..., 0] + 1) / seen, axis=0), np.prod((counts[..., 1] + 1) / seen, axis=0)


def consensus(counts: Int64s, live: Bools) -> tuple[list[Shared], list[Shared]]:
    """From everybody's counts (width, 3): up to five to agree with and five to disagree with, the surest first."""
    return _shared(counts[:, 0], counts[:, 2], live), _shared(counts[:, 1], counts[:, 2], live)


def _shared(hits: Int64s, seen: Int64s, live: Bools) -> list[Shared]:
    share, test = (hits + 1) / (seen + 2), one_share(hits, seen)
    passing = np.flatnonzero(live & (share > 0.5) & (test > CERTAIN))
    order = passing[np.argsort(-(share * test)[passing], kind="stable")][:FEW]
    return [Shared(int(s), int(hits[s]), int(seen[s]), float(share[s]), float(test[s])) for s in order]


def priorities(counts: Int64s, extremity: Floats, meta: Bools) -> Floats:
    """(width): the weight with which a statement is drawn to be asked about next; `counts` are groups' counts."""
    agree, disagree, seen = (counts[..., each].sum(axis=0).astype(np.float64) for each in range(3))
    passed = seen - agree - disagree
    importance = (1 - (passed + 1) / (seen + 2)) * (extremity + 1) * ((agree + 1) / (seen + 2))
    return np.asarray(np.where(meta, META, (importance * (1 + 8 * 2 ** (-seen / 5))) ** 2))
