"""Figures of samples: how many of those drawn answered, and what they said, each with its interval. Pure.

They have a method of their own and stand apart from what people said about their own matters (`heard`).
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

from cocity.answer.verdicts.api import SampleSummary
from cocity.engines.rates import Interval, mean_interval, wilson
from cocity.kit.amounts import counted
from cocity.kit.text import Text
from cocity.learn.performance.catalogue import Thresholds, thresholds
from cocity.learn.performance.contracts import Figure, Period
from cocity.learn.performance.heard import FEW, STARS

DRAWN = Text("这次抽中的事项", "Matters drawn for this sample")
ANSWERED = Text("这次抽中、本人回答了的事项", "Matters drawn whose person answered")
STARRED = Text("这次抽中、本人给了星的事项", "Matters drawn whose person gave stars")
NOBODY = Text("还没有人回答。", "Nobody has answered yet.")
SILENT = Text(
    "抽中 {drawn} 件，{silent} 件没有回答（没有人接 {no_answer}，不愿评价 {refused}，没有联系方式 {no_contact}，"
    "未询问 {not_asked}），不计为满意或已解决；区间只算抽样的偶然，不含没有回答的人会怎么说。",
    "Of {drawn} drawn, {silent} gave no answer (nobody picked up {no_answer}, would not say {refused}, no contact left"
    " {no_contact}, still to be asked {not_asked}) and do not count as satisfied or solved; the interval covers the"
    " chance of the draw, not what the silent would have said.",
)
LATER = Text(
    "另有 {back} 人的回答暂不公布：还可能有人回答，{step} 人一批公布，免得看出刚接电话的人怎么说。",
    "What {back} more said is kept back for now: others may still answer, and answers are published {step} at a time,"
    " so that nobody can tell what the one just called said.",
)
FOR_GOOD = Text(
    "另有 {back} 人后来才回答，不到 {step} 人，不公布，免得看出他们怎么说。",
    "What {back} more said who were reached later is not told: they are fewer than {step}.",
)
WILSON = Text(
    "；区间为 Wilson，{sure}，未作有限总体修正，只会偏宽",
    "; Wilson interval, {sure}, not corrected for the finite list: rather too wide",
)
MEAN = Text(
    "；区间为正态，{sure}；星数全一样时用 Wilson",
    "; normal interval, {sure}; Wilson's where all stars are alike",
)


@dataclass(frozen=True, slots=True)
class Asked:
    """One question to a sample: what it counts among how many."""

    title: Text
    unit: str
    formula: Text
    population: Text
    hits: Callable[[SampleSummary, Thresholds], int]
    of: Callable[[SampleSummary], int]
    said: bool = True  # whether it tells what people said


def _starred(found: SampleSummary) -> int:
    return sum(found.stars)


def _total(found: SampleSummary, t: Thresholds) -> int:
    return sum(n * star for star, n in enumerate(found.stars, 1))


QUESTIONS: Mapping[str, Asked] = {
    "sample_response_rate": Asked(
        Text("抽样：抽中的人里回答了的", "Sample: answered, of those drawn"), "share",
        Text("回答了的 ÷ 抽中的（没有联系上、不愿评价的也在分母里）",
             "those who answered ÷ those drawn (who was not reached or would not say is in the denominator)"),
        DRAWN, lambda found, t: found.answered, lambda found: found.drawn, said=False,
    ),
    "sample_solved_rate": Asked(
        Text("抽样：解决了（本人说）", "Sample: solved, the person says"), "share",
        Text("说解决了的 ÷ 回答了的", "those who say it is solved ÷ those who answered"),
        ANSWERED, lambda found, t: found.yes, lambda found: found.told,
    ),
    "sample_partly_rate": Asked(
        Text("抽样：部分解决（本人说）", "Sample: partly solved, the person says"), "share",
        Text("说部分解决的 ÷ 回答了的", "those who say it is partly solved ÷ those who answered"),
        ANSWERED, lambda found, t: found.partly, lambda found: found.told,
    ),
    "sample_unsolved_rate": Asked(
        Text("抽样：没有解决（本人说）", "Sample: not solved, the person says"), "share",
        Text("说没有解决的 ÷ 回答了的", "those who say it is not solved ÷ those who answered"),
        ANSWERED, lambda found, t: found.no, lambda found: found.told,
    ),
    "sample_satisfaction_rate": Asked(
        Text("抽样：满意", "Sample: satisfied"), "share",
        Text("给 {satisfied_from} 星及以上的 ÷ 给了星的", "those who gave {satisfied_from} stars or more ÷ those who gave stars"),
        STARRED, lambda found, t: sum(found.stars[t.satisfied_from - 1:]), _starred,
    ),
    "sample_satisfaction_mean": Asked(
        Text("抽样：平均几颗星", "Sample: stars on average"), "stars",
        Text("星数之和 ÷ 给了星的", "sum of stars ÷ those who gave stars"), STARRED, _total, _starred,
    ),
}  # fmt: skip


def sampled(found: SampleSummary) -> tuple[Figure, ...]:
    """Every figure of one published sample, keyed by its number; what fewer than `hidden_below` people said is not
    told. Wilson (1927) for shares, the normal interval for the mean."""
    return tuple(_figure(code, question, found, thresholds()) for code, question in QUESTIONS.items())


def _figure(code: str, question: Asked, found: SampleSummary, t: Thresholds) -> Figure:
    sure = (MEAN if question.unit == "stars" else WILSON).with_values(sure=f"{t.confidence:.0%}")
    formula = question.formula.with_values(satisfied_from=t.satisfied_from)
    blank = Figure(
        code=code, number="", title=question.title, unit=question.unit,
        formula=Text(formula.zh + sure.zh, formula.en + sure.en), population=question.population,
        period=Period(found.since, found.until), as_of=None, key=str(found.id),
    )  # fmt: skip
    hits, n = question.hits(found, t), question.of(found)
    if question.said and n < t.hidden_below:
        return replace(blank, missing=_why_not(found, t))
    if n == 0:
        return replace(blank, missing=NOBODY)
    return replace(
        blank, value=hits / n, numerator=hits, denominator=n, interval=_interval(question, found, hits, n, t),
        small=n < t.few, missing=_silent(found, t),
    )  # fmt: skip


def _interval(question: Asked, found: SampleSummary, hits: int, n: int, t: Thresholds) -> Interval | None:
    """None for the response rate until all were asked: those still to be asked did not stay silent."""
    if question.unit == "stars":
        squares = sum(count * star * star for star, count in enumerate(found.stars, 1))
        return mean_interval(n, hits, squares, t.confidence, STARS)
    return wilson(hits, n, t.confidence) if question.said or not found.not_asked else None


def _why_not(found: SampleSummary, t: Thresholds) -> Text:
    """Why nothing is told of what people said."""
    if found.told < found.answered:
        return _later(found, t)
    return FEW if found.answered else NOBODY


def _silent(found: SampleSummary, t: Thresholds) -> Text:
    silent = SILENT.with_values(
        drawn=counted(found.drawn), silent=counted(found.drawn - found.answered), no_answer=counted(found.no_answer),
        refused=counted(found.refused), no_contact=counted(found.no_contact), not_asked=counted(found.not_asked),
    )  # fmt: skip
    if found.told == found.answered:
        return silent
    later = _later(found, t)
    return Text(silent.zh + later.zh, f"{silent.en} {later.en}")


def _later(found: SampleSummary, t: Thresholds) -> Text:
    """What is kept back: for now, or for good once nobody is asked any more."""
    words = FOR_GOOD if found.ended else LATER
    return words.with_values(back=counted(found.answered - found.told), step=t.hidden_below)
