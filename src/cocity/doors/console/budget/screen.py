"""The result for people, on a terminal."""

from collections.abc import Iterable

from rich.console import Console
from rich.markup import escape
from rich.padding import Padding
from rich.table import Table

from cocity.doors.console.budget.told import Told, money, named, why
from cocity.engines.budget import Figures, Outcome, Reason

LOSERS = 25  # shown on a terminal; files hold all


def show(console: Console, told: Told, others: Iterable[tuple[Outcome, Figures]] = ()) -> None:
    """Winners, losers, figures, and the other rules beside them."""
    election, outcome = told.election, told.outcome
    title = named(outcome.rule)
    console.print(f"[bold]{title.zh} {title.en}[/bold] · {outcome.rule.utility}")
    console.print(
        f"{election.voters:,} 人投票 voters · 预算 budget {money(election.budget)} · "
        f"选中 {len(outcome.winners)} winners · 共 {money(outcome.cost)} in all"
    )
    for zh, en in election.remarks:
        console.print(f"[yellow]{escape(zh)} / {escape(en)}[/yellow]")
    _list(console, "选中 winners", told, told.won())
    lost = told.lost()
    _list(console, "未选中 not chosen", told, lost[:LOSERS])
    if len(lost) > LOSERS:
        console.print(f"… {len(lost) - LOSERS} 个略去；用 --json 或 --html 看全部 / more in --json or --html")
    _figures(console, told.figures)
    compared = list(others)
    if compared:
        console.print(_compared(told, compared))


def _list(console: Console, title: str, told: Told, rows: list[Reason]) -> None:
    """Two lines a project: a table's last column would be a few letters wide."""
    console.print(f"\n[bold]{title}[/bold]")
    for one in rows:
        project, said = told.election.projects[one.project], why(one, told)
        turn = f"{one.turn}. " if one.turn else "· "
        console.print(
            f"{turn}[bold]{escape(project.id)}[/bold]  {money(project.cost)}  {one.supporters:,} 票 votes  "
            f"{escape(project.name)}",
            overflow="ellipsis", no_wrap=True,
        )  # fmt: skip
        console.print(Padding(f"[dim]{said.zh} / {said.en}[/dim]", (0, 0, 0, 3)))


def _figures(console: Console, of: Figures) -> None:
    console.print(
        f"\n一个心愿也没选上的人 no project of theirs won: {of.excluded:,} ({of.exclusion_ratio:.1%}) · "
        f"用去预算 budget used {of.used:.1%} · 每人平均选中 winners named per voter {of.named:.2f} · "
        f"EJR+ 违例 violations {len(of.unfair)}"
    )


def _compared(told: Told, others: list[tuple[Outcome, Figures]]) -> Table:
    table = Table(title="如果换一种规则 what if the rule were", title_justify="left")
    for head in ("规则 rule", "选中 won", "花费 cost", "落空 excluded", "EJR+", "多选 more", "少选 fewer"):
        table.add_column(head, overflow="fold")
    mine = set(told.outcome.winners)
    for outcome, of in others:
        theirs, title = set(outcome.winners), named(outcome.rule)
        table.add_row(
            f"{title.zh} {title.en}", str(len(theirs)), money(outcome.cost), f"{of.exclusion_ratio:.1%}",
            str(len(of.unfair)), _few(told, theirs - mine), _few(told, mine - theirs),
        )  # fmt: skip
    return table


def _few(told: Told, projects: set[int]) -> str:
    ids = told.ids(tuple(sorted(projects)))
    return escape(", ".join(ids[:8]) + (f" … +{len(ids) - 8}" if len(ids) > 8 else ""))
