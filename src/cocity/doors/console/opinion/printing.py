"""The outcome for people at a terminal, Chinese and English side by side."""

from rich.console import Console
from rich.table import Table
from rich.text import Text as Line

from cocity.doors.console.opinion.outcome import NAMES, Outcome
from cocity.engines.opinion import Bridge, Representative, Shared

WIDEST = 70
SURE = 0.95


def tell(outcome: Outcome, to: Console) -> None:
    """Groups, what sets them apart, what all share, what to look at with care."""
    opinion, export = outcome.opinion, outcome.conversation.export
    taking_part = int(opinion.inside.sum())
    to.print(
        f"参与 people {export.votes.people:,} · 入组 taking part {taking_part:,} · "
        f"意见 statements {export.votes.width:,} · 投票 votes {export.votes.vote.size:,}"
    )
    if outcome.assumed:
        to.print(f"{outcome.assumed.zh} {outcome.assumed.en}")
    if outcome.why:
        to.print(f"{outcome.why.zh} {outcome.why.en}")
    else:
        _groups(outcome, to)
    _shared(outcome, to)
    _doubts(outcome, to)
    if outcome.weights:
        to.print(
            f"按普查加权 weighted to the census: 有效人数 effective people {outcome.weights.effective:,.1f} "
            f"/ {export.votes.people:,}"
        )


def _groups(outcome: Outcome, to: Console) -> None:
    opinion = outcome.opinion
    to.print(f"{opinion.groups} 组 groups · 轮廓系数 silhouette {opinion.silhouette:.3f}")
    for g in range(opinion.groups):
        sure = outcome.certainty[opinion.group == g] >= SURE
        table = _table(
            f"{NAMES[g]} 组 group {NAMES[g]}: {opinion.sizes[g]:,} 人 people, "
            f"其中把握大的 surely placed {sure.sum():,}"
        )
        for one in outcome.representative[g]:
            table.add_row(*_representative(outcome, one))
        to.print(table)
    if outcome.bridges:
        table = _table("各组都认同 held in every group (95 %)")
        for bridge in outcome.bridges[:5]:
            table.add_row(*_bridge(outcome, bridge))
        to.print(table)


def _shared(outcome: Outcome, to: Console) -> None:
    for agree, found in zip((True, False), outcome.consensus, strict=True):
        if found:
            table = _table("多数同意 most agree" if agree else "多数不同意 most disagree")
            for one in found:
                table.add_row(_said(agree), _share(one.hits, one.seen), _text(outcome, one))
            to.print(table)


def _doubts(outcome: Outcome, to: Console) -> None:
    same = {kind: who.size for kind, who in outcome.doubt.same.items() if who.size}
    copied = sum(each.size for each in outcome.doubt.copied)
    if not same and not copied:
        return
    told = ", ".join(f"{kind} {count}" for kind, count in same.items()) or "0"
    to.print(
        f"请留意 look with care: 对一切都一样投 the same to everything {told}; "
        f"彼此雷同 copied {copied}; 未计入 left out {outcome.left_out}"
    )


def _table(title: str) -> Table:
    table = Table(title=title, title_justify="left", show_header=False, box=None, padding=(0, 2, 0, 0))
    table.add_column(no_wrap=True)
    table.add_column(no_wrap=True, justify="right")
    table.add_column(max_width=WIDEST)
    return table


def _representative(outcome: Outcome, one: Representative) -> tuple[Line, Line, Line]:
    agree = one.agree or one.best_agree
    hits = one.agreed if agree else one.hits
    return _said(agree), _share(hits, one.seen), _text(outcome, one)


def _bridge(outcome: Outcome, one: Bridge) -> tuple[Line, Line, Line]:
    return _said(one.agree), Line(f"≥ {one.low:.0%}"), _text(outcome, one)


def _said(agree: bool) -> Line:
    return Line("同意 agree" if agree else "不同意 disagree")


def _share(hits: int, seen: int) -> Line:
    return Line(f"{hits}/{seen} {hits / max(seen, 1):.0%}")


def _text(outcome: Outcome, one: Representative | Shared | Bridge) -> Line:
    return Line(
        f"#{outcome.conversation.export.statements[one.statement]} {outcome.conversation.text(one.statement)}"
    )
