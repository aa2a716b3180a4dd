"""Equal shares in floating point with proven error bounds; what the bounds leave open is decided elsewhere, exactly.

Arrays: project p is supported by the ballots `who[start[p]:start[p+1]]` with whole weights `weight` ≥ 1 (empty if all are 1, `unit`), cast by
`cast` people each (floats); every one of them holds `money[g]`.

For a project of cost c the price x solves f(x) = Σ cast·min(money, x·weight) = c (Peters, Pierczyński, Skowron,
NeurIPS 2021). f is concave in x, so Newton's method climbs to x from below in a few passes. A project's value is
`worth`/x (worth = c with cost utility, 1 otherwise). It only falls as money is spent: candidates are looked at by
their last known value, and no further than down to the best.

Bounds. Let G bound Σ |money - true money| over all people. Then f errs by at most G for every x, and so does the sum
of anybody's money. A purchase does not enlarge G except by rounding: more money for everyone leaves more to everyone
and the total falls by c alike, so for two ways to hold money the ways between their minimum and maximum stay
between, and the distance from minimum to maximum is kept. With U the unit roundoff, a sum of m terms errs by at most
m·U relatively in any order (Higham, Accuracy and Stability of Numerical Algorithms, §4.2), so it may be vectorised.
"""

import numpy as np
from numba import njit

U = 2.0**-52  # twice the unit roundoff: one rounding of slack in every bound
POOR, SURE, UNSURE, BEATEN = 0, 1, 2, 3
DONE, DOUBT, DIFFERENT = 0, 1, 2
PASSES = 200


@njit(cache=True, fastmath={"reassoc", "contract", "nsz", "nnan"})
def split(held, cast, weight, unit, x):  # type: ignore[no-untyped-def]
    """At price x: money of those who have less than x·weight, and weight of those who can pay it."""
    poor = able = 0.0
    if unit:
        for j in range(len(held)):
            short = held[j] < x
            poor += cast[j] * held[j] if short else 0.0
            able += 0.0 if short else cast[j]
    else:
        for j in range(len(held)):
            short = held[j] < x * weight[j]
            poor += cast[j] * held[j] if short else 0.0
            able += 0.0 if short else cast[j] * weight[j]
    return poor, able


@njit(cache=True, fastmath={"reassoc", "contract", "nsz", "nnan"})
def gathered(held, who, cast, money):  # type: ignore[no-untyped-def]
    """The supporters' money, side by side in `held`, and its sum."""
    total = 0.0
    for j in range(len(who)):
        one = money[who[j]]
        held[j] = one
        total += cast[j] * one
    return total


@njit(cache=True)
def priced(held, who, cast, weight, unit, money, loose, cost, votes, guess, most):  # type: ignore[no-untyped-def]
    """Price of one project: (state, x, ± of x, everyone pays x·weight). `loose` is G, `guess` is not above x.

    Gives up as BEATEN, with a lower bound for x, as soon as x is known to exceed `most`.
    """
    total = gathered(held, who, cast, money)
    rounding = (len(who) + 8) * U
    risk = loose + rounding * total
    if total + risk < cost:
        return POOR, guess, 0.0, False
    state = SURE if total - risk >= cost else UNSURE
    risk = loose + rounding * cost
    poor, able = split(held, cast, weight, unit, guess)
    for _ in range(PASSES):
        if able <= 0.0 or poor >= cost:
            break
        x = (cost - poor) / able
        off = risk / able + 8 * U * x
        if x - off > most:
            return BEATEN, x - off, 0.0, False
        off *= 2
        poor, abler = split(held, cast, weight, unit, x + off)
        if abler == able:
            return state, x, off, able == votes
        if poor + abler * (x + off) >= cost + 2 * risk:  # f is above there, though somebody turns poor before
            return state, x, off, False
        able = abler
    return UNSURE, guess, np.inf, False


@njit(cache=True)
def pay(x, who, cast, weight, unit, money):  # type: ignore[no-untyped-def]
    """Take x·weight, or all there is, from every supporter; what rounding adds to G."""
    moved = 0.0
    for j in range(len(who)):
        g = who[j]
        moved += cast[j] * money[g]
        money[g] = max(money[g] - (x if unit else x * weight[j]), 0.0)
    return (len(who) + 16) * 4 * U * moved


@njit(cache=True)
def ahead(p, q, votes, price_list, by_cost, rank):  # type: ignore[no-untyped-def]
    """Both paid in full by all supporters: is p chosen before q? In whole numbers, ties by rank."""
    if by_cost:
        mine, theirs = votes[p], votes[q]
    else:
        mine, theirs = votes[p] * price_list[q], votes[q] * price_list[p]
    return mine > theirs or (mine == theirs and rank[p] < rank[q])


@njit(cache=True)
def rounds(  # type: ignore[no-untyped-def]  # noqa: C901
    start, who, cast, weight, unit, cost, worth, votes, price_list, by_cost, exact, rank,
    money, loose, alive, top, guess, bought, xs, least, full, done, prove, plan, floor, plan_full, contenders,
    fresh,
):  # fmt: skip
    """Buy until nothing is affordable (DONE) or bounds can't tell (DOUBT: `contenders[0:n]` are to be compared).

    Returns (code, number bought, n, G). `top` (p,) bounds each value from above, `guess` (p,) each price from below; when
    `fresh` these and who is `alive` are not known yet: at best all supporters pay alike.
    `bought xs least full` (p,) record each purchase: project, price, the least its value can be, and whether every
    supporter paid in full. `exact`: whole-number comparison of `votes` × `price_list` can't overflow.

    With `prove`, `plan floor plan_full` are the purchases at a lower endowment. A larger endowment only raises money
    and lowers prices while purchases are the same; so if in every round the planned project at its *lower* value
    beats all others at their *higher* one, the outcome is the same at every endowment between. DIFFERENT: not proven.
    """
    many = len(alive)
    widest = 0
    for p in range(many):
        widest = max(widest, start[p + 1] - start[p])
        if fresh:
            alive[p] = cost[p] > 0 and votes[p] > 0
            each = cost[p] / votes[p] if alive[p] else 1.0
            top[p], guess[p] = worth[p] / each * (1 + 8 * U), each * (1 - 8 * U)
    room = np.empty(widest)
    seen = np.full(many, -1, np.int64)
    state = np.zeros(many, np.int64)
    x, off = np.zeros(many), np.zeros(many)
    clean = np.zeros(many, np.bool_)
    while True:
        best, n = -1.0, 0
        planned = -1
        if prove and done < len(plan):
            planned, best = plan[done], floor[done]
            seen[planned] = done
        last = False
        while not last:
            p = -1
            for q in range(many):
                if alive[q] and seen[q] != done and top[q] >= best and (p < 0 or top[q] > top[p]):
                    p = q
            most = worth[p] / best * (1 + 4 * U) if best > 0 else np.inf
            if p < 0:
                last = True
                if planned < 0:
                    break
                p, most = planned, np.inf
            seen[p] = done
            low, high = start[p], start[p + 1]
            state[p], x[p], off[p], clean[p] = priced(
                room[: high - low], who[low:high], cast[low:high], weight[low:high], unit, money, loose, cost[p],
                votes[p], guess[p], most,
            )  # fmt: skip
            if last:
                break
            if state[p] == POOR:
                alive[p] = False
                continue
            lowest = x[p] - (0.0 if state[p] == BEATEN else off[p])
            if lowest > 0.0:
                guess[p] = max(guess[p], lowest)
                top[p] = min(top[p], worth[p] / lowest * (1 + 4 * U))
            if state[p] == BEATEN:
                continue
            if prove:
                if planned < 0 or (
                    top[p] >= best
                    and not (exact and clean[p] and plan_full[done] and state[p] == SURE
                             and ahead(planned, p, votes, price_list, by_cost, rank))
                ):  # fmt: skip
                    return DIFFERENT, done, 0, loose
                continue
            contenders[n] = p
            n += 1
            if state[p] == SURE:
                best = max(best, worth[p] / (x[p] + off[p]) * (1 - 4 * U))
        p = planned
        if not prove:
            kept, settled = 0, True
            for i in range(n):
                q = contenders[i]
                if top[q] >= best:
                    contenders[kept] = q
                    kept += 1
                    settled = settled and state[q] == SURE and (clean[q] and exact)
                    if p < 0 or (settled and ahead(q, p, votes, price_list, by_cost, rank)):
                        p = q
            if kept > 1 and not settled:
                return DOUBT, done, kept, loose
        if p < 0:
            return DONE, done, 0, loose
        if state[p] != SURE:
            return (DIFFERENT if prove else DOUBT), done, 1, loose
        bought[done], xs[done], full[done] = p, x[p], clean[p]
        least[done] = worth[p] / (x[p] + off[p]) * (1 - 4 * U)
        alive[p] = False
        low, high = start[p], start[p + 1]
        loose += pay(x[p], who[low:high], cast[low:high], weight[low:high], unit, money)
        done += 1
