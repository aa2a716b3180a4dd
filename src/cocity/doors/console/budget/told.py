"""One vote counted under one rule, with everything that is told about it."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from fractions import Fraction

from cocity.engines.budget import (
    AUTOMATIC,
    Completion,
    Election,
    Figures,
    How,
    Method,
    Outcome,
    Reason,
    Rule,
    decide,
    effort,
    figures,
    reasons,
    votes_needed,
)
from cocity.kit.text import Text

Tell = Callable[[Text, int, int], None]

METHODS = {Method.GREEDY: Text("按票数", "greedy by votes"), Method.MES: Text("均等份额", "equal shares")}
COMPLETIONS = {
    Completion.NONE: Text("不补足", "not completed"),
    Completion.ADD1: Text("每人份额逐元增加", "endowments +1"),
    Completion.ADD1U: Text("每人份额逐元增加，余款按票数", "endowments +1, rest by votes"),
}
COUNTING = Text("计票", "counting")
ASKING = Text("还差多少票", "votes needed")


@dataclass(frozen=True, slots=True)
class Told:
    """An outcome with its reasons, figures and, where they were computed, the votes each loser needed."""

    election: Election
    outcome: Outcome
    reasons: tuple[Reason, ...]
    figures: Figures
    needed: dict[int, int | None]

    def ids(self, projects: tuple[int, ...]) -> list[str]:
        return [self.election.projects[p].id for p in projects]

    def won(self) -> list[Reason]:
        """Winners in order of selection."""
        return [self.reasons[p] for p in self.outcome.winners]

    def lost(self) -> list[Reason]:
        """Losers, those with most votes first."""
        lost = [one for one in self.reasons if one.how is How.LOST]
        return sorted(lost, key=lambda one: (-one.votes, self.election.projects[one.project].id))


def told(election: Election, rule: Rule, *, needed: str, tell: Tell) -> Told:
    """Count and explain. `needed`: `none`, `all`, or `auto` for as much as takes no waiting."""
    outcome = decide(election, rule, lambda steps, cost: tell(COUNTING, int(cost), int(election.budget)))
    wanted = needed == "all" or (needed == "auto" and effort(election, outcome) <= AUTOMATIC)
    missing: dict[int, int | None] = {}
    lost = [p for p in range(len(election.projects)) if p not in outcome.winners] if wanted else []
    for n, p in enumerate(lost):
        missing[p] = votes_needed(election, outcome, p)
        tell(ASKING, n + 1, len(lost))
    return Told(election, outcome, reasons(election, outcome), figures(election, outcome), missing)


def alternatives(election: Election, rule: Rule) -> Iterator[tuple[Outcome, Figures]]:
    """The same ballots under every rule, with the same figures."""
    for method, completion in (
        (Method.GREEDY, Completion.NONE), (Method.MES, Completion.NONE),
        (Method.MES, Completion.ADD1), (Method.MES, Completion.ADD1U),
    ):  # fmt: skip
        outcome = decide(election, replace(rule, method=method, completion=completion))
        yield outcome, figures(election, outcome)


def named(rule: Rule) -> Text:
    """A rule in words."""
    method = METHODS[rule.method]
    if rule.method is Method.GREEDY:
        return method
    rest = COMPLETIONS[rule.completion]
    return Text(f"{method.zh}（{rest.zh}）", f"{method.en} ({rest.en})")


def money(amount: Fraction | float) -> str:
    """With thousands apart and no more cents than there are."""
    value = float(amount)
    return f"{value:,.0f}" if abs(value - round(value)) < 0.005 else f"{value:,.2f}"


def why(one: Reason, told_: Told) -> Text:
    """The reason in a sentence."""
    project = told_.election.projects[one.project]
    greedy = told_.outcome.rule.method is Method.GREEDY
    if one.how is How.BOUGHT and one.payments:
        paid, each = one.payments.full + one.payments.all_left, money(one.payments.most)
        return Text(
            f"{paid} 名支持者付清，每人最多付 {each}；{one.payments.all_left} 人付出剩余的全部",
            f"{paid} supporters paid for it, at most {each} each; {one.payments.all_left} gave all they had left",
        )
    if one.how is How.FREE:
        return Text("不花钱，有人支持", "It costs nothing and has support")
    if one.how is How.FILLED:
        return Text("余款按票数选中", "Chosen by votes for the money left over")
    if one.how is How.CHOSEN:
        return Text(f"轮到时剩 {money(one.money or 0)}", f"{money(one.money or 0)} was left at its turn")
    return _lost(one, project.cost, greedy, told_.needed.get(one.project))


def _lost(one: Reason, cost: Fraction, greedy: bool, needed: int | None) -> Text:
    held = money(one.money or 0)
    more = (
        Text(f"；再多 {needed} 票便能选中", f"; {needed} more votes would have won it")
        if needed
        else Text("", "")
    )
    if greedy:
        return Text(
            f"轮到时只剩 {held}，造价 {money(cost)}{more.zh}",
            f"Only {held} was left at its turn, and it costs {money(cost)}{more.en}",
        )
    if not one.supporters:
        return Text(f"没有人支持{more.zh}", f"Nobody supports it{more.en}")
    when = Text("一开始", "from the start")
    if one.after:
        when = Text(f"第 {one.after} 次选购之后", f"after purchase no. {one.after}")
    return Text(
        f"{when.zh}，支持者合计只有 {held}，造价 {money(cost)}{more.zh}",
        f"Its supporters held only {held} {when.en}, and it costs {money(cost)}{more.en}",
    )
