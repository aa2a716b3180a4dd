"""Some of the demo's voices say the same thing of the same place, as they do where a lift stands still; workers have
found so and joined them into needs."""

import random
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from cocity.doors.console.demo.arrivals import Arrival
from cocity.doors.console.demo.corpus import filled
from cocity.doors.console.demo.crew import Crew
from cocity.ground.commitments import api as commitments
from cocity.ground.people.api import Actor
from cocity.listen.intake.api import Receipt
from cocity.listen.needs import api as needs

KINDS = ("help", "complaint")
ONE_IN = 150  # voices to one thing that several speak of
VOICES = (3, 4, 6, 8)  # how many speak of it
WITHIN = timedelta(days=20)
ALL_PUBLIC = 0.7


def echoed(rng: random.Random, coming: Sequence[Arrival]) -> list[Arrival]:
    """The same voices, some of which now say again what another said before them, at the same place, in other words."""
    made = list(coming)
    for group in range(1, max(2, len(made) // ONE_IN) + 1):
        heard = [n for n, each in enumerate(made) if _fits(each) and not each.group]
        if not heard:
            break
        first = made[rng.choice(heard[: max(1, len(heard) * 3 // 4)])]
        after = [n for n in heard if first.at < made[n].at < first.at + WITHIN]
        chosen = sorted(rng.sample(after, min(len(after), rng.choice(VOICES) - 1)))
        public = rng.random() < ALL_PUBLIC
        made[made.index(first)] = replace(first, group=group, publish=public or first.publish)
        for n in chosen:
            made[n] = replace(
                made[n], template=first.template, text=filled(first.template.text, rng), place=first.place,
                group=group, publish=public or made[n].publish,
            )  # fmt: skip
    return made


def _fits(arrival: Arrival) -> bool:
    return arrival.template.kind in KINDS and not arrival.against and not arrival.template.english


def join(coming: Sequence[Arrival], receipts: Sequence[Receipt], crew: Crew, *, now: datetime) -> int:
    """Join what says the same, by whoever sees all of it; how many needs there are."""
    groups: dict[int, list[str]] = defaultdict(list)
    for arrival, receipt in zip(coming, receipts, strict=True):
        if arrival.group:
            groups[arrival.group].append(receipt.number)
    several = [numbers for numbers in groups.values() if len(numbers) > 1]
    for first, *others in several:
        joiner = _joiner(crew, [first, *others])
        for other in others:
            needs.join(now=now, actor=joiner, number=first, other=other, reason="same_thing")
    return len(several)


def _joiner(crew: Crew, numbers: Sequence[str]) -> Actor:
    staff = [actor for role in needs.JOINERS for actor in crew.staff.get(role, ())]
    return next(actor for actor in staff if len(commitments.seen_among(actor, numbers)) == len(numbers))
