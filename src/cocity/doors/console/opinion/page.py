"""The outcome as one file to open in a browser: no script, no address, pictures with their tables."""

from pathlib import Path

from django.contrib.staticfiles import finders
from django.template.loader import render_to_string
from django.utils import translation

from cocity.doors.console.opinion.map import map_of
from cocity.doors.console.opinion.outcome import NAMES, Outcome
from cocity.doors.console.opinion.shares import Share, Shares, shares
from cocity.engines.opinion import Agreement, Bridge, Representative, Shared, wilson
from cocity.kit.parts import Pair
from cocity.kit.text import Text

LANGUAGES = {"zh": "zh-hans", "en": "en"}
MARKUP = {"zh": "zh-Hans", "en": "en"}
Z = 1.959963984540054  # two-sided 95 %
MOST = 8
AGREE = Text("同意 {hits}/{seen}，{share}%", "{hits} of {seen} agree, {share}%")
DISAGREE = Text("不同意 {hits}/{seen}，{share}%", "{hits} of {seen} disagree, {share}%")
LEAST = Text(
    "最少的一组 {share}%（{name} 组），至少 {low}%", "least in group {name}: {share}%, at least {low}%"
)
WEIGHTED = Text("{weighted}%（原始 {raw}%，有效 {n} 人）", "{weighted}% (raw {raw}%, effective {n} people)")


def page_of(outcome: Outcome, language: str = "zh") -> str:
    """HTML in `zh` or `en`."""
    with translation.override(LANGUAGES[language]):
        return render_to_string("console/opinion.html", _context(outcome, language))


def _context(outcome: Outcome, language: str) -> dict[str, object]:
    style = finders.find("cocity/cocity.css")
    shown = outcome.shown
    return {
        "html_lang": MARKUP[language],
        "style": Path(str(style)).read_text(encoding="utf-8"),
        "why": outcome.why,
        "assumed": outcome.assumed,
        "facts": _facts(outcome),
        "map": map_of(outcome) if shown else None,
        "parts": [part for part in _parts(outcome) if part],
        "doubt": _doubt(outcome),
    }


def _parts(outcome: Outcome) -> list[Shares | None]:
    groups = [_group(outcome, g) for g in range(outcome.opinion.groups)] if outcome.shown else []
    return [
        *groups,
        _bridges(outcome) if outcome.shown and outcome.bridges else None,
        _shared(outcome, agree=True),
        _shared(outcome, agree=False),
        _weighted(outcome, outcome.weighted) if outcome.weighted else None,
    ]


def _facts(outcome: Outcome) -> list[Pair]:
    votes, opinion = outcome.conversation.export.votes, outcome.opinion
    pairs = [
        Pair(Text("参与的人", "People"), f"{votes.people:,}"),
        Pair(
            Text("投票够多、参加分组的人", "With votes enough to be placed"), f"{int(opinion.inside.sum()):,}"
        ),
        Pair(Text("意见", "Statements"), f"{votes.width:,}"),
        Pair(Text("投票", "Votes"), f"{votes.vote.size:,}"),
    ]
    if outcome.shown:
        pairs.append(Pair(Text("组", "Groups"), f"{opinion.groups}"))
        pairs.append(
            Pair(
                Text("轮廓系数（−1 到 1，越大分得越开）", "Silhouette (−1 to 1; larger: further apart)"),
                f"{opinion.silhouette:.2f}",
            )
        )
    return pairs


def _group(outcome: Outcome, g: int) -> Shares:
    title = Text("{name} 组：{n} 人", "Group {name}: {n} people").with_values(
        name=NAMES[g], n=f"{outcome.opinion.sizes[g]:,}"
    )
    about = Text("这一组与众不同的意见", "What sets this group apart")
    return shares(title, [_share(outcome, one) for one in outcome.representative[g]], about)


def _share(outcome: Outcome, one: Representative | Shared, *, agree: bool = True) -> Share:
    hits = one.hits
    if isinstance(one, Representative):
        agree = one.agree or one.best_agree
        hits = one.agreed if agree else one.hits
    low, high = wilson(hits, one.seen, Z)
    part = hits / max(one.seen, 1)
    said = (AGREE if agree else DISAGREE).with_values(hits=hits, seen=one.seen, share=round(100 * part))
    return Share(outcome.conversation.text(one.statement), said, part, float(low), float(high))


def _shared(outcome: Outcome, *, agree: bool) -> Shares | None:
    found = outcome.consensus[0 if agree else 1]
    title = Text("多数人同意", "Most people agree") if agree else Text("多数人不同意", "Most people disagree")
    return shares(title, [_share(outcome, one, agree=agree) for one in found]) if found else None


def _bridges(outcome: Outcome) -> Shares:
    def share(one: Bridge) -> Share:
        said = LEAST.with_values(
            share=round(100 * one.least), name=NAMES[one.group], low=round(100 * one.low)
        )
        stand = Text("同意", "Agree") if one.agree else Text("不同意", "Disagree")
        said = Text(f"{stand.zh}：{said.zh}", f"{stand.en}: {said.en}")
        return Share(outcome.conversation.text(one.statement), said, one.least, one.low, one.high)

    title = Text("把各组连起来的意见", "What joins the groups")
    about = Text("每一组都过半，95% 有把握", "Held by more than half of every group, with 95 % certainty")
    return shares(title, [share(one) for one in outcome.bridges[:MOST]], about)


def _weighted(outcome: Outcome, of: Agreement) -> Shares:
    raw = outcome.raw

    def share(s: int) -> Share:
        said = WEIGHTED.with_values(
            weighted=round(100 * of.agree[s]), raw=round(100 * raw.agree[s]), n=round(of.effective[s])
        )
        return Share(
            outcome.conversation.text(s), said, float(of.agree[s]), float(of.low[s]), float(of.high[s])
        )

    live = outcome.conversation.live
    asked = [int(s) for s in (-of.effective).argsort(kind="stable") if live[s]][:MOST]
    title = Text("如果参与者像全体市民", "If those who took part were like the whole city")
    about = Text("按普查加权后的同意", "Agreement weighted to the census")
    return shares(title, [share(s) for s in asked], about)


def _doubt(outcome: Outcome) -> list[Pair]:
    same = outcome.doubt.same
    said = {
        "agree": Text("对一切都同意", "Agreed to everything"),
        "pass": Text("对一切都略过", "Passed on everything"),
        "disagree": Text("对一切都不同意", "Disagreed with everything"),
    }
    pairs = [Pair(said[kind], f"{who.size:,}") for kind, who in same.items() if who.size]
    if outcome.doubt.copied:
        count = sum(each.size for each in outcome.doubt.copied)
        pairs.append(
            Pair(Text("彼此完全相同的长答卷", "Long answer sheets equal to another's"), f"{count:,}")
        )
    if pairs:
        pairs.append(Pair(Text("其中未计入的人", "Of these left out"), f"{outcome.left_out:,}"))
    return pairs
