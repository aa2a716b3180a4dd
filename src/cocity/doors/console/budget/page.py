"""The result as one page for residents: Chinese and English side by side, no script, nothing loaded from elsewhere."""

from collections.abc import Iterable
from html import escape

from cocity.doors.console.budget.flow import Stream, bars, flow
from cocity.doors.console.budget.told import Told, money, named, why
from cocity.engines.budget import Figures, Outcome, Reason
from cocity.kit.text import Text

STYLE = """
:root{color-scheme:light dark;--ink:#1c2430;--dim:#5a6675;--line:#d7dde5;--paper:#fff;--won:#1f6f5c;--fill:#8a5a00;
--left:#8892a0;--soft:#f3f6f9}
@media(prefers-color-scheme:dark){:root{--ink:#e8edf3;--dim:#a3afbd;--line:#3a4552;--paper:#141a21;--won:#5cc3a8;
--fill:#e0a94a;--left:#7d8896;--soft:#1d252e}}
body{margin:0 auto;max-width:62rem;padding:1.5rem 1rem 4rem;color:var(--ink);background:var(--paper);
font:1rem/1.6 system-ui,"Noto Sans CJK SC","Noto Sans SC",sans-serif}
h1{font-size:1.6rem;line-height:1.3;margin:.2rem 0}h2{font-size:1.2rem;margin:2.2rem 0 .6rem}
[lang=en]{color:var(--dim)}h1 [lang=en],h2 [lang=en]{font-weight:400}
dl{display:grid;grid-template-columns:repeat(auto-fit,minmax(11rem,1fr));gap:.8rem;margin:1.2rem 0}
dl div{background:var(--soft);border-radius:.5rem;padding:.7rem .9rem}dt{font-size:.85rem;color:var(--dim)}
dd{margin:0;font-size:1.35rem;font-variant-numeric:tabular-nums}
.wide{overflow-x:auto}table{border-collapse:collapse;width:100%}
th,td{padding:.45rem .6rem;border-bottom:1px solid var(--line);text-align:left;vertical-align:top}
thead th{font-size:.85rem;color:var(--dim)}td.n{text-align:right;font-variant-numeric:tabular-nums;white-space:nowrap}
td p{margin:0}td.why{min-width:17rem}tbody th{font-weight:600;min-width:9rem}td p[lang]{font-size:.9rem}svg.flow{width:100%;min-width:38rem;height:auto}svg text{fill:var(--ink);font-size:13px}
svg .amount{fill:var(--dim)}svg .source{fill:var(--ink)}g.won path,g.filled path,g.left path{opacity:.28}
g.won{fill:var(--won)}g.filled{fill:var(--fill)}g.left{fill:var(--left)}svg.bars rect{fill:var(--won)}
.remark{border-left:.25rem solid var(--fill);padding-left:.8rem}
"""


def page(told: Told, others: Iterable[tuple[Outcome, Figures]], name: str) -> str:
    """A whole HTML document."""
    election, rule = told.election, named(told.outcome.rule)
    title = election.meta.get("description") or name
    parts = [
        '<!doctype html><html lang="zh-Hans"><head><meta charset="utf-8">',
        '<meta name="viewport" content="width=device-width,initial-scale=1">',
        f"<title>{escape(title)} · 计票结果</title><style>{STYLE}</style></head><body><main>",
        f"<h1>{escape(title)}</h1><p>{_both(rule)}</p>",
        _figures(told),
        *(f'<p class="remark">{_both(Text(zh, en))}</p>' for zh, en in election.remarks),
        _head("钱到哪里去了", "Where the money goes"),
        _flow(told),
        _head("选中的项目", "Projects that won"),
        _table(told, told.won(), winners=True),
        _head("未选中的项目，为什么", "Projects that did not, and why"),
        _table(told, told.lost(), winners=False),
        _compared(told, list(others)),
        _how(told),
        "</main></body></html>",
    ]
    return "\n".join(part for part in parts if part) + "\n"


def _both(text: Text) -> str:
    return f'{escape(text.zh)} <span lang="en">{escape(text.en)}</span>'


def _head(zh: str, en: str) -> str:
    return f"<h2>{_both(Text(zh, en))}</h2>"


def _figures(told: Told) -> str:
    of, outcome, election = told.figures, told.outcome, told.election
    cells = [
        ("投票人", "voters", f"{election.voters:,}"),
        ("预算", "budget", money(election.budget)),
        ("用去", "spent", f"{money(outcome.cost)} · {of.used:.1%}"),
        ("选中", "winners", f"{len(outcome.winners)} / {len(election.projects)}"),
        ("所选全部落空的人", "voters without a winner", f"{of.excluded:,} · {of.exclusion_ratio:.1%}"),
        ("EJR+ 违例", "EJR+ violations", str(len(of.unfair))),
    ]
    if outcome.endowment is not None:
        cells.insert(2, ("每人份额", "share of each voter", money(outcome.endowment)))
    inside = "".join(
        f"<div><dt>{_both(Text(zh, en))}</dt><dd>{escape(said)}</dd></div>" for zh, en, said in cells
    )
    return f"<dl>{inside}</dl>"


def _flow(told: Told) -> str:
    election, outcome = told.election, told.outcome
    streams = []
    for p in outcome.winners:
        project = election.projects[p]
        kind = "filled" if p in outcome.filled else "won"
        label = project.name if project.name != project.id else project.id
        streams.append(Stream(label, float(project.cost), money(project.cost), kind))
    rest = float(election.budget - outcome.cost)
    if rest > 0:
        streams.append(Stream("未用 not spent", rest, money(rest), "left"))
    note = _both(
        Text(
            "绿：支持者付清；棕：余款按票数。",
            "Green: paid by supporters; brown: by votes, from what was left.",
        )
    )
    drawn = flow(
        streams, f"预算 budget\n{money(election.budget)}", "预算流向各项目 the budget flows to projects"
    )
    return f'<p>{note}</p><div class="wide" tabindex="0">{drawn}</div>'


def _table(told: Told, rows: list[Reason], *, winners: bool) -> str:
    heads = [("编号", "id"), ("项目", "project"), ("造价", "cost"), ("支持", "votes"), ("为什么", "why")]
    if winners:
        heads.append(("各人付多少", "who paid what"))
    else:
        heads.append(("支持者的钱用于", "their money went to"))
    top = "".join(f'<th scope="col">{_both(Text(zh, en))}</th>' for zh, en in heads)
    body = "".join(_row(told, one) for one in rows)
    return f'<div class="wide" tabindex="0"><table><thead><tr>{top}</tr></thead><tbody>{body}</tbody></table></div>'


def _row(told: Told, one: Reason) -> str:
    project, said = told.election.projects[one.project], why(one, told)
    if one.payments:
        counts = [people for _, people in one.payments.bars]
        middle = money(one.payments.median)
        last = bars(counts, f"0 – {money(one.payments.most)}: {', '.join(map(str, counts))}")
        last += f'<p>中位 <span lang="en">median</span> {middle}</p>'
    else:
        projects = told.election.projects
        last = "<br>".join(f"{escape(projects[p].id)} {money(amount)}" for p, amount in one.spent_on[:4])
    return (
        f'<tr><td>{escape(project.id)}</td><th scope="row">{escape(project.name)}</th>'
        f'<td class="n">{money(project.cost)}</td><td class="n">{one.supporters:,}</td>'
        f'<td class="why"><p>{escape(said.zh)}</p><p lang="en">{escape(said.en)}</p></td><td>{last}</td></tr>'
    )


def _compared(told: Told, others: list[tuple[Outcome, Figures]]) -> str:
    if not others:
        return ""
    mine = set(told.outcome.winners)
    heads = [
        ("规则", "rule"), ("选中", "won"), ("花费", "cost"), ("落空的人", "voters without a winner"),
        ("EJR+ 违例", "violations"), ("多选", "more"), ("少选", "fewer"),
    ]  # fmt: skip
    rows = []
    for outcome, of in others:
        theirs = set(outcome.winners)
        more, fewer = (", ".join(told.ids(tuple(sorted(some)))) for some in (theirs - mine, mine - theirs))
        rows.append(
            f'<tr><th scope="row">{_both(named(outcome.rule))}</th><td class="n">{len(theirs)}</td>'
            f'<td class="n">{money(outcome.cost)}</td><td class="n">{of.exclusion_ratio:.1%}</td>'
            f'<td class="n">{len(of.unfair)}</td><td>{escape(more)}</td><td>{escape(fewer)}</td></tr>'
        )
    top = "".join(f'<th scope="col">{_both(Text(zh, en))}</th>' for zh, en in heads)
    table = f'<div class="wide" tabindex="0"><table><thead><tr>{top}</tr></thead><tbody>{"".join(rows)}</tbody></table></div>'
    return _head("如果换一种规则", "What if the rule were another") + table


def _how(told: Told) -> str:
    shares = Text(
        "均等份额：预算平分给每位投票人；一个项目由支持者付钱，人人付得一样多，钱不够的人付出全部；"
        "先选有效票数最多的（造价除以每人付的最多一份）。票数相同先看得票，再看造价低，再看编号。",
        "Equal shares: the budget is split equally among all who voted. Supporters pay for a project, all the same, and "
        "whoever has less pays all of it. The project with most effective votes (its cost over the highest payment) "
        "is next. Ties: most votes, then lowest cost, then id.",
    )
    needed = Text(
        "“再多几票”是重新计票得到的：加入只投这一项目的人，预算不变，直到它被选中。",
        "“More votes” are found by counting again with new voters for that project alone and the same budget.",
    )
    greedy = Text(
        "按票数：从得票最多的开始，放得下就选。", "By votes: from the most votes down, whatever still fits."
    )
    said = greedy if told.outcome.rule.method == "greedy" else shares
    return _head("怎样算的", "How it is counted") + f"<p>{_both(said)}</p><p>{_both(needed)}</p>"
