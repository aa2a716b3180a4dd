"""Samples in the demo's past, through the same door as any: one asked to its end and opened, one still under way, one
announced and not drawn yet.

Which matters are drawn rests on their public numbers, which nobody may guess, and on secrets, so that differs from demo
to demo; when each is drawn, why, by which seed, from how many and what its chance says is the same for the same day and
seed.
"""

import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from cocity.answer.verdicts import api as verdicts
from cocity.doors.console.demo.corpus import word
from cocity.doors.console.demo.crew import Crew, after
from cocity.ground.commitments.api import Told

FEWEST_DAYS = 20  # a shorter past has too little that is closed
OUTCOMES = {"answered": 0.74, "no_answer": 0.19, "refused": 0.07}
SOLVED = {"yes": 0.7, "partly": 0.17, "no": 0.13}
STARS = {
    "yes": ((5, 4, 3), "verdict_good"),
    "partly": ((3, 2), "verdict_partly"),
    "no": ((2, 1), "verdict_bad"),
}
METHOD = f"{verdicts.BY_TELEPHONE.zh} {verdicts.BY_TELEPHONE.en}"


@dataclass(frozen=True, slots=True)
class Plan:
    """One sample to draw: matters closed between `since` and `until` (shares of the lived days, back from today),
    `share` of them asked by now, one every `pace` office hours; asked until `days` days after the seed. Without a share
    the seed is of a day to come."""

    since: float
    until: float
    size: int
    reason: str
    share: float
    pace: float
    days: int


PLANS = (
    Plan(2 / 3, 1 / 3, 40, "抽查：办结的事项本人是否满意 A check: are people satisfied with what was closed",
         1.0, 0.4, 60),
    Plan(1 / 3, 1 / 6, 30, "复查：办结以后有没有反复 A second look: did what was closed stay solved",
         0.5, 0.6, 60),
    Plan(1 / 6, 1 / 30, 30, "月末抽查：先公告，种子出来再抽 The month's check: announced, to be drawn when its seed is known",
         0.0, 0.0, 30),
)  # fmt: skip


def samples(crew: Crew, *, now: datetime, days: int, seed: int) -> list[Told]:
    """Draw and ask; what the journal is to be told, each with its time. Nothing where the past is too short."""
    told: list[Told] = []
    for plan in PLANS if days >= FEWEST_DAYS else ():
        told += _sample(plan, crew, now, days, random.Random(f"{seed} {plan.size}"))  # noqa: S311
    return told


def _sample(plan: Plan, crew: Crew, now: datetime, days: int, rng: random.Random) -> list[Told]:
    midnight = now.replace(hour=0, minute=0, second=0, microsecond=0)
    since, until = (midnight - timedelta(days=round(days * back)) for back in (plan.since, plan.until))
    told: list[Told] = []

    def tell(*entry: object) -> None:
        told.append(entry)  # type: ignore[arg-type]

    at = after(until, 1.0)
    if at >= now:  # a long holiday lies between, or today's office hours have not begun
        return []
    seed_on = (at if plan.share else now).date() + timedelta(days=1)
    wanted = verdicts.SampleWanted(
        since=since, until=until, size=plan.size, method=METHOD, reason=plan.reason, seed_on=seed_on,
        seed_from=f"演示开奖 demo lottery {seed_on}", ask_until=seed_on + timedelta(days=plan.days),
    )  # fmt: skip
    auditor = crew.one("auditor", rng)
    announced = verdicts.announce_sample(now=at, actor=auditor, wanted=wanted, tell=tell)
    drawn_at = after(at + timedelta(days=1), 1.0)
    if not plan.share or drawn_at >= now:
        return told
    drawn = verdicts.draw_sample(
        now=drawn_at, actor=auditor, sample=announced.id, seed=_lottery(seed_on, rng), tell=tell
    )
    _ask(plan, crew, drawn, now, drawn_at, rng, tell)
    return told


def _ask(
    plan: Plan, crew: Crew, drawn: verdicts.SampleSummary, now: datetime, at: datetime, rng: random.Random,
    tell: Callable[..., None],
) -> None:  # fmt: skip
    """Callers ask their share; where that is everybody, the auditor ends it and the secret is opened."""
    caller, times = crew.one("caller", rng), _times(at, plan.pace)
    for member in verdicts.sample_members(caller, drawn.id, most=round(drawn.drawn * plan.share)):
        at = next(times)
        if at >= now:
            return
        outcome = rng.choices(list(OUTCOMES), list(OUTCOMES.values()))[0]
        said = _said(rng)
        outcome = outcome if member.reachable else "no_contact"
        verdicts.record_sample_answer(
            now=at, actor=crew.one("caller", rng), sample=drawn.id, number=member.number, outcome=outcome,
            word=said if outcome == "answered" else None, tell=tell,
        )  # fmt: skip
    end = next(times)
    if plan.share == 1 and end < now:
        verdicts.end_sample(now=end, actor=crew.one("auditor", rng), sample=drawn.id, tell=tell)


def _lottery(day: date, rng: random.Random) -> str:
    """A seed of the kind a city takes, and made up like all of this."""
    drawn = " ".join(f"{n:02}" for n in sorted(rng.sample(range(1, 34), 6)))
    return f"演示开奖 demo lottery {day}：{drawn}"


def _times(at: datetime, pace: float) -> Iterator[datetime]:
    while True:
        at = after(at, pace)
        yield at


def _said(rng: random.Random) -> verdicts.Word:
    solved = rng.choices(list(SOLVED), list(SOLVED.values()))[0]
    stars, kind = STARS[solved]
    given = rng.choice(stars) if rng.random() < 0.9 else None
    return verdicts.Word(solved=solved, stars=given, text=word(kind, rng))
