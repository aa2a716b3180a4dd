"""When voices come, of what kind, from where, through which channel. Pure: all chance from one seeded generator."""

import math
import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta, tzinfo

from cocity.doors.console.demo.corpus import Template, filled, templates
from cocity.doors.console.demo.plan import Spot

# Share of voices by hour of the day: two humps, few at night (people call before noon and after supper).
HOURS = (3, 2, 1, 1, 1, 2, 5, 10, 17, 22, 23, 19, 13, 15, 19, 20, 18, 15, 13, 15, 16, 13, 8, 5)
WEEKDAYS = (1.15, 1.08, 1.03, 1.0, 1.02, 0.82, 0.78)
STORM_BEFORE = 37  # days before the last one
STORM = 2.6  # times the voices of a usual day
STORM_SHARE = 0.62  # of the voices of that day are about rain
CHANNELS = {"hotline": 0.46, "web": 0.34, "api": 0.08, "open311": 0.07, "paper": 0.05}
LEFT_CONTACT = 0.86
PUBLISHED = 0.34
KIND_WEIGHT = {"help": 1.2, "complaint": 1.0, "consult": 1.5, "suggestion": 0.42, "petition": 0.5}
WORKING_SET_WEIGHT = 9.0  # streets a visitor can work for get more, so that their desks are not empty
AGAINST = 0.5  # of the voices on conduct name the body
ELDER_PAPER = 0.75


@dataclass(frozen=True, slots=True)
class Arrival:
    """One voice to come."""

    at: datetime
    template: Template
    text: str
    place: str
    channel: str
    phone: str
    publish: bool
    against: bool
    group: int = 0  # of those that say the same; 0: alone


def arrivals(
    rng: random.Random,
    *,
    today: date,
    days: int,
    count: int,
    zone: tzinfo,
    plan: Sequence[Spot],
    set_: Sequence[str],
) -> list[Arrival]:
    """About `count` voices over `days` days until today, in order of time."""
    first = today - timedelta(days=days - 1)
    dates = [first + timedelta(days=n) for n in range(days)]
    storm = today - timedelta(days=min(STORM_BEFORE, days - 1))
    weights = [
        WEEKDAYS[day.weekday()] * (STORM if day == storm else 1) * rng.uniform(0.9, 1.1) for day in dates
    ]
    where = _Where(plan, set_)
    found: list[Arrival] = []
    for day, weight in zip(dates, weights, strict=True):
        for at in _moments(rng, day, round(count * weight / sum(weights)), zone):
            found.append(_one(rng, at, where, stormy=day == storm, people=count // 2))
    return sorted(found, key=lambda arrival: arrival.at)


def _moments(rng: random.Random, day: date, count: int, zone: tzinfo) -> Iterator[datetime]:
    midnight = datetime(day.year, day.month, day.day, tzinfo=zone)
    for hour in rng.choices(range(24), HOURS, k=count):
        yield midnight + timedelta(hours=hour, seconds=rng.randrange(3600))


def _one(rng: random.Random, at: datetime, where: "_Where", *, stormy: bool, people: int) -> Arrival:
    template = _template(rng, stormy)
    return Arrival(
        at=at,
        template=template,
        text=filled(template.text, rng),
        place=where.choose(rng),
        channel=_channel(rng, template),
        phone=_phone(rng, people) if rng.random() < LEFT_CONTACT else "",
        publish=rng.random() < PUBLISHED,
        against=template.category.startswith("conduct/") and rng.random() < AGAINST,
    )


def _template(rng: random.Random, stormy: bool) -> Template:
    pool = templates()
    if stormy and rng.random() < STORM_SHARE:
        pool = tuple(one for one in pool if one.rain)
    weights = [KIND_WEIGHT[one.kind] * (0.45 if one.rain and not stormy else 1) for one in pool]
    return rng.choices(pool, weights)[0]


def _channel(rng: random.Random, template: Template) -> str:
    if template.via and rng.random() < ELDER_PAPER:
        return template.via
    if template.english:
        return rng.choice(("web", "web", "open311"))
    return rng.choices(list(CHANNELS), list(CHANNELS.values()))[0]


def _phone(rng: random.Random, people: int) -> str:
    """A number nobody has: no mobile of the country begins with 100. Some people come back more often."""
    person = int(people * rng.random() ** 1.6)
    return f"100{person:08d}"


class _Where:
    """Communities by population: a district's people spread over its communities."""

    def __init__(self, plan: Sequence[Spot], working: Sequence[str]) -> None:
        people = {spot.code: spot.people or 0 for spot in plan if spot.kind == "district"}
        district = {spot.code: spot.parent for spot in plan if spot.kind == "street"}
        here = [spot for spot in plan if spot.kind == "community"]
        held: dict[str, int] = {}
        for spot in here:
            held[district[spot.parent]] = held.get(district[spot.parent], 0) + 1
        self.codes = [spot.code for spot in here]
        total, weight = 0.0, []
        for spot in here:
            own = math.sqrt(people[district[spot.parent]]) / held[district[spot.parent]]
            total += own * (WORKING_SET_WEIGHT if spot.parent in working else 1)
            weight.append(total)
        self.cumulative = weight

    def choose(self, rng: random.Random) -> str:
        return rng.choices(self.codes, cum_weights=self.cumulative)[0]
