"""Hundreds of lived matters: the figures equal a computation that knows nothing of the fold, to the last digit.

Here a matter is drawn as plain columns first (what happened, when), counted with numpy over those columns, and
only then told as entries to the journal's fold.
"""

import random
from dataclasses import dataclass
from math import sqrt

import numpy as np
import pytest

from cocity.learn.performance.contracts import Figure
from tests.learn.cases import Matter, day, figures, matter

NEVER = 10_000.0
NOW = 60.0


@dataclass
class Life:
    """What happens to one matter; days, NEVER where it does not."""

    id: int
    opened: float
    due: float
    contact: float
    done: float
    checked: float
    closed: float
    stars: int | None
    solved: bool
    answered: bool
    back: float
    returned: bool
    refused: bool
    channel: str
    category: str
    district: str


def draw(rng: random.Random, number: int) -> Life:
    """A life with every turn it may take."""
    opened = rng.randrange(0, 40 * 24) / 24
    refused = rng.random() < 0.06
    done = opened + rng.randrange(3, 12 * 24) / 24 if rng.random() < 0.8 and not refused else NEVER
    checked = done + 0.5 if done < NEVER and rng.random() < 0.7 else NEVER
    closed = done + 1 if done < NEVER and rng.random() < 0.8 else NEVER
    answered = rng.random() < 0.6
    back = closed + rng.randrange(1, 50) if closed < NEVER and rng.random() < 0.15 else NEVER
    life = Life(
        number, opened, opened + 5, opened + rng.choice((0.05, 0.5, 2.0)), done, checked, closed,
        rng.randrange(1, 6) if rng.random() < 0.8 else None, rng.random() < 0.8, answered, back,
        rng.random() < 0.2, refused, rng.choice(("web", "phone")), rng.choice(("noise/music", "water/leak")),
        rng.choice(("d1", "d2", "d3")),
    )  # fmt: skip
    for name in ("contact", "done", "checked", "closed", "back"):
        if getattr(life, name) > NOW:
            setattr(life, name, NEVER)
    return life


def told(life: Life) -> Matter:
    """The life as its entries."""
    m = matter(life.id, channel=life.channel, category=life.category, place=f"/c/{life.district}/s{life.id}/")
    m.opened(life.opened, due=life.due, contact_by=life.opened + 1)
    if life.refused:
        return m.not_accepted(life.opened + 0.01)
    m.offered_to(life.opened + 0.01)
    if life.returned:
        m.declined(life.opened + 0.02).offered_to(life.opened + 0.03)
    m.accepted(life.opened + 0.04)
    if life.contact < NEVER and life.contact < life.done:
        m.contacted(life.contact)
    if life.done < NEVER:
        m.claimed(life.done, "yes" if life.solved else "partly")
    if life.checked < NEVER:
        m.checked(life.checked)
    if life.closed < NEVER:
        m.judged(life.closed, "yes", life.stars) if life.answered else m.closed_unreached(life.closed)
    if life.back < NEVER:
        m.reopened(life.back)
    return m


def lives(rng: random.Random, n: int) -> list[Life]:
    return [draw(rng, number) for number in range(1, n + 1)]


def lived(rng: random.Random, n: int) -> list[Matter]:
    return [told(life) for life in lives(rng, n)]


@pytest.fixture(scope="module", params=[11, 12])
def drawn(request: pytest.FixtureRequest) -> list[Life]:
    return lives(random.Random(request.param), 600)


def column(drawn: list[Life], name: str) -> np.ndarray:
    return np.array([getattr(life, name) for life in drawn])


def wilson(hits: int, n: int) -> tuple[float, float]:
    z2, p = 1.959963984540054**2, hits / n
    half = sqrt(z2 * (p * (1 - p) / n + z2 / (4 * n * n))) / (1 + z2 / n)
    middle = (p + z2 / (2 * n)) / (1 + z2 / n)
    return middle - half, middle + half


def expected(drawn: list[Life]) -> dict[str, tuple[int, int]]:
    """Numerators and denominators over the month, from the columns alone."""
    of = {name: column(drawn, name) for name in Life.__dataclass_fields__}
    kept, due = ~of["refused"].astype(bool), of["due"]
    stands = of["back"] == NEVER  # a reopened matter is not done any more
    done = np.where(stands, of["done"], NEVER)
    answered = of["answered"].astype(bool)
    judged = np.where(answered, of["closed"], NEVER)
    verified = np.where(stands, np.minimum(of["checked"], judged), NEVER)
    in_month = kept & (due < 30) & (due <= NOW)
    contact = np.where(of["contact"] < of["done"], of["contact"], NEVER)
    contact_due = of["opened"] + 1
    contacted_in = kept & (contact_due < 30)
    sent = kept & (of["opened"] + 0.01 < 30)
    first_closed = kept & (of["closed"] < 30) & (of["closed"] + 30 <= NOW)
    false = ~answered | (of["back"] <= of["closed"] + 30)
    return {
        "first_contact_rate": ((contacted_in & (contact <= contact_due)).sum(), contacted_in.sum()),
        "on_time_declared": ((in_month & (done <= due)).sum(), in_month.sum()),
        "on_time_confirmed": ((in_month & (done <= due) & (verified <= due)).sum(), in_month.sum()),
        "return_rate": ((sent & of["returned"].astype(bool)).sum(), sent.sum()),
        "false_closure_rate": ((first_closed & false).sum(), first_closed.sum()),
        "left_out_share": ((~kept & (of["opened"] < 30)).sum(), (of["opened"] < 30).sum()),
    }


def test_every_rate_and_its_interval_is_the_same(drawn: list[Life]) -> None:
    wanted = expected(drawn)
    made = figures([told(life) for life in drawn], *wanted, now=NOW)
    for code, (hits, n) in wanted.items():
        figure = made[code][0]
        assert (figure.numerator, figure.denominator) == (hits, n), code
        assert figure.value == hits / n
        assert figure.interval is not None
        assert (figure.interval.lo, figure.interval.hi) == pytest.approx(wilson(hits, n), rel=1e-14)


def test_by_district_the_parts_are_the_same_and_add_up_to_the_whole(drawn: list[Life]) -> None:
    made = figures([told(life) for life in drawn], "on_time_declared", now=NOW, by="district")
    parts = {figure.key: figure for figure in made["on_time_declared"]}
    for district in ("d1", "d2", "d3"):
        hits, n = expected([life for life in drawn if life.district == district])["on_time_declared"]
        assert (parts[district].numerator, parts[district].denominator) == (hits, n)
    assert sum(f.denominator for f in parts.values()) == expected(drawn)["on_time_declared"][1]


def test_percentiles_of_time_are_those_of_the_plain_product_limit(drawn: list[Life]) -> None:
    population = [life for life in drawn if not life.refused and life.opened < 30]
    spent = []
    for life in population:
        done = life.done < NEVER and life.back == NEVER
        spent.append((round(((life.done if done else NOW) - life.opened) * 86_400), done))
    share, found = 1.0, {}
    for t in sorted({t for t, done in spent if done}):
        at_risk = sum(other >= t for other, _ in spent)
        share *= (at_risk - sum(done and other == t for other, done in spent)) / at_risk
        for p in (0.5, 0.8, 0.95):
            if share <= 1 - p and p not in found:
                found[p] = t / 3600
    parts = figures([told(life) for life in drawn], "time_to_done", now=NOW)["time_to_done"][0].parts
    assert [part.value for part in parts] == [found.get(p) for p in (0.5, 0.8, 0.95)]


def test_satisfaction_and_its_weighted_mean_are_the_same(drawn: list[Life]) -> None:
    made: Figure = figures([told(life) for life in drawn], "satisfaction_mean", now=NOW)["satisfaction_mean"][
        0
    ]
    gave, cells = [], {}
    for life in drawn:
        asked = not life.refused and life.closed < 30
        # Reopening takes the old word back: until they are asked again they are not silent, only not asked.
        if not asked or life.back < NEVER:
            continue
        stars = life.stars if life.answered else None
        cells.setdefault((life.category.split("/")[0], life.channel), []).append(stars)
        if stars is not None:
            gave.append(stars)
    assert (made.numerator, made.denominator) == (sum(gave), len(gave))
    top = sum(len(c) * np.mean([s for s in c if s is not None]) for c in cells.values())
    assert made.adjusted == pytest.approx(top / sum(len(c) for c in cells.values()), rel=1e-14)


def test_working_hours_agree_with_the_calendar_asked_one_by_one(drawn: list[Life]) -> None:
    from cocity.ground.calendar import api as calendar

    finished = [life for life in drawn if life.done < NEVER and life.back == NEVER and life.opened < 30]
    hours = sorted(
        calendar.elapsed(start=day(life.opened), end=day(life.done), unit="working_hour", calendar="CN")
        for life in finished
    )
    made = figures([told(life) for life in finished], "time_to_done_working", now=NOW)[
        "time_to_done_working"
    ][0]
    assert made.value == pytest.approx(hours[(len(hours) + 1) // 2 - 1], rel=1e-12)
