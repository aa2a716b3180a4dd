"""Closed matters, a sample announced and drawn from them, and what came of asking, in few statements."""

from datetime import datetime, timedelta

from django.utils import timezone

from cocity.answer.verdicts import announcing
from cocity.answer.verdicts import api as verdicts
from cocity.answer.verdicts.models import Member, Sample
from cocity.ground.commitments.models import Commitment
from tests.world import World

SEED = "2026-11-23 开奖 03 11 17"
DAY = timedelta(days=1)


def ended(world: World, many: int, **said: object) -> list[str]:
    """Numbers of matters that ended an hour after they were said."""
    numbers = [world.say(f"第{n}盏路灯不亮", **said).number for n in range(many)]
    Commitment.objects.filter(number__in=numbers).update(ended_at=world.now + timedelta(hours=1))
    return numbers


def wanted_of(world: World, **more: object) -> verdicts.SampleWanted:
    """All that ended up to a day from now; announced then, its seed is of the day after."""
    given = {
        "since": world.now - DAY,
        "until": world.now + DAY,
        "method": "电话",
        "reason": "月度抽查",
        "seed_from": "2026-11-25 开奖",
        "seed_on": timezone.localdate(world.now + 2 * DAY),
        "ask_until": timezone.localdate(world.now + 30 * DAY),
    }
    return verdicts.SampleWanted(**{"size": 2, **given, **more})  # type: ignore[arg-type]


def announce(
    world: World, size: int = 2, *, at: datetime | None = None, **more: object
) -> verdicts.SampleSummary:
    """Announced the day after what ended."""
    wanted = wanted_of(world, size=size, **more)
    return verdicts.announce_sample(now=at or world.now + DAY, actor=world.actor("auditor"), wanted=wanted)


def draw(world: World, size: int, seed: str = SEED, **more: object) -> verdicts.SampleSummary:
    """Announced the day after, drawn when its seed is known."""
    return drawn(world, announce(world, size, **more).id, seed)


def drawn(
    world: World, sample: int, seed: str = SEED, who: str = "auditor", at: datetime | None = None
) -> verdicts.SampleSummary:
    """An announced one, drawn."""
    at = at or world.now + 2 * DAY
    return verdicts.draw_sample(now=at, actor=world.actor(who), sample=sample, seed=seed)


def end(world: World, sample: int, why: str = "测试") -> verdicts.SampleSummary:
    """Ended by hand, three days on."""
    at = world.now + 3 * DAY
    return verdicts.end_sample(now=at, actor=world.actor("auditor"), sample=sample, why=why)


def sealed(sample: int) -> str:
    """The secret of a sample, as only a test may read it."""
    row = Sample.objects.get(pk=sample)
    return row.secret or announcing.secret_of(row)


def of_old(sample: int) -> None:
    """Make it one of the older kind, by the seed alone."""
    Sample.objects.filter(pk=sample).update(
        scheme="seed", commit="", secret="", seed_from="", seed_on=None, ask_until=None, announced_at=None,
        announced_by="", size=None, ended="", ended_at=None,
    )  # fmt: skip


def asked(world: World, sample: int, outcomes: list[str], *, first: int = 1, stars: int | None = 4) -> None:
    """What came of asking those drawn, in their order from rank `first`: an outcome, or what an answer said."""
    for rank, came in enumerate(outcomes, first):
        said = came in {"yes", "partly", "no"}
        Member.objects.filter(sample_id=sample, rank=rank).update(
            outcome="answered" if said else came, solved=came if said else "", stars=stars if said else None,
            asked_at=world.now + timedelta(days=2, minutes=rank),
        )  # fmt: skip
