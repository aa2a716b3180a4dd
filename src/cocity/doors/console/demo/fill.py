"""Filling the demo: the city, then the lived days, all or nothing."""

import contextlib
import random
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import transaction

from cocity.act.dispatch import api as dispatch
from cocity.answer.replies import api as replies
from cocity.doors.console.demo import city, matters, same, sampling, suggestions
from cocity.doors.console.demo.arrivals import Arrival, arrivals
from cocity.doors.console.demo.crew import Crew, crew_of
from cocity.doors.console.demo.events import DemoFilled
from cocity.doors.console.demo.story import Answer, NotYet, Story
from cocity.ground.commitments import api as commitments
from cocity.ground.journal import api as journal
from cocity.ground.people.api import ANONYMOUS, SYSTEM, Actor
from cocity.listen.intake import api as intake

SUBJECT = "demo"
SEED = 20260701
LATELY, RECEIPTS = 600, 3
JUDGED_IN = {"claimed_done", "verified"}  # where a person may say whether it is done
PER_DAY = 72  # voices of a usual day
CHANNELS = {
    "web": intake.Channel("web"),
    "hotline": intake.Channel("hotline", mode="offline"),
    "paper": intake.Channel("paper", level="community", mode="offline"),
    "open311": intake.Channel("open311", level="district"),
    "api": intake.Channel("api", channel_class="group"),
}
TELLS = {
    "consult": matters.consult,
    "help": matters.help_or_complaint,
    "complaint": matters.help_or_complaint,
    "petition": matters.petition,
    "suggestion": suggestions.suggestion,
}
Progress = Callable[[str, int, int], None]


@dataclass(frozen=True, slots=True)
class Filled:
    """What a demo holds."""

    days: int
    today: str
    matters: int
    at: datetime
    receipts: tuple[tuple[str, str], ...] = ()  # (number, code) of a few that wait for the person's word


def filled() -> Filled | None:
    """The demo this database holds, or None."""
    entries = journal.of_subject(SUBJECT)
    if not entries:
        return None
    told = entries[-1].data
    return Filled(told["days"], told["today"], told["matters"], entries[-1].at)


def silent(what: str, done: int, of: int) -> None:
    """Progress nobody watches."""


@transaction.atomic
def fill(
    *,
    now: datetime,
    days: int,
    password: str,
    per_day: int = PER_DAY,
    seed: int = SEED,
    progress: Progress = silent,
) -> Filled:
    """Set up the city and live its last `days` days; the same seed and day make the same city.

    Everything in one transaction: a fill that is stopped leaves nothing.
    """
    now = now.astimezone(ZoneInfo(settings.TIME_ZONE))
    progress("places", 0, 3)
    plan = city.found_places(now - timedelta(days=days))
    progress("bodies", 1, 3)
    bodies = city.found_bodies(plan)
    progress("workers", 2, 3)
    dispatch.import_default(now=now - timedelta(days=days), actor=SYSTEM)
    crew = crew_of(bodies, city.found_workers(bodies, password=password))
    progress("workers", 3, 3)
    rng = random.Random(seed)  # noqa: S311 - a story, not a secret
    streets, _ = city.working_set()
    coming = arrivals(
        rng, today=now.date(), days=days, count=days * per_day, zone=ZoneInfo(settings.TIME_ZONE), plan=plan,
        set_=streets,
    )  # fmt: skip
    coming = same.echoed(rng, [arrival for arrival in coming if arrival.at < now])
    paths = {body.id: body.path for body in bodies.values()}
    receipts = _live(
        coming,
        crew,
        paths,
        rng=rng,
        now=now,
        progress=progress,
        asked=lambda: sampling.samples(crew, now=now, days=days, seed=seed),
    )
    same.join(coming, receipts, crew, now=now)
    done = DemoFilled(
        subject=SUBJECT, days=days, seed=seed, today=now.date().isoformat(), matters=len(coming)
    )
    journal.record([done], at=now, actor=SYSTEM.ref)
    return Filled(days, done.today, len(coming), now, _waiting(receipts))


def _waiting(receipts: Sequence[intake.Receipt]) -> tuple[tuple[str, str], ...]:
    """A few receipts, so that a visitor can be the person whose word is asked for."""
    rows = commitments.rows_of(receipt.number for receipt in receipts[-LATELY:])
    asked = [receipt for receipt in receipts[-LATELY:] if rows[receipt.number].state in JUDGED_IN]
    return tuple((receipt.number, receipt.code) for receipt in asked[-RECEIPTS:])


def _live(
    coming: Sequence[Arrival],
    crew: Crew,
    paths: dict[int, str],
    *,
    rng: random.Random,
    now: datetime,
    progress: Progress,
    asked: Callable[[], Sequence[commitments.Told]],
) -> list[intake.Receipt]:
    answers: list[Answer] = []
    ticks = _ticks(len(coming), progress)
    batch = [_lived(arrival, crew, rng, now, answers, ticks) for arrival in coming]
    return intake.receive_lives(
        batch,
        now=now,
        bodies=paths,
        also=lambda lives: [*replies.store_past(_past(answers)), *asked()],
    )


def _ticks(total: int, progress: Progress) -> Iterator[None]:
    for done in range(1, total + 1):
        if done % 50 == 0 or done == total:
            progress("days", done, total)
        yield


def _lived(
    arrival: Arrival,
    crew: Crew,
    rng: random.Random,
    now: datetime,
    answers: list[Answer],
    ticks: Iterator[None],
) -> intake.Lived:
    own = random.Random(rng.getrandbits(64))  # noqa: S311

    def live(life: commitments.Life) -> None:
        story = Story(life, arrival, crew, own, now, arrival.at, answers)
        with contextlib.suppress(NotYet):
            TELLS[arrival.template.kind](story)
        life.until(now)
        next(ticks, None)

    return intake.Lived(said=_said(arrival), actor=_taken_by(arrival, crew, own), live=live)


def _said(arrival: Arrival) -> intake.Said:
    template = arrival.template
    street = arrival.place.rpartition("-")[0]
    return intake.Said(
        kind=template.kind, text=arrival.text, channel=CHANNELS[arrival.channel], category=template.category,
        place=arrival.place, phone=arrival.phone, consent=bool(arrival.phone), publish=arrival.publish,
        language="en" if template.english else "zh-hans", against=f"street-{street}" if arrival.against else "",
        received_at=arrival.at, extra={"who": template.who} if template.who else {},
    )  # fmt: skip


def _taken_by(arrival: Arrival, crew: Crew, rng: random.Random) -> Actor:
    return crew.one("agent", rng) if arrival.channel in {"hotline", "paper"} else ANONYMOUS


def _past(answers: Sequence[Answer]) -> list[replies.PastReply]:
    return [
        replies.PastReply(
            commitment=one.life.id, number=one.life.number, step=one.life.step_id(one.step), written_at=one.at,
            given_at=one.life.step_at(one.step), body=one.actor.body_id or 0, actor=one.actor.ref, words=one.words,
            claim=one.claim, disposition=one.disposition, beneficiary=one.life.beneficiary,
            visibility=one.life.visibility,
        )
        for one in answers
    ]  # fmt: skip
