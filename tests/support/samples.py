"""Closed matters, a sample drawn from them, and what came of asking, in few statements."""

from datetime import timedelta

from cocity.answer.verdicts import api as verdicts
from cocity.answer.verdicts.models import Member
from cocity.ground.commitments.models import Commitment
from tests.world import World

SEED = "2026-11-23 开奖 03 11 17"


def ended(world: World, many: int, **said: object) -> list[str]:
    """Numbers of matters that ended an hour after they were said."""
    numbers = [world.say(f"第{n}盏路灯不亮", **said).number for n in range(many)]
    Commitment.objects.filter(number__in=numbers).update(ended_at=world.now + timedelta(hours=1))
    return numbers


def draw(world: World, size: int, **more: object) -> verdicts.SampleSummary:
    """Drawn the day after, from all that ended."""
    day = timedelta(days=1)
    given = {
        "since": world.now - day,
        "until": world.now + day,
        "seed": SEED,
        "method": "电话",
        "reason": "月度抽查",
    }
    wanted = verdicts.SampleWanted(size=size, **{**given, **more})  # type: ignore[arg-type]
    return verdicts.draw_sample(now=world.now + day, actor=world.actor("auditor"), wanted=wanted)


def asked(world: World, sample: int, outcomes: list[str], *, first: int = 1, stars: int | None = 4) -> None:
    """What came of asking those drawn, in their order from rank `first`: an outcome, or what an answer said."""
    for rank, came in enumerate(outcomes, first):
        said = came in {"yes", "partly", "no"}
        Member.objects.filter(sample_id=sample, rank=rank).update(
            outcome="answered" if said else came, solved=came if said else "", stars=stars if said else None,
            asked_at=world.now + timedelta(days=1, minutes=rank),
        )  # fmt: skip
