"""Made-up votes counted by the equal-shares tool and by ours: `COCITY_EQUAL_SHARES=FOLDER python -m bench agreement`.

Approval votes with whole costs, many of them equal, so that ties abound. The winners must be the same; where they are
not, the tool is asked again with the one thing changed in which the two differ by design (docs/developers/budget.md),
and the difference counts as explained only if it is gone then. Ends with an error if any difference is left.
"""

import random
import sys
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace

from bench.equal_shares import EqualShares, started
from cocity.engines.budget import Completion, Method, Rule, Utility, decide, read

VOTES = 1000
SAME, TIED = "the same", "the tool leaves a tie open"


@dataclass(frozen=True)
class Made:
    """A vote: costs by project in the order of the file, and who names whom."""

    budget: int
    costs: dict[str, int]
    named: tuple[tuple[str, ...], ...]

    def text(self) -> str:
        projects = "".join(f"{key};{cost}\n" for key, cost in self.costs.items())
        votes = "".join(f"v{n};{','.join(one)}\n" for n, one in enumerate(self.named))
        return (
            f"META\nkey;value\nbudget;{self.budget}\nvote_type;approval\n"
            f"PROJECTS\nproject_id;cost\n{projects}VOTES\nvoter_id;vote\n{votes}"
        )

    def sorted(self) -> "Made":
        """The cheapest first: the tool fills up by votes, and equal votes in the order of the file."""
        return replace(self, costs=dict(sorted(self.costs.items(), key=lambda one: (one[1], one[0]))))

    def supported(self) -> "Made":
        """Without projects nobody named: the tool raises endowments as long as one of them would fit."""
        wanted = {key for one in self.named for key in one}
        return replace(self, costs={key: cost for key, cost in self.costs.items() if key in wanted})


def made(rng: random.Random) -> Made:
    many, voters = rng.randint(3, 40), rng.randint(5, 300)
    step = rng.choice([1, 1, 5, 20])
    costs = {f"p{n}": rng.randint(1, 100 // step) * step for n in range(many)}
    keys, popular = list(costs), [rng.random() ** 2 + 0.02 for _ in range(many)]
    longest = rng.randint(1, min(many, 12))
    named = tuple(
        tuple(dict.fromkeys(rng.choices(keys, popular, k=rng.randint(0, longest)))) for _ in range(voters)
    )
    budget = max(1, round(sum(costs.values()) * rng.choice([0.1, 0.2, 0.3, 0.5, 0.7, 0.9, 1.1])))
    return Made(budget, costs, named)


def counted(vote: Made, completion: str) -> tuple[list[str], list[str], int]:
    """Our winners, those of them bought, and how many steps of +1 there were."""
    election = read(vote.text().encode())
    outcome = decide(election, Rule(Method.MES, Utility.COST, Completion(completion)))
    winners = [election.projects[p].id for p in outcome.winners]
    return winners, winners[: len(winners) - len(outcome.filled)], outcome.steps


def variants(vote: Made, completion: str) -> Iterator[tuple[str, Made]]:
    """What differs by design, from the least change on.

    Where all that anybody wants is affordable and something nobody wants would fit too, the tool raises without end.
    """
    endless = vote != vote.supported() and sum(vote.supported().costs.values()) <= vote.budget
    if completion == "none" or not endless:
        yield SAME, vote
        yield "order of the file", vote.sorted()
    yield "projects without support", vote.supported().sorted()


def verdict(tool: EqualShares, vote: Made, completion: str) -> str:
    """Under which name the comparison counts; nothing where a difference is not explained."""
    winners, bought, steps = counted(vote, completion)
    for name, changed in variants(vote, completion):
        told = tool.ask(text=changed.text(), completion=completion)
        if "Tie-breaking failed" in told.get("error", ""):
            return TIED
        there = sorted(told.get("winners", []))
        if there == sorted(key for key in winners if key in changed.costs):
            return name
        affordable = sum(changed.costs.values()) <= vote.budget
        if completion == "add1" and affordable and there == sorted(counted(changed, "none")[0]):
            return "all is affordable, so the tool adds nothing"
    return exactly(tool, vote, bought, steps, raised=completion != "none")


def exactly(tool: EqualShares, vote: Made, bought: list[str], steps: int, *, raised: bool) -> str:
    """The tool with fractions at the endowment where ours stopped, and at the next if ours was not exhausted."""
    people, fits = len(vote.named), vote.supported()
    at = tool.ask(
        text=replace(vote, budget=vote.budget + steps * people).text(),
        completion="none",
        accuracy="fractions",
    )
    if "Tie-breaking failed" in at.get("error", ""):
        return TIED
    if at.get("winners") != bought:
        return ""
    left = vote.budget - sum(vote.costs[key] for key in bought)
    if raised and any(key not in bought and cost <= left for key, cost in fits.costs.items()):
        more = replace(vote, budget=vote.budget + (steps + 1) * people)
        following = tool.ask(text=more.text(), completion="none", accuracy="fractions")
        if "Tie-breaking failed" in following.get("error", ""):
            return TIED
        if sum(vote.costs[key] for key in following.get("winners", [])) <= vote.budget:
            return ""
    return "floats"


def main() -> None:
    """Count, compare, tell."""
    tool = started()
    if tool is None:
        sys.exit("COCITY_EQUAL_SHARES must name the folder of the tool, and node must be there")
    rng = random.Random(20260701)
    votes = [made(rng) for _ in range(VOTES)]
    left = []
    for completion in ("none", "add1", "add1u"):
        found: Counter[str] = Counter()
        for n, vote in enumerate(votes):
            said = verdict(tool, vote, completion)
            found[said or "NOT EXPLAINED"] += 1
            if not said:
                left.append((completion, n, vote))
        print(
            f"{completion:8}" + ", ".join(f"{many} {name}" for name, many in found.most_common()), flush=True
        )
    for completion, n, vote in left[:3]:
        print(f"\nvote {n}, {completion}: ours {counted(vote, completion)}\n{vote.text()}")
    sys.exit(bool(left))


if __name__ == "__main__":
    main()
